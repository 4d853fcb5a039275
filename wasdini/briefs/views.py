"""The brief's pages: what would be issued now, copies of that draft, and issuing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from wasdini.briefs import operations, queries
from wasdini.briefs.forms import BriefForm
from wasdini.core.access import Actor
from wasdini.core.paper import Marking
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.terms import Level
from wasdini.core.zones import zone_of
from wasdini.documents.queries import on_page, page_marking


@require_GET
def brief(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, region(code), _form(request.GET, code))


@require_GET
def brief_draft(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The draft as a file; NothingAssessed leads back to the page that says so."""
    asked = _form(request.GET, region(code))
    if not asked.is_valid():
        return redirect("brief", code=code)
    wanted = asked.request_for(code)
    try:
        copy = operations.take_draft(_actor(request), wanted, form, language=_language(), at=timezone.now())
    except queries.NothingAssessed:
        return redirect("brief", code=code)
    answer = HttpResponse(copy.body, content_type=copy.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{copy.file_name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def brief_issue(request: HttpRequest, code: str) -> HttpResponse:
    asked = _form(request.POST, region(code))
    if not asked.is_valid():
        return _page(request, code, asked)
    try:
        card = operations.issue_brief(_actor(request), asked.request_for(code), at=timezone.now())
    except queries.NothingAssessed:
        return redirect("brief", code=code)
    return redirect("document", document_id=card.id)


def _page(request: HttpRequest, code: str, form: BriefForm) -> HttpResponse:
    asked = form.request_for(code) if form.is_valid() else queries.BriefRequest(area=code, on=_today(code))
    page = queries.brief_page(_actor(request), asked, language=_language())
    shown = on_page(page.paper, Marking(asked.classification)) if page.paper and form.is_valid() else None
    told = {"page": page, "paper": shown, "form": form, "code": code}
    told |= page_marking(asked.classification) if shown else {}
    return render(request, "briefs/brief.html", told)


def region(code: str) -> str:
    """A region's code as Wasdini writes it; a TPS has its own page and no brief."""
    try:
        place = parse_place_code(code)
    except PlaceCodeInvalid:
        raise Http404 from None
    if place.level is Level.TPS or place.dotted != code:
        raise Http404
    return code


def _form(told: Mapping[str, str], code: str) -> BriefForm:
    return BriefForm(told, language=_language(), today=_today(code))


def _today(code: str) -> date:
    return timezone.now().astimezone(zone_of(code).clock).date()


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
