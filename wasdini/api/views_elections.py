"""Elections and their clock, for other programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from wasdini.api.schemas import REFUSALS, ClockOut, ElectionsOut, WrittenDate
from wasdini.core.access import Actor
from wasdini.elections import queries

router = Router(tags=["elections"])


@router.get("/elections", response={200: ElectionsOut, **REFUSALS}, url_name="elections")
def elections(request: HttpRequest) -> Any:
    """Elections held over or inside the caller's duty area, the latest voting first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {"results": queries.elections_seen_by(actor), "next": None}


@router.get("/elections/clock", response={200: ClockOut, 204: None, **REFUSALS}, url_name="elections_clock")
def elections_clock(request: HttpRequest, place: str = "", on: WrittenDate | None = None) -> Any:
    """Stages that run in a region (default: the caller's own) on a date (default: today there) and days to voting."""
    found = queries.clock_of(request.actor, place, on=on, now=datetime.now(UTC))  # type: ignore[attr-defined]
    return (204, None) if found is None else found
