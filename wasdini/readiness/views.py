"""Coverage pages: who has not reported comes first. Read again every half minute, or by a link without script."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from wasdini.core.access import Actor
from wasdini.core.writing import write_moment
from wasdini.core.zones import zone_of
from wasdini.readiness import queries


@require_GET
def coverage_start(request: HttpRequest) -> HttpResponse:
    """Coverage of the actor's first duty area."""
    return _coverage_page(request, queries.first_area(actor_of(request)))


@require_GET
def coverage(request: HttpRequest, code: str) -> HttpResponse:
    return _coverage_page(request, code)


@require_GET
def own_duties(request: HttpRequest) -> HttpResponse:
    """What the person who asks should do today."""
    now = timezone.now()
    rows = queries.own_page(actor_of(request), at=now)
    return render(
        request,
        "readiness/own_duties.html",
        {"rows": rows, "now": now, "reported_count": sum(row.is_reported for row in rows)},
    )


def _coverage_page(request: HttpRequest, code: str) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    asked = asked_day(request)
    page = queries.coverage(actor, code, on=asked, at=now, offset=asked_offset(request))
    told = {
        "page": page,
        "areas": queries.region_names(actor.areas) if len(actor.areas) > 1 else (),
        "asked_day": asked,
        "is_still": "diam" in request.GET,
        "clock_words": write_moment(now, zone=zone_of(page.code), language="id").rpartition(", ")[2],
    }
    answer = render(request, "readiness/coverage.html", told)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def asked_day(request: HttpRequest) -> date | None:
    """The day in the address; today when there is none or it cannot be read."""
    try:
        return date.fromisoformat(request.GET.get("tanggal", "")[:10])
    except ValueError:
        return None


def asked_offset(request: HttpRequest) -> int:
    asked = request.GET.get("mulai", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
