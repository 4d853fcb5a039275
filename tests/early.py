"""Before Django reads its settings (pytest `-p tests.early`): the test environment, and PostgreSQL when asked for."""

from __future__ import annotations

import os
import tempfile

import pytest

from tests import postgres

os.environ["WASDINI_TESTING"] = "1"
os.environ.setdefault("WASDINI_DATA_DIR", tempfile.mkdtemp(prefix="wasdini-test-"))
if os.environ.get("WASDINI_TEST_ON") == "postgresql" and "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["DATABASE_URL"] = postgres.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        postgres.stop()
