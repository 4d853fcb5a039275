"""A brief before it is issued, and the page around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from wasdini.briefs.compose import compose
from wasdini.briefs.gather import BriefRequest, NothingAssessed, gather
from wasdini.briefs.kinds import kinds
from wasdini.core.access import Act, Actor, may, require_visible
from wasdini.core.paper import Paper
from wasdini.documents import queries as documents
from wasdini.documents.operations import Draft
from wasdini.places import queries as places

LANGUAGES = ("id", "en")

__all__ = ["BriefPage", "BriefRequest", "NothingAssessed", "brief_page", "draft_brief", "draft_paper"]


@dataclass(frozen=True)
class BriefPage:
    """The brief of a place as it would be issued now; `paper` None while nothing was assessed."""

    place: str
    paper: Paper | None
    issued: tuple[documents.DocumentLine, ...]
    may_issue: bool
    kinds: tuple[tuple[str, str], ...]


def draft_paper(actor: Actor, request: BriefRequest, *, language: str, known_at: datetime | None = None) -> Paper:
    """The brief in one language; raises `NothingAssessed` and `NotVisible`."""
    with translation.override(language):
        return compose(gather(actor, request, known_at), language)


def draft_brief(actor: Actor, request: BriefRequest, known_at: datetime | None = None) -> Draft:
    """The brief in every language, ready to be issued."""
    papers = {one: draft_paper(actor, request, language=one, known_at=known_at) for one in LANGUAGES}
    series = kinds()[request.kind].series
    return Draft(request.kind, series, request.area, request.on, request.classification, papers)


def brief_page(actor: Actor, request: BriefRequest, *, language: str) -> BriefPage:
    """Preview, what was issued about this place before, and whether this actor may issue."""
    require_visible(actor, Act.SEE_RISK, area=request.area)
    place = places.place_card(actor, request.area)
    try:
        paper = draft_paper(actor, request, language=language)
    except NothingAssessed:
        paper = None
    return BriefPage(
        place=place.name,
        paper=paper,
        issued=documents.documents(actor, area=request.area, language=language, limit=10).lines,
        may_issue=may(actor, Act.WRITE_BRIEF, area=request.area, classification=request.classification),
        kinds=tuple((code, kind.title[language]) for code, kind in kinds().items()),
    )
