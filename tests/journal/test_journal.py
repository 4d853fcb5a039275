"""The journal in the database: one act one line, nothing changed afterwards, nothing lost when many write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.cast import KABUPATEN, KECAMATAN, NEIGHBOUR, NOW, SIBLING, Cast
from wasdini.core.access import NotAllowed, NotVisible, system_actor
from wasdini.core.ledger import Anchor
from wasdini.core.problems import InputRefused
from wasdini.journal import operations, queries
from wasdini.journal.models import Entry, Head

WRITERS, LINES_EACH = 16, 25
CHECKOUT = Path(__file__).resolve().parents[2]


def write(verb: str = "try_out", **details: str | int | float) -> None:
    with operations.act(system_actor(), verb, at=NOW) as line:
        line.about("place", KECAMATAN, area=KECAMATAN)
        line.details = details


@pytest.mark.both
def test_an_act_is_one_line_and_costs_three_statements(db: None) -> None:
    write()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        write()
    statements = [entry["sql"] for entry in seen if "SAVEPOINT" not in entry["sql"]]
    assert len(statements) == 3, statements
    assert Entry.objects.count() == 2


@pytest.mark.both
def test_an_act_that_fails_leaves_neither_change_nor_line(db: None) -> None:
    write()
    with pytest.raises(ZeroDivisionError), operations.act(system_actor(), "fail", at=NOW):
        Head.objects.create(id=9, seq=0, hash="x")
        raise ZeroDivisionError
    assert Entry.objects.count() == 1
    assert not Head.objects.filter(id=9).exists()
    assert queries.verify_chain().fault is None


@pytest.mark.both
def test_what_was_written_is_what_was_hashed_whatever_the_numbers_and_the_zone(db: None) -> None:
    write(huge=10**22, tiny=1e-7, whole=3.0, share=0.1, text="é 'kutip' \\ \"dua\"")
    jayapura = timezone(timedelta(hours=9))
    with operations.act(system_actor(), "try_out", at=datetime(2024, 2, 14, 7, 0, 0, 123456, tzinfo=jayapura)):
        pass
    assert queries.verify_chain().fault is None
    assert json.loads(Entry.objects.order_by("seq")[0].details)["huge"] == 10**22


@pytest.mark.both
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET act = 'nothing'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_entry WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses_to_change_a_line(db: None, statement: str) -> None:
    write()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert queries.verify_chain().count == 1


@pytest.mark.both
def test_postgresql_refuses_to_truncate_the_journal(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    write()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_entry")


def without_triggers(*statements: str) -> None:
    """What somebody with the database in hand can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        else:
            for name in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER journal_entry_no_{name}")
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.both
@pytest.mark.parametrize(
    ("statement", "code", "seq"),
    [
        ("UPDATE journal_entry SET actor_id = 5 WHERE seq = 3", "chain_altered", 3),
        ("UPDATE journal_entry SET details = '{\"a\":1}' WHERE seq = 4", "chain_altered", 4),
        ("DELETE FROM journal_entry WHERE seq = 2", "chain_gap", 2),
        ("DELETE FROM journal_entry WHERE seq = 6", "head_elsewhere", 6),
        ("UPDATE journal_entry SET seq = 9 WHERE seq = 6", "chain_gap", 6),
        ("DELETE FROM journal_entry", "head_elsewhere", 1),
    ],
)
def test_tampering_behind_the_triggers_is_found(db: None, statement: str, code: str, seq: int) -> None:
    for _ in range(6):
        write()
    without_triggers(statement)
    fault = queries.verify_chain().fault
    assert fault is not None
    assert (fault.code, fault.seq) == (code, seq)


@pytest.mark.both
def test_cutting_the_end_and_moving_the_head_is_seen_by_the_anchor_alone(db: None) -> None:
    for _ in range(6):
        write()
    told = operations.make_anchor(system_actor(), at=NOW)
    without_triggers("DELETE FROM journal_entry WHERE seq > 4")
    last = Entry.objects.get(seq=4)
    Head.objects.update(seq=4, hash=last.hash)
    assert queries.verify_chain().fault is None
    anchor = queries.read_anchor(json.dumps(told), file="anchor.json")
    fault = queries.verify_chain([anchor]).fault
    assert fault is not None and fault.code == "chain_cut"


def test_an_anchor_of_another_key_or_with_other_words_is_refused(db: None) -> None:
    write()
    told = operations.make_anchor(system_actor(), at=NOW)
    for change in ({"seq": 9}, {"hash": "0" * 64}, {"at": "2030-01-01T00:00:00+00:00"}, {"format": "other"}):
        with pytest.raises(InputRefused):
            queries.read_anchor(json.dumps({**told, **change}), file="anchor.json")
    with pytest.raises(InputRefused):
        queries.read_anchor(json.dumps(told), file="anchor.json", public_key="11" * 32)
    assert queries.read_anchor(json.dumps(told), file="a", public_key=str(told["public_key"])) == Anchor(
        1, str(told["hash"]), str(told["at"])
    )


def test_the_journal_is_read_by_those_who_may_and_only_within_their_area(cast: Cast) -> None:
    for area in (KECAMATAN, SIBLING, NEIGHBOUR, "0"):
        with operations.act(system_actor(), "try_out", at=NOW) as line:
            line.about("place", area, area=area)
    seen = queries.recent_entries(cast.kaban.actor, KABUPATEN)
    assert [entry.path for entry in seen] == [SIBLING, KECAMATAN]
    assert [entry.seq for entry in queries.recent_entries(cast.kaban.actor, KABUPATEN, before_seq=2)] == [1]
    with pytest.raises(NotVisible):
        queries.recent_entries(cast.kaban.actor, NEIGHBOUR)
    for name in ("petugas", "camat", "verifikator", "analis", "kustodian1", "tetangga"):
        with pytest.raises(NotAllowed):
            queries.recent_entries(cast[name].actor, KABUPATEN)


def test_a_keyed_digest_names_content_and_tells_nothing_of_it(db: None) -> None:
    first = operations.keyed_digest(b"nama sumber")
    assert first == operations.keyed_digest(b"nama sumber") != operations.keyed_digest(b"nama lain")
    assert len(first) == 64


def test_the_worker_keeps_one_anchor_an_hour(db: None, settings: LazySettings, tmp_path: Path) -> None:
    settings.ANCHOR_DIR = str(tmp_path / "elsewhere")
    assert operations.keep_hourly_anchor(NOW) is None
    write()
    kept = operations.keep_hourly_anchor(NOW)
    assert kept is not None and queries.read_anchor(kept.read_text(), file="a").seq == 1
    write()
    assert operations.keep_hourly_anchor(NOW + timedelta(minutes=59)) is None
    later = operations.keep_hourly_anchor(NOW + timedelta(hours=1))
    assert later is not None
    anchors = [queries.read_anchor(path.read_text(), file=path.name) for path in (kept, later)]
    assert queries.verify_chain(anchors).fault is None


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_change_and_line_commit_together_whatever_fails_and_whenever() -> None:
    """500 acts, a fault before or after one of their statements: no change without a line, no line without a change."""
    write()
    dice = np.random.default_rng(14)
    done = 0
    for number in range(500):
        falls_at, after = int(dice.integers(0, 7)), bool(dice.integers(2))
        seen = 0

        def fall(execute: Any, sql: str, *told: Any, falls_at: int = falls_at, after: bool = after) -> Any:
            nonlocal seen
            seen += not sql.startswith("BEGIN")
            if seen == falls_at and not after and not sql.startswith("BEGIN"):
                raise DatabaseError("fault")
            answer = execute(sql, *told)
            if seen == falls_at and not sql.startswith("BEGIN"):
                raise DatabaseError("fault")
            return answer

        with suppress(DatabaseError), connection.execute_wrapper(fall):
            with operations.act(system_actor(), "try_out", at=NOW) as line:
                Head.objects.create(id=100 + number, seq=number, hash="change")
                line.details = {"change": 100 + number}
            done += 1
    changes = set(Head.objects.filter(hash="change").values_list("id", flat=True))
    lines = {json.loads(text).get("change") for text in Entry.objects.values_list("details", flat=True)} - {None}
    assert changes == lines
    assert 50 < done == len(changes) < 450
    assert queries.verify_chain().fault is None


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_leave_one_chain_without_fork_or_gap(tmp_path: Path) -> None:
    """Four processes with four threads each; on SQLite in a file of its own, as an office has it."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "wasdini.settings", "WASDINI_DATA_DIR": str(tmp_path)}
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        environment["DATABASE_URL"] = f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    else:
        environment.pop("DATABASE_URL", None)
        _run(environment, "manage.py", "migrate", "journal", "-v0").communicate()
    began = perf_counter()
    running = [
        _run(environment, "-m", "tests.journal.many_writers", str(4 * n), "4", str(LINES_EACH)) for n in range(4)
    ]
    answers = [process.communicate() for process in running]
    taken = perf_counter() - began
    assert [process.returncode for process in running] == [0] * 4, answers
    waits = sorted(wait for out, _ in answers for wait in json.loads(out))
    print(
        f"\n{connection.vendor}: {len(waits)} acts by {WRITERS} writers, {taken:.1f} s with start-up; "
        f"p50 {waits[len(waits) // 2] * 1000:.1f} ms, p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, "
        f"max {waits[-1] * 1000:.0f} ms"
    )
    export = tmp_path / "journal.jsonl"
    done = _run(environment, "-m", "wasdini", "journal", "export", "--output", str(export))
    assert (done.communicate(), done.returncode)[1] == 0
    lines = [json.loads(line) for line in export.read_text().splitlines()]
    assert len({line["details"] for line in lines}) == len(lines) == WRITERS * LINES_EACH
    alone = _run(environment, "deploy/verify_journal.py", str(export))
    assert (alone.communicate(), alone.returncode)[1] == 0
    checked = _run(environment, "-m", "wasdini", "journal", "verify", "--json")
    assert json.loads(checked.communicate()[0])["lines"] == WRITERS * LINES_EACH


def _run(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=CHECKOUT,
    )  # fmt: skip


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_flush_between_tests_leaves_the_triggers_standing() -> None:
    assert not Entry.objects.exists()
    write()
    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.update(seq=F("seq") + 1)
