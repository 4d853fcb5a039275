"""Both databases, the fixed cast, no network."""

from __future__ import annotations

import os
import tempfile

import pytest

from tests import postgres

os.environ["WASDINI_TESTING"] = "1"
os.environ.setdefault("WASDINI_DATA_DIR", tempfile.mkdtemp(prefix="wasdini-test-"))


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("WASDINI_TEST_ON") == "postgresql" and not hasattr(config, "workerinput"):
        os.environ["DATABASE_URL"] = postgres.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop()
