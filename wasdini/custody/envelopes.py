"""The sealed format: an identity in two nested boxes, so that two custodians must open one after the other.

The inner box is sealed to custodian B, the outer one to custodian A (libsodium sealed boxes). The record is named
inside both, each layer names the key of the next: a box put under another record is refused at whichever layer it was
moved. The same format is written and read in the browser (`static/custody/envelope.js`); needs no database.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from wasdini.core.problems import InputRefused, Problem

OUTER_FORMAT, INNER_FORMAT = "wasdini-outer-1", "wasdini-identity-1"
KEY_BYTES = 32
PADDED_TO = 1024  # a long name must not show in the length of its ciphertext


@dataclass(frozen=True)
class Sealed:
    """One record sealed: the ciphertext, whose keys open it, and the digest of the inner box (not of its content)."""

    record: str
    ciphertext: bytes
    outer_key_id: str
    inner_key_id: str
    inner_digest: str

    @property
    def digest(self) -> str:
        return digest_of(self.ciphertext)


@dataclass(frozen=True)
class InnerBox:
    """What the first custodian takes out and hands on: still sealed to the second."""

    record: str
    inner_key_id: str
    box: bytes


def key_id_of(public_key: bytes) -> str:
    """Sixteen hexadecimal digits by which a key is named on ciphertexts, on paper and aloud."""
    return hashlib.sha256(b"wasdini-custodian-key-1" + public_key).hexdigest()[:16]


def digest_of(ciphertext: bytes) -> str:
    return hashlib.sha256(ciphertext).hexdigest()


def seal(record: str, identity: Mapping[str, str], outer: bytes, inner: bytes) -> Sealed:
    """Seal an identity to two public keys: whoever holds `outer` opens first, whoever holds `inner` second."""
    plain = _padded({"format": INNER_FORMAT, "record": record, "identity": dict(identity)})
    return wrap(InnerBox(record, key_id_of(inner), SealedBox(PublicKey(inner)).encrypt(plain)), outer)


def wrap(inner: InnerBox, outer: bytes) -> Sealed:
    """Put an inner box into a new outer one: all that a change of the outer key needs."""
    layer = {
        "format": OUTER_FORMAT,
        "record": inner.record,
        "inner_key": inner.inner_key_id,
        "box": base64.b64encode(inner.box).decode(),
    }
    ciphertext = SealedBox(PublicKey(outer)).encrypt(json.dumps(layer).encode())
    return Sealed(inner.record, ciphertext, key_id_of(outer), inner.inner_key_id, digest_of(inner.box))


def open_outer(record: str, ciphertext: bytes, secret_key: bytes) -> InnerBox:
    """The first custodian's half. Raises `InputRefused`: not this key's, or another record's."""
    layer = _opened(record, ciphertext, secret_key, OUTER_FORMAT)
    return InnerBox(record, str(layer["inner_key"]), base64.b64decode(layer["box"]))


def open_inner(record: str, box: bytes, secret_key: bytes) -> dict[str, str]:
    """The second custodian's half: the identity. Raises as `open_outer`."""
    return dict(_opened(record, box, secret_key, INNER_FORMAT)["identity"])


def _opened(record: str, box: bytes, secret_key: bytes, layer_format: str) -> dict[str, Any]:
    try:
        layer = json.loads(SealedBox(PrivateKey(secret_key)).decrypt(box))
    except (CryptoError, ValueError, TypeError):
        raise InputRefused([Problem("box_not_for_this_key")]) from None
    if not isinstance(layer, dict) or layer.get("format") != layer_format:
        raise InputRefused([Problem("box_not_this_layer")])
    if layer.get("record") != record:
        raise InputRefused([Problem("box_of_another_record")])
    return layer


def _padded(layer: Mapping[str, Any]) -> bytes:
    plain = json.dumps(layer, ensure_ascii=False).encode()
    return plain.ljust(-(-len(plain) // PADDED_TO) * PADDED_TO)
