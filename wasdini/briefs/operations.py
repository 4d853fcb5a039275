"""Issuing a brief."""

from __future__ import annotations

from datetime import datetime

from wasdini.briefs.gather import BriefRequest
from wasdini.briefs.queries import draft_brief
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.documents.operations import issue_document
from wasdini.documents.queries import DocumentCard

__all__ = ["BriefRequest", "issue_brief"]


def issue_brief(actor: Actor, request: BriefRequest, *, at: datetime) -> DocumentCard:
    """Compose the brief as things stand at `at` and give it its number; the same picture again keeps its number."""
    require_allowed(actor, Act.WRITE_BRIEF, area=request.area)
    return issue_document(actor, draft_brief(actor, request, at), at=at)
