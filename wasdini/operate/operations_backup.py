"""Backup: one sealed file with everything that cannot be made anew, and the drill that proves it comes back.

The recipient's private key is not on this server: whoever takes the server, or the backup, cannot read the backup.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from nacl.public import PublicKey

from wasdini import __version__
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal import operations as journal
from wasdini.operate.database_copy import CopyRefused, copy_database
from wasdini.operate.operations_keys import KeyTextInvalid, key_mark, public_key
from wasdini.operate.sealed_stream import SealedWriter

FORMAT = 1
MANIFEST = "manifest.json"
SUFFIX = ".wasdini-backup"
# What is left out can be made anew, or is the database itself, which is copied on its own.
_LEFT_OUT = ("static", "sertifikat-umum", "backups", "setup_code")
_LEFT_OUT_PREFIXES = ("wasdini.sqlite3", ".")


@dataclass(frozen=True)
class BackupCard:
    """A backup that was written whole."""

    file: Path
    bytes_count: int
    sha256: str
    key_mark: str
    row_count: int
    file_count: int


def read_recipient(text: str) -> PublicKey:
    """A public key as text, or the file it stands in."""
    written = Path(text).read_text("utf-8") if Path(text).is_file() else text
    try:
        return public_key(written)
    except KeyTextInvalid:
        raise InputRefused([Problem("backup_key_not_public", value=text[:60])]) from None


def create_backup(actor: Actor, output: Path, recipient: PublicKey, *, at: datetime) -> BackupCard:
    """Write one sealed file; `output` may be a folder, then the name carries the time. One journal line.

    Nothing stands under the final name before the file is whole and on the disk.
    """
    require_allowed(actor, Act.OPERATE)
    target = output / f"wasdini-{at:%Y%m%dT%H%M%SZ}{SUFFIX}" if output.is_dir() else output
    if target.exists():
        raise InputRefused([Problem("backup_target_exists", value=str(target))])
    unfinished = target.with_name(target.name + ".part")
    try:
        counts = _write(unfinished, recipient, at)
        unfinished.replace(target)
        _sync_folder(target.parent)
    except (CopyRefused, OSError) as fault:
        unfinished.unlink(missing_ok=True)
        raise InputRefused([_problem(fault, target)]) from fault
    card = BackupCard(target, target.stat().st_size, _sha256(target), key_mark(recipient), *counts)
    with journal.act(actor, "create_backup", at=at) as line:
        line.about("backup", card.sha256)
        line.details = {"bytes_count": card.bytes_count, "key": card.key_mark}
    return card


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Delete all but the newest `count` backups of a folder; returns what went."""
    found = sorted(folder.glob(f"wasdini-*{SUFFIX}"), key=lambda path: path.name, reverse=True)
    for old in found[count:]:
        old.unlink()
    return found[count:]


def drop_older(folder: Path, days: int, *, now: datetime) -> list[Path]:
    """Delete backups made more than `days` ago, by the moment in their name; the newest one stays whatever its age.

    Retention ends here: what was destroyed in the database lives on in a backup until that backup goes.
    """
    found = sorted(folder.glob(f"wasdini-*{SUFFIX}"), key=lambda path: path.name, reverse=True)
    oldest_kept = f"wasdini-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}{SUFFIX}"
    old = [path for path in found[1:] if path.name < oldest_kept]
    for path in old:
        path.unlink()
    return old


def _write(target: Path, recipient: PublicKey, at: datetime) -> tuple[int, int]:
    """The database first: a file is stored before its row, so every row of the copy finds its file."""
    data = Path(settings.DATA_DIR)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=data) as folder:
        facts = copy_database(Path(folder))
        parts = [(facts.file_name, Path(folder) / facts.file_name), *_files_of(data)]
        listed = [{"name": n, "bytes": p.stat().st_size, "sha256": _sha256(p)} for n, p in parts]
        manifest = {"format": FORMAT, "version": __version__, "made_at": at.isoformat(), "files": listed}
        manifest["database"] = asdict(facts)
        fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as raw:
            sealed = SealedWriter(raw, recipient)
            with gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=1, mtime=0) as packed:
                _pack(packed, json.dumps(manifest).encode(), parts)
            sealed.finish()
            raw.flush()
            os.fsync(raw.fileno())
    return sum(facts.row_counts.values()), len(parts)


def _pack(packed: gzip.GzipFile, manifest: bytes, parts: list[tuple[str, Path]]) -> None:
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        archive.addfile(entry, io.BytesIO(manifest))
        for name, path in parts:
            archive.add(path, arcname=name, recursive=False)


def _files_of(data: Path) -> Iterator[tuple[str, Path]]:
    """Keys, uploads and whatever a room keeps beside the database; no links, nothing that can be made anew."""
    for top in sorted(data.iterdir()):
        if top.name in _LEFT_OUT or top.name.startswith(_LEFT_OUT_PREFIXES):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(data).as_posix(), path


def _problem(fault: CopyRefused | OSError, target: Path) -> Problem:
    if isinstance(fault, CopyRefused):
        return Problem(fault.code, params={"reason": fault.reason})
    return Problem("backup_not_written", value=str(target), params={"reason": fault.strerror or str(fault)})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """The new name itself must survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
