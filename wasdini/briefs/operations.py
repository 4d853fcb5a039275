"""Issuing a brief."""

from __future__ import annotations

from datetime import datetime

from wasdini.briefs.gather import BriefRequest
from wasdini.briefs.queries import draft_brief, draft_paper
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.documents.operations import issue_document
from wasdini.documents.operations_export import ExportCard, Handed, hand_over_draft
from wasdini.documents.queries import DocumentCard

__all__ = ["BriefRequest", "issue_brief", "take_draft"]


def issue_brief(actor: Actor, request: BriefRequest, *, at: datetime) -> DocumentCard:
    """Compose the brief as things stand at `at` and give it its number; the same picture again keeps its number."""
    require_allowed(actor, Act.WRITE_BRIEF, area=request.area)
    return issue_document(actor, draft_brief(actor, request, at), at=at)


def take_draft(actor: Actor, request: BriefRequest, form: str, *, language: str, at: datetime) -> ExportCard:
    """The draft as a file: same content, no number, DRAF across the page, and for whom it was made."""
    paper = draft_paper(actor, request, language=language)
    name = f"draf-{request.kind}-{request.area}-{request.on}"
    handed = Handed("draft", "", paper.title[:200], request.area, request.classification, file_name=name)
    return hand_over_draft(actor, handed, paper, form=form, at=at)
