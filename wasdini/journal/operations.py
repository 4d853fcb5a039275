"""Writing the journal: every act opens one of these, so that the change and its line commit together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from wasdini.core.access import Actor
from wasdini.core.place_codes import NASIONAL_CODE, path_of
from wasdini.journal.models import Entry, Head

GENESIS_HASH = "0" * 64


@dataclass
class Line:
    """The line being written: the act fills in what it is about before the transaction closes."""

    subject_kind: str = ""
    subject_id: str = ""
    area: str = NASIONAL_CODE
    details: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    content_digest: str = ""

    def about(self, kind: str, identifier: object, *, area: str = NASIONAL_CODE) -> None:
        self.subject_kind, self.subject_id, self.area = kind, str(identifier), area


@contextmanager
def act(actor: Actor, verb: str, *, at: datetime) -> Iterator[Line]:
    """One act in the officer's words = one transaction = one journal line, taken last, just before commit."""
    with transaction.atomic():
        line = Line()
        yield line
        _append(actor, verb, at, line)


def _append(actor: Actor, verb: str, at: datetime, line: Line) -> None:
    head, _ = Head.objects.select_for_update().get_or_create(id=1, defaults={"seq": 0, "hash": GENESIS_HASH})
    entry = Entry(
        seq=head.seq + 1,
        at=at,
        actor_name=actor.name,
        actor_role=actor.role.value,
        act=verb,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        path=path_of(line.area),
        details=line.details,
        content_digest=line.content_digest,
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.seq, head.hash = entry.seq, entry.hash
    head.save(update_fields=["seq", "hash"])


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of every column but the hash itself."""
    body = {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor_name": entry.actor_name,
        "actor_role": entry.actor_role,
        "act": entry.act,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "path": entry.path,
        "details": entry.details,
        "content_digest": entry.content_digest,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
