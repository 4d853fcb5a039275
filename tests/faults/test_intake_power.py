"""The power cut of `test_power`, with the very statements `accept_report` sends; and a file before its row.

The statements are caught on their way to the real database and replayed through the shim, one commit a report.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest
from django.db import connection

from tests.cast import NOW, Cast
from tests.custody.samples import keys_of
from tests.faults.house import count, say
from tests.faults.test_power import SyncedFiles, pragmas_of_the_application
from tests.reports.samples import announced, photo, send
from wasdini.places.models import Import
from wasdini.reports import shelves
from wasdini.reports.models import Attachment, Report
from wasdini.reports.operations_attachments import Chunk, receive_whole

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded database"),
]
CUTS = count(25, 1000)
Statements = list[tuple[str, tuple[Any, ...]]]
SCHEMA = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC"
TABLES = ("reports_", "journal_", "custody_envelope")


@pytest.fixture
def sent(cast: Cast, regions: Import) -> tuple[list[str], list[tuple[str, Statements]]]:
    """Schema, and for each report its id and the writes of its transaction."""
    keys_of(cast)
    written: Statements = []

    def catch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            rows = params if many else [params]
            written.extend((sql.replace("%s", "?"), tuple(_bare(one) for one in row)) for row in rows)
        return execute(sql, params, many, context)

    taken = []
    with connection.execute_wrapper(catch):
        for number in range(14):
            closed = number % 7 == 6
            receipt = send(
                cast.petugas.actor, mode="closed" if closed else "open", text=f"Nomor {number}",
                source={"name": "Warga", "phone": "0812"}, attachments=[announced(photo(number))],
            )  # fmt: skip
            taken.append((receipt.report_id.hex, list(written)))
            written.clear()
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        schema = [sql for (sql,) in cursor.fetchall() if any(f'"{table}' in sql for table in TABLES)]
    assert all(len(statements) >= 8 for _, statements in taken)
    return schema, taken


def _bare(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def one_cut(folder: Path, pragmas: str, sent: Any, dice: random.Random) -> tuple[set[str], set[str]]:
    """(acknowledged, found) of one run that the power ends somewhere, often inside a transaction."""
    schema, taken = sent
    live, durable = folder / "live", folder / "durable"
    live.mkdir(parents=True)
    durable.mkdir()
    files = SyncedFiles(f"laporan-{folder.parent.name}-{folder.name}", durable)
    database = apsw.Connection(str(live / "data.sqlite3"), vfs=f"laporan-{folder.parent.name}-{folder.name}")
    database.create_scalar_function("regexp", lambda pattern, text: True)
    database.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
    database.execute(pragmas).fetchall()
    for sql in schema:
        database.execute(sql)
    acknowledged = set()
    for report_id, statements in taken[: dice.randrange(1, len(taken))]:
        database.execute("BEGIN IMMEDIATE")
        for sql, params in statements:
            database.execute(sql, params)
        database.execute("COMMIT")
        acknowledged.add(report_id)
    _, unfinished = taken[len(acknowledged)]
    database.execute("BEGIN IMMEDIATE")
    for sql, params in unfinished[: dice.randrange(len(unfinished))]:
        database.execute(sql, params)
    after = folder / "after"
    shutil.copytree(durable, after)
    database.close()
    files.unregister()
    return acknowledged, _whole_reports(after / "data.sqlite3")


def _whole_reports(file: Path) -> set[str]:
    """Reports that came back; each must have come back with everything that belongs to it."""
    with closing(sqlite3.connect(file)) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        try:
            rows = found.execute("SELECT seq, report_id FROM reports_report").fetchall()
        except sqlite3.OperationalError:
            return set()
        for table, column in (("words", "report_id"), ("standing", "report_id"), ("step", "report_id")):
            kept = {key for (key,) in found.execute(f"SELECT {column} FROM reports_{table}")}
            assert kept == {seq for seq, _ in rows}, f"half a report: {table}"
        (lines,) = found.execute("SELECT count(*) FROM journal_entry").fetchone()
        assert lines == len(rows)
        return {report_id for _, report_id in rows}


def cut(folder: Path, pragmas: str, sent: Any, cuts: int) -> tuple[int, int]:
    dice, acknowledged_count, lost_count = random.Random(14), 0, 0
    for number in range(cuts):
        acknowledged, found = one_cut(folder / str(number), pragmas, sent, dice)
        assert found <= acknowledged, "an unfinished report came back"
        acknowledged_count += len(acknowledged)
        lost_count += len(acknowledged - found)
        shutil.rmtree(folder / str(number))
    return acknowledged_count, lost_count


def test_a_power_cut_takes_no_acknowledged_report(tmp_path: Path, sent: Any) -> None:
    acknowledged, lost = cut(tmp_path / "penuh", pragmas_of_the_application(), sent, CUTS)
    say(test="intake_power_cut", cuts=CUTS, acknowledged=acknowledged, lost=lost)
    assert lost == 0


def test_the_control_with_normal_loses_reports(tmp_path: Path, sent: Any) -> None:
    careless = pragmas_of_the_application().replace("synchronous=FULL", "synchronous=NORMAL")
    acknowledged, lost = cut(tmp_path / "lalai", careless, sent, count(10, 100))
    say(test="intake_power_cut_control_normal", acknowledged=acknowledged, lost=lost)
    assert lost > 0


def test_a_file_and_its_folder_are_on_the_disk_before_its_row_says_so(
    cast: Cast, regions: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the moment the row is written, everything it names was synced: content of the file, entry of the folder."""
    durable: dict[str, bytes] = {}
    entries: set[str] = set()
    checked = []
    monkeypatch.setattr(os, "fsync", _remembering(os.fsync, durable, entries))

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "reports_attachment"') and '"complete"' in sql:
            names = [one for one in params if isinstance(one, str) and len(one) == 32 and one in durable]
            assert len(names) >= 2 and set(names) <= entries, "the row would name what a power cut takes"
            checked.append(names)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        for number in range(5):
            content = photo(number)
            receipt = send(cast.petugas.actor, attachments=[announced(content)])
            sha256 = announced(content)["sha256"]
            chunk = Chunk(content=content, total=len(content), media_type="image/jpeg")
            receive_whole(cast.petugas.actor, receipt.report_id, sha256, chunk, at=NOW)
            row = Attachment.objects.get(report_id=receipt.report_id)
            assert durable[row.name] == content == shelves.read(row.name)
    assert len(checked) == Report.objects.count() == 5


def _remembering(fsync: Callable[[int], None], durable: dict[str, bytes], entries: set[str]) -> Callable[[int], None]:
    def synced(descriptor: int) -> None:
        fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").resolve()
        if path.is_dir():
            entries.update(one.name for one in path.iterdir())
        else:
            durable[path.name] = path.read_bytes()

    return synced
