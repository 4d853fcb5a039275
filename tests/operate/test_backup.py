"""A backup comes back whole, or is refused with its reason; and without the key it says nothing."""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from nacl.public import PrivateKey

from tests import servers
from wasdini.core.access import Actor, NotAllowed, system_actor
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.journal.models import Entry
from wasdini.journal.operations import act
from wasdini.operate import operations_backup, operations_restore
from wasdini.operate.operations_keys import new_key_pair, private_key, public_key
from wasdini.operate.sealed_stream import MAGIC

NOW = datetime(2024, 2, 13, 11, 0, tzinfo=UTC)
CONSOLE = system_actor("konsol")
CANARY = "burung-kenari-7f3a91c2d5"
both = pytest.mark.both
embedded = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded database; the drill covers both")
transactional = pytest.mark.django_db(transaction=True)


@dataclasses.dataclass(frozen=True)
class Sealed:
    file: Path
    key: PrivateKey
    other_key: PrivateKey


@pytest.fixture
def sealed(tmp_path: Path, settings: Any, transactional_db: None) -> Sealed:
    """A backup of an office with a canary in its database, its keys and its uploads."""
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True)
    (data / "unggahan").mkdir()
    (data / "keys" / "wasdini_secret_key").write_text(f"kunci {CANARY}")
    (data / "unggahan" / "foto.jpg").write_bytes(os.urandom(200_000) + CANARY.encode())
    (data / "static").mkdir()
    (data / "static" / "board.css").write_text("dapat dibuat lagi")
    settings.DATA_DIR = data
    for number in range(40):
        with act(CONSOLE, "note_canary", at=NOW) as line:
            line.details = {"canary": CANARY, "number": number}
    private, public = new_key_pair()
    card = operations_backup.create_backup(CONSOLE, tmp_path / "cadangan", public_key(public), at=NOW)
    return Sealed(card.file, private_key(private), private_key(new_key_pair()[0]))


def reasons(refusal: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def restore_refused(file: Path, key: PrivateKey, folder: Path) -> str:
    """The reason; and that not a single byte was left behind."""
    folder.mkdir(exist_ok=True)
    with pytest.raises(InputRefused) as refusal:
        operations_restore.restore_backup(file, key, folder / "pulih")
    assert not list(folder.iterdir())
    return reasons(refusal)[0]


@transactional
@both
def test_a_drill_brings_everything_back(tmp_path: Path, sealed: Sealed) -> None:
    card = operations_restore.drill(CONSOLE, at=NOW, source=sealed.file, key=sealed.key)
    assert card.restored.journal_seq == 40
    assert card.restored.database == connection.vendor
    assert card.restored.file_count == 3
    fresh = operations_restore.drill(CONSOLE, at=NOW)
    assert fresh.restored.journal_seq == 41, "the first backup is an act of its own"


@embedded
@transactional
def test_the_restored_folder_holds_keys_uploads_and_a_whole_database(tmp_path: Path, sealed: Sealed) -> None:
    operations_restore.restore_backup(sealed.file, sealed.key, tmp_path / "pulih")
    found = {p.relative_to(tmp_path / "pulih").as_posix() for p in (tmp_path / "pulih").rglob("*") if p.is_file()}
    assert found == {"keys/wasdini_secret_key", "unggahan/foto.jpg", "wasdini.sqlite3"}
    assert (tmp_path / "pulih/keys/wasdini_secret_key").stat().st_mode & 0o777 == 0o600
    copy = sqlite3.connect(tmp_path / "pulih/wasdini.sqlite3")
    assert copy.execute("SELECT count(*) FROM journal_entry").fetchone() == (40,)
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@transactional
@both
def test_without_the_key_a_backup_gives_away_nothing(sealed: Sealed) -> None:
    """The canary is searched as it stands and as it could have been written; planted in the clear, it is found."""
    content = sealed.file.read_bytes()
    writings = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
    writings += [base64.b64encode(CANARY.encode() + b"x" * pad)[:16] for pad in range(3)]
    assert not [writing for writing in writings if writing in content]
    assert b"journal_entry" not in content and b"SQLite" not in content
    assert any(writing in content + json.dumps({"bocor": CANARY}).encode() for writing in writings)


@transactional
def test_every_flipped_bit_is_refused_and_leaves_nothing(tmp_path: Path, sealed: Sealed) -> None:
    dice, whole = Random(20240214), sealed.file.read_bytes()
    head = len(MAGIC) + 80 + 24
    places = [*range(0, head, 3), *(dice.randrange(len(whole)) for _ in range(120)), len(whole) - 1]
    for place in places:
        broken = bytearray(whole)
        broken[place] ^= 1 << dice.randrange(8)
        (tmp_path / "rusak").write_bytes(broken)
        code = restore_refused(tmp_path / "rusak", sealed.key, tmp_path / "kosong")
        assert code in {"backup_corrupt", "backup_wrong_key", "backup_not_a_backup", "backup_other_format"}, place


@transactional
def test_every_cut_is_refused_and_leaves_nothing(tmp_path: Path, sealed: Sealed) -> None:
    dice, whole = Random(20240215), sealed.file.read_bytes()
    chunk_ends = range(len(MAGIC) + 80 + 24, len(whole), 64 * 1024 + 17)
    for length in {0, 1, len(MAGIC), len(whole) - 1, *chunk_ends, *(dice.randrange(len(whole)) for _ in range(60))}:
        (tmp_path / "terpotong").write_bytes(whole[:length])
        code = restore_refused(tmp_path / "terpotong", sealed.key, tmp_path / "kosong")
        assert code in {"backup_truncated", "backup_corrupt", "backup_not_a_backup"}, length


@transactional
def test_bytes_added_or_chunks_swapped_are_refused(tmp_path: Path, sealed: Sealed) -> None:
    whole = sealed.file.read_bytes()
    start, size = len(MAGIC) + 80 + 24, 64 * 1024 + 17
    swapped = whole[:start] + whole[start + size : start + 2 * size] + whole[start : start + size]
    for broken in (whole + b"x", swapped + whole[start + 2 * size :], whole[:start] + whole[start + size :]):
        (tmp_path / "rusak").write_bytes(broken)
        assert restore_refused(tmp_path / "rusak", sealed.key, tmp_path / "kosong") == "backup_corrupt"


@transactional
def test_the_wrong_key_a_foreign_file_and_an_old_format_are_refused_by_name(tmp_path: Path, sealed: Sealed) -> None:
    assert restore_refused(sealed.file, sealed.other_key, tmp_path / "kosong") == "backup_wrong_key"
    (tmp_path / "asing").write_bytes(b"PK\x03\x04" + b"\0" * 500)
    assert restore_refused(tmp_path / "asing", sealed.key, tmp_path / "kosong") == "backup_not_a_backup"
    (tmp_path / "lama").write_bytes(sealed.file.read_bytes().replace(b"BACKUP-1", b"BACKUP-0", 1))
    assert restore_refused(tmp_path / "lama", sealed.key, tmp_path / "kosong") == "backup_other_format"


@transactional
@both
def test_a_backup_of_a_newer_version_is_refused(
    tmp_path: Path, sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations_restore, "unknown_migrations", lambda _: ["journal.0099_later"])
    assert restore_refused(sealed.file, sealed.key, tmp_path / "kosong") == "backup_from_newer_version"


@transactional
def test_a_folder_that_is_not_empty_is_not_touched(tmp_path: Path, sealed: Sealed) -> None:
    (tmp_path / "berisi").mkdir()
    (tmp_path / "berisi" / "penting").write_text("jangan hilang")
    with pytest.raises(InputRefused) as refusal:
        operations_restore.restore_backup(sealed.file, sealed.key, tmp_path / "berisi")
    assert reasons(refusal) == ["restore_target_not_empty"]
    assert (tmp_path / "berisi" / "penting").read_text() == "jangan hilang"


@embedded
@transactional
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda m: m["files"].append({"name": "hilang", "bytes": 1, "sha256": "0" * 64}), "backup_piece_missing"),
        (lambda m: m["files"].pop(), "backup_corrupt"),
        (lambda m: m["files"][-1].update(sha256="0" * 64), "backup_corrupt"),
        (lambda m: m.update(format=0), "backup_other_format"),
        (lambda m: m["database"]["row_counts"].update(journal_entry=7), "backup_database_broken"),
        (lambda m: m["database"].update(journal_hash="0" * 64), "backup_database_broken"),
    ],
)
def test_a_manifest_that_does_not_match_its_files_is_refused(
    tmp_path: Path, sealed: Sealed, monkeypatch: pytest.MonkeyPatch, change: object, code: str
) -> None:
    """A backup sealed by somebody who knows the public key, with pieces that do not fit."""
    honest = operations_restore._read_manifest

    def changed(*arguments: object) -> dict[str, object]:
        manifest = honest(*arguments)
        change(manifest)
        if manifest["format"] != operations_backup.FORMAT:
            raise operations_restore.StreamRefused("backup_other_format")
        return manifest

    monkeypatch.setattr(operations_restore, "_read_manifest", changed)
    assert restore_refused(sealed.file, sealed.key, tmp_path / "kosong") == code


@transactional
def test_making_a_backup_is_written_down_and_never_overwrites(tmp_path: Path, sealed: Sealed) -> None:
    assert Entry.objects.order_by("-seq")[0].act == "create_backup"
    with pytest.raises(InputRefused) as refusal:
        operations_backup.create_backup(CONSOLE, sealed.file, sealed.key.public_key, at=NOW)
    assert reasons(refusal) == ["backup_target_exists"]


@transactional
def test_only_who_operates_may_make_a_backup(tmp_path: Path, sealed: Sealed) -> None:
    analyst = Actor(1, "analis", Role.ANALIS, ("99.01",), Classification.RAHASIA, second_factor=True)
    with pytest.raises(NotAllowed):
        operations_backup.create_backup(analyst, tmp_path / "x", sealed.key.public_key, at=NOW)
    assert not (tmp_path / "x").exists()


def test_old_backups_of_a_folder_go_and_the_newest_stay(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"wasdini-2024020{day}T000000Z.wasdini-backup").touch()
    (tmp_path / "catatan.txt").touch()
    gone = operations_backup.keep_newest(tmp_path, 2)
    assert len(gone) == 3
    assert sorted(path.name[:16] for path in tmp_path.iterdir()) == [
        "catatan.txt",
        "wasdini-20240204",
        "wasdini-20240205",
    ]


def test_the_whole_way_in_the_terminal(tmp_path: Path) -> None:
    """Key, backup, drill, restore on a machine without secrets, and the restored office starts."""
    env = servers.environment(tmp_path / "data")
    key = tmp_path / "stik" / "kunci.txt"
    key.parent.mkdir()
    inside = servers.wasdini("backup", "key", "new", "--output", str(tmp_path / "data" / "k"), env=env)
    assert inside.returncode == 2 and not (tmp_path / "data" / "k").exists()
    made = servers.wasdini("backup", "key", "new", "--output", str(key), env=env)
    assert made.returncode == 0, made.stderr
    public = made.stdout.strip()
    assert servers.wasdini("upgrade", "--no-backup", env=env).returncode == 0
    folder = tmp_path / "cadangan"
    folder.mkdir()
    create = servers.wasdini("backup", "create", "--output", str(folder), "--recipient", public, "--json", env=env)
    assert create.returncode == 0, create.stderr
    file = json.loads(create.stdout)["file"]
    drilled = servers.wasdini("backup", "drill", "--input", file, "--key", str(key), "--json", env=env)
    assert json.loads(drilled.stdout)["restored"]["row_count"] > 0, drilled.stderr
    bare = {name: value for name, value in env.items() if not name.startswith("WASDINI_")}
    restore = servers.wasdini(
        "backup", "restore", "--input", file, "--key", str(key), "--to", str(tmp_path / "baru"), env=bare
    )
    assert restore.returncode == 0, restore.stderr
    assert (tmp_path / "baru" / "wasdini.sqlite3").exists()
    again = servers.wasdini("upgrade", "--no-backup", env=servers.environment(tmp_path / "baru"))
    assert again.returncode == 0, again.stderr


@embedded
@transactional
def test_a_copy_whose_journal_was_altered_is_refused(tmp_path: Path, sealed: Sealed, settings: Any) -> None:
    """Somebody with the database in hand changes a line; the backup is made without a word, the restore tells."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_entry_no_update'")
        trigger = cursor.fetchone()[0]
        cursor.execute("DROP TRIGGER journal_entry_no_update")
        cursor.execute("UPDATE journal_entry SET act = 'something_else' WHERE seq = 7")
        cursor.execute(trigger)
    card = operations_backup.create_backup(CONSOLE, tmp_path / "kedua", sealed.key.public_key, at=NOW)
    assert restore_refused(card.file, sealed.key, tmp_path / "kosong") == "backup_database_broken"
