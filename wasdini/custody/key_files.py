"""A custodian's private key: under a passphrase in a file, or on paper. Read and written on the custodian's machine.

The same file is written by the browser (`static/custody/key_file.js`). No server ever holds one; needs no database.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from contextlib import suppress
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from wasdini.core.paper_code import PaperCodeWrong, read_code, write_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.custody.envelope_files import read_drill
from wasdini.custody.envelopes import key_id_of

FORMAT = "wasdini-custodian-key-1"
PAPER_MARK = "WSDK1:"
COST = {"n": 32768, "r": 8, "p": 3}
MOST_COST = {"n": 2**20, "r": 32, "p": 16}
SHORTEST_PASSPHRASE = 12


def new_key() -> bytes:
    return bytes(PrivateKey.generate())


def public_of(secret_key: bytes) -> bytes:
    return bytes(PrivateKey(secret_key).public_key)


def close_key(secret_key: bytes, passphrase: str) -> str:
    """The key file. Raises `InputRefused` for a passphrase that is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputRefused([Problem("passphrase_short", expected=str(SHORTEST_PASSPHRASE))])
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(SecretBox.NONCE_SIZE)
    box = SecretBox(_stretched(passphrase, salt, COST)).encrypt(secret_key, nonce).ciphertext
    public = public_of(secret_key)
    told = {"format": FORMAT, "key_id": key_id_of(public), "public_key": public.hex(), "salt": salt.hex()}
    return json.dumps({**told, **COST, "nonce": nonce.hex(), "box": box.hex()}, indent=2) + "\n"


def open_key(text: str, passphrase: str, *, file: str = "") -> bytes:
    """The private key in a key file. Raises `InputRefused`: no key file, or not its passphrase."""
    told = _read(text, file)
    if any(not 0 < int(told[name]) <= most for name, most in MOST_COST.items()):
        raise InputRefused([Problem("key_file_unreadable", file=file)])
    try:
        stretched = _stretched(passphrase, bytes.fromhex(told["salt"]), told)
        return SecretBox(stretched).decrypt(bytes.fromhex(told["box"]), bytes.fromhex(told["nonce"]))
    except (CryptoError, ValueError):
        raise InputRefused([Problem("passphrase_wrong", file=file)]) from None


def on_paper(secret_key: bytes) -> str:
    """What stands on the recovery sheet, and in its QR code."""
    return PAPER_MARK + write_code(secret_key)


def from_paper(text: str, *, key_id: str = "") -> bytes:
    """The private key from what somebody typed off the sheet. Raises `InputRefused` naming the wrong group.

    `key_id`: which key it must be; another one is refused, however well it reads.
    """
    try:
        secret_key = read_code(text)
    except PaperCodeWrong as wrong:
        code = "paper_group_wrong" if wrong.group else "paper_length_wrong"
        raise InputRefused([Problem(code, params={"group": str(wrong.group)})]) from None
    if key_id and key_id_of(public_of(secret_key)) != key_id:
        raise InputRefused([Problem("paper_of_another_key", expected=key_id)])
    return secret_key


def read_public(text: str) -> bytes:
    """A public key: 64 hexadecimal digits, or a key file that names it. Raises `InputRefused`."""
    told = text.strip()
    with suppress(ValueError, KeyError, TypeError):
        told = str(json.loads(text)["public_key"])
    if not re.fullmatch(r"[0-9a-fA-F]{64}", told):
        raise InputRefused([Problem("public_key_invalid")])
    return bytes.fromhex(told)


def answer_drill(text: str, secret_key: bytes, *, file: str = "") -> str:
    """The code in a drill's challenge, in groups of four. Raises `InputRefused` when this key does not open it."""
    _, box = read_drill(text, file=file)
    try:
        code = str(json.loads(SealedBox(PrivateKey(secret_key)).decrypt(box))["code"])
    except (CryptoError, ValueError, KeyError, TypeError):
        raise InputRefused([Problem("box_not_for_this_key", file=file)]) from None
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _read(text: str, file: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
        if told["format"] == FORMAT and {"salt", "nonce", "box", *COST} <= set(told):
            return dict(told)
    except (ValueError, KeyError, TypeError):
        pass
    raise InputRefused([Problem("key_file_unreadable", file=file)])


def _stretched(passphrase: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    n, r, p = int(cost["n"]), int(cost["r"]), int(cost["p"])
    words = unicodedata.normalize("NFKC", passphrase).encode()
    return hashlib.scrypt(words, salt=salt, n=n, r=r, p=p, dklen=32, maxmem=256 * n * r + 2**20)
