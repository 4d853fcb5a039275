"""Writing the journal: every act opens one of these, so that the change and its line commit together."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from nacl.signing import SigningKey

from wasdini.core.access import Act, Actor, require_allowed, system_actor
from wasdini.core.ledger import ANCHOR_FORMAT, GENESIS_HASH, Anchor, Link, canonical, link_hash
from wasdini.core.place_codes import NASIONAL_CODE, path_of
from wasdini.journal.keys import ANCHOR_KEY, DIGEST_KEY, server_key
from wasdini.journal.models import Entry, Head

VEILED_ROLE = "tertutup"


class NothingToAnchor(LookupError):
    """The journal has no line yet."""


@dataclass
class Line:
    """The line being written: the act fills in what it is about before the transaction closes."""

    subject_kind: str = ""
    subject_id: str = ""
    area: str = NASIONAL_CODE
    details: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    content_digest: str = ""

    def about(self, kind: str, identifier: object, *, area: str = NASIONAL_CODE) -> None:
        self.subject_kind, self.subject_id, self.area = kind, str(identifier), area


@contextmanager
def act(actor: Actor, verb: str, *, at: datetime, veiled: bool = False) -> Iterator[Line]:
    """One act in the officer's words = one transaction = one journal line, taken last, just before commit.

    `veiled`: the line names nobody and its role reads `tertutup`; the caller gives `at` as a half-day.

    Costs three statements: the head is locked and read, the line added, the head moved. When the act fails, neither
    its change nor its line remains.
    """
    with transaction.atomic():
        line = Line()
        yield line
        _append(None if veiled else actor, verb, at, line)


def keyed_digest(content: bytes) -> str:
    """HMAC-SHA256 with the server's own key: proves which content was meant, and tells nothing about it."""
    return hmac.new(server_key(DIGEST_KEY), content, hashlib.sha256).hexdigest()


def make_anchor(actor: Actor, *, at: datetime) -> dict[str, str | int]:
    """Number and hash of the last line, signed by this server: meant to be kept on another machine."""
    require_allowed(actor, Act.OPERATE)
    head = Head.objects.filter(id=1).first()
    if head is None:
        raise NothingToAnchor
    anchor = Anchor(head.seq, head.hash, at.astimezone(UTC).isoformat())
    key = SigningKey(server_key(ANCHOR_KEY))
    return {
        "format": ANCHOR_FORMAT,
        "seq": anchor.seq,
        "hash": anchor.hash,
        "at": anchor.at,
        "signature": key.sign(anchor.signed_text).signature.hex(),
        "public_key": key.verify_key.encode().hex(),
    }


def keep_hourly_anchor(at: datetime) -> Path | None:
    """Write this hour's anchor into `WASDINI_ANCHOR_DIR`, once an hour; None when it is there or nothing is to anchor.

    The folder is meant to lie on another machine: an anchor beside the journal guards it against nobody.
    """
    target = Path(settings.ANCHOR_DIR) / f"{at.astimezone(UTC):%Y-%m-%dT%H}.json"
    if target.exists():
        return None
    try:
        anchor = make_anchor(system_actor(), at=at)
    except NothingToAnchor:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_suffix(".part")
    aside.write_text(json.dumps(anchor, indent=2) + "\n", "utf-8")
    aside.replace(target)
    return target


def _append(actor: Actor | None, verb: str, at: datetime, line: Line) -> None:
    head, _ = Head.objects.select_for_update().get_or_create(id=1, defaults={"seq": 0, "hash": GENESIS_HASH})
    moment = at.astimezone(UTC)
    link = Link(
        seq=head.seq + 1,
        at=moment.isoformat(),
        actor_id=actor.user_id if actor else None,
        actor_role=actor.role.value if actor else VEILED_ROLE,
        act=verb,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        path=path_of(line.area),
        details=canonical(line.details),
        content_digest=line.content_digest,
        previous_hash=head.hash,
    )
    link = replace(link, hash=link_hash(link))
    columns = {name: getattr(link, name) for name in Link.__dataclass_fields__}
    Entry(**{**columns, "at": moment}).save(force_insert=True)
    head.seq, head.hash = link.seq, link.hash
    head.save(force_update=True, update_fields=["seq", "hash"])
