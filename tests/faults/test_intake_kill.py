"""`wasdini run` is killed while phones send reports and files: nothing acknowledged is lost, doubled or half there."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.faults.house import count, postgresql_rows, say, sqlite_rows
from tests.faults.phones import IntakeHouse, Phones, check_intake
from tests.parts import needs

KILLS = count(8, 200)
PHONES = 6
DICE = random.Random(20240214)


def killed_while_sending(house: IntakeHouse, rows: Any, test: str) -> None:
    house.prepare()
    try:
        house.start()
        with Phones(house, PHONES) as phones:
            for _ in range(KILLS):
                time.sleep(DICE.uniform(0.2, 1.5))
                house.kill()
                house.start()
            time.sleep(0.5)
    finally:
        house.stop()
    told = phones.told
    counted = check_intake(rows, house.data_dir, told)
    swept = house.sweep()
    again = check_intake(rows, house.data_dir, told)
    assert again["orphans"] == 0 and swept == counted["orphans"]
    say(
        test=test, kills=KILLS, acknowledged=len(told.receipts), closed=counted["closed"], files=counted["files"],
        cut_off=told.cut_off, lost=0, doubled=0, half_files=0, left_files_swept=swept,
    )  # fmt: skip
    assert len(told.receipts) > KILLS, "the phones hardly sent: this proves nothing"
    assert told.cut_off > KILLS // 2, "hardly anything was cut off: this proves nothing"
    assert counted["files"] > KILLS and counted["closed"]


def test_killed_on_sqlite(tmp_path: Path) -> None:
    house = IntakeHouse(tmp_path / "data", tmp_path / "log")
    rows = sqlite_rows(house.data_dir / "wasdini.sqlite3")
    killed_while_sending(house, rows, "intake_kill_sqlite")
    assert rows("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster(fsync=True) as started:
        yield started


@needs("postgresql")
def test_killed_on_postgresql(tmp_path: Path, cluster: postgres.Cluster) -> None:
    url = cluster.database("mati_laporan")
    house = IntakeHouse(tmp_path / "data", tmp_path / "log", {"DATABASE_URL": url})
    killed_while_sending(house, postgresql_rows(url), "intake_kill_postgresql")
