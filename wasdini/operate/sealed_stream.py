"""A file only the holder of a private key can read, and nobody can shorten or change unseen.

`MAGIC`, the stream's key in a sealed box for the recipient (X25519), the stream's header, then chunks of libsodium's
secretstream (XChaCha20-Poly1305). The last chunk carries the final tag, so that a cut-off file is refused; magic and
sealed key are bound into every chunk, so that they cannot be exchanged. The format is version 1.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

MAGIC = b"WASDINI-BACKUP-1\n"

_CHUNK = 64 * 1024
_SEALED_KEY = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES + sodium.crypto_box_SEALBYTES
_HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_SEALED_CHUNK = _CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class StreamRefused(ValueError):
    """The file cannot be trusted; the argument is a problem code."""


class SealedWriter(io.RawIOBase):
    """Write plain bytes; sealed chunks go to `target`. Only `finish` makes the file whole."""

    def __init__(self, target: BinaryIO, recipient: PublicKey) -> None:
        key = sodium.crypto_secretstream_xchacha20poly1305_keygen()
        sealed_key = SealedBox(recipient).encrypt(key)
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._bound = MAGIC + sealed_key
        self._target, self._waiting = target, bytearray()
        target.write(self._bound + header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > _CHUNK:
            self._push(bytes(self._waiting[:_CHUNK]), _MESSAGE)
            del self._waiting[:_CHUNK]
        return len(data)

    def finish(self) -> None:
        self._push(bytes(self._waiting), _FINAL)
        self._waiting.clear()

    def _push(self, chunk: bytes, tag: int) -> None:
        self._target.write(sodium.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, self._bound, tag))


class SealedReader(io.RawIOBase):
    """Read plain bytes of a sealed file; raises `StreamRefused` at the first byte that is not as it was written."""

    def __init__(self, source: BinaryIO, key: PrivateKey) -> None:
        magic = source.read(len(MAGIC))
        if magic != MAGIC:
            other = magic.startswith(b"WASDINI-BACKUP-")
            raise StreamRefused("backup_other_format" if other else "backup_not_a_backup")
        sealed_key, header = source.read(_SEALED_KEY), source.read(_HEADER)
        if len(sealed_key) < _SEALED_KEY or len(header) < _HEADER:
            raise StreamRefused("backup_truncated")
        try:
            stream_key = SealedBox(key).decrypt(sealed_key)
        except CryptoError:
            raise StreamRefused("backup_wrong_key") from None
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, stream_key)
        self._bound = magic + sealed_key
        self._source, self._ready, self._finished = source, b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._finished:
            self._pull()
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def expect_end(self) -> None:
        """Everything must have been read, up to the final tag and no byte beyond."""
        while not self._finished:
            self._pull()
        if self._source.read(1):
            raise StreamRefused("backup_corrupt")

    def _pull(self) -> None:
        sealed = self._source.read(_SEALED_CHUNK)
        if not sealed:
            raise StreamRefused("backup_truncated")
        try:
            self._ready, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, self._bound)
        except (CryptoError, RuntimeError, ValueError):
            raise StreamRefused("backup_corrupt") from None
        self._finished = tag == _FINAL
