"""HTTP Basic and Digest (RFC 7617, RFC 7616) as rules: reading the header, and what a right answer looks like.

Stands at the doors for phones that know neither cookies nor tokens (OpenRosa). Pure: who the person is, and whether a
nonce lives, is accounts' business.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass

REALM = "wasdini"
ALGORITHMS = {"SHA-256": "sha256", "MD5": "md5"}
HEADER_LONGEST = 2048
_PART = re.compile(r'\s*([a-z]+)\s*=\s*(?:"((?:[^"\\\x00-\x1f]|\\.)*)"|([^\s",]+))\s*(?:,|$)', re.IGNORECASE)
_HOST = re.compile(r"\Ahttps?://[^/]+", re.IGNORECASE)  # some clients sign the whole address
_NC = re.compile(r"[0-9a-fA-F]{8}")


@dataclass(frozen=True)
class BasicLogin:
    """Name and password as they were typed."""

    username: str
    password: str


@dataclass(frozen=True)
class DigestLogin:
    """A Digest answer. `algorithm` is a key of `ALGORITHMS`; `nc` counts how often the nonce was used."""

    username: str
    algorithm: str
    nonce: str
    uri: str
    nc: str
    cnonce: str
    response: str


def read_authorization(header: str) -> BasicLogin | DigestLogin | None:
    """What the header says; None for another scheme and for anything malformed, too long or without qop=auth."""
    scheme, _, told = header.partition(" ")
    if len(header) > HEADER_LONGEST:
        return None
    if scheme.lower() == "basic":
        return _read_basic(told.strip())
    return _read_digest(told) if scheme.lower() == "digest" else None


def secret_of(username: str, password: str, algorithm: str) -> str:
    """HA1: the digest of name, realm and password. For this realm it is as good as the password: keep it sealed."""
    return _hashed(algorithm, f"{username}:{REALM}:{password}")


def is_right(login: DigestLogin, secret: str, *, method: str, uri: str) -> bool:
    """Whether this answer was made with `secret`, for this method and address. In constant time."""
    asked = _hashed(login.algorithm, f"{method}:{login.uri}")
    wanted = _hashed(login.algorithm, f"{secret}:{login.nonce}:{login.nc}:{login.cnonce}:auth:{asked}")
    same = hmac.compare_digest(wanted.encode(), login.response.lower().encode("utf-8", "replace"))
    return same and _HOST.sub("", login.uri) == _HOST.sub("", uri)


def challenges(nonce: str, *, stale: bool = False) -> tuple[str, ...]:
    """Lines of `WWW-Authenticate`, the best first; each stands in a line of its own, since old clients read one."""
    shared = f'Digest realm="{REALM}", qop="auth", nonce="{nonce}"' + (", stale=true" if stale else "")
    digests = tuple(f"{shared}, algorithm={name}" for name in ALGORITHMS)
    return (*digests, f'Basic realm="{REALM}", charset="UTF-8"')


def _read_basic(told: str) -> BasicLogin | None:
    try:
        username, colon, password = base64.b64decode(told, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return BasicLogin(username, password) if colon else None


def _read_digest(told: str) -> DigestLogin | None:
    parts = _parts(told)
    if parts is None or parts.get("qop") != "auth" or parts.get("realm") != REALM:
        return None
    algorithm = parts.get("algorithm", "MD5").upper()
    needed = ("username", "nonce", "uri", "nc", "cnonce", "response")
    if algorithm not in ALGORITHMS or not all(parts.get(name) for name in needed) or not _NC.fullmatch(parts["nc"]):
        return None
    return DigestLogin(algorithm=algorithm, **{name: parts[name] for name in needed})


def _parts(told: str) -> dict[str, str] | None:
    """The `name=value` pairs; None when something else stands between them or a name comes twice."""
    found: dict[str, str] = {}
    at = 0
    while at < len(told):
        part = _PART.match(told, at)
        name = part[1].lower() if part else ""
        if part is None or name in found:
            return None
        found[name] = re.sub(r"\\(.)", r"\1", part[2]) if part[2] is not None else part[3]
        at = part.end()
    return found


def _hashed(algorithm: str, text: str) -> str:
    return hashlib.new(ALGORITHMS[algorithm], text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
