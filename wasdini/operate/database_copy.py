"""A consistent copy of the database while people go on working, and a check that a copy is whole.

SQLite: its online backup in one step (in WAL mode it blocks nobody). PostgreSQL: `pg_dump` of an exported snapshot,
counted in the same snapshot. Both give one file.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from wasdini.core.ledger import Link, first_fault

SQLITE_FILE = "wasdini.sqlite3"
POSTGRESQL_FILE = "wasdini.pgdump"


class CopyRefused(RuntimeError):
    """The database could not be copied or the copy is not whole; carries a problem code and a reason."""

    def __init__(self, code: str, reason: str = "") -> None:
        self.code, self.reason = code, reason
        super().__init__(f"{code}: {reason}")


@dataclass(frozen=True)
class CopyFacts:
    """What the copy holds: rows per table, the migrations applied, the last link of the journal."""

    file_name: str
    row_counts: dict[str, int]
    migrations: list[list[str]]
    journal_seq: int
    journal_hash: str


def copy_database(folder: Path) -> CopyFacts:
    """Copy the running database into `folder`."""
    if connection.vendor == "sqlite":
        target = folder / SQLITE_FILE
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        with closing(sqlite3.connect(target)) as copy:
            return _facts(SQLITE_FILE, copy.cursor())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            facts = _facts(POSTGRESQL_FILE, cursor)
        _pg("pg_dump", "-Fc", "-Z1", "--no-owner", f"--snapshot={snapshot}", "-f", str(folder / POSTGRESQL_FILE))
    return facts


def unknown_migrations(migrations: list[list[str]]) -> list[str]:
    """Those this version does not know: the copy comes from a newer version."""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    return [f"{app}.{name}" for app, name in migrations if (app, name) not in known]


def check_sqlite_copy(file: Path, expected: CopyFacts) -> None:
    """Pages, foreign keys, rows per table and the end of the journal; raises `CopyRefused`."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        cursor = copy.cursor()
        try:
            verdict = cursor.execute("PRAGMA integrity_check").fetchall()
            orphans = cursor.execute("PRAGMA foreign_key_check").fetchall()
            found = _facts(SQLITE_FILE, cursor, tables=list(expected.row_counts))
            _check_chain(cursor)
        except sqlite3.DatabaseError as fault:
            raise CopyRefused("backup_database_broken", str(fault)) from None
    if verdict != [("ok",)] or orphans:
        raise CopyRefused("backup_database_broken", str((verdict + orphans)[0]))
    _compare(found, expected)


def restore_postgresql(file: Path, expected: CopyFacts) -> None:
    """Into the database of `DATABASE_URL`, which must be empty: all of it in one transaction, or nothing."""
    if connection.vendor != "postgresql":
        raise CopyRefused("backup_needs_postgresql")
    if connection.introspection.table_names():
        raise CopyRefused("backup_database_not_empty", str(connection.settings_dict["NAME"]))
    _pg("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "-d", _pg_name(), str(file))
    with connection.cursor() as cursor:
        _compare(_facts(POSTGRESQL_FILE, cursor, tables=list(expected.row_counts)), expected)
        _check_chain(cursor)


def _facts(file_name: str, cursor: Any, tables: list[str] | None = None) -> CopyFacts:
    names = tables if tables is not None else _own_tables(file_name, cursor)
    counts = {}
    for name in names:
        cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 (names of our own tables)
        counts[name] = int(cursor.fetchone()[0])
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
    migrations = [list(row) for row in cursor.fetchall()]
    cursor.execute("SELECT seq, hash FROM journal_entry ORDER BY seq DESC LIMIT 1")
    seq, last = cursor.fetchone() or (0, "")
    return CopyFacts(file_name, counts, migrations, int(seq), str(last))


def _own_tables(file_name: str, cursor: Any) -> list[str]:
    """Our tables that are there. The backup before an upgrade meets a database in which the newest are not yet."""
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        if file_name == POSTGRESQL_FILE
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    there = {str(row[0]) for row in cursor.fetchall()}
    return sorted(there & {model._meta.db_table for model in apps.get_models(include_auto_created=True)})


def _compare(found: CopyFacts, expected: CopyFacts) -> None:
    for table, count in expected.row_counts.items():
        if found.row_counts.get(table) != count:
            raise CopyRefused("backup_database_broken", f"{table}: {found.row_counts.get(table)} != {count}")
    if (found.journal_seq, found.journal_hash) != (expected.journal_seq, expected.journal_hash):
        raise CopyRefused("backup_database_broken", "journal")


def _check_chain(cursor: Any) -> None:
    """Walk the copy's journal from its first line, as `wasdini journal verify` walks the living one."""
    columns = list(Link.__dataclass_fields__)
    cursor.execute(f"SELECT {', '.join(columns)} FROM journal_entry ORDER BY seq")  # noqa: S608 (our own names)
    fault = first_fault(Link(**_as_hashed(dict(zip(columns, row, strict=True)))) for row in cursor)[2]
    if fault:
        raise CopyRefused("backup_database_broken", f"journal {fault.code} {fault.seq}")


def _as_hashed(row: dict[str, Any]) -> dict[str, Any]:
    """SQLite hands instants out as text, PostgreSQL as instants; the hash covers RFC 3339."""
    at = row["at"] if isinstance(row["at"], datetime) else datetime.fromisoformat(row["at"])
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return row | {"at": aware.astimezone(UTC).isoformat()}


def _pg_name() -> str:
    return str(connection.settings_dict["NAME"])


def _pg(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program; the password travels in the environment, where other users cannot list it."""
    found = shutil.which(program) or next(iter(_distribution(program)), None)
    if found is None:
        raise CopyRefused("postgresql_program_missing", program)
    given = connection.settings_dict
    settings = {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"]}
    settings |= {"PGPASSWORD": given["PASSWORD"], "PGDATABASE": given["NAME"]}
    env = os.environ | {name: str(value) for name, value in settings.items() if value}
    done = subprocess.run([found, *arguments], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CopyRefused("postgresql_program_failed", f"{program}: {done.stderr.strip()[:300]}")


def _distribution(program: str) -> list[str]:
    found = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    return [str(path) for path in sorted(found, key=lambda path: int(path.parts[-3]), reverse=True)]
