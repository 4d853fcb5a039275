"""Pages: each view makes one call and renders."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from wasdini.accounts import queries as accounts
from wasdini.board import pages_map, pages_place, pages_reference
from wasdini.board.templatetags.board_words import spoken
from wasdini.board.views_frame import NO_ELECTION
from wasdini.core.access import Actor, NotVisible
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.terms import Level
from wasdini.core.zones import zone_of
from wasdini.elections.operations import make_calendar_link
from wasdini.elections.queries import local_date
from wasdini.elections.queries_calendar import calendar_feed, calendar_file

THEMES = {"ikut", "terang", "gelap"}
YEAR_SECONDS = 365 * 24 * 60 * 60


@require_safe
def situation(request: HttpRequest) -> HttpResponse:
    actor, area = _actor(request), _area(request)
    page = pages_place.situation_page(actor, area, _today(actor), _looked_back(request, area))
    if isinstance(page, pages_place.FirstSteps):
        return _first_steps(request, page)
    scope_names = ", ".join(name for _code, name in page.areas)
    told = {"page": page, "scope_names": scope_names}
    # The frame shows the clock of the person's first area; when the page is about that one, it is read already.
    if page.areas[:1] == ((page.place.code, page.place.name),):
        told["clock"] = page.clock or NO_ELECTION
    return render(request, "board/situation.html", told)


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    code, tier, offset = _region(code), request.GET.get("tingkat", ""), _offset(request)
    page = pages_place.place_page(_actor(request), code, tier, offset, _looked_back(request, code))
    return render(request, "board/place.html", {"page": page})


@require_safe
def tps(request: HttpRequest, tps_code: str) -> HttpResponse:
    tps_code = _station(tps_code)
    page = pages_place.tps_page(_actor(request), tps_code, _looked_back(request, tps_code))
    return render(request, "board/tps.html", {"page": page})


@require_safe
def map_of(request: HttpRequest) -> HttpResponse:
    page = pages_map.map_page(_actor(request), _area(request), _offset(request))
    if isinstance(page, pages_place.FirstSteps):
        return _first_steps(request, page)
    return render(request, "board/map.html", {"page": page})


@require_safe
@cache_control(private=True, max_age=60)
def map_data(request: HttpRequest, code: str) -> JsonResponse:
    return JsonResponse(pages_map.map_data(_actor(request), _region(code)))


@require_safe
def stages(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    page = pages_reference.stages_page(actor, _today(actor), request.GET.get("pemilu", ""))
    return render(request, "board/stages.html", {"page": page})


@require_safe
def stages_file(request: HttpRequest) -> HttpResponse:
    """The stages as a calendar file, for the phone's own calendar."""
    slug = request.GET.get("pemilu") or None
    content = calendar_file(_actor(request), slug, at=timezone.now(), language=spoken())
    return _calendar(content)


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The same, at a secret address that a calendar program can subscribe to."""
    content = calendar_feed(token, actor_of=accounts.actor_of, at=timezone.now(), language=spoken())
    return _calendar(content)


@require_POST
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make this person's secret calendar address; it is shown once."""
    token = make_calendar_link(_actor(request), at=timezone.now())
    address = request.build_absolute_uri(reverse("calendar", args=[token]))
    return render(request, "board/calendar_link.html", {"address": address})


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    page = pages_reference.journal_page(_actor(request), _number(request.GET.get("sebelum", "")))
    return render(request, "board/journal.html", {"page": page})


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    return render(request, "board/methods.html", {"page": pages_reference.methods_page(_actor(request))})


@require_safe
def method(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "board/method.html", {"page": pages_reference.method_page(_actor(request), name)})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    page = pages_reference.search_page(_actor(request), request.GET.get("q", ""))
    return render(request, "board/search.html", {"page": page})


@login_not_required
@require_GET
def theme(request: HttpRequest) -> HttpResponse:
    """Follow the device, light, or dark as in the posko; and stay on the page."""
    back = request.GET.get("next", "/")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if own else "/")
    chosen = request.GET.get("tampilan", "")
    if chosen in THEMES:
        response.set_cookie("tampilan", chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS)
    return response


def _first_steps(request: HttpRequest, page: pages_place.FirstSteps) -> HttpResponse:
    return render(request, "board/first_steps.html", {"page": page})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _area(request: HttpRequest) -> str:
    """The region chosen by `?wilayah=`, else the first one in which the actor has duty."""
    chosen = request.GET.get("wilayah", "")
    return _region(chosen) if chosen else next(iter(_actor(request).areas), "")


def _region(text: str) -> str:
    """A region code in Wasdini's writing; what is no code is simply not there."""
    try:
        code = parse_place_code(text)
    except PlaceCodeInvalid:
        raise NotVisible(text) from None
    if code.level is Level.TPS:
        raise NotVisible(text)
    return code.dotted


def _station(text: str) -> str:
    try:
        code = parse_place_code(text)
    except PlaceCodeInvalid:
        raise NotVisible(text) from None
    if code.level is not Level.TPS:
        raise NotVisible(text)
    return code.dotted


def _today(actor: Actor) -> date:
    """Today on the calendar of the actor's own region."""
    return local_date(timezone.now(), next(iter(actor.areas), "0"))


def _looked_back(request: HttpRequest, code: str) -> datetime | None:
    """`?pada=2024-02-13T18:00`, read on the clock of the place; anything else is now."""
    try:
        told = datetime.fromisoformat(request.GET.get("pada", ""))
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=zone_of(code or "0").clock)


def _offset(request: HttpRequest) -> int:
    return _number(request.GET.get("mulai", "")) or 0


def _number(text: str) -> int | None:
    return min(int(text[:15]), 2**53) if text.isascii() and text.isdigit() else None


def _calendar(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="tahapan.ics"'
    return response
