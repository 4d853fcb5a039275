"""A real server that can be killed, clients that write down what they were told, and a checker that shares no code."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import httpx

from tests import servers
from wasdini.operate.operations_serve import WebAddress, web_command

SHORT = bool(os.environ.get("WASDINI_FAULTS_SHORT"))


def count(short: int, full: int) -> int:
    """How often: `make faults SHORT=1` or the whole number."""
    return short if SHORT else full


@dataclass
class House:
    """Granian as `wasdini run` starts it, with the door of the fault tests."""

    data_dir: Path
    log: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=servers.free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def env(self) -> dict[str, str]:
        return servers.environment(self.data_dir, WASDINI_HOSTS="127.0.0.1", **self.settings)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        done = servers.wasdini("upgrade", "--no-backup", env=self.env)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        command = web_command(WebAddress(port=self.port), sqlite="DATABASE_URL" not in self.settings)
        command[command.index("wasdini.wsgi:application")] = "tests.faults.door:application"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, start_new_session=True)
        servers.wait_for(f"{self.url}/healthz")

    def kill(self) -> None:
        """As a power switch would end the processes: all of the group, at once, unasked."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Granian's own workers are orphans for a moment: the port must be free before the next start.
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{self.url}/healthz", timeout=0.5)
            except httpx.TransportError:
                return
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()


@dataclass
class History:
    """What the clients were told, by the name of each write. No answer is neither yes nor no."""

    acknowledged: list[str] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    retry_after_missing: int = 0

    @property
    def statuses(self) -> Counter[int]:
        return Counter(self.refused.values())


class Clients:
    """So many threads that write one thing after another until told to stop."""

    def __init__(self, url: str, threads: int, *, body: bytes = b"", label: str = "w") -> None:
        self.history, self._stopped, self._lock = History(), threading.Event(), threading.Lock()
        self._url, self._body = url, body
        self._threads = [threading.Thread(target=self._write, args=(f"{label}{n}",)) for n in range(threads)]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _write(self, label: str) -> None:
        turn = 0
        with httpx.Client(timeout=30) as client:
            while not self._stopped.is_set():
                turn += 1
                self._one(client, f"{label}-{turn}")

    def _one(self, client: httpx.Client, name: str) -> None:
        began = time.monotonic()
        try:
            answer = client.post(f"{self._url}/tulis/{name}", content=self._body)
        except httpx.TransportError:
            with self._lock:
                self.history.unknown.append(name)
            time.sleep(0.05)
            return
        with self._lock:
            self.history.waits_s.append(time.monotonic() - began)
            if answer.status_code == 201:
                self.history.acknowledged.append(name)
            else:
                self.history.refused[name] = answer.status_code
                if answer.status_code == 503:  # the database went away, perhaps after it had committed
                    self.history.unknown.append(name)
                self.history.retry_after_missing += "retry-after" not in answer.headers
        if answer.status_code != 201:
            time.sleep(0.05)


def check(rows: Any, history: History) -> None:
    """Independent of the package: `rows(sql)` gives rows. Raises at the first thing that does not hold."""
    stored = Counter(name for (name,) in rows("SELECT name FROM sources_source"))
    lost = [name for name in history.acknowledged if not stored[name]]
    doubled = [name for name, times in stored.items() if times > 1]
    from_nowhere = set(stored) - set(history.acknowledged) - set(history.unknown)
    assert not lost, f"{len(lost)} of {len(history.acknowledged)} acknowledged writes lost: {lost[:5]}"
    assert not doubled, doubled[:5]
    assert not from_nowhere, f"refused, yet stored: {sorted(from_nowhere)[:5]}"
    half = rows(
        "SELECT count(*) FROM sources_source s WHERE "
        "(SELECT count(*) FROM sources_observation o WHERE o.source_id = s.id) <> 1"
    )
    assert half == [(0,)], half
    lines = rows("SELECT count(*) FROM journal_entry WHERE act = 'record_observations'")
    assert lines == [(sum(stored.values()),)], f"{lines} journal lines for {sum(stored.values())} writes"
    _check_chain(rows)


def _check_chain(rows: Any) -> None:
    """The rule of docs/threat-model.md, written a second time."""
    names = ["seq", "at", "actor_id", "actor_role", "act", "subject_kind", "subject_id", "path", "details"]
    names += ["content_digest", "previous_hash"]
    previous = "0" * 64
    lines = rows(f"SELECT {', '.join(names)}, hash FROM journal_entry ORDER BY seq")
    for number, row in enumerate(lines, start=1):
        told = dict(zip(names, row, strict=False))
        told["at"] = _instant(told["at"])
        assert told["seq"] == number and told["previous_hash"] == previous, f"chain broken at {number}"
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert previous == row[-1], f"line {number} altered"
    assert rows("SELECT hash FROM journal_head") in ([(previous,)], [])


def _instant(at: Any) -> str:
    if isinstance(at, str):
        return at.replace(" ", "T") + ("+00:00" if "+" not in at else "")
    return str(at.astimezone(UTC).isoformat())


def sqlite_rows(file: Path) -> Any:
    import sqlite3

    def rows(sql: str) -> list[Any]:
        with closing(sqlite3.connect(file)) as database:
            return database.execute(sql).fetchall()

    return rows


def postgresql_rows(url: str) -> Any:
    import psycopg

    def rows(sql: str) -> list[Any]:
        with psycopg.connect(url.replace("postgres://", "postgresql://")) as database:
            return database.execute(sql).fetchall()

    return rows


def say(**figures: object) -> None:
    """One line of figures, N beside each zero, past pytest's capture."""
    print(json.dumps(figures), file=sys.__stderr__, flush=True)
