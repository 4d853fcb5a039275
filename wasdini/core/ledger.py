"""The chain of the journal, pure: what a line's hash covers, how an anchor is worded, where a chain first breaks.

Every line carries the hash of the line before, so a changed, lost, added or moved line breaks the chain at a place that
can be named. A chain alone cannot show that its tail was cut off or wholly rewritten: for that an *anchor* (number and
hash of a line, signed, kept on another machine) is compared (`design`: docs/threat-model.md, C6).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GENESIS_HASH = "0" * 64
ANCHOR_FORMAT = "wasdini-anchor-1"
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)  # made once: half the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line as it is hashed. `at` is RFC 3339 in UTC, `details` the canonical JSON text of an object."""

    seq: int
    at: str
    actor_id: int | None
    actor_role: str
    act: str
    subject_kind: str
    subject_id: str
    path: str
    details: str
    content_digest: str
    previous_hash: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What another machine was told: line `seq` had this hash at that instant (RFC 3339)."""

    seq: int
    hash: str
    at: str

    @property
    def signed_text(self) -> bytes:
        """The bytes under the signature: format, number, hash, instant, one a line."""
        return f"{ANCHOR_FORMAT}\n{self.seq}\n{self.hash}\n{self.at}\n".encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain first does not hold. `code` has its sentence in `methods/sentences-journal.toml`."""

    code: str
    seq: int


def canonical(details: object) -> str:
    """JSON with sorted keys and no spaces, plain ASCII: the same text on every machine."""
    return _ENCODER.encode(details)


def link_hash(link: Link) -> str:
    """SHA-256 (hex) over the canonical JSON of every column but the hash itself."""
    return hashlib.sha256(
        canonical(
            {
                "seq": link.seq,
                "at": link.at,
                "actor_id": link.actor_id,
                "actor_role": link.actor_role,
                "act": link.act,
                "subject_kind": link.subject_kind,
                "subject_id": link.subject_id,
                "path": link.path,
                "details": link.details,
                "content_digest": link.content_digest,
                "previous_hash": link.previous_hash,
            }
        ).encode()
    ).hexdigest()


def first_fault(links: Iterable[Link], *, anchors: Sequence[Anchor] = ()) -> tuple[int, str, Fault | None]:
    """Walk a chain in the order given; return how many lines hold, the last hash, and the first fault.

    Faults, in the order they are looked for at each line: `chain_gap` (the number is not the next one),
    `chain_broken` (it does not name the hash of the line before), `chain_altered` (its own hash is not that of its
    content), `chain_not_anchored` (an anchor says another hash); after the last line `chain_cut` (an anchor names a
    line that is not there).
    """
    wanted = {anchor.seq: anchor.hash for anchor in anchors}
    if len(wanted) != len({(anchor.seq, anchor.hash) for anchor in anchors}):
        return 0, GENESIS_HASH, Fault("anchors_disagree", min(wanted))
    count, last = 0, GENESIS_HASH
    for link in links:
        code = _fault_of(link, count + 1, last, wanted)
        if code:
            return count, last, Fault(code, count + 1)
        count, last = link.seq, link.hash
    beyond = [seq for seq in wanted if seq > count]
    return count, last, Fault("chain_cut", count + 1) if beyond else None


def _fault_of(link: Link, seq: int, previous: str, wanted: dict[int, str]) -> str | None:
    if link.seq != seq:
        return "chain_gap"
    if link.previous_hash != previous:
        return "chain_broken"
    if link_hash(link) != link.hash:
        return "chain_altered"
    if wanted.get(seq, link.hash) != link.hash:
        return "chain_not_anchored"
    return None
