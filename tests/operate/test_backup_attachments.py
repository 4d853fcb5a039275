"""The files of reports travel with the backup and come back byte for byte, with every row that names them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cast import NOW
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused
from wasdini.operate.operations_backup import create_backup
from wasdini.operate.operations_keys import new_key_pair, private_key, public_key
from wasdini.operate.operations_restore import restore_backup

CONSOLE = system_actor("konsol")


def stored(folder: Path, content: bytes) -> str:
    """As the room of reports lays files down: by their digest, in folders of two letters."""
    digest = hashlib.sha256(content).hexdigest()
    path = folder / "attachments" / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return f"attachments/{digest[:2]}/{digest}"


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="files are the same on both; the drill covers the database")
@pytest.mark.django_db(transaction=True)
def test_attachments_are_in_the_backup_and_come_back_as_they_were(tmp_path: Path, settings: Any) -> None:
    data = tmp_path / "data"
    data.mkdir()
    settings.DATA_DIR = data
    contents = [b"", os.urandom(3_000_000), *(os.urandom(1000 + n) for n in range(60))]
    names = {stored(data, content): content for content in contents}
    (data / "attachments" / "luar").symlink_to(tmp_path)  # a link leads nowhere out of the folder
    private, public = new_key_pair()
    card = create_backup(CONSOLE, tmp_path / "cadangan", public_key(public), at=NOW)
    assert card.file_count >= len(names) + 1
    restore_backup(card.file, private_key(private), tmp_path / "pulih")
    came_back = {
        path.relative_to(tmp_path / "pulih").as_posix(): path.read_bytes()
        for path in (tmp_path / "pulih" / "attachments").rglob("*")
        if path.is_file()
    }
    assert came_back == names
    sealed = card.file.read_bytes()
    assert not any(content[:64] in sealed for content in contents if len(content) > 64)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="files are the same on both")
@pytest.mark.django_db(transaction=True)
def test_an_attachment_that_vanishes_while_it_is_packed_leaves_no_half_backup(tmp_path: Path, settings: Any) -> None:
    data = tmp_path / "data"
    data.mkdir()
    settings.DATA_DIR = data
    unreadable = data / stored(data, b"tidak terbaca")
    unreadable.unlink()
    os.mkfifo(unreadable)  # neither file nor link: it is passed over, not waited for
    _, public = new_key_pair()
    card = create_backup(CONSOLE, tmp_path / "cadangan", public_key(public), at=NOW)
    assert card.file.exists()
    with pytest.raises(InputRefused):
        create_backup(CONSOLE, tmp_path / "cadangan", public_key(public), at=NOW)
