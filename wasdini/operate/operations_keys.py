"""Backup keys as text: one pair per office, made once. The private one belongs on paper or a stick, off the server."""

from __future__ import annotations

import base64
import binascii
import hashlib

from nacl.public import PrivateKey, PublicKey

PUBLIC_PREFIX = "wasdini-backup-public-1:"
PRIVATE_PREFIX = "wasdini-backup-private-1:"


class KeyTextInvalid(ValueError):
    """The text is not a key of this kind."""


def new_key_pair() -> tuple[str, str]:
    """(private, public) as text. The private one belongs on paper or a stick, never on the server."""
    private = PrivateKey.generate()
    return _text(PRIVATE_PREFIX, bytes(private)), _text(PUBLIC_PREFIX, bytes(private.public_key))


def public_key(text: str) -> PublicKey:
    return PublicKey(_bytes(PUBLIC_PREFIX, text))


def private_key(text: str) -> PrivateKey:
    return PrivateKey(_bytes(PRIVATE_PREFIX, text))


def key_mark(key: PublicKey) -> str:
    """Short and public: tells which key opens a file, in lists and in the journal."""
    return hashlib.sha256(bytes(key)).hexdigest()[:16]


def _text(prefix: str, key: bytes) -> str:
    return prefix + base64.urlsafe_b64encode(key).decode()


def _bytes(prefix: str, text: str) -> bytes:
    text = text.strip()
    if not text.startswith(prefix):
        raise KeyTextInvalid(prefix)
    try:
        key = base64.b64decode(text.removeprefix(prefix), altchars=b"-_", validate=True)
    except binascii.Error:
        raise KeyTextInvalid(prefix) from None
    if len(key) != PublicKey.SIZE:
        raise KeyTextInvalid(prefix)
    return key
