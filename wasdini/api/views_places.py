"""Regions, polling stations and their assessments, for other programs."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Query, Router

from wasdini.api.schemas import REFUSALS, AssessmentOut, PlaceOut, PlacesOut, RankingOut, TpsOut
from wasdini.assessments import queries as assessments
from wasdini.core.access import Actor
from wasdini.core.terms import Level
from wasdini.places import queries as places

router = Router(tags=["places"])
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/places/{code}", response={200: PlaceOut, **REFUSALS}, url_name="place")
def place(request: HttpRequest, code: str) -> Any:
    """One region."""
    return places.place_card(actor_of(request), code)


@router.get("/places/{code}/children", response={200: PlacesOut, **REFUSALS}, url_name="place_children")
def place_children(request: HttpRequest, code: str, limit: Limit = 100, after: str = "") -> Any:
    """The regions directly below, by code. `after`: the code to go on from, as `next` says it."""
    cards = [card for card in places.children(actor_of(request), code) if card.code > after]
    more = len(cards) > limit
    return {
        "results": cards[:limit],
        "next": next_page(request, after=cards[limit - 1].code, limit=limit) if more else None,
    }


@router.get(
    "/places/{code}/assessment", response={200: AssessmentOut, 204: None, **REFUSALS}, url_name="place_assessment"
)
def place_assessment(request: HttpRequest, code: str) -> Any:
    """The newest assessment of a region or polling station: score, bounds, points of every indicator."""
    found = assessments.unit_assessment(actor_of(request), code)
    return (204, None) if found is None else found


@router.get("/places/{code}/ranking", response={200: RankingOut, 204: None, **REFUSALS}, url_name="place_ranking")
def place_ranking(
    request: HttpRequest,
    code: str,
    level: Level = Level.TPS,
    limit: Limit = 100,
    after: Annotated[int, Query(ge=0)] = 0,
) -> Any:
    """Units of one level inside a region, most vulnerable first."""
    found = assessments.ranking(actor_of(request), code, level.value, limit, offset=after)
    if found is None:
        return 204, None
    more = found.next_offset is not None
    return {
        "run": found.run,
        "total_count": found.total_count,
        "results": found.rows,
        "next": next_page(request, level=level.value, after=found.next_offset, limit=limit) if more else None,
    }


@router.get("/tps/{tps_code}", response={200: TpsOut, **REFUSALS}, url_name="tps")
def tps(request: HttpRequest, tps_code: str) -> Any:
    """One polling station."""
    return places.tps_card(actor_of(request), tps_code)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks: the middleware has turned strangers away."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def next_page(request: HttpRequest, **values: object) -> str:
    return f"{request.build_absolute_uri(request.path)}?{urlencode(values)}"
