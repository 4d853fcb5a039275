"""The fixed cast for every test, on both databases; the environment is set in `tests/early.py`."""

from __future__ import annotations

from tests.cast import cast, office, regions
from tests.flushing import flushable

__all__ = ["cast", "flushable", "office", "regions"]
