"""The JSON of coverage and duties."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema

from wasdini.core.coverage import DutyState
from wasdini.core.terms import Level


class CoverageCountsOut(Schema):
    """`reported` and `silent` add up to `assigned`; `overdue`, `waiting`, `ahead` and `may_be_silent` to `silent`."""

    assigned: int
    reported: int
    silent: int
    overdue: int
    waiting: int
    ahead: int
    may_be_silent: int
    reported_share: float | None


class CoverageAreaOut(Schema):
    """A region directly below, or the area itself for duties of no smaller region."""

    code: str
    name: str
    level: Level
    is_itself: bool
    counts: CoverageCountsOut


class DutyOut(Schema):
    """A duty. `report_id` is the id of the report its paper form becomes."""

    duty_id: int
    person: str
    place_code: str
    place_name: str
    starts_at: datetime
    ends_at: datetime
    expected_count: int
    expects_nil: bool
    report_id: UUID
    state: DutyState
    reports_count: int
    nil_count: int
    first_at: datetime | None
    last_at: datetime | None
    on_paper: bool


class CoverageOut(Schema):
    """Who should report in an area on a day and has not, those that need a call first. Closed reports count for nobody.

    `next` is the address of the following silent duties, or null.
    """

    code: str
    name: str
    level: Level
    on: date
    at: datetime
    counts: CoverageCountsOut
    cancelled_count: int
    areas: list[CoverageAreaOut]
    results: list[DutyOut]
    next: str | None


class DutiesOut(Schema):
    """One's own duties of today."""

    results: list[DutyOut]
    next: str | None
