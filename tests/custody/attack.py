"""The attacker of C1: has every byte of the server, and looks for people in it. Also a scenario that leaves them there.

Run as a script inside a data folder it plays an office that takes 200 covert reports and dies without closing its
database, so that the write-ahead log is there too.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import numpy as np
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox


def needles(canary: str) -> set[bytes]:
    """A canary in every writing it may lie in: plain, UTF-16, hexadecimal, URL, base64 at each of three offsets."""
    plain = canary.encode()
    found = {plain, canary.encode("utf-16-le"), canary.encode("utf-16-be"), plain.hex().encode()}
    found |= {plain.hex().upper().encode(), quote(canary, safe="").encode(), json.dumps(canary)[1:-1].encode()}
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        inside = whole[4 if shift else 0 : -4]
        found |= {inside, inside.replace(b"+", b"-").replace(b"/", b"_")}
    return {one for one in found if len(one) >= 8}


def files_of(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()


def people_found(places: Iterable[tuple[str, bytes]], canaries: Iterable[str]) -> list[tuple[str, str]]:
    """(where, who): every canary that can be read anywhere.

    All forms are looked for at once: each eight bytes of the haystack against the first eight of every form.
    """
    owners: dict[bytes, list[tuple[bytes, str]]] = {}
    for canary in canaries:
        for form in needles(canary):
            owners.setdefault(form[:8], []).append((form, canary))
    heads = np.frombuffer(b"".join(owners), dtype="<u8")
    found = set()
    for where, content in places:
        for at in _windows_in(content, heads):
            for form, canary in owners[content[at : at + 8]]:
                if content.startswith(form, at):
                    found.add((where, canary))
    return sorted(found)


def _windows_in(content: bytes, heads: np.ndarray) -> list[int]:
    hits: list[int] = []
    for shift in range(8):
        length = (len(content) - shift) // 8 * 8
        if length > 0:
            windows = np.frombuffer(content, dtype="<u8", offset=shift, count=length // 8)
            hits += [int(at) * 8 + shift for at in np.flatnonzero(np.isin(windows, heads))]
    return hits


def opened_with(secrets: Iterable[bytes], ciphertexts: Iterable[bytes]) -> int:
    """How many boxes any of these 32-byte secrets opens."""
    keys = [PrivateKey(secret) for secret in secrets if len(secret) == 32]
    return sum(_opens(key, box) for key in keys for box in ciphertexts)


def secrets_of(places: Iterable[tuple[str, bytes]], environment: Mapping[str, str]) -> set[bytes]:
    """Every 32 bytes that stand in the server's key files and environment, in any usual writing."""
    texts = [content for where, content in places if "/keys/" in where]
    texts += [value.encode() for value in environment.values()]
    found = set()
    for text in texts:
        found |= {text[at : at + 32] for at in range(max(1, len(text) - 31))}
        for read in (bytes.fromhex, base64.b64decode, base64.urlsafe_b64decode):
            try:
                found.add(read(text.decode().strip())[:32])
            except ValueError:
                continue
    return {secret for secret in found if len(secret) == 32}


def _opens(key: PrivateKey, box: bytes) -> bool:
    try:
        SealedBox(key).decrypt(box)
    except CryptoError:
        return False
    return True


def play(told: Path) -> None:
    """200 covert sources, registered and reporting; one unmasking under way. Then the power goes."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.custody.scenario import office_with_covert_reports

    office_with_covert_reports(json.loads(told.read_text()))
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    play(Path(sys.argv[1]))
