"""The server's own keys: made once, kept beside the data, readable by the server's account only."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

DIGEST_KEY = "journal-digest.key"
ANCHOR_KEY = "journal-anchor.ed25519"
KEY_BYTES = 32


def server_key(name: str) -> bytes:
    """The 32 bytes of this name; made at first use, whole or not at all, even when two processes ask at once."""
    folder = Path(settings.DATA_DIR) / "keys"
    kept = folder / name
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(kept, secrets.token_bytes(KEY_BYTES))
    return kept.read_bytes()


def _write_once(target: Path, content: bytes) -> None:
    """Written aside, then linked: the name appears with its full content, and only for the first who comes."""
    aside = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        with suppress(FileExistsError):  # another process was first: its key is the one
            os.link(aside, target)
    finally:
        aside.unlink()
