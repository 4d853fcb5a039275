"""Personal fields sealed under one key per owner: deleting the key row forgets every field at once (crypto-shredding).

AES-256-GCM with table, column and row as associated data, so that a ciphertext moved elsewhere does not open. Whoever
has the whole living database has key and field; what this buys is forgetting: once the key is gone, copies of the
sealed fields in free pages, logs of the database and older exports say nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

KEY_BYTES = 32
NONCE_BYTES = 12
FORM = b"\x01"


Buffer = bytes | memoryview


class SealBroken(ValueError):
    """Another key, another place, or changed bytes. Says nothing more, on purpose."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


class ShredKey(models.Model):
    """The key of one owner (a report, a request). A room makes its own table of it: `class PersonKey(ShredKey)`.

    Delete the row to forget. Never copy the key anywhere else, and never cache it.
    """

    owner = models.UUIDField(primary_key=True)
    key = models.BinaryField(max_length=KEY_BYTES, default=new_key)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


def seal_under(key: Buffer, fields: Mapping[str, str], *, table: str, row: object) -> dict[str, bytes]:
    """Each field of this row of this table, sealed. The same text twice gives different bytes."""
    cipher = AESGCM(bytes(key))
    sealed = {}
    for column, text in fields.items():
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed[column] = FORM + nonce + cipher.encrypt(nonce, text.encode(), _place(table, column, row))
    return sealed


def open_under(key: Buffer, sealed: Mapping[str, Any], *, table: str, row: object) -> dict[str, str]:
    """The fields back; raises `SealBroken` for any that was not sealed with this key at this very place."""
    cipher = AESGCM(bytes(key))
    fields = {}
    for column, given in sealed.items():
        content = bytes(given)
        form, nonce, rest = content[:1], content[1 : 1 + NONCE_BYTES], content[1 + NONCE_BYTES :]
        try:
            if form != FORM:
                raise SealBroken(column)
            fields[column] = cipher.decrypt(nonce, rest, _place(table, column, row)).decode()
        except (InvalidTag, ValueError) as wrong:
            raise SealBroken(column) from wrong
    return fields


def shred(keys: type[ShredKey], owners: Iterable[UUID]) -> int:
    """Delete the keys of these owners, for good; returns how many there were."""
    return keys._default_manager.filter(owner__in=list(owners)).delete()[0]


def _place(table: str, column: str, row: object) -> bytes:
    """Lengths first, so that no two places can be written alike."""
    parts = [part.encode() for part in (table, column, str(row))]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
