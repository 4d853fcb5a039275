"""The fixed cast for every test, on both databases; the environment is set in `tests/early.py`."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from hypothesis import settings

from tests.cast import cast, office, regions
from tests.flushing import flushable

# A first call may compile a kernel; a busy machine is no failure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

__all__ = ["cast", "flushable", "office", "regions"]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits of one test must not reach the next."""
    cache.clear()
