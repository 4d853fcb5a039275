"""Sixteen writers, a long reader and a backup at once; and a disk that fills up. Busy is said as busy, never worse."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.faults.house import Clients, House, check, count, say, sqlite_rows

SECONDS = count(8, 120)
DRILLS = count(3, 20)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "data", tmp_path / "log")
    made.prepare()
    made.start()
    yield made
    made.stop()


def test_no_client_ever_meets_a_locked_database(house: House) -> None:
    file = house.data_dir / "wasdini.sqlite3"
    with closing(sqlite3.connect(file)) as reader, Clients(house.url, threads=16) as clients:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal_entry").fetchone()  # holds its snapshot to the end
        time.sleep(SECONDS)
    history = clients.history
    check(sqlite_rows(file), history)
    waits = sorted(history.waits_s)
    p99_s, longest_s = waits[int(len(waits) * 0.99)], waits[-1]
    refused = len(history.refused)
    say(
        test="lock_pressure", writers=16, acknowledged=len(history.acknowledged), refused=refused,
        p99_s=round(p99_s, 3), max_s=round(longest_s, 3),
    )  # fmt: skip
    assert not refused, history.statuses
    assert not history.unknown
    assert longest_s <= 10


def test_backups_made_under_load_all_come_back_whole(house: House, tmp_path: Path) -> None:
    """Drills at any moment while people write: each restores, is intact, and its chain holds."""
    with Clients(house.url, threads=4) as clients:
        took = []
        for _ in range(DRILLS):
            done = servers.wasdini("backup", "drill", "--json", env=house.env)
            assert done.returncode == 0, done.stderr
            took.append(json.loads(done.stdout))
    check(sqlite_rows(house.data_dir / "wasdini.sqlite3"), clients.history)
    seqs = [drill["restored"]["journal_seq"] for drill in took]
    say(test="drill_under_load", drills=DRILLS, failed=0, rto_s=max(round(d["restore_s"], 2) for d in took))
    assert seqs == sorted(seqs) and seqs[-1] > seqs[0] > 0
    assert not clients.history.unknown


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; only root may mount one."""
    if os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted by root: run `make faults` as root")
    folder = tmp_path / "kecil"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_reading_goes_on_and_writing_resumes(small_disk: Path, tmp_path: Path) -> None:
    house = House(small_disk / "data", tmp_path / "log")
    house.prepare()
    house.start()
    ballast = small_disk / "penuh"
    free = os.statvfs(small_disk)
    ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - 4_000_000))
    try:
        with Clients(house.url, threads=3, body=b"x" * 60_000) as clients:
            deadline = time.monotonic() + 60
            while not clients.history.refused and time.monotonic() < deadline:
                time.sleep(0.2)
            time.sleep(1)
        history = clients.history
        assert history.acknowledged and set(history.statuses) == {507}, history.statuses
        assert not history.retry_after_missing
        first = history.acknowledged[0]
        assert httpx.get(f"{house.url}/tulis/{first}").text == "1", "what was stored can still be read"
        ballast.unlink()
        again = threading.Event()
        with Clients(house.url, threads=2, label="lagi") as later:
            again.wait(2)
        assert later.history.acknowledged and not later.history.refused, "no restart was needed"
        history.acknowledged += later.history.acknowledged
        history.unknown += later.history.unknown
    finally:
        house.stop()
    rows = sqlite_rows(house.data_dir / "wasdini.sqlite3")
    assert rows("PRAGMA integrity_check") == [("ok",)]
    check(rows, history)
    say(test="disk_full", acknowledged=len(history.acknowledged), refused_507=history.statuses[507], lost=0)
