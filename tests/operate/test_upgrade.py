"""An office that stood still for a while is brought along: backup first, every row kept, the chain unbroken."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests import servers

# Every room as its very first tables were, with acts written in them.
FIRST_STATE = """
import django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
call_command("migrate", verbosity=0, interactive=False)
for app, name in sorted(MigrationLoader(None).disk_migrations):
    if name.startswith("0001") and app in {"journal", "assessments", "sources"}:
        call_command("migrate", app, "0001", verbosity=0, interactive=False)
from wasdini.core.access import system_actor
from wasdini.journal.operations import act
for number in range(25):
    with act(system_actor("lama"), "older_act", at=datetime(2024, 2, 1, tzinfo=UTC)) as line:
        line.details = {"number": number}
"""


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(sql).fetchall()


def test_from_the_first_tables_with_data(tmp_path: Path) -> None:
    env = servers.environment(tmp_path / "data", DJANGO_SETTINGS_MODULE="wasdini.settings")
    database, folder = tmp_path / "data" / "wasdini.sqlite3", tmp_path / "cadangan"
    folder.mkdir()
    subprocess.run([sys.executable, "-c", FIRST_STATE], env=env, check=True)
    before = rows(database, "SELECT * FROM journal_entry ORDER BY seq")
    applied = {name for (name,) in rows(database, "SELECT app || name FROM django_migrations")}
    assert len(before) == 25 and "journal0002_append_only" not in applied
    made = servers.wasdini("backup", "key", "new", "--output", str(tmp_path / "kunci"), env=env)

    command = ["upgrade", "--backup-to", str(folder), "--recipient", made.stdout.strip(), "--json"]
    done = servers.wasdini(*command, env=env)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["migrations_count"] >= 1
    assert Path(told["backup"]).exists()
    after = rows(database, "SELECT * FROM journal_entry ORDER BY seq")
    assert after[:25] == before
    assert [row[0] for row in after] == list(range(1, len(after) + 1))
    verified = servers.wasdini("journal", "verify", env=env)
    assert verified.returncode == 0, verified.stderr
    with closing(sqlite3.connect(database)) as changed:
        try:
            changed.execute("DELETE FROM journal_entry")
        except sqlite3.IntegrityError as refusal:
            assert "append-only" in str(refusal)
        else:
            raise AssertionError("the triggers of the newer state are missing")

    again = servers.wasdini(*command, env=env)
    assert json.loads(again.stdout)["migrations_count"] == 0


def test_no_upgrade_without_a_backup_unless_one_says_so(tmp_path: Path) -> None:
    refused = servers.wasdini("upgrade", env=servers.environment(tmp_path / "data"))
    assert refused.returncode == 2
    assert "--backup-to" in refused.stderr
    assert not (tmp_path / "data" / "wasdini.sqlite3").exists()
