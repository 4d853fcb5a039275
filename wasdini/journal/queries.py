"""Reading the journal: what happened where, and whether the chain holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.ledger import ANCHOR_FORMAT, GENESIS_HASH, Anchor, Fault, Link, first_fault
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal.keys import ANCHOR_KEY, server_key
from wasdini.journal.models import Entry, Head
from wasdini.journal.operations import VEILED_ROLE
from wasdini.rows.scoping import within

COLUMNS = tuple(Link.__dataclass_fields__)
AT_ONCE = 5000


@dataclass(frozen=True)
class EntryCard:
    """One line as a page shows it. Names are looked up by the caller: the journal knows none."""

    seq: int
    at: datetime
    actor_id: int | None
    actor_role: str
    act: str
    subject_kind: str
    subject_id: str
    path: str
    details: dict[str, Any]


@dataclass(frozen=True)
class ChainReport:
    """Whether the chain holds: how many lines do, the last hash, the first fault."""

    count: int
    last_hash: str
    fault: Fault | None


def recent_entries(actor: Actor, area: str, before_seq: int | None = None, limit: int = 50) -> tuple[EntryCard, ...]:
    """Lines about things in `area`, the newest first; `before_seq` is the last one already shown.

    A veiled line names no report: its neighbours carry their minute, and the report would have it too.
    """
    require_allowed(actor, Act.SEE_JOURNAL, area=area)
    rows = Entry.objects.filter(within((area,))).order_by("-seq")
    if before_seq is not None:
        rows = rows.filter(seq__lt=before_seq)
    return tuple(
        EntryCard(
            row.seq, row.at, row.actor_id, row.actor_role, row.act,
            row.subject_kind, "" if row.actor_role == VEILED_ROLE else row.subject_id, row.path,
            json.loads(row.details),
        )
        for row in rows[:limit]
    )  # fmt: skip


def last_moments(verb: str, kind: str, identifiers: Sequence[str]) -> dict[str, datetime]:
    """When this was last done to each of these things; what it was never done to is not there."""
    rows = Entry.objects.filter(act=verb, subject_kind=kind, subject_id__in=identifiers)
    return dict(rows.values("subject_id").annotate(last=Max("at")).order_by().values_list("subject_id", "last"))


def verify_chain(anchors: Sequence[Anchor] = ()) -> ChainReport:
    """Walk the whole chain, compare it with the anchors, and the head with the last line."""
    head = Head.objects.filter(id=1).first()
    count, last, fault = first_fault(_links(), anchors=anchors)
    held = (head.seq, head.hash) if head else (0, GENESIS_HASH)
    if fault is None and held != (count, last):
        fault = Fault("head_elsewhere", count + 1)
    return ChainReport(count, last, fault)


def exported_lines() -> Iterator[dict[str, Any]]:
    """Every line as the standalone verifier reads it."""
    for link in _links():
        yield {name: getattr(link, name) for name in COLUMNS}


def read_anchor(text: str, *, file: str, public_key: str = "") -> Anchor:
    """An anchor whose signature holds: by the given public key, else by this server's own. Never by the one it names.

    Raises `InputRefused` for anything else.
    """
    try:
        told = json.loads(text)
        anchor = Anchor(int(told["seq"]), str(told["hash"]), str(told["at"]))
        signature, known = bytes.fromhex(told["signature"]), told["format"] == ANCHOR_FORMAT
    except (ValueError, KeyError, TypeError) as wrong:
        raise InputRefused([Problem("anchor_unreadable", file=file)]) from wrong
    if not known:
        raise InputRefused([Problem("anchor_unreadable", file=file)])
    try:
        key = VerifyKey(bytes.fromhex(public_key)) if public_key else SigningKey(server_key(ANCHOR_KEY)).verify_key
        key.verify(anchor.signed_text, signature)
    except (BadSignatureError, ValueError) as wrong:
        raise InputRefused([Problem("anchor_signature_wrong", file=file)]) from wrong
    return anchor


def _links() -> Iterator[Link]:
    """The lines in order, in constant memory."""
    rows = Entry.objects.order_by("seq").values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)
    place = COLUMNS.index("at")
    for row in rows:
        values = list(row)
        values[place] = values[place].astimezone(UTC).isoformat()
        yield Link(**dict(zip(COLUMNS, values, strict=True)))
