"""Bytes of a file that came from outside, within bounds: unpacked, hashed, decoded; or refused before they can hurt.

First step of every import. Nothing here knows columns; `reading` gives the text its meaning.
"""

from __future__ import annotations

import codecs
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wasdini.core.problems import InputRefused, Problem

CHUNK_BYTES = 1 << 20
UNPACKED_BYTES_MAX = 1 << 30
LINE_BYTES_MAX = 1 << 20
XLSX_MAGIC = b"PK\x03\x04"
_GZIP_MAGIC = b"\x1f\x8b"
_OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Content:
    """What stood in the file. `sha256` is of the file as it came; `unpacked` of gzip is what was inside."""

    name: str
    sha256: str
    unpacked: bytes

    @property
    def is_xlsx(self) -> bool:
        return self.unpacked.startswith(XLSX_MAGIC)


def read_content(path: Path, *, by_lines: bool = True) -> Content:
    """Read a plain or gzipped file whole. Raises `InputRefused` for what is missing, empty, too large or broken.

    `by_lines`: the file is a table, so an endless line is a fault; JSON may well be one line.
    """
    name = path.name
    if not path.exists():
        raise InputRefused([Problem("file_missing", file=str(path))])
    if path.is_dir():
        raise InputRefused([Problem("file_is_folder", file=str(path))])
    guard = _LineGuard(name, LINE_BYTES_MAX if by_lines else UNPACKED_BYTES_MAX)
    kept = bytearray()
    with path.open("rb") as file:
        hashed = _Hashed(file)
        for chunk in _unpacked(hashed, name):
            if not kept:
                guard.binary = chunk.startswith((XLSX_MAGIC, *_UTF16_MARKS))
            kept += chunk
            if len(kept) > UNPACKED_BYTES_MAX:
                raise InputRefused([Problem("file_too_large", file=name, expected=f"≤ {UNPACKED_BYTES_MAX >> 20} MiB")])
            guard.check(chunk)
    _refuse_unreadable(bytes(kept[:4]), name)
    return Content(name, hashed.digest.hexdigest(), bytes(kept))


def content_of(name: str, raw: bytes) -> Content:
    """The same for bytes that came by a form. Raises `InputRefused` for what is empty or no file we read."""
    _refuse_unreadable(raw[:4], name)
    return Content(name, hashlib.sha256(raw).hexdigest(), raw)


def decode(content: Content) -> tuple[str, str]:
    """Text and the encoding it was in: UTF-8 with or without mark, else Windows' Western one (Latin-1)."""
    raw = content.unpacked.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1"


class _LineGuard:
    """Stops at the first line no spreadsheet would write, long before memory is full, and at NUL bytes."""

    def __init__(self, name: str, bytes_max: int) -> None:
        self.name = name
        self.bytes_max = bytes_max
        self.binary = False
        self.row = 1
        self.open_bytes = 0

    def check(self, chunk: bytes) -> None:
        if self.binary:
            return
        nul = chunk.find(b"\0")
        if nul >= 0:
            row = self.row + chunk.count(b"\n", 0, nul)
            raise InputRefused([Problem("file_has_nul", file=self.name, row=row)])
        breaks = chunk.count(b"\n") or chunk.count(b"\r")
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self.row += breaks
        self.open_bytes = len(chunk) - last - 1 if breaks else self.open_bytes + len(chunk)
        if self.open_bytes > self.bytes_max:
            expected = f"≤ {self.bytes_max >> 20} MiB"
            raise InputRefused([Problem("line_too_long", file=self.name, row=self.row, expected=expected)])


class _Hashed:
    """A file whose every byte passes through the digest on its way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self) -> bytes:
        chunk = self._file.read(CHUNK_BYTES)
        self.digest.update(chunk)
        return chunk


def _unpacked(file: _Hashed, name: str) -> Iterator[bytes]:
    chunk = file.read()
    if chunk.startswith(_GZIP_MAGIC):
        try:
            yield from _gunzipped(chunk, file)
        except (zlib.error, EOFError) as error:
            raise InputRefused([Problem("gzip_broken", file=name)]) from error
        return
    while chunk:
        yield chunk
        chunk = file.read()


def _gunzipped(packed: bytes, file: _Hashed) -> Iterator[bytes]:
    """Every member of a gzip file, never more than one chunk ahead of the reader."""
    member = zlib.decompressobj(wbits=31)
    while packed:
        yield member.decompress(packed, CHUNK_BYTES)
        packed = member.unconsumed_tail
        if member.eof:
            packed = (member.unused_data or file.read()).lstrip(b"\0")
            if packed:
                member = zlib.decompressobj(wbits=31)
        elif not packed:
            packed = file.read()
    if not member.eof:
        raise EOFError


def _refuse_unreadable(start: bytes, name: str) -> None:
    if not start:
        raise InputRefused([Problem("file_empty", file=name)])
    if start.startswith(_OLD_OFFICE_MAGIC):
        raise InputRefused([Problem("spreadsheet_old", file=name)])
    if start.startswith(_UTF16_MARKS):
        raise InputRefused([Problem("file_utf16", file=name)])
