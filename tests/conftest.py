"""The fixed cast for every test, on both databases; the environment is set in `tests/early.py`."""

from __future__ import annotations

from tests.cast import cast, office, regions

__all__ = ["cast", "office", "regions"]
