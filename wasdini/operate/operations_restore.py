"""Restore: everything of a backup into an empty folder, or nothing of it. And the drill that does it for practice."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import connection
from nacl.public import PrivateKey

from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused, Problem
from wasdini.operate.database_copy import (
    POSTGRESQL_FILE,
    SQLITE_FILE,
    CopyFacts,
    CopyRefused,
    check_sqlite_copy,
    restore_postgresql,
    unknown_migrations,
)
from wasdini.operate.operations_backup import FORMAT, MANIFEST, create_backup
from wasdini.operate.operations_keys import KeyTextInvalid, new_key_pair, private_key, public_key
from wasdini.operate.sealed_stream import SealedReader, StreamRefused

_MANIFEST_AT_MOST = 64 * 1024 * 1024


@dataclass(frozen=True)
class RestoreCard:
    """What came back."""

    folder: Path
    made_at: str
    version: str
    database: str
    row_count: int
    file_count: int
    journal_seq: int


@dataclass(frozen=True)
class DrillCard:
    """A restore for practice. `restore_s` is what an office waits for once it has machine, file and key (RTO)."""

    restored: RestoreCard
    bytes_count: int
    backup_s: float
    restore_s: float


def read_private_key(file: Path) -> PrivateKey:
    try:
        return private_key(file.read_text("utf-8"))
    except (KeyTextInvalid, UnicodeDecodeError):
        raise InputRefused([Problem("backup_key_not_private", file=str(file))]) from None
    except OSError:
        raise InputRefused([Problem("file_missing", file=str(file))]) from None


def restore_backup(source: Path, key: PrivateKey, target: Path) -> RestoreCard:
    """Into `target`, which must be new or empty. A doubtful file is refused with its reason and leaves nothing.

    The database of a PostgreSQL backup goes into the empty database of `DATABASE_URL`, in one transaction.
    """
    if not source.is_file():
        raise InputRefused([Problem("file_missing", file=str(source))])
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputRefused([Problem("restore_target_not_empty", value=str(target))])
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        with _refusals(source):
            card = _unpack(source, key, unfinished, target)
            if target.exists():
                target.rmdir()
            unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return card


def drill(actor: Actor, *, at: datetime, source: Path | None = None, key: PrivateKey | None = None) -> DrillCard:
    """Back up and restore into a folder that is thrown away; or restore a given backup with its key.

    Without a key, one is made for this drill and forgotten: that proves everything but the key on paper.
    """
    with tempfile.TemporaryDirectory(prefix="wasdini-drill-") as folder:
        began_s = time.monotonic()
        if source is None or key is None:
            private, public = new_key_pair()
            key, source = private_key(private), Path(folder) / "drill"
            create_backup(actor, source, public_key(public), at=at)
        backed_up_s = time.monotonic()
        with _database_for_drill():
            restored = restore_backup(source, key, Path(folder) / "restored")
        done_s = time.monotonic()
        return DrillCard(restored, source.stat().st_size, backed_up_s - began_s, done_s - backed_up_s)


@contextmanager
def _refusals(source: Path) -> Iterator[None]:
    """Whatever a damaged or foreign file makes a reader say becomes one refusal with its reason."""
    try:
        yield
    except (StreamRefused, CopyRefused) as refusal:
        code = refusal.code if isinstance(refusal, CopyRefused) else str(refusal)
        reason = getattr(refusal, "reason", "")
        raise InputRefused([Problem(code, file=source.name, params={"reason": reason})]) from None
    except (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValueError, KeyError, TypeError) as fault:
        raise InputRefused([Problem("backup_corrupt", file=source.name, params={"reason": str(fault)})]) from None


def _unpack(source: Path, key: PrivateKey, folder: Path, target: Path) -> RestoreCard:
    with source.open("rb") as raw:
        sealed = SealedReader(raw, key)
        with gzip.GzipFile(fileobj=sealed, mode="rb") as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
            entries = iter(archive)
            manifest = _read_manifest(archive, next(entries, tarfile.TarInfo()))
            _take_files(archive, entries, {file["name"]: file for file in manifest["files"]}, folder)
        sealed.expect_end()
    facts = CopyFacts(**manifest["database"])
    unknown = unknown_migrations(facts.migrations)
    if unknown:
        raise CopyRefused("backup_from_newer_version", unknown[0])
    if facts.file_name == SQLITE_FILE:
        check_sqlite_copy(folder / SQLITE_FILE, facts)
    else:
        restore_postgresql(folder / POSTGRESQL_FILE, facts)
        (folder / POSTGRESQL_FILE).unlink()
    return RestoreCard(
        folder=target,
        made_at=manifest["made_at"],
        version=manifest["version"],
        database="sqlite" if facts.file_name == SQLITE_FILE else "postgresql",
        row_count=sum(facts.row_counts.values()),
        file_count=len(manifest["files"]),
        journal_seq=facts.journal_seq,
    )


def _read_manifest(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> dict[str, Any]:
    file = archive.extractfile(entry)
    if entry.name != MANIFEST or file is None or entry.size > _MANIFEST_AT_MOST:
        raise StreamRefused("backup_corrupt")
    manifest: dict[str, Any] = json.loads(file.read())
    if manifest["format"] != FORMAT:
        raise StreamRefused("backup_other_format")
    return manifest


def _take_files(
    archive: tarfile.TarFile, entries: Iterator[tarfile.TarInfo], listed: dict[str, Any], folder: Path
) -> None:
    """Exactly the files the manifest lists, each with its digest; a name that leaves the folder is refused."""
    missing = set(listed)
    for entry in entries:
        name = PurePosixPath(entry.name)
        content = archive.extractfile(entry) if entry.isreg() else None
        if content is None or entry.name not in missing or name.is_absolute() or ".." in name.parts:
            raise StreamRefused("backup_corrupt")
        missing.discard(entry.name)
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := content.read(1024 * 1024):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != listed[entry.name]["sha256"]:
            raise StreamRefused("backup_corrupt")
    if missing:
        raise StreamRefused("backup_piece_missing")


@contextmanager
def _database_for_drill() -> Iterator[None]:
    """On PostgreSQL the drill restores into a database of its own, beside the real one, and drops it."""
    if connection.vendor != "postgresql":
        yield
        return
    real, scratch = connection.settings_dict["NAME"], f"wasdini_drill_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{scratch}"')
    connection.close()
    connection.settings_dict["NAME"] = scratch
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = real
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{scratch}"')
