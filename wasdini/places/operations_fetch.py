"""Bringing the open national region set from a public address, so that an office need not hunt for files.

The address is that of a small JSON note beside the data: `{"file", "sha256", "bytes", "rows": {"provinsi": 38, …},
"source", "licence", "vintage"}`. The data comes in pieces that survive a broken line, and is imported only when digest
and row counts are those of the note.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import polars as pl

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import levels_of
from wasdini.files.reading import read_table
from wasdini.places import sheets
from wasdini.places.imports import ImportOutcome, ImportRequest
from wasdini.places.operations import import_places

BYTES_MAX = 256 << 20
NOTE_BYTES_MAX = 64 << 10
ATTEMPTS = 5
TIMEOUT_SECONDS = 30.0
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def _silent(_done: int, _whole: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class DataNote:
    """What the publisher says of the file."""

    file_address: str
    sha256: str
    bytes_count: int
    rows: dict[str, int]
    source: str
    licence: str
    vintage: str


def fetch_places(
    actor: Actor, address: str, folder: Path, *, at: datetime, told: Callable[[int, int], None] = _silent
) -> ImportOutcome:
    """Read the note, bring the file (what an earlier attempt left is continued), check it, import it.

    `told(done, whole)` hears of progress in bytes. Raises `InputRefused` when the address does not answer, or when
    the file is not what the note says; then nothing is imported.
    """
    require_allowed(actor, Act.IMPORT_DATA)
    with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=True) as client:
        note = read_note(client, address)
        path = download(client, note, folder, told=told)
    _check_rows(path, note)
    request = ImportRequest(source=note.source or note.file_address, licence=note.licence, vintage=note.vintage)
    return import_places(actor, path, at=at, request=request)


def read_note(client: httpx.Client, address: str) -> DataNote:
    """The publisher's note at `address`; https only, but for this very machine."""
    _require_safe(address)
    try:
        answer = client.get(address)
        answer.raise_for_status()
        if len(answer.content) > NOTE_BYTES_MAX:
            raise ValueError
        told = json.loads(answer.content)
        note = DataNote(
            file_address=urljoin(str(answer.url), str(told["file"])),
            sha256=str(told["sha256"]).lower(),
            bytes_count=int(told["bytes"]),
            rows={str(level): int(count) for level, count in told["rows"].items()},
            source=str(told.get("source", ""))[:255],
            licence=str(told.get("licence", ""))[:120],
            vintage=str(told.get("vintage", ""))[:40],
        )
    except httpx.HTTPError as fault:
        raise _no_answer(address, fault) from fault
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        expected = "file, sha256, bytes, rows"
        raise InputRefused([Problem("fetch_note_unreadable", value=address, expected=expected)]) from fault
    _require_safe(note.file_address)
    if not 0 < note.bytes_count <= BYTES_MAX:
        raise InputRefused([Problem("fetch_too_large", value=str(note.bytes_count), expected=f"≤ {BYTES_MAX}")])
    return note


def download(client: httpx.Client, note: DataNote, folder: Path, *, told: Callable[[int, int], None] = _silent) -> Path:
    """The file of the note, whole and with its digest. A broken line is taken up again where it broke, also by a
    later call; a finished file is not brought twice."""
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(urlsplit(note.file_address).path).name or "wilayah.csv"
    whole, part = folder / f"{note.sha256[:16]}-{name}", folder / f"{note.sha256[:16]}.part"
    if whole.exists() and _digest(whole) == note.sha256:
        return whole
    fault: httpx.HTTPError | None = None
    for _ in range(ATTEMPTS):
        try:
            _continue(client, note, part, told)
            fault = None
            break
        except httpx.HTTPError as broken:
            fault = broken
    if fault is not None:
        raise _no_answer(note.file_address, fault)
    found = _digest(part)
    if found != note.sha256:
        part.unlink()
        raise InputRefused([Problem("fetch_digest_differs", value=found, expected=note.sha256)])
    part.replace(whole)
    return whole


def _continue(client: httpx.Client, note: DataNote, part: Path, told: Callable[[int, int], None]) -> None:
    """Bring what is still missing. A server that does not continue sends all of it, and then we start again."""
    have = part.stat().st_size if part.exists() else 0
    if have == note.bytes_count:
        return
    if have > note.bytes_count:
        part.unlink()
        have = 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", note.file_address, headers=headers) as answer:
        answer.raise_for_status()
        continues = answer.status_code == httpx.codes.PARTIAL_CONTENT
        have = _write(answer, part, have if continues else 0, note.bytes_count, told)
    if have < note.bytes_count:
        raise httpx.RemoteProtocolError("the line broke")


def _write(answer: httpx.Response, part: Path, have: int, whole: int, told: Callable[[int, int], None]) -> int:
    with part.open("ab" if have else "wb") as file:
        for chunk in answer.iter_raw():
            have += len(chunk)
            if have > whole:
                break
            file.write(chunk)
            told(have, whole)
    return have


def _check_rows(path: Path, note: DataNote) -> None:
    codes = read_table(path, sheets.PLACES)["code"]
    counted = levels_of(codes).cast(pl.String).value_counts().rows()
    found = {level: count for level, count in counted if level in note.rows}
    wrong = [
        Problem("fetch_rows_differ", file=path.name, column=level, value=str(found.get(level, 0)), expected=str(count))
        for level, count in note.rows.items()
        if found.get(level, 0) != count
    ]
    if wrong:
        raise InputRefused(wrong)


def _require_safe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise InputRefused([Problem("fetch_address_unsafe", value=address)])


def _no_answer(address: str, fault: httpx.HTTPError) -> InputRefused:
    reason = str(fault) or type(fault).__name__
    return InputRefused([Problem("fetch_no_answer", value=address, params={"reason": reason})])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
