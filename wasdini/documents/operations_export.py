"""Copies that leave the system: each carries for whom it was made and its code, and leaves a row with a signed digest.

A leaked page leads to the account it was made for. The mark is visible on purpose: it warns, it does not hunt.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wasdini.accounts import queries as accounts
from wasdini.accounts.queries_office import letterhead_of
from wasdini.core.access import Act, Actor, NotAllowed, NotVisible, may, require_allowed
from wasdini.core.paper import Cell, Column, Letterhead, Marking, Paper, Table
from wasdini.core.place_codes import path_of
from wasdini.core.terms import Classification
from wasdini.core.writing import write_moment
from wasdini.core.zones import zone_of
from wasdini.documents.csv_rows import Value, render_csv
from wasdini.documents.models import Export
from wasdini.documents.queries import card_of, visible_document
from wasdini.documents.rendering import FORMS
from wasdini.journal import operations as journal
from wasdini.journal.operations_reads import NOTED_FROM, Seen, note_readings
from wasdini.journal.operations_signing import EXPORT_KEY, sign
from wasdini.places import queries as places

CSV = "text/csv; charset=utf-8"
CODE_DIGITS = 12
SIGNED_FORM = "wasdini-export-1"


@dataclass(frozen=True)
class ExportCard:
    """A copy as it leaves: the bytes, and what proves for whom and when they were made."""

    code: str
    form: str
    body: bytes
    media_type: str
    file_name: str
    mark: str
    sha256: str
    signature: str


@dataclass(frozen=True)
class Handed:
    """What is handed over: what its row will say besides the digest of the bytes."""

    subject_kind: str
    subject_id: str
    title: str
    area: str
    classification: Classification
    row_count: int = 0
    file_name: str = ""

    @property
    def name(self) -> str:
        """Safe in every file system."""
        return self.file_name or re.sub(r"[^A-Za-z0-9]+", "-", self.title).strip("-")[:60] or "salinan"


def export_rows(  # the columns and rows of any room: this one knows no subject
    actor: Actor,
    *,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Value]],
    classification: Classification,
    area: str,
    at: datetime,
    form: str = "xlsx",
) -> ExportCard:
    """A table as `csv`, `xlsx`, `pdf` or `docx` for this actor to take along: one journal line, one `Export` row.

    Numbers stay numbers; text never runs as a formula. What a row may not say is left out by the caller beforehand
    (`core.veil.redact` for covert material), who also notes each thing shown (`note_readings`, page `export:csv`).
    """
    require_allowed(actor, Act.EXPORT_REPORTS, area=area)
    if not may(actor, Act.EXPORT_REPORTS, area=area, classification=classification):
        raise NotAllowed(classification)
    return hand_over_rows(
        actor, Handed("rows", "", title[:200], area, classification, len(rows)), columns, rows, form=form, at=at
    )


def hand_over_rows(
    actor: Actor, handed: Handed, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, form: str, at: datetime
) -> ExportCard:
    """The same for callers that have checked the right themselves."""
    if form == "csv":
        code = _new_code()
        mark = mark_words(actor, code, handed.classification)
        return _kept(
            actor, handed, _Copy(code, form, render_csv(columns, rows, mark_header=_("salinan"), mark=mark), CSV), at=at
        )
    return hand_over_paper(actor, handed, _paper_of(handed, columns, rows, at=at), form=form, at=at, is_list=True)


def hand_over_paper(
    actor: Actor, handed: Handed, paper: Paper, *, form: str, at: datetime, is_list: bool = False
) -> ExportCard:
    """A paper without a number, a draft or a list, for this actor to take along; the caller has checked the right."""
    return _kept(actor, handed, _drawn(actor, handed, paper, form, at=at, is_list=is_list), at=at)


def hand_over_draft(actor: Actor, handed: Handed, paper: Paper, *, form: str, at: datetime) -> ExportCard:
    """A draft of a paper as its page shows it: marked and on record; the journal has it from Rahasia on."""
    drawn = _drawn(actor, handed, paper, form, at=at, is_list=False)
    if handed.classification.rank < NOTED_FROM.rank:
        return _row(actor, handed, drawn, at=at)
    return _kept(actor, handed, drawn, at=at)


def _drawn(actor: Actor, handed: Handed, paper: Paper, form: str, *, at: datetime, is_list: bool) -> _Copy:
    if form not in FORMS:
        raise NotVisible(form)
    code = _new_code()
    mark = mark_words(actor, code, handed.classification)
    marking = Marking(handed.classification, issued_at=at, copy_mark=mark, is_list=is_list)
    return _Copy(code, form, FORMS[form].render(paper, marking), FORMS[form].media_type)


def hand_out_copy(
    actor: Actor, document_id: str, form: str, *, language: str, address: str, at: datetime
) -> ExportCard:
    """A copy of an issued paper for somebody who takes it along: marked, on record; from Rahasia a journal line."""
    card = card_of(visible_document(actor, document_id))
    if form not in FORMS:
        raise NotVisible(form)
    code = _new_code()
    marking = replace(card.marking(address), copy_mark=mark_words(actor, code, card.classification))
    body = FORMS[form].render(card.paper(language), marking)
    title = f"{card.number} {card.paper(language).title}"[:200]
    handed = Handed("document", str(card.id), title, card.area, card.classification, file_name=card.file_name)
    copy = _Copy(code, form, body, FORMS[form].media_type)
    if card.classification.rank < NOTED_FROM.rank:
        return _row(actor, handed, copy, at=at)
    with journal.act(actor, "hand_out_document", at=at) as line:
        note_readings(actor, [Seen("document", card.id, card.area, card.classification, f"document:{form}")], at)
        line.about("document", card.id, area=card.area)
        line.details = {"number": card.number, "form": form, "copy": code}
        return _row(actor, handed, copy, at=at)


def mark_words(actor: Actor, code: str, classification: Classification) -> str:
    """`R · salinan untuk kaban · EX-3F2A-91BC-77D0`: what stands on every page of a copy."""
    return " · ".join((classification.mark, _("salinan untuk %(name)s") % {"name": actor.name}, code))


def signed_text(code: str, sha256: str, at: datetime) -> bytes:
    """What the server signs of a copy: the form, its code, the digest of its bytes, the moment."""
    return "\n".join((SIGNED_FORM, code, sha256, at.astimezone(UTC).isoformat())).encode()


@dataclass(frozen=True)
class _Copy:
    code: str
    form: str
    body: bytes
    media_type: str


def _kept(actor: Actor, handed: Handed, copy: _Copy, *, at: datetime) -> ExportCard:
    with journal.act(actor, "export_rows", at=at) as line:
        line.about("export", copy.code, area=handed.area)
        line.details = {
            "form": copy.form, "rows": handed.row_count, "classification": handed.classification.value,
        }  # fmt: skip
        line.content_digest = journal.keyed_digest(copy.body)
        return _row(actor, handed, copy, at=at)


def _row(actor: Actor, handed: Handed, copy: _Copy, *, at: datetime) -> ExportCard:
    sha256 = hashlib.sha256(copy.body).hexdigest()
    signature = sign(EXPORT_KEY, signed_text(copy.code, sha256, at))
    Export.objects.create(
        code=copy.code,
        subject_kind=handed.subject_kind,
        subject_id=handed.subject_id,
        title=handed.title,
        form=copy.form,
        row_count=handed.row_count,
        classification=handed.classification.value,
        path=path_of(handed.area),
        recipient_id=actor.user_id,
        recipient_role=actor.role.value,
        at=at,
        sha256=sha256,
        signature=signature,
    )
    mark = mark_words(actor, copy.code, handed.classification)
    return ExportCard(
        copy.code, copy.form, copy.body, copy.media_type, f"{handed.name}.{copy.form}", mark, sha256, signature
    )


def _paper_of(handed: Handed, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, at: datetime) -> Paper:
    """A table alone under the office's head."""
    language = "en" if (get_language() or "id").startswith("en") else "id"
    local = at.astimezone(zone_of(handed.area).clock)
    office = accounts.the_office()
    names = places.names_of({handed.area, *([office.area] if office else [])})
    head = (
        letterhead_of(office.name, names.get(office.area, ""), {}, on=local.date(), language=language)
        if office
        else Letterhead(())
    )
    numeric = [all(not isinstance(row[at_], str) for row in rows) and bool(rows) for at_ in range(len(columns))]
    heads = tuple(
        Column(column, "number" if is_number else "text", decimals=0 if is_number else 1)
        for column, is_number in zip(columns, numeric, strict=True)
    )
    cells = tuple(tuple(_cell(value) for value in row) for row in rows)
    return Paper(
        language=language,
        letterhead=replace(head, signing_place="", signing_post=""),
        title=handed.title,
        subtitle=names.get(handed.area, handed.area),
        dated=write_moment(at, zone=zone_of(handed.area), language=language),
        blocks=(Table(handed.title, heads, cells, empty=_("Tidak ada baris.")),),
        sources=(),
        stamp=(_("LATIHAN") if office.is_exercise else _("CONTOH") if office.is_demo else "") if office else "",
    )


def _cell(value: Value) -> Cell:
    if isinstance(value, str):
        return Cell(value)
    return Cell("" if value is None else f"{value:g}", value)


def _new_code() -> str:
    digits = secrets.token_hex(CODE_DIGITS // 2).upper()
    return "EX-" + "-".join(digits[at : at + 4] for at in range(0, CODE_DIGITS, 4))
