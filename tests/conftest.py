"""The fixed cast for every test, on both databases; the environment is set in `tests/early.py`."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.cast import cast, office, regions
from tests.flushing import flushable

__all__ = ["cast", "flushable", "office", "regions"]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits of one test must not reach the next."""
    cache.clear()
