"""Server nonces of Digest sign-in: signed, short-lived, and each use remembered once, whichever process is asked.

Uses lie as empty files in a folder of the minute the nonce was made; making a file that exists fails, in every process
alike. Whole minutes are thrown away when they are past. Nothing of it is in the database, a log or a backup.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

LIFE_SECONDS = 300
_MINUTE = 60


def new_nonce(at: datetime) -> str:
    """Time, dice and our signature over both."""
    body = int(at.timestamp()).to_bytes(8, "big") + secrets.token_bytes(12)
    return base64.urlsafe_b64encode(body + _signature(body)).decode().rstrip("=")


def made_at(nonce: str) -> int | None:
    """Unix second in which we made this nonce; None when we did not."""
    try:
        raw = base64.urlsafe_b64decode(nonce + "=" * (-len(nonce) % 4))
    except (binascii.Error, ValueError):
        return None
    body, signature = raw[:20], raw[20:]
    if len(raw) != 36 or not hmac.compare_digest(_signature(body), signature):
        return None
    return int.from_bytes(body[:8], "big")


def is_fresh(made: int, at: datetime) -> bool:
    return -_MINUTE <= at.timestamp() - made <= LIFE_SECONDS


def use_once(what: str, *, made: int, at: datetime) -> bool:
    """Whether `what` is used for the first time; it is remembered as long as something made then stays fresh."""
    shelf = Path(settings.DATA_DIR) / "cache-nonces"
    folder = shelf / str(made // _MINUTE)
    folder.mkdir(parents=True, exist_ok=True)
    _forget(shelf, before=int(at.timestamp() - 2 * LIFE_SECONDS) // _MINUTE)
    name = hmac.new(_key(), what.encode(), hashlib.sha256).hexdigest()
    try:
        (folder / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _forget(shelf: Path, *, before: int) -> None:
    with suppress(OSError):
        for folder in shelf.iterdir():
            if folder.name.isdigit() and int(folder.name) < before:
                shutil.rmtree(folder, ignore_errors=True)


def _signature(body: bytes) -> bytes:
    return hmac.new(_key(), b"nonce\0" + body, hashlib.sha256).digest()[:16]


def _key() -> bytes:
    return hashlib.sha256(b"wasdini-digest-nonce\0" + settings.SECRET_KEY.encode()).digest()
