"""What this server signs in its own name: Ed25519 keys made at first use, one for each purpose."""

from __future__ import annotations

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from wasdini.journal.keys import server_key

EXPORT_KEY = "export.ed25519"


def sign(key_name: str, text: bytes) -> str:
    """The signature as hex. The same text always gives the same one."""
    return SigningKey(server_key(key_name)).sign(text).signature.hex()


def signing_key_of(key_name: str) -> str:
    """The public key as hex, for whoever wants to check without this server."""
    return SigningKey(server_key(key_name)).verify_key.encode().hex()


def is_signed(key_name: str, text: bytes, signature: str) -> bool:
    """Whether this server signed that text."""
    try:
        VerifyKey(bytes.fromhex(signing_key_of(key_name))).verify(text, bytes.fromhex(signature))
    except (BadSignatureError, ValueError):
        return False
    return True
