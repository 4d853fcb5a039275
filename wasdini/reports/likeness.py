"""Whether two bodies are the same bytes, without keeping what a guess could be tried against.

Open reports keep a plain SHA-256. A closed body holds a name and a phone number, and a plain digest of it could be
guessed; so only a salted Argon2id digest is kept.
"""

from __future__ import annotations

import hashlib
import hmac

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from wasdini.reports.models import Report

_SLOW = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def salted(body: bytes) -> str:
    """A digest that costs about 30 ms a guess, with a salt of its own."""
    return _SLOW.hash(hashlib.sha256(body).digest())


def is_like(kept: str, body: bytes) -> bool:
    """Whether a kept digest, plain or salted, is of this body."""
    if not kept.startswith("$"):
        return hmac.compare_digest(kept, hashlib.sha256(body).hexdigest())
    try:
        return _SLOW.verify(kept, hashlib.sha256(body).digest())
    except VerificationError:
        return False


def is_same(report: Report, body: bytes) -> bool:
    return is_like(report.sha256 or report.likeness, body)
