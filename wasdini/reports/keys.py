"""The two keys by which phones and this server know each other: one signs receipts, one opens sealed drafts."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

from wasdini.journal.queries_keys import server_key

RECEIPT_KEY = "reports-receipt.ed25519"
INTAKE_KEY = "reports-intake.x25519"
RECEIPT_FORMAT = "wasdini-receipt-1"
SEALED_TYPE = "application/vnd.wasdini.sealed"
SEAL_BYTES = 48


class NotOpened(ValueError):
    """Sealed to another key, or changed on the way."""


def sign_receipt(report_id: UUID, sha256: str, received_at: datetime) -> str:
    """The receipt: an Ed25519 signature (hex) over format, id, digest and moment. The same input, the same receipt."""
    told = f"{RECEIPT_FORMAT}\n{report_id}\n{sha256}\n{moment_text(received_at)}\n"
    return SigningKey(server_key(RECEIPT_KEY)).sign(told.encode()).signature.hex()


def moment_text(at: datetime) -> str:
    """The moment as it stands in a receipt and under its signature: `2024-02-13T05:00:00.000Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def receipt_public_key() -> str:
    """By which anybody can check a receipt (hex)."""
    return SigningKey(server_key(RECEIPT_KEY)).verify_key.encode().hex()


def intake_public_key() -> tuple[str, str]:
    """What a phone seals its finished drafts to (base64), and the key's short name."""
    raw = PrivateKey(server_key(INTAKE_KEY)).public_key.encode()
    return base64.b64encode(raw).decode(), hashlib.sha256(raw).hexdigest()[:16]


def open_sealed(sealed: bytes) -> bytes:
    """What stood in a sealed draft; raises `NotOpened`."""
    try:
        return SealedBox(PrivateKey(server_key(INTAKE_KEY))).decrypt(sealed)
    except (CryptoError, ValueError) as wrong:
        raise NotOpened from wrong
