"""Coverage and one's own duties, for other programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from wasdini.api.schemas import REFUSALS, WrittenDate
from wasdini.api.schemas_coverage import CoverageOut, DutiesOut
from wasdini.api.views_places import actor_of, next_page
from wasdini.readiness import queries
from wasdini.readiness.queries import DutyRow

router = Router(tags=["coverage"])


@router.get("/coverage", response={200: CoverageOut, **REFUSALS}, url_name="coverage")
def coverage(
    request: HttpRequest,
    place: str = "",
    on: WrittenDate | None = None,
    after: Annotated[int, Query(ge=0, le=9_999_999)] = 0,
) -> Any:
    """Coverage of a region, desa or polling station (without `place`: the first duty area) on a day (today)."""
    actor = actor_of(request)
    page = queries.coverage(actor, place or queries.first_area(actor), on=on, at=datetime.now(UTC), offset=after)
    following = {"place": page.code, "on": page.on.isoformat(), "after": page.silent_next}
    return {
        **{name: getattr(page, name) for name in ("code", "name", "level", "on", "at", "counts", "cancelled_count")},
        "areas": page.rows,
        "results": [duty_out(row) for row in page.silent],
        "next": next_page(request, **following) if page.silent_next is not None else None,
    }


@router.get("/duties", response={200: DutiesOut, **REFUSALS}, url_name="duties")
def duties(request: HttpRequest) -> Any:
    """One's own duties of today, with what was heard of each."""
    rows = queries.own_page(actor_of(request), at=datetime.now(UTC))
    return {"results": [duty_out(row) for row in rows], "next": None}


def duty_out(row: DutyRow) -> dict[str, Any]:
    """A row as the public contract writes it."""
    same = ("duty_id", "place_name", "starts_at", "ends_at", "expected_count", "expects_nil", "report_id")
    stands = ("state", "reports_count", "nil_count", "first_at", "last_at", "on_paper")
    return {
        **{name: getattr(row.duty, name) for name in same},
        **{name: getattr(row, name) for name in stands},
        "person": row.duty.username,
        "place_code": row.duty.code,
    }
