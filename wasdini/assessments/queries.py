"""What was judged, as known at a moment: the newest run that covers a place, a unit with its reasons, the ranking.

Every query takes the actor first. `known_at` answers "what did we know then": runs made later do not exist. A query
answers None when nothing was assessed yet; a place outside the actor's duty raises `NotVisible`.
"""

from __future__ import annotations

from datetime import date, datetime

from wasdini.assessments.cards import contributions_of, label_of, mapping_of, run_card
from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.queries_cards import (
    Change,
    Changes,
    Contribution,
    Driver,
    HistoryPoint,
    MapValue,
    MovedUnit,
    RankedUnit,
    Ranking,
    Reason,
    RunCard,
    Situation,
    Step,
    UnitAssessment,
)
from wasdini.assessments.queries_picture import Picture, picture_of
from wasdini.assessments.reading import earlier_run, ranked, unit_row, units_in, visible_run
from wasdini.assessments.situations import changes_between, situation_of
from wasdini.core.access import Act, Actor, require_visible
from wasdini.core.place_codes import code_of, path_of
from wasdini.core.terms import Level
from wasdini.places import queries as places

__all__ = [
    "Change",
    "Changes",
    "Contribution",
    "Driver",
    "HistoryPoint",
    "MapValue",
    "MovedUnit",
    "Picture",
    "RankedUnit",
    "Ranking",
    "Reason",
    "RunCard",
    "Situation",
    "Step",
    "UnitAssessment",
    "changes_between",
    "history_of",
    "latest_run",
    "map_values",
    "picture_of",
    "ranking",
    "situation_of",
    "unit_assessment",
]

HISTORY_AT_MOST = 90
PAGE_AT_MOST = 500


def latest_run(actor: Actor, area: str, known_at: datetime | None = None, *, on: date | None = None) -> RunCard | None:
    """The newest assessment that covers `area`, not dated after `on`."""
    run = visible_run(actor, area, known_at, on=on)
    return run_card(run) if run else None


def unit_assessment(actor: Actor, code: str, known_at: datetime | None = None) -> UnitAssessment | None:
    """One place or TPS: score, bounds, every indicator with its points, source and date, and how it moved."""
    run = visible_run(actor, code, known_at)
    row = unit_row(run, code) if run else None
    if run is None or row is None:
        return None
    return UnitAssessment(
        code=code,
        name=places.names_of([code]).get(code, code),
        level=row.level,
        run=run_card(run),
        score=row.score,
        lower=row.lower,
        upper=row.upper,
        category=row.category,
        category_label=label_of(run, row.category),
        completeness=row.completeness,
        indicators_hit=row.indicators_hit,
        stability=row.stability,
        max_score=row.max_score,
        high_share=row.high_share,
        tps_count=row.tps_count,
        category_counts=mapping_of(row),
        contributions=contributions_of(run, row),
        history=_history(code, known_at),
    )


def ranking(
    actor: Actor, area: str, level: str, limit: int = 50, known_at: datetime | None = None, *,
    offset: int = 0, category: str = "",
) -> Ranking | None:  # fmt: skip
    """Units of one level inside `area`, most vulnerable first. Units without any known value have no rank."""
    run = visible_run(actor, area, known_at)
    if run is None:
        return None
    limit = min(max(limit, 1), PAGE_AT_MOST)
    rows = units_in(run, area, level).filter(score__isnull=False)
    if category:
        rows = rows.filter(category=category)
    page = list(rows.order_by("-score", "path")[offset : offset + limit + 1])
    return Ranking(
        run=run_card(run),
        area=area,
        level=level,
        rows=ranked(run, page[:limit], earlier_run(run, area), first_position=offset + 1),
        total_count=_ranked_count(run, area, level, category),
        next_offset=offset + limit if len(page) > limit else None,
    )


def map_values(actor: Actor, area: str, level: str, known_at: datetime | None = None) -> tuple[MapValue, ...]:
    """Score and category of every unit of one level inside `area`, for a map and its table twin."""
    run = visible_run(actor, area, known_at)
    if run is None:
        return ()
    rows = units_in(run, area, level).order_by("path")
    columns = ("path", "score", "category", "completeness", "tps_count", "high_share", "max_score")
    return tuple(MapValue(code_of(path), *rest) for path, *rest in rows.values_list(*columns))


def history_of(actor: Actor, code: str, known_at: datetime | None = None) -> tuple[HistoryPoint, ...]:
    """How one unit's score moved, oldest first; empty while nothing was assessed. One query."""
    require_visible(actor, Act.SEE_RISK, area=code)
    return _history(code, known_at)


def _history(code: str, known_at: datetime | None) -> tuple[HistoryPoint, ...]:
    """Oldest first, one point a day: the last run of that day."""
    rows = Assessment.objects.filter(path=path_of(code))
    if known_at:
        rows = rows.filter(run__assessed_at__lte=known_at)
    newest = rows.order_by("-run__assessed_on", "-run__assessed_at")
    columns = ("run__assessed_on", "run__assessed_at", "score", "category")
    by_day: dict[date, HistoryPoint] = {}
    for on, at, score, category in newest.values_list(*columns)[:HISTORY_AT_MOST]:
        by_day.setdefault(on, HistoryPoint(on, at, score, category))
    return tuple(by_day[on] for on in sorted(by_day))


def _ranked_count(run: Run, area: str, level: str, category: str) -> int:
    """Of TPS the region's own row already knows how many; other levels are few."""
    if level != Level.TPS:
        rows = units_in(run, area, level).filter(score__isnull=False)
        return (rows.filter(category=category) if category else rows).count()
    region = unit_row(run, area)
    counts = mapping_of(region) if region else {}
    return counts.get(category, 0) if category else sum(counts.values()) - counts.get("", 0)
