"""Who has duty where and when: one's own duties, those of an area, and whom one may ask."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet

from wasdini.accounts.models import DutyArea, User
from wasdini.accounts.models_duties import Duty
from wasdini.core.access import RIGHTS, Act, Actor, NotVisible, may, require_visible, scope
from wasdini.core.coverage import DUTY_SCHEMA
from wasdini.core.place_codes import NASIONAL_CODE, ancestors_of, code_of, path_range
from wasdini.core.terms import Role
from wasdini.core.zones import zone_of
from wasdini.places import queries as places
from wasdini.rows.bulk import read_frame
from wasdini.rows.scoping import within

PAGE_SIZE = 50
FIRST_YEAR, LAST_YEAR = 2000, 2100  # beyond them databases and zones disagree about what a day is
REPORTING_ROLES = tuple(sorted(role.value for role, acts in RIGHTS.items() if Act.SUBMIT_REPORT in acts))


@dataclass(frozen=True)
class Window:
    """From `starts_at` until before `ends_at`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class DutyCard:
    """One duty as pages show it. `report_id`: what the printed form of it becomes when it is typed in."""

    duty_id: int
    person_id: int
    username: str
    full_name: str
    person_is_active: bool
    code: str
    path: str
    place_name: str
    above: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    expected_count: int
    expects_nil: bool
    report_id: uuid.UUID
    assigned_at: datetime
    cancelled_at: datetime | None

    @property
    def person_name(self) -> str:
        return self.full_name or self.username

    @property
    def is_tps(self) -> bool:
        return len(self.path) > len("99.99.99.9999")


@dataclass(frozen=True)
class DutiesPage:
    """Duties of an area by window and place, and where the next page begins (None: there is none)."""

    results: tuple[DutyCard, ...]
    total_count: int
    next_offset: int | None


@dataclass(frozen=True)
class OfficerCard:
    """Somebody who may be asked to watch a place of an area."""

    person_id: int
    username: str
    full_name: str
    areas: tuple[str, ...]

    @property
    def person_name(self) -> str:
        return self.full_name or self.username


def day_window(day: date, code: str) -> Window:
    """The calendar day of a region, in its own zone. `NotVisible` for a day no office will ever plan."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotVisible(day)
    start = datetime(day.year, day.month, day.day, tzinfo=zone_of(code).clock)
    return Window(start, start + timedelta(days=1))


def own_duties(actor: Actor, window: Window) -> tuple[DutyCard, ...]:
    """The actor's own duties that touch a window, the earliest first."""
    rows = _standing(window).filter(user_id=actor.user_id or 0).order_by("starts_at", "path")
    return cards_of(list(rows))


def duties_page(actor: Actor, area: str, window: Window, *, offset: int = 0, limit: int = PAGE_SIZE) -> DutiesPage:
    """Standing duties inside an area that touch a window. `NotVisible` unless the actor sees coverage there."""
    require_visible(actor, Act.SEE_COVERAGE, area=area)
    rows = _standing(window).filter(within([area])).order_by("starts_at", "path", "user_id")
    total = rows.count()
    found = list(rows[offset : offset + limit])
    return DutiesPage(cards_of(found), total, offset + limit if offset + limit < total else None)


def duty_card(actor: Actor, duty_id: int) -> DutyCard:
    """One duty: one's own, or one of an area where the actor sees coverage; raises `NotVisible`."""
    return cards_of([visible_duty(actor, duty_id)])[0]


def cards_by_id(duty_ids: Sequence[int]) -> dict[int, DutyCard]:
    """Cards of duties whose ids a scoped query gave. Unscoped: the caller has asked. Three queries."""
    rows = Duty.objects.filter(pk__in=list(duty_ids)).select_related("user")
    return {card.duty_id: card for card in cards_of(list(rows))}


def duty_frame(actor: Actor, area: str, window: Window) -> pl.DataFrame:
    """Standing duties inside an area that touch a window, as `core.coverage.DUTY_SCHEMA`: one SELECT, no instances."""
    require_visible(actor, Act.SEE_COVERAGE, area=area)
    bounds = path_range(area)
    inside = "path >= %s AND path < %s" if bounds else "1 = 1"
    marks = "CASE WHEN expects_nil THEN 1 ELSE 0 END AS expects_nil, CAST(paper_id AS TEXT) AS paper_id"
    statement = (
        "SELECT id AS duty_id, user_id AS person_id, path, starts_at, ends_at, expected_count, "  # noqa: S608 (own words)
        f"{marks} FROM accounts_duty WHERE cancelled_at IS NULL AND starts_at < %s AND ends_at > %s AND {inside}"
    )
    adapt = connection.ops.adapt_datetimefield_value
    values = [adapt(window.ends_at), adapt(window.starts_at), *(bounds or ())]
    return read_frame(statement, values, DUTY_SCHEMA).with_columns(pl.col("paper_id").str.replace_all("-", ""))


def frame_of(cards: Sequence[DutyCard]) -> pl.DataFrame:
    """Cards already read, as `duty_frame` gives them."""
    rows = [
        (
            card.duty_id, card.person_id, card.path, card.starts_at, card.ends_at, card.expected_count,
            int(card.expects_nil), card.report_id.hex,
        )
        for card in cards
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=DUTY_SCHEMA, orient="row")


def cancelled_count(actor: Actor, area: str, window: Window) -> int:
    """Duties of that window that were cancelled after it had begun: they no longer stand among the silent."""
    require_visible(actor, Act.SEE_COVERAGE, area=area)
    rows = Duty.objects.filter(_touching(window), within([area]), cancelled_at__isnull=False)
    return rows.extra(where=["cancelled_at > starts_at"]).count()


def officers_for(actor: Actor, area: str, *, roles: Sequence[str] = REPORTING_ROLES) -> tuple[OfficerCard, ...]:
    """Active people who may report and whose duty area covers the area or lies inside it; field officers first."""
    require_visible(actor, Act.PLAN_DUTY, area=area)
    above = [NASIONAL_CODE, *ancestors_of(area)]
    near = DutyArea.objects.filter(Q(area__in=above) | within([area], "area")).values("user_id")
    rows = User.objects.filter(pk__in=near, is_active=True, role__in=roles).prefetch_related("duty_areas")
    return tuple(
        OfficerCard(row.pk, row.username, row.full_name, tuple(duty.area for duty in row.duty_areas.all()))
        for row in sorted(rows, key=lambda row: (row.role != Role.PETUGAS, row.username))
    )


def visible_duty(actor: Actor, duty_id: int) -> Duty:
    """The row behind a duty, for this room's own acts; raises `NotVisible`."""
    own = Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    seen = within(scope(actor).areas) if may(actor, Act.SEE_COVERAGE) else Q(pk__in=[])
    row = Duty.objects.select_related("user").filter(own | seen, pk=duty_id).first()
    if row is None:
        raise NotVisible(duty_id)
    return row


def cards_of(rows: Sequence[Duty]) -> tuple[DutyCard, ...]:
    """Rows (with their person) as cards; two queries for the names, however many rows."""
    codes = {code_of(row.path) for row in rows}
    names = places.names_of(codes | {above for code in codes for above in ancestors_of(code)}) if rows else {}
    return tuple(_card(row, names) for row in rows)


def _card(row: Duty, names: dict[str, str]) -> DutyCard:
    code = code_of(row.path)
    return DutyCard(
        duty_id=row.pk,
        person_id=row.user_id,
        username=row.user.username,
        full_name=row.user.full_name,
        person_is_active=row.user.is_active,
        code=code,
        path=row.path,
        place_name=names.get(code, code),
        above=tuple(names.get(one, one) for one in reversed(ancestors_of(code)) if len(one) > len("99.99")),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        expected_count=row.expected_count,
        expects_nil=row.expects_nil,
        report_id=row.paper_id,
        assigned_at=row.assigned_at,
        cancelled_at=row.cancelled_at,
    )


def _standing(window: Window) -> QuerySet[Duty]:
    return Duty.objects.filter(_touching(window), cancelled_at=None).select_related("user")


def _touching(window: Window) -> Q:
    return Q(starts_at__lt=window.ends_at, ends_at__gt=window.starts_at)
