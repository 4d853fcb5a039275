"""Rows that can be added and never changed, or forgotten only when old: migration operations that put triggers."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forbid_change(table: str) -> migrations.RunPython:
    """Refuse update, delete and truncate of `table`, whoever asks."""
    return _forbid(table, _SQLITE, _POSTGRESQL)


def forbid_update(table: str) -> migrations.RunPython:
    """Refuse update of `table`; what is there may be forgotten (deleted) but never rewritten."""
    return _forbid(table, _SQLITE[:1], _POSTGRESQL[:2])


def _forbid(table: str, on_sqlite: tuple[str, ...], on_postgresql: tuple[str, ...]) -> migrations.RunPython:
    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in on_postgresql if editor.connection.vendor == "postgresql" else on_sqlite:
            editor.execute(statement.format(table=table))

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for name in ("update", "delete"):
            suffix = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}{suffix}")

    return migrations.RunPython(forwards, backwards)


def forbid_change_until_old(table: str, *, column: str, days: int) -> migrations.RunPython:
    """Refuse every update of `table`, and the deletion of rows whose `column` is younger than `days`, whoever asks.

    For records that protect people and must themselves be forgotten one day: who read what.
    """
    told = {"table": table, "column": column, "days": days}

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _POSTGRESQL_AGED if editor.connection.vendor == "postgresql" else _SQLITE_AGED:
            editor.execute(statement.format(**told))

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for name in ("update", "early_delete", "truncate"):
            suffix = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}{suffix}")

    return migrations.RunPython(forwards, backwards)


_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION '{table} is append-only'; END$$",
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
)
_SQLITE_AGED = (
    _SQLITE[0],
    "CREATE TRIGGER {table}_no_early_delete BEFORE DELETE ON {table} "
    "WHEN OLD.{column} > strftime('%Y-%m-%d %H:%M:%S', 'now', '-{days} days') "
    "BEGIN SELECT RAISE(ABORT, '{table} keeps rows for {days} days'); END",
)
_POSTGRESQL_AGED = (
    *_POSTGRESQL[:2],
    "CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN IF OLD.{column} > now() - interval '{days} days' THEN "
    "RAISE EXCEPTION '{table} keeps rows for {days} days'; END IF; RETURN OLD; END$$",
    "CREATE TRIGGER {table}_no_early_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keep()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
)
