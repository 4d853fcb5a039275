"""Papers that were issued, for those whose duty area and clearance reach them; and what anybody may ask of a code."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from wasdini.core.access import Act, Actor, NotVisible, may, scope
from wasdini.core.paper import Marking, Paper, paper_of
from wasdini.core.place_codes import code_of, path_range
from wasdini.core.terms import Classification
from wasdini.documents.drawing import drawable
from wasdini.documents.models import Document
from wasdini.documents.rendering import FORMS
from wasdini.methods.labels import label
from wasdini.rows.scoping import within

PAGE_SIZE = 50


@dataclass(frozen=True)
class DocumentCard:
    """One issued paper."""

    id: uuid.UUID
    kind: str
    number: str
    code: str
    area: str
    about_on: date
    classification: Classification
    issued_at: datetime
    issued_by: str
    replaces: str
    content: Mapping[str, Any]

    def paper(self, language: str) -> Paper:
        """In this language, or in the language it was written in first."""
        return paper_of(self.content.get(language) or self.content["id"])

    def marking(self, address: str) -> Marking:
        """`address`: where this instance is reached, for the code on the page; empty prints the code alone."""
        return Marking(
            classification=self.classification,
            number=self.number,
            code=self.code,
            check_address=f"{address.rstrip('/')}/periksa/{self.code}/" if address else self.code,
            issued_at=self.issued_at,
            replaces=self.replaces,
        )

    @property
    def file_name(self) -> str:
        """Safe in every file system: `T-LHR-7-II-2024-Kesbangpol`."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.number).strip("-")


@dataclass(frozen=True)
class DocumentLine:
    """One line of a list of papers."""

    id: uuid.UUID
    kind: str
    number: str
    title: str
    subtitle: str
    area: str
    about_on: date
    classification: Classification
    issued_at: datetime


@dataclass(frozen=True)
class DocumentList:
    lines: tuple[DocumentLine, ...]
    next_before: str


@dataclass(frozen=True)
class CodeAnswer:
    """What a code tells anybody: that such a paper was issued. No content, no place, no person."""

    number: str
    code: str
    about_on: date
    issued_at: datetime
    classification: Classification
    replaced_by: str
    is_example: bool


def document(actor: Actor, document_id: str) -> DocumentCard:
    """One paper; `NotVisible` when it is not there or not for this actor."""
    return card_of(visible_document(actor, document_id))


def documents(
    actor: Actor, *, area: str = "", kind: str = "", language: str = "id", before: str = "", limit: int = PAGE_SIZE
) -> DocumentList:
    """Issued papers in the actor's duty area and clearance, newest first; `before` continues after a paper's id."""
    rows = _readable(actor).select_related(None)
    if area:
        rows = rows.filter(_exactly(area))
    if kind:
        rows = rows.filter(kind=kind)
    if before:
        last = visible_document(actor, before)
        rows = rows.filter(Q(issued_at__lt=last.issued_at) | Q(issued_at=last.issued_at, id__lt=last.id))
    columns = ("id", "kind", "number", "path", "about_on", "classification", "issued_at")
    heads = (f"content__{language}__title", f"content__{language}__subtitle")
    page = list(rows.order_by("-issued_at", "-id").values_list(*columns, *heads)[: limit + 1])
    lines = tuple(
        DocumentLine(pk, kind_, number, title or "", subtitle or "", code_of(path), on, Classification(rank), at)
        for pk, kind_, number, path, on, rank, at, title, subtitle in page[:limit]
    )
    return DocumentList(lines, str(lines[-1].id) if len(page) > limit else "")


def document_of_code(code: str) -> CodeAnswer | None:
    """The paper that carries this code, spoken to anybody; None when this instance issued none."""
    digits = re.sub(r"[^0-9A-Fa-f]", "", code).upper()
    written = "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    found = Document.objects.defer("content").filter(code=written).first()
    if found is None:
        return None
    newer = Document.objects.filter(replaces=found).order_by("-issued_at").values_list("number", flat=True).first()
    stamp = Document.objects.filter(pk=found.pk).values_list("content__id__stamp", flat=True).get()
    return CodeAnswer(
        number=found.number,
        code=found.code,
        about_on=found.about_on,
        issued_at=found.issued_at,
        classification=Classification(found.classification),
        replaced_by=newer or "",
        is_example=bool(stamp),
    )


@dataclass(frozen=True)
class DrawnFile:
    """A paper as a file."""

    body: bytes
    media_type: str


def file_of(paper: Paper, marking: Marking, form: str) -> DrawnFile | None:
    """The paper drawn as `form`, one of pdf, docx, xlsx; None for a form there is not."""
    if form not in FORMS:
        return None
    return DrawnFile(FORMS[form].render(paper, marking), FORMS[form].media_type)


def on_page(paper: Paper, marking: Marking) -> dict[str, Any]:
    """The paper as `documents/paper.html` draws it."""
    return drawable(paper, marking)


def page_marking(classification: Classification) -> dict[str, Any]:
    """What the head of a page says that shows a paper of this class: the page is as secret as the paper on it."""
    words = label("classification", classification.value, (get_language() or "id")[:2])
    return {"marking": classification, "marking_words": f"{words} ({classification.mark})"}


def visible_document(actor: Actor, document_id: str) -> Document:
    """The row behind a paper, for this room's own acts."""
    try:
        key = uuid.UUID(document_id)
    except ValueError:
        raise NotVisible(document_id) from None
    found = _readable(actor).select_related("replaces").filter(pk=key).first()
    if found is None:
        raise NotVisible(document_id)
    return found


def card_of(row: Document) -> DocumentCard:
    return DocumentCard(
        id=row.id,
        kind=row.kind,
        number=row.number,
        code=row.code,
        area=code_of(row.path),
        about_on=row.about_on,
        classification=Classification(row.classification),
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        replaces=row.replaces.number if row.replaces else "",
        content=row.content,
    )


def _readable(actor: Actor) -> QuerySet[Document]:
    """Rows inside the actor's areas and not above the clearance; none without the right to see risk."""
    if not may(actor, Act.SEE_RISK):
        raise NotVisible("documents")
    highest = scope(actor).highest
    ranks = [rank.value for rank in Classification if rank.rank <= highest.rank]
    return Document.objects.filter(within(actor.areas), classification__in=ranks)


def _exactly(area: str) -> Q:
    bounds = path_range(area)
    return Q(path=bounds[0] if bounds else area)
