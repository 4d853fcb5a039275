"""A power cut, modelled: what was not synced is gone. Kill tests cannot see this; they pass with settings that lose.

The shim copies a file to a second folder whenever SQLite syncs it. Cutting the power throws the live folder away. The
database is opened with the very settings of the application; beside it NORMAL must lose, which proves the test bites.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from django.conf import settings

from tests.faults.house import count, say

CUTS = count(40, 1000)
WRITES_AT_MOST = 40


class SyncedFile(apsw.VFSFile):
    """A file whose content survives only as far as it was synced."""

    durable: Path

    def __init__(self, name: str | apsw.URIFilename, flags: list[int]) -> None:
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        super().__init__("", name, flags)

    def xSync(self, flags: int) -> None:  # noqa: N802 (SQLite's name)
        super().xSync(flags)
        shutil.copyfile(self._name, self.durable / self._name.name)


class SyncedFiles(apsw.VFS):
    def __init__(self, name: str, durable: Path) -> None:
        self._durable = durable
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        if name is None:
            return apsw.VFSFile("", name, flags)
        return type("File", (SyncedFile,), {"durable": self._durable})(name, flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:  # noqa: N802
        super().xDelete(name, sync_folder)
        (self._durable / Path(name).name).unlink(missing_ok=True)


def pragmas_of_the_application() -> str:
    """As `settings.py` opens every SQLite connection."""
    source = (settings.PACKAGE / "settings.py").read_text("utf-8")
    found = re.search(r'"init_command": "([^"]+)"', source)
    assert found
    return found.group(1)


def acknowledged_and_found(folder: Path, pragmas: str, dice: random.Random) -> tuple[set[int], set[int], bool]:
    """One run of writes that a power cut ends: what was acknowledged, what came back, whether the database is whole."""
    live, durable = folder / "live", folder / "durable"
    live.mkdir(parents=True)
    durable.mkdir()
    files = SyncedFiles(f"synced-{folder.name}", durable)
    database = apsw.Connection(str(live / "data.sqlite3"), vfs=f"synced-{folder.name}")
    database.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
    database.execute(pragmas).fetchall()  # apsw stops at the first row unless all are asked for
    database.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, body BLOB)")
    acknowledged: set[int] = set()
    for number in range(dice.randrange(1, WRITES_AT_MOST)):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO kept VALUES (?, ?)", (number, dice.randbytes(dice.randrange(200, 6000))))
        database.execute("COMMIT")
        acknowledged.add(number)
    if dice.random() < 0.5:  # a transaction that never ended
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO kept VALUES (-1, x'00')")
    after = folder / "after"
    shutil.copytree(durable, after)
    database.close()
    files.unregister()
    return acknowledged, *_look(after / "data.sqlite3")


def _look(file: Path) -> tuple[set[int], bool]:
    with closing(sqlite3.connect(file)) as found:
        try:
            kept = {number for (number,) in found.execute("SELECT id FROM kept")}
            return kept, found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError as fault:
            return set(), "no such table" in str(fault)


def cut(folder: Path, pragmas: str, cuts: int) -> tuple[int, int]:
    """(acknowledged, lost) over so many power cuts."""
    dice, acknowledged_count, lost_count = random.Random(13), 0, 0
    for number in range(cuts):
        acknowledged, found, whole = acknowledged_and_found(folder / str(number), pragmas, dice)
        assert whole
        assert -1 not in found, "an unfinished transaction came back"
        acknowledged_count += len(acknowledged)
        lost_count += len(acknowledged - found)
        shutil.rmtree(folder / str(number))
    return acknowledged_count, lost_count


def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged, lost = cut(tmp_path / "full", pragmas_of_the_application(), CUTS)
    say(test="power_cut", cuts=CUTS, acknowledged=acknowledged, lost=lost)
    assert lost == 0


def test_the_control_with_normal_loses(tmp_path: Path) -> None:
    careless = pragmas_of_the_application().replace("synchronous=FULL", "synchronous=NORMAL")
    assert "NORMAL" in careless
    acknowledged, lost = cut(tmp_path / "normal", careless, count(10, 100))
    say(test="power_cut_control_normal", acknowledged=acknowledged, lost=lost)
    assert lost > 0


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded database")
@pytest.mark.django_db
def test_the_application_really_opens_its_database_so() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "2 is FULL"
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
