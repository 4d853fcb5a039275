"""Phones that send reports and files until they are told to stop, as real ones do: what got no answer is sent again.

What each was told stands in `Told`; `check_intake` reads the database and the shelves with code of its own.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from nacl.signing import SigningKey
from PIL import Image

from tests import servers
from tests.faults import house

CHUNK = 24_000


@dataclass
class IntakeHouse(house.House):
    """`wasdini run`, web and worker, with a small regency inside."""

    town: dict[str, Any] = field(default_factory=dict)

    def prepare(self) -> None:
        super().prepare()
        command = [sys.executable, "-m", "tests.faults.town"]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        self.town = json.loads(done.stdout)

    def start(self) -> None:
        command = [sys.executable, "-m", "wasdini", "run", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, start_new_session=True)
        servers.wait_for(f"{self.url}/healthz")

    def sweep(self) -> int:
        """All shelves, as the worker sweeps them over a few hours; returns how many files it removed."""
        code = (
            "import django; django.setup()\n"
            "from datetime import UTC, datetime, timedelta\n"
            "from wasdini.reports.operations_attachments import sweep_shelves\n"
            "later = datetime.now(UTC) + timedelta(hours=2)\n"
            "print(sum(sweep_shelves(later + timedelta(minutes=n)) for n in range(256)))"
        )
        env = self.env | {"DJANGO_SETTINGS_MODULE": "wasdini.settings"}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return int(done.stdout.split()[-1])


@dataclass
class Sent:
    """One report as a phone keeps it until everything of it was acknowledged."""

    report_id: uuid.UUID
    closed: bool
    body: bytes
    files: dict[str, bytes]
    secret: str = ""


@dataclass
class Told:
    """What the phones were told."""

    tried: dict[uuid.UUID, Sent] = field(default_factory=dict)
    receipts: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    files: set[tuple[uuid.UUID, str]] = field(default_factory=set)
    offsets: dict[tuple[uuid.UUID, str], int] = field(default_factory=dict)
    cut_off: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    waits_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def photo(dice: random.Random, size: int = 0) -> bytes:
    """A picture with noise hung on behind its end, so that no two files are the same."""
    pixels = np.frombuffer(dice.randbytes(48 * 48 * 3), dtype=np.uint8).reshape(48, 48, 3)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=70)
    return out.getvalue() + dice.randbytes(size or dice.randrange(10, 60_000))


class Phones:
    """So many threads, each with its own outbox."""

    def __init__(
        self, house: IntakeHouse, count: int, *, closed_share: float = 0.3, files: int = 2, pause_s: float = 0.05
    ) -> None:
        self.told, self._stopped, self._lock = Told(), threading.Event(), threading.Lock()
        self._house, self._closed_share, self._files = house, closed_share, files
        self._threads = [threading.Thread(target=self._live, args=(seed,)) for seed in range(count)]
        self.give_up_at = float("inf")
        self._pause_s = pause_s

    def __enter__(self) -> Phones:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up_at = time.monotonic() + 60  # what lies in the outbox still goes out
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _live(self, seed: int) -> None:
        dice = random.Random(f"{seed}-{time.monotonic_ns()}")
        with httpx.Client(timeout=30, base_url=self._house.url) as client:
            while not self._stopped.is_set():
                sent = self._written(dice)
                with self._lock:
                    self.told.tried[sent.report_id] = sent
                lost_interest = dice.random() < 0.1  # a phone that is thrown away: its unknown stays unknown
                self._deliver(client, sent, dice, tries=1 if lost_interest else 10_000)

    def _written(self, dice: random.Random) -> Sent:
        closed = dice.random() < self._closed_share
        files = {
            hashlib.sha256(one).hexdigest(): one
            for one in (photo(dice) for _ in range(dice.randrange(self._files + 1)))
        }
        said = {
            "kind": "incident", "mode": "closed" if closed else "open", "tps_code": self._house.town["tps"],
            "occurred_at": "2024-02-14T08:00:00+07:00", "urgency": dice.randrange(1, 6),
            "text": f"Kejadian nomor {dice.randrange(10**9)} di depan TPS.",
            "attachments": [{"sha256": k, "bytes": len(v), "type": "image/jpeg"} for k, v in files.items()],
        }  # fmt: skip
        secret = dice.choice(self._house.town["voices"]) if closed else ""
        return Sent(uuid.UUID(bytes=dice.randbytes(16), version=4), closed, json.dumps(said).encode(), files, secret)

    def _deliver(self, client: httpx.Client, sent: Sent, dice: random.Random, tries: int) -> None:
        steps = [lambda: self._report(client, sent)]
        for sha256, content in sent.files.items():
            way = self._whole if dice.random() < 0.4 else self._chunks
            steps.append(lambda sha256=sha256, content=content, way=way: way(client, sent, sha256, content))
        if dice.random() < 0.3:
            dice.shuffle(steps)  # files may come before their report
        for step in steps:
            for _ in range(tries):
                if step():
                    break
                if time.monotonic() > self.give_up_at:
                    return
                time.sleep(self._pause_s)

    def _ask(self, client: httpx.Client, method: str, path: str, sent: Sent, **more: Any) -> httpx.Response | None:
        """The answer; None: nobody knows whether it was done."""
        proof = f"Samaran {sent.secret}" if sent.closed else f"Bearer {self._house.town['token']}"
        headers = {"Authorization": proof, **more.pop("headers", {})}
        began = time.monotonic()
        try:
            answer = client.request(method, f"/api/v1/reports/{sent.report_id}{path}", headers=headers, **more)
        except httpx.TransportError:
            with self._lock:
                self.told.cut_off += 1
            return None
        with self._lock:
            self.told.waits_s.append(time.monotonic() - began)
            self.told.statuses[answer.status_code] += 1
            if answer.status_code in {503, 507} and "retry-after" not in answer.headers:
                self.told.wrong.append(f"{answer.status_code} without Retry-After")
            if answer.status_code in {500, 502, 504} or answer.status_code == 422:
                self.told.wrong.append(f"{method} {path[:20]} {answer.status_code} {answer.text[:200]}")
        return answer

    def _report(self, client: httpx.Client, sent: Sent) -> bool:
        answer = self._ask(client, "PUT", "", sent, content=sent.body, headers={"Content-Type": "application/json"})
        if answer is None or answer.status_code not in {200, 201}:
            return False
        with self._lock:
            first = self.told.receipts.setdefault(sent.report_id, answer.json())
            if first != answer.json():
                self.told.wrong.append(f"another receipt for {sent.report_id}")
        return True

    def _whole(self, client: httpx.Client, sent: Sent, sha256: str, content: bytes) -> bool:
        answer = self._ask(
            client, "PUT", f"/attachments/{sha256}", sent, content=content, headers={"Content-Type": "image/jpeg"}
        )
        return self._kept(sent, sha256, answer)

    def _chunks(self, client: httpx.Client, sent: Sent, sha256: str, content: bytes) -> bool:
        state = self._ask(client, "HEAD", f"/attachments/{sha256}", sent)
        if state is None or state.status_code not in {200, 204, 404}:
            return False
        offset = int(state.headers.get("upload-offset", 0))
        if state.headers.get("upload-complete") == "1":
            return self._kept(sent, sha256, state)
        with self._lock:
            acknowledged = self.told.offsets.get((sent.report_id, sha256), 0)
            if offset < acknowledged:
                self.told.wrong.append(f"{acknowledged} bytes acknowledged, {offset} there")
        while offset < len(content):
            piece = content[offset : offset + CHUNK]
            told = {"Upload-Offset": str(offset), "Upload-Length": str(len(content)), "Upload-Type": "image/jpeg"}
            answer = self._ask(client, "PATCH", f"/attachments/{sha256}", sent, content=piece, headers=told)
            if answer is None or answer.status_code not in {201, 204}:
                return False
            offset = int(answer.headers["upload-offset"])
            with self._lock:
                self.told.offsets[sent.report_id, sha256] = offset
        return self._kept(sent, sha256, answer)

    def _kept(self, sent: Sent, sha256: str, answer: httpx.Response | None) -> bool:
        done = answer is not None and answer.headers.get("upload-complete") == "1"
        if done:
            with self._lock:
                self.told.files.add((sent.report_id, sha256))
        return done


def check_intake(rows: Any, data_dir: Path, told: Told) -> dict[str, int]:
    """Independent of the package. Raises at the first thing that does not hold; returns what was counted."""
    assert not told.wrong, told.wrong[:5]
    stored = {
        _uuid(one[0]): one[1:] for one in rows("SELECT report_id, mode, sha256, received_at, seq FROM reports_report")
    }
    (count,) = rows("SELECT count(*) FROM reports_report")[0]
    lost = set(told.receipts) - set(stored)
    assert not lost, f"{len(lost)} of {len(told.receipts)} acknowledged reports lost"
    assert count == len(stored), "doubled"
    assert not set(stored) - set(told.tried), "nobody sent these"
    key = SigningKey((data_dir / "keys" / "reports-receipt.ed25519").read_bytes()).verify_key
    for report_id, receipt in told.receipts.items():
        digest = hashlib.sha256(told.tried[report_id].body).hexdigest()
        text = f"wasdini-receipt-1\n{report_id}\n{digest}\n{receipt['received_at']}\n".encode()
        key.verify(text, bytes.fromhex(receipt["receipt"]))
        assert told.tried[report_id].closed or stored[report_id][1] == digest
    for sql in ("reports_words", "reports_standing"):
        assert rows(f"SELECT count(*) FROM {sql}") == [(count,)], sql
    assert rows("SELECT count(*) FROM reports_step WHERE version = 1") == [(count,)]
    lines = rows("SELECT count(*) FROM journal_entry WHERE act = 'accept_report'")
    assert lines == [(count,)], f"{lines} journal lines for {count} reports"
    closed = sum(1 for mode, *_ in stored.values() if mode == "closed")
    assert rows("SELECT count(*) FROM custody_envelope WHERE record LIKE 'report:%'") == [(closed,)]
    house._check_chain(rows)
    return {"reports": count, "closed": closed, **_check_files(rows, data_dir, told, stored)}


def _check_files(rows: Any, data_dir: Path, told: Told, stored: dict[uuid.UUID, Any]) -> dict[str, int]:
    shelves = data_dir / "attachments"
    names = 'report_id, sha256, complete, veiled, bytes_count, "offset", name, shown_name'
    complete: Counter[uuid.UUID] = Counter()
    whole, named = set(), set()
    for report_id, sha256, done, veiled, size, offset, name, shown in rows(f"SELECT {names} FROM reports_attachment"):
        file = shelves / name[:2] / name
        named |= {name, shown}
        if not done:
            assert not offset or file.stat().st_size >= offset, "bytes that were acknowledged are not there"
            continue
        complete[_uuid(report_id)] += 1
        whole.add((_uuid(report_id), sha256))
        content = file.read_bytes()
        if veiled:
            assert name == shown, "a closed report kept the original"
        else:
            assert len(content) == size and hashlib.sha256(content).hexdigest() == sha256, "half a file"
            assert _uuid(report_id) not in stored or stored[_uuid(report_id)][0] == "open"
        Image.open(shelves / shown[:2] / shown).load()
    for report_id, sha256 in told.files:
        if report_id in stored and stored[report_id][0] == "open":
            assert (report_id, sha256) in whole, "an acknowledged file lost"
    acknowledged = Counter(report_id for report_id, _ in told.files)
    lost = [report_id for report_id, times in acknowledged.items() if complete[report_id] < times]
    assert not lost, f"files of {len(lost)} reports lost"
    on_disk = {file.name for file in shelves.glob("[0-9a-f][0-9a-f]/*")}
    return {"files": len(told.files), "orphans": len(on_disk - named)}


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
