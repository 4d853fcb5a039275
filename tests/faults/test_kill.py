"""The server is killed while people write: nothing acknowledged is lost, nothing is doubled, the chain holds."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.house import Clients, History, House, check, count, postgresql_rows, say, sqlite_rows
from tests.parts import needs

KILLS = count(8, 1000)
SERVER_CRASHES = count(2, 50)
DICE = random.Random(20240214)


def kill_while_writing(house: House, kills: int) -> History:
    house.start()
    with Clients(house.url, threads=6) as clients:
        for _ in range(kills):
            time.sleep(DICE.uniform(0.2, 1.2))
            house.kill()
            house.start()
        time.sleep(0.5)
    return clients.history


def tell(test: str, kills: int, history: History) -> None:
    acknowledged, unknown = len(history.acknowledged), len(history.unknown)
    say(test=test, kills=kills, acknowledged=acknowledged, unknown=unknown, lost=0, doubled=0)
    assert acknowledged > kills, "the clients hardly wrote: this proves nothing"
    assert unknown, "no write was cut off: this proves nothing"


def test_killed_on_sqlite(tmp_path: Path) -> None:
    house = House(tmp_path / "data", tmp_path / "log")
    house.prepare()
    try:
        history = kill_while_writing(house, KILLS)
    finally:
        house.stop()
    rows = sqlite_rows(house.data_dir / "wasdini.sqlite3")
    assert rows("PRAGMA integrity_check") == [("ok",)]
    check(rows, history)
    tell("kill_sqlite", KILLS, history)


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster(fsync=True) as started:
        yield started


@needs("postgresql")
def test_killed_on_postgresql(tmp_path: Path, cluster: postgres.Cluster) -> None:
    url = cluster.database("mati_web")
    house = House(tmp_path / "data", tmp_path / "log", {"DATABASE_URL": url})
    house.prepare()
    try:
        history = kill_while_writing(house, KILLS)
    finally:
        house.stop()
    check(postgresql_rows(url), history)
    tell("kill_postgresql", KILLS, history)


@needs("postgresql")
def test_the_database_server_itself_crashes(tmp_path: Path, cluster: postgres.Cluster) -> None:
    """No clean stop, then recovery from its log; the web server stays up and finds it again by itself."""
    url = cluster.database("mati_db")
    house = House(tmp_path / "data", tmp_path / "log", {"DATABASE_URL": url})
    house.prepare()
    try:
        house.start()
        with Clients(house.url, threads=6) as clients:
            for _ in range(SERVER_CRASHES):
                time.sleep(DICE.uniform(0.3, 1.0))
                cluster.crash()
                cluster.start()
            time.sleep(2)
        history = clients.history
    finally:
        house.stop()
    check(postgresql_rows(url), history)
    assert set(history.statuses) <= {503}, f"only 503 while the database is away: {history.statuses}"
    assert not history.retry_after_missing
    say(test="crash_postgresql", crashes=SERVER_CRASHES, acknowledged=len(history.acknowledged), lost=0, doubled=0)
    assert len(history.acknowledged) > SERVER_CRASHES
