"""Files that go between the server and the custodians' machine: one sealed record, one inner box, or many records.

Everything in them is sealed. Pure reading and writing; needs no database.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wasdini.core.problems import InputRefused, Problem
from wasdini.custody import envelopes
from wasdini.custody.envelopes import InnerBox, Sealed, digest_of

LINE_FORMAT, BOX_FORMAT = "wasdini-envelope-1", "wasdini-inner-box-1"
DRILL_FORMAT = "wasdini-drill-1"
LONGEST_LINE = 200_000


@dataclass(frozen=True)
class SealedLine:
    """One record in a file. `replaces`: digest of the ciphertext of which this is the re-sealed one."""

    record: str
    ciphertext: bytes
    outer_key_id: str
    inner_key_id: str
    inner_digest: str
    replaces: str = ""

    @property
    def digest(self) -> str:
        return digest_of(self.ciphertext)


def write_line(line: SealedLine) -> str:
    told = {
        "format": LINE_FORMAT, "record": line.record, "outer_key": line.outer_key_id, "inner_key": line.inner_key_id,
        "inner_digest": line.inner_digest, "replaces": line.replaces,
        "ciphertext": base64.b64encode(line.ciphertext).decode(),
    }  # fmt: skip
    return json.dumps(told)


def write_box(inner: InnerBox) -> str:
    told = {"format": BOX_FORMAT, "record": inner.record, "inner_key": inner.inner_key_id}
    return json.dumps({**told, "box": base64.b64encode(inner.box).decode()})


def drill_text(key_id: str, box: bytes) -> str:
    """A drill's challenge as a file for `wasdini custody drill`."""
    return json.dumps({"format": DRILL_FORMAT, "key": key_id, "box": base64.b64encode(box).decode()})


def read_drill(text: str, *, file: str = "") -> tuple[str, bytes]:
    """Key id and sealed code of a drill's challenge."""
    told = _document(text, file, 1)
    if told.get("format") != DRILL_FORMAT:
        raise InputRefused([Problem("envelope_file_unreadable", file=file, row=1)])
    return str(told.get("key", "")), _bytes(told, "box", file, 1)


def read_lines(lines: Iterable[str], *, file: str = "") -> Iterator[SealedLine]:
    """Records of a file, one a line. Raises `InputRefused` naming the row."""
    for row, text in enumerate(lines, start=1):
        if text.strip():
            yield _line(text, file, row)


def read_one(text: str, *, file: str = "") -> SealedLine | InnerBox:
    """What a single-record file holds: an envelope, or an inner box that was taken out of one."""
    told = _document(text, file, 1)
    if told.get("format") != BOX_FORMAT:
        return _line(text, file, 1)
    return InnerBox(str(told["record"]), str(told["inner_key"]), _bytes(told, "box", file, 1))


def reseal_outer(line: SealedLine, outer_secret: bytes, new_outer: bytes) -> SealedLine:
    """The same inner box under a new outer key: the outer custodian alone."""
    inner = envelopes.open_outer(line.record, line.ciphertext, outer_secret)
    return _replacing(line, envelopes.wrap(inner, new_outer))


def reseal_both(line: SealedLine, secret_keys: tuple[bytes, bytes], new_keys: tuple[bytes, bytes]) -> SealedLine:
    """Opened with both old keys and sealed to both new ones: the two custodians beside each other."""
    inner = envelopes.open_outer(line.record, line.ciphertext, secret_keys[0])
    identity = envelopes.open_inner(line.record, inner.box, secret_keys[1])
    return _replacing(line, envelopes.seal(line.record, identity, *new_keys))


def _replacing(old: SealedLine, new: Sealed) -> SealedLine:
    return SealedLine(
        new.record, new.ciphertext, new.outer_key_id, new.inner_key_id, new.inner_digest, replaces=old.digest
    )


def _line(text: str, file: str, row: int) -> SealedLine:
    told = _document(text, file, row)
    names = ("record", "outer_key", "inner_key", "inner_digest", "replaces")
    if told.get("format") != LINE_FORMAT or not all(isinstance(told.get(name), str) for name in names):
        raise InputRefused([Problem("envelope_file_unreadable", file=file, row=row)])
    return SealedLine(
        record=told["record"],
        ciphertext=_bytes(told, "ciphertext", file, row),
        outer_key_id=told["outer_key"],
        inner_key_id=told["inner_key"],
        inner_digest=told["inner_digest"],
        replaces=told["replaces"],
    )


def _document(text: str, file: str, row: int) -> dict[str, Any]:
    try:
        told = json.loads(text) if len(text) <= LONGEST_LINE else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise InputRefused([Problem("envelope_file_unreadable", file=file, row=row)])
    return told


def _bytes(told: dict[str, Any], name: str, file: str, row: int) -> bytes:
    try:
        return base64.b64decode(told[name], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError):
        raise InputRefused([Problem("envelope_file_unreadable", file=file, row=row)]) from None
