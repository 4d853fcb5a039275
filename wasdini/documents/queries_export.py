"""From the mark on a leaked page back to the account it was made for; and every copy an account took."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.place_codes import code_of
from wasdini.core.terms import Classification
from wasdini.documents.models import Export
from wasdini.documents.operations_export import signed_text
from wasdini.journal.operations_signing import EXPORT_KEY, is_signed
from wasdini.rows.scoping import within


@dataclass(frozen=True)
class CopyLine:
    """One copy that was handed out. `recipient` is blank once the person was erased."""

    code: str
    subject_kind: str
    subject_id: str
    title: str
    form: str
    row_count: int
    classification: Classification
    area: str
    recipient_id: int | None
    recipient: str
    at: datetime


def mark_of(actor: Actor, export_id: str) -> CopyLine:
    """The copy with this code, however it was typed; `NotVisible` when this instance made none."""
    require_allowed(actor, Act.SEE_READS)
    digits = re.sub(r"[^0-9A-F]", "", export_id.upper().removeprefix("EX"))
    code = "EX-" + "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    found = _visible(actor).filter(code=code).first()
    if found is None:
        raise NotVisible(export_id)
    return _line(found, accounts.names_of([found.recipient_id]))


def exports_of(actor: Actor, user_id: int, since: datetime, until: datetime) -> tuple[CopyLine, ...]:
    """Every copy this account took from `since` to `until`, both included, in order of time."""
    require_allowed(actor, Act.SEE_READS)
    rows = _visible(actor).filter(recipient_id=user_id, at__gte=since, at__lte=until).order_by("at", "code")
    names = accounts.names_of([user_id])
    return tuple(_line(row, names) for row in rows)


def is_genuine(actor: Actor, export_id: str, body: bytes) -> bool:
    """Whether these are the very bytes handed out under this code, as the server signed them."""
    line = mark_of(actor, export_id)
    row = Export.objects.get(code=line.code)
    digest = hashlib.sha256(body).hexdigest()
    return digest == row.sha256 and is_signed(EXPORT_KEY, signed_text(row.code, digest, row.at), row.signature)


def _visible(actor: Actor) -> QuerySet[Export]:
    return Export.objects.filter(within(actor.areas))


def _line(row: Export, names: dict[int, str]) -> CopyLine:
    return CopyLine(
        code=row.code,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        title=row.title,
        form=row.form,
        row_count=row.row_count,
        classification=Classification(row.classification),
        area=code_of(row.path),
        recipient_id=row.recipient_id,
        recipient=names.get(row.recipient_id or 0, ""),
        at=row.at,
    )
