"""Reading the rows of a run: which run speaks for a place at a moment, and its rows as a ranking shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from wasdini.assessments.cards import drivers_of, label_of, moved_points
from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.queries_cards import RankedUnit
from wasdini.core.access import Act, Actor, require_visible
from wasdini.core.place_codes import NASIONAL_CODE, ancestors_of, code_of, level_of, parent_of, path_of
from wasdini.core.terms import Level
from wasdini.places import queries as places
from wasdini.rows.scoping import within

DRIVERS_SHOWN = 3
LARGE_PART = 0.05


def visible_run(actor: Actor, area: str, known_at: datetime | None = None, *, on: date | None = None) -> Run | None:
    """The run behind what this actor may see of `area`. An assessment of a past day never hides that of a later one."""
    require_visible(actor, Act.SEE_RISK, area=area)
    return _newest(area, known_at=known_at, on=on)


def earlier_run(run: Run, area: str) -> Run | None:
    """The last run of an earlier day that covers `area`: what "since yesterday" compares with."""
    return (
        _covering(area)
        .filter(assessed_on__lt=run.assessed_on, assessed_at__lt=run.assessed_at)
        .order_by("-assessed_on", "-assessed_at")
        .first()
    )


def unit_row(run: Run, code: str) -> Assessment | None:
    return Assessment.objects.filter(run=run, level=level_of(code).value, path=path_of(code)).first()


def units_in(run: Run, area: str, level: str) -> QuerySet[Assessment]:
    """The rows of one level inside `area`.

    The stations of a large province are a good part of a national run: walking the ranking and skipping the others
    beats sorting the province, so its condition is a pattern, which no index of SQLite serves. Everything else is one
    range of the index.
    """
    rows = Assessment.objects.filter(run=run, level=level)
    if level == Level.TPS and level_of(area) is Level.PROVINSI and _is_large_part(run, area):
        return rows.filter(path__startswith=f"{area}.")
    return rows.filter(within([area]))


def _is_large_part(run: Run, area: str) -> bool:
    region = Assessment.objects.filter(run=run, level=level_of(area), path=area).values_list("tps_count", flat=True)
    return run.area == NASIONAL_CODE and (region.first() or 0) > run.unit_count * LARGE_PART


def ranked(
    run: Run,
    rows: Sequence[Assessment],
    earlier: Run | None,
    *,
    first_position: int = 1,
    names: Mapping[str, str] | None = None,
) -> tuple[RankedUnit, ...]:
    """Rows as a ranking shows them: with names (asked for unless given), the strongest reasons and the change."""
    codes = [code_of(row.path) for row in rows]
    parents = [parent_of(code) or NASIONAL_CODE for code in codes]
    names = places.names_of(codes_named(rows)) if names is None else names
    moved = moved_points(rows, _scores(earlier, rows))
    return tuple(
        RankedUnit(
            position=first_position + index,
            code=code,
            name=names.get(code, code),
            level=row.level,
            parent_code=parent,
            parent_name=names.get(parent, parent),
            score=row.score,
            lower=row.lower,
            upper=row.upper,
            category=row.category,
            category_label=label_of(run, row.category),
            completeness=row.completeness,
            indicators_hit=row.indicators_hit,
            stability=row.stability,
            tps_count=row.tps_count,
            high_share=row.high_share,
            drivers=drivers_of(run, row, DRIVERS_SHOWN),
            change=moved[index],
        )
        for index, (code, parent, row) in enumerate(zip(codes, parents, rows, strict=True))
    )


def codes_named(rows: Sequence[Assessment]) -> list[str]:
    """The units of these rows and what they lie in: everything whose name `ranked` says."""
    codes = [code_of(row.path) for row in rows]
    return [*codes, *(parent_of(code) or NASIONAL_CODE for code in codes)]


def _scores(run: Run | None, rows: Sequence[Assessment]) -> dict[str, float | None]:
    if run is None or not rows:
        return {}
    same = Assessment.objects.filter(run=run, level=rows[0].level, path__in=[row.path for row in rows])
    return dict(same.values_list("path", "score"))


def _covering(area: str) -> QuerySet[Run]:
    return Run.objects.filter(area__in=(NASIONAL_CODE, *ancestors_of(area), area))


def _newest(area: str, *, known_at: datetime | None, on: date | None) -> Run | None:
    known = Q(assessed_at__lte=known_at) if known_at else Q()
    dated = Q(assessed_on__lte=on) if on else Q()
    return _covering(area).filter(known & dated).order_by("-assessed_on", "-assessed_at").first()
