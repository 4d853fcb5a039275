"""Lets a transactional test be cleaned up: append-only tables refuse the flush, so their triggers step aside for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

_flush = BaseDatabaseOperations.execute_sql_flush


@pytest.fixture(autouse=True, scope="session")
def flushable() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", _flush_past_triggers)
    yield
    patch.undo()


def _flush_past_triggers(operations: Any, statements: list[str]) -> None:
    connection = operations.connection
    if connection.vendor == "postgresql":
        aside, back = ["SET session_replication_role = replica"], ["SET session_replication_role = DEFAULT"]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        aside, back = [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]
    _flush(operations, [*aside, *statements, *back])
