"""Issuing a paper: it takes the next number of its series, and is written once and for all.

Issuing the same content about the same place and day again gives back the paper that exists, with its number: a second
click, a restart or a second officer never makes two numbers for one text. Other content is a new paper with a new
number that names the one it replaces.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, NotAllowed, may, require_allowed
from wasdini.core.numbering import DEFAULT_PATTERN, write_number
from wasdini.core.paper import Paper
from wasdini.core.place_codes import code_of, path_of
from wasdini.core.terms import Classification
from wasdini.core.zones import zone_of
from wasdini.documents.models import Document, Series
from wasdini.documents.queries import DocumentCard, card_of, visible_document
from wasdini.journal import operations as journal
from wasdini.journal.operations_reads import Seen, note_readings

CODE_DIGITS = 16
READING_IS_RECORDED_FROM = Classification.RAHASIA


@dataclass(frozen=True)
class Draft:
    """A paper ready to be issued: the same content in every language. `series` is the short name in the number."""

    kind: str
    series: str
    area: str
    about_on: date
    classification: Classification
    papers: Mapping[str, Paper]

    @property
    def content(self) -> dict[str, Any]:
        return {language: paper.content() for language, paper in self.papers.items()}


def issue_document(actor: Actor, draft: Draft, *, at: datetime) -> DocumentCard:
    """Give the draft its number and keep it; the same content again gives back the same paper."""
    require_allowed(actor, Act.WRITE_BRIEF, area=draft.area)
    if not may(actor, Act.WRITE_BRIEF, area=draft.area, classification=draft.classification):
        raise NotAllowed(draft.classification)
    content = draft.content
    digest = _digest(content)
    year = at.astimezone(zone_of(draft.area).clock).year
    with transaction.atomic():
        series, _ = Series.objects.select_for_update().get_or_create(kind=draft.kind, year=year)
        standing = _standing(draft)
        if standing and standing.content_digest == digest and standing.classification == draft.classification.value:
            return card_of(standing)
        with journal.act(actor, "issue_document", at=at) as line:
            document = _numbered(draft, series, at=at)
            document.content, document.content_digest, document.replaces = content, digest, standing
            document.issued_by = actor.name
            document.code = _code_of(document)
            document.save(force_insert=True)
            series.last_number = document.seq
            series.save(update_fields=["last_number"])
            line.about("document", document.pk, area=draft.area)
            line.details = {"kind": draft.kind, "number": document.number, "code": document.code}
    return card_of(document)


def hand_out_document(actor: Actor, document_id: str, *, form: str, at: datetime) -> DocumentCard:
    """The paper for somebody who takes a copy along. From Rahasia on the journal keeps who took which form."""
    document = visible_document(actor, document_id)
    area, rank = code_of(document.path), Classification(document.classification)
    if rank.rank >= READING_IS_RECORDED_FROM.rank:
        with journal.act(actor, "hand_out_document", at=at) as line:
            note_readings(actor, [Seen("document", document.pk, area, rank, f"document:{form}")], at)
            line.about("document", document.pk, area=area)
            line.details = {"number": document.number, "form": form}
    return card_of(document)


def _standing(draft: Draft) -> Document | None:
    """The newest paper of this kind about this place and day."""
    same = Document.objects.filter(kind=draft.kind, path=path_of(draft.area), about_on=draft.about_on)
    return same.order_by("-year", "-seq").first()


def _numbered(draft: Draft, series: Series, *, at: datetime) -> Document:
    office = accounts.the_office()
    pattern = (office.letterhead.get("number_pattern") if office else "") or DEFAULT_PATTERN
    seq = series.last_number + 1
    local = at.astimezone(zone_of(draft.area).clock).date()
    return Document(
        kind=draft.kind,
        year=series.year,
        seq=seq,
        number=write_number(pattern, seq=seq, series=draft.series, classification=draft.classification, on=local),
        path=path_of(draft.area),
        about_on=draft.about_on,
        classification=draft.classification.value,
        issued_at=at,
    )


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _code_of(document: Document) -> str:
    """Sixteen hexadecimal digits over content, number, class and moment, in groups of four for reading aloud."""
    whole = [document.content_digest, document.number, document.classification, document.issued_at.isoformat()]
    digits = _digest(whole)[:CODE_DIGITS].upper()
    return "-".join(digits[at : at + 4] for at in range(0, CODE_DIGITS, 4))
