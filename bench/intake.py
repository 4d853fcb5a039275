"""Taking in reports: reports a second and p99 of `PUT /api/v1/reports`, beside a plain Django view with one INSERT.

Both in the same web server with the same processes, threads, sign-in and durability (SQLite FULL; PostgreSQL with
fsync); every acknowledged row is counted in the database afterwards. What the report's door does more: check every
field, duty area, limits, words, standing, step, journal line with its chain, signed receipt.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any

import httpx

from tests import postgres, servers
from tests.faults.house import postgresql_rows, sqlite_rows
from tests.faults.phones import IntakeHouse
from wasdini.operate.operations_serve import WebAddress, web_command

PHONES, SECONDS = 8, 12.0


class BenchHouse(IntakeHouse):
    """The web server alone, with the plain view beside the real doors."""

    def start(self) -> None:
        command = web_command(WebAddress(port=self.port), sqlite="DATABASE_URL" not in self.settings)
        command[command.index("wasdini.wsgi:application")] = "bench._plain:application"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, start_new_session=True)
        servers.wait_for(f"{self.url}/healthz")


def run(rows: int) -> Iterator[dict[str, Any]]:
    """`rows` below the nation's number: a first look of three seconds each."""
    seconds = SECONDS if rows >= 820_161 else 3.0
    with tempfile.TemporaryDirectory() as folder:
        house = BenchHouse(Path(folder) / "data", Path(folder) / "log")
        yield from _both("sqlite", house, sqlite_rows(house.data_dir / "wasdini.sqlite3"), seconds)
    if postgres.binaries():
        with tempfile.TemporaryDirectory() as folder, postgres.cluster(fsync=True) as cluster:
            url = cluster.database("laju")
            house = BenchHouse(Path(folder) / "data", Path(folder) / "log", {"DATABASE_URL": url})
            yield from _both("postgresql", house, postgresql_rows(url), seconds)


def _both(database: str, house: BenchHouse, rows: Any, seconds: float) -> Iterator[dict[str, Any]]:
    house.prepare()
    house.start()
    try:
        _told(house, "/api/polos", 1.0)  # both doors are warm before anything is counted
        _told(house, "/api/v1/reports", 1.0)
        warm = rows("SELECT (SELECT count(*) FROM bench_plain), (SELECT count(*) FROM reports_report)")[0]
        plain, plain_busy = _told(house, "/api/polos", seconds)
        ours, busy = _told(house, "/api/v1/reports", seconds)
        kept = rows("SELECT (SELECT count(*) FROM bench_plain), (SELECT count(*) FROM reports_report)")[0]
        assert (kept[0] - warm[0], kept[1] - warm[1]) == (len(plain), len(ours)), "acknowledged is not what was kept"
        figures = {"bench": "intake", "database": database, "phones": PHONES, "reports": len(ours), "busy_503": busy}
        yield {
            **figures, "acknowledged_per_s": round(len(ours) / seconds, 1), "p50_ms": _ms(ours, 0.5),
            "p99_ms": _ms(ours, 0.99), "plain_rows": len(plain), "plain_busy_503": plain_busy,
            "plain_per_s": round(len(plain) / seconds, 1), "plain_p99_ms": _ms(plain, 0.99),
            "share_of_plain": round(len(ours) / len(plain), 3),
        }  # fmt: skip
    finally:
        house.stop()


def _told(house: BenchHouse, address: str, seconds: float) -> tuple[list[float], int]:
    """(seconds each acknowledged report took, how often busy)."""
    waits, busy, until = [], [], monotonic() + seconds
    said = {
        "kind": "incident", "mode": "open", "tps_code": house.town["tps"], "urgency": 2, "issues": ["intimidation"],
        "occurred_at": "2024-02-14T08:00:00+07:00",
    }  # fmt: skip

    def phone(number: int) -> None:
        headers = {"Authorization": f"Bearer {house.town['token']}", "Content-Type": "application/json"}
        turn = 0
        with httpx.Client(base_url=house.url, timeout=60, headers=headers) as client:
            while monotonic() < until:
                turn += 1
                content = json.dumps({**said, "text": f"Kejadian {number} {turn} di depan TPS, dua orang mengancam."})
                began = perf_counter()
                answer = client.put(f"{address}/{uuid.uuid4()}", content=content)
                if answer.status_code == 201:
                    waits.append(perf_counter() - began)
                else:
                    assert answer.status_code == 503, answer.text
                    busy.append(1)

    running = [threading.Thread(target=phone, args=(number,)) for number in range(PHONES)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return waits, len(busy)


def _ms(waits: list[float], share: float) -> float:
    return round(sorted(waits)[int(len(waits) * share)] * 1000, 1)
