"""The intake under pressure: sixteen phones and a long reader, the same id with other bytes at once, a full disk."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.faults.house import count, say, sqlite_rows
from tests.faults.phones import IntakeHouse, Phones, check_intake
from tests.faults.test_pressure import small_disk

__all__ = ["small_disk"]
SECONDS = count(8, 120)
CONFLICTS = count(100, 1000)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[IntakeHouse]:
    made = IntakeHouse(tmp_path / "data", tmp_path / "log")
    made.prepare()
    made.start()
    yield made
    made.stop()


def test_sixteen_phones_and_a_long_reader_meet_nothing_but_busy(house: IntakeHouse) -> None:
    file = house.data_dir / "wasdini.sqlite3"
    with closing(sqlite3.connect(file)) as reader, Phones(house, 16, files=1) as phones:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM reports_report").fetchone()  # holds its snapshot to the end
        time.sleep(SECONDS)
    told = phones.told
    check_intake(sqlite_rows(file), house.data_dir, told)
    waits = sorted(told.waits_s)
    p99_s, longest_s = waits[int(len(waits) * 0.99)], waits[-1]
    say(
        test="intake_lock_pressure", phones=16, requests=len(waits), acknowledged=len(told.receipts), locked=0,
        busy_503=told.statuses[503], p99_s=round(p99_s, 3), max_s=round(longest_s, 3),
    )  # fmt: skip
    assert set(told.statuses) <= {200, 201, 204, 404, 503}, told.statuses  # 404: HEAD of what never came
    assert len(told.receipts) > 20 and longest_s <= 10


def test_when_the_database_is_held_the_phone_is_told_to_come_again_and_pages_answer(house: IntakeHouse) -> None:
    """Another writer holds the database: intake says 503 within moments, and reading is not stopped by who waits."""
    with closing(sqlite3.connect(house.data_dir / "wasdini.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with Phones(house, 24, closed_share=0, files=0, pause_s=0.5) as phones:
            time.sleep(4)
            began = time.monotonic()
            answer = httpx.get(
                f"{house.url}/api/v1/reports", headers={"Authorization": f"Bearer {house.town['token']}"}, timeout=10
            )
            read_s = time.monotonic() - began
            assert answer.status_code == 200
            holder.execute("ROLLBACK")
    told = phones.told
    check_intake(sqlite_rows(house.data_dir / "wasdini.sqlite3"), house.data_dir, told)
    say(test="intake_gate", phones=24, busy_503=told.statuses[503], read_while_held_s=round(read_s, 2))
    assert told.statuses[503] and set(told.statuses) <= {200, 201, 503}
    assert read_s <= 8


def test_other_bytes_under_a_known_id_are_always_a_conflict_and_always_kept(house: IntakeHouse) -> None:
    """Half of them one after the other, half at the very same moment: which of the two is first does not matter."""
    headers = {"Authorization": f"Bearer {house.town['token']}", "Content-Type": "application/json"}
    pool, barrier = ThreadPoolExecutor(2), threading.Barrier(2)
    statuses: Counter[tuple[int, ...]] = Counter()

    def put(report_id: uuid.UUID, text: str, wait: bool) -> int:
        said = {"kind": "incident", "mode": "open", "tps_code": house.town["tps"], "text": text}
        content = json.dumps({**said, "occurred_at": "2024-02-14T08:00:00+07:00"})
        if wait:
            barrier.wait()
        while True:
            with httpx.Client(timeout=30) as client:
                answer = client.put(f"{house.url}/api/v1/reports/{report_id}", content=content, headers=headers)
            if answer.status_code != 503:
                return answer.status_code
            time.sleep(0.2)

    for number in range(CONFLICTS):
        report_id, texts = uuid.uuid4(), (f"Pertama {number}", f"Kedua {number}")
        if number % 2:
            answers = list(pool.map(lambda text, one=report_id: put(one, text, True), texts))
        else:
            answers = [put(report_id, text, False) for text in texts]
        statuses[tuple(sorted(answers))] += 1
    rows = sqlite_rows(house.data_dir / "wasdini.sqlite3")
    assert statuses == {(201, 409): CONFLICTS}, statuses
    assert rows("SELECT count(*), count(DISTINCT report_id) FROM reports_conflict") == [(CONFLICTS, CONFLICTS)]
    assert rows("SELECT count(*) FROM reports_report") == [(CONFLICTS,)]
    say(test="intake_conflicts", cases=CONFLICTS, at_once=CONFLICTS // 2, answered_409=CONFLICTS, kept=CONFLICTS)


def test_a_full_disk_is_said_reading_goes_on_and_intake_resumes(small_disk: Path, tmp_path: Path) -> None:
    house = IntakeHouse(small_disk / "data", tmp_path / "log")
    house.prepare()
    house.start()
    ballast = small_disk / "penuh"
    free = os.statvfs(small_disk)
    ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - 1_500_000))
    token = {"Authorization": f"Bearer {house.town['token']}"}
    try:
        with Phones(house, 3) as phones:
            deadline = time.monotonic() + 60
            while not phones.told.statuses[507] and time.monotonic() < deadline:
                time.sleep(0.2)
            time.sleep(1)
            read = httpx.get(f"{house.url}/api/v1/reports", headers=token, timeout=30)
            before = len(phones.told.receipts)
            ballast.unlink()
            deadline = time.monotonic() + 60
            while len(phones.told.receipts) < before + 10 and time.monotonic() < deadline:
                time.sleep(0.2)
        told = phones.told
        assert told.statuses[507] and read.status_code == 200, told.statuses
        assert set(told.statuses) <= {200, 201, 204, 404, 409, 503, 507}, told.statuses
        assert len(told.receipts) >= before + 10, "intake did not resume without a restart"
    finally:
        house.stop()
    rows = sqlite_rows(house.data_dir / "wasdini.sqlite3")
    assert rows("PRAGMA integrity_check") == [("ok",)]
    check_intake(rows, house.data_dir, told)
    say(test="intake_disk_full", acknowledged=len(told.receipts), refused_507=told.statuses[507], lost=0)
