"""Where attachments lie: one file a name in `attachments/` of the data folder, on the disk before the row says so.

A name is random and a file's times are all the same, so that the folder tells nothing about who sent what when.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

LOCKS = 64
_SAME_TIME = (1_000_000_000, 1_000_000_000)


def place_of(name: str) -> Path:
    return Path(settings.DATA_DIR) / "attachments" / name[:2] / name


@contextmanager
def alone(number: int) -> Iterator[None]:
    """Only one writer at a time for the file of this row, in all processes of this machine; freed when one dies."""
    locks = Path(settings.DATA_DIR) / "attachments" / ".locks"
    locks.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(locks / str(number % LOCKS), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def append(name: str, offset: int, chunk: bytes) -> None:
    """Write `chunk` at `offset`, cutting off what an interrupted write may have left behind; on disk at return."""
    target = place_of(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(descriptor, offset)
        os.lseek(descriptor, offset, os.SEEK_SET)
        view = memoryview(chunk)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _settle(target)


def keep(name: str, content: bytes) -> None:
    """Write a whole file; on disk at return."""
    append(name, 0, content)


def read(name: str) -> bytes:
    return place_of(name).read_bytes()


def size_of(name: str) -> int:
    return place_of(name).stat().st_size


def remove(name: str) -> None:
    if name:
        place_of(name).unlink(missing_ok=True)


def _settle(target: Path) -> None:
    """The same time on every file, and the folder's own entry on the disk."""
    os.utime(target, _SAME_TIME)
    for folder in (target.parent, target.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def forgotten(known: Callable[[list[str]], set[str]], *, shelf: int, before_s: float) -> list[str]:
    """Names of files on one shelf (0-255) that no row knows and whose last change lies before that moment (seconds of
    the epoch): what a crash left between the disk and the database. `known`: which of some names a row still names."""
    folder = place_of(f"{shelf:02x}").parent
    if not folder.is_dir():
        return []
    old = [file.name for file in folder.iterdir() if file.stat().st_ctime < before_s]
    return sorted(set(old) - known(old)) if old else []
