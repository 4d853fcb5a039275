"""Coverage: for a day and an area, who has reported and who has not; silence is never shown as calm.

A closed report counts for nobody here: it names no officer outside custody, and a row that changed because of one would
name its source. Whoever also reports covertly files an open or nil report like everybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from wasdini.accounts import queries_duties as duties
from wasdini.accounts.queries_duties import DutyCard, Window
from wasdini.core.access import Act, Actor, NotVisible, may, require_visible
from wasdini.core.coverage import DutyState, cut_points, late_first, rolled_up, standing_of, totals
from wasdini.core.place_codes import NASIONAL_CODE, PlaceCodeInvalid, common_area, level_of, parse_place_code
from wasdini.core.terms import LEVELS_UP, Level
from wasdini.core.zones import zone_of
from wasdini.places import queries as places
from wasdini.places.queries import PlaceCard, TpsCard
from wasdini.reports import queries_coverage as reports

SILENT_SHOWN = 50


@dataclass(frozen=True)
class Counts:
    """Reported and silent add up to assigned; the four states of silence add up to silent."""

    assigned: int
    reported: int
    overdue: int
    waiting: int
    ahead: int
    may_be_silent: int

    @property
    def silent(self) -> int:
        return self.assigned - self.reported

    @property
    def late_or_awaited(self) -> int:
        """Whom somebody should call: overdue, or silent in a window that runs."""
        return self.overdue + self.waiting

    @property
    def reported_percent(self) -> int:
        """For a bar: whole per cent, rounded down, so that "all" is all."""
        return self.reported * 100 // self.assigned if self.assigned else 0

    @property
    def overdue_percent(self) -> int:
        return -(-self.overdue * 100 // self.assigned) if self.assigned else 0

    @property
    def overdue_from(self) -> int:
        """Where the overdue part of the bar begins: it is drawn from the right."""
        return 100 - self.overdue_percent

    @property
    def reported_share(self) -> float | None:
        return self.reported / self.assigned if self.assigned else None


@dataclass(frozen=True)
class AreaRow:
    """One region below the area. `is_itself`: duties of the whole area, of no smaller region."""

    code: str
    name: str
    level: Level
    counts: Counts
    is_itself: bool


@dataclass(frozen=True)
class DutyRow:
    """One duty, how it stands, and what was heard."""

    duty: DutyCard
    state: DutyState
    reports_count: int
    nil_count: int
    first_at: datetime | None
    last_at: datetime | None
    on_paper: bool

    @property
    def is_reported(self) -> bool:
        return self.state is DutyState.REPORTED


@dataclass(frozen=True)
class Coverage:
    """Coverage of one area on one day of its own calendar, as it stands at `at`."""

    code: str
    name: str
    level: Level
    above: tuple[tuple[str, str], ...]
    on: date
    window: Window
    at: datetime
    counts: Counts
    cancelled_count: int
    rows: tuple[AreaRow, ...]
    silent: tuple[DutyRow, ...]
    silent_next: int | None
    heard: tuple[DutyRow, ...]
    may_plan: bool


def coverage(actor: Actor, code: str, *, on: date | None, at: datetime, offset: int = 0) -> Coverage:
    """Who should report in an area on a day (today without one) and has not. `NotVisible` unless the actor may see it.

    Ten queries at most, however many duties and reports there are.
    """
    area = _area(actor, code)
    head: PlaceCard | TpsCard
    head = places.tps_card(actor, area) if level_of(area) is Level.TPS else places.place_card(actor, area)
    day = on or at.astimezone(zone_of(area).clock).date()
    window = duties.day_window(day, area)
    standing = _standing(actor, area, window, at)
    late = late_first(standing)
    shown = late.slice(offset, SILENT_SHOWN)
    heard = _last_heard(standing) if _is_small(area) else standing.clear()
    cards = duties.cards_by_id([*shown["duty_id"].to_list(), *heard["duty_id"].to_list()])
    return Coverage(
        code=area,
        name=head.name,
        level=level_of(area),
        above=_above(actor, head.ancestors),
        on=day,
        window=window,
        at=at,
        counts=Counts(**totals(standing)),
        cancelled_count=duties.cancelled_count(actor, area, window),
        rows=_rows(standing, area),
        silent=_duty_rows(shown, cards),
        silent_next=offset + SILENT_SHOWN if offset + SILENT_SHOWN < late.height else None,
        heard=_duty_rows(heard, cards),
        may_plan=may(actor, Act.PLAN_DUTY, area=area),
    )


def own_page(actor: Actor, *, at: datetime) -> tuple[DutyRow, ...]:
    """The actor's own duties of today (in the zone of the first duty area), with what was heard of each.

    Only own open reports are looked at: a page that counted closed ones would tell who looks over the shoulder.
    """
    area = next(iter(actor.areas), NASIONAL_CODE)
    window = duties.day_window(at.astimezone(zone_of(area).clock).date(), area)
    cards = duties.own_duties(actor, window)
    frame = duties.frame_of(cards)
    paths = [card.path for card in cards]
    around = common_area(min(paths), max(paths)) if paths else area
    standing = _matched(frame, around, window, at, person_id=actor.user_id)
    return _duty_rows(standing, {card.duty_id: card for card in cards})


def first_area(actor: Actor) -> str:
    """Where coverage opens: the actor's first duty area. `NotVisible` without the right."""
    if not may(actor, Act.SEE_COVERAGE) or not actor.areas:
        raise NotVisible("coverage")
    return actor.areas[0]


def _standing(actor: Actor, area: str, window: Window, at: datetime) -> pl.DataFrame:
    return _matched(duties.duty_frame(actor, area, window), area, window, at)


def _matched(
    frame: pl.DataFrame, area: str, window: Window, at: datetime, *, person_id: int | None = None
) -> pl.DataFrame:
    cuts = cut_points(frame)
    heard = reports.heard_frame(area, cuts, person_id=person_id)
    papers = reports.papers_frame(area, min(cuts, default=window.starts_at))
    return standing_of(frame, heard, papers, cuts=cuts, at=at)


def _area(actor: Actor, code: str) -> str:
    try:
        area = parse_place_code(code).dotted
    except PlaceCodeInvalid:
        raise NotVisible(code) from None
    require_visible(actor, Act.SEE_COVERAGE, area=area)
    return area


def _above(actor: Actor, named: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The way down to this area; regions above the actor's own are not linked."""
    return tuple((code if may(actor, Act.SEE_COVERAGE, area=code) else "", name) for code, name in named)


def _is_small(area: str) -> bool:
    """Small enough to list duty by duty: a desa or a TPS."""
    return level_of(area).rank <= Level.DESA.rank


def _last_heard(standing: pl.DataFrame) -> pl.DataFrame:
    heard = standing.filter(pl.col("state") == DutyState.REPORTED.value)
    return heard.sort("last_at", "duty_id", descending=[True, False])


def _rows(standing: pl.DataFrame, area: str) -> tuple[AreaRow, ...]:
    """The regions directly below that have duties, those with most to call first."""
    rank = level_of(area).rank
    if rank <= Level.DESA.rank:
        return ()
    level = LEVELS_UP[rank - 1]
    found = rolled_up(standing, level).to_dicts()
    names = places.names_of(row["code"] for row in found)
    rows = [_area_row(row, names, area, level) for row in found]
    return tuple(sorted(rows, key=lambda row: (-row.counts.overdue, -row.counts.waiting, row.code)))


def _area_row(row: dict[str, int | str], names: Mapping[str, str], area: str, level: Level) -> AreaRow:
    code = str(row.pop("code"))
    counts = Counts(**{name: int(value) for name, value in row.items()})
    return AreaRow(code, names.get(code, code), level, counts, code == area)


def _duty_rows(frame: pl.DataFrame, cards: Mapping[int, DutyCard]) -> tuple[DutyRow, ...]:
    rows = frame.select("duty_id", "state", "reports_count", "nil_count", "first_at", "last_at", "on_paper")
    return tuple(
        DutyRow(cards[duty_id], DutyState(state), *heard)
        for duty_id, state, *heard in rows.iter_rows()
        if duty_id in cards
    )


def region_names(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Names of the actor's own areas, for the tabs."""
    names = places.names_of(codes)
    return tuple((code, names.get(code, code)) for code in codes)
