"""A region today: its level with the reason, what changed since the run before, what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from wasdini.assessments.cards import drivers_of, label_of, language, mapping_of, run_card, strongest
from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.queries_cards import Change, Changes, MovedUnit, RankedUnit, Reason, Situation
from wasdini.assessments.reading import earlier_run, ranked, unit_row, units_in, visible_run
from wasdini.assessments.sheets import unpack
from wasdini.core.access import Actor
from wasdini.core.index.compare import Change as Direction
from wasdini.core.index.compare import compare_scores
from wasdini.core.place_codes import code_of, level_of
from wasdini.core.terms import Level
from wasdini.places import queries as places

TOP_COUNT = 5
MOVED_SHOWN = 5
INCOMPLETE_BELOW = 0.95
WIDE_BOUNDS_POINTS = 5.0


def situation_of(actor: Actor, area: str, on: date, known_at: datetime | None = None) -> Situation | None:
    """The level of `area` on a day, as known at `known_at`; None while nothing was assessed."""
    run = visible_run(actor, area, known_at, on=on)
    row = unit_row(run, area) if run else None
    if run is None or row is None:
        return None
    earlier = earlier_run(run, area)
    return situation_in(run, row, earlier, on=on, top_five=ranked(run, top_rows(run, area), earlier))


def situation_in(
    run: Run, row: Assessment, earlier: Run | None, *, on: date, top_five: tuple[RankedUnit, ...]
) -> Situation:
    """The same from rows already read."""
    area = code_of(row.path)
    return Situation(
        area=area,
        on=on,
        run=run_card(run),
        score=row.score,
        lower=row.lower,
        upper=row.upper,
        category=row.category,
        category_label=label_of(run, row.category),
        completeness=row.completeness,
        tps_count=row.tps_count,
        category_counts=mapping_of(row),
        high_share=row.high_share,
        max_score=row.max_score,
        reasons=_reasons(run, row, on),
        change=_change(earlier, row, area),
        would_change=_would_change(run, row),
        top_five=top_five,
    )


def changes_between(actor: Actor, area: str, earlier: date | datetime, later: date | datetime) -> Changes | None:
    """What differs in `area` between two days, or (given instants) between what was known at two moments."""
    before, after = (_run_at(actor, area, moment) for moment in (earlier, later))
    if before is None or after is None:
        return None
    level = _level_below(area)
    if before.method_sha256 != after.method_sha256:
        return Changes(area=area, level=level, earlier=run_card(before), later=run_card(after), method_changed=True)
    digest = after.method_sha256
    compared = compare_scores(
        _scores(before, area, level), _scores(after, area, level), earlier_method=digest, later_method=digest
    )
    risen = compared.filter(pl.col("change") == Direction.RISEN.value)
    fallen = compared.filter(pl.col("change") == Direction.FALLEN.value)
    risen = risen.sort("change_score", "unit_code", descending=[True, False])
    fallen = fallen.sort("change_score", "unit_code")
    ranks = {step["code"]: rank for rank, step in enumerate(after.categories)}
    steps = compared.select(
        pl.col("category_after").replace_strict(ranks, default=None, return_dtype=pl.Int8)
        - pl.col("category_before").replace_strict(ranks, default=None, return_dtype=pl.Int8)
    ).to_series()
    regions = [unit_row(run, area) for run in (before, after)]
    scores = [region.score if region else None for region in regions]
    units = _moved_units(before, after, level, pl.concat([risen.head(MOVED_SHOWN), fallen.head(MOVED_SHOWN)]))
    return Changes(
        area=area,
        level=level,
        earlier=run_card(before),
        later=run_card(after),
        points=None if scores[0] is None or scores[1] is None else scores[1] - scores[0],
        risen_count=risen.height,
        fallen_count=fallen.height,
        category_up_count=int((steps > 0).sum()),
        category_down_count=int((steps < 0).sum()),
        risen=tuple(unit for unit in units if unit.change > 0),
        fallen=tuple(unit for unit in units if unit.change < 0),
    )


def _run_at(actor: Actor, area: str, moment: date | datetime) -> Run | None:
    if isinstance(moment, datetime):
        return visible_run(actor, area, moment)
    return visible_run(actor, area, on=moment)


def _level_below(area: str) -> str:
    """Whose movements are told: TPS up to a regency, villages of a province, regencies of the nation."""
    level = level_of(area)
    if level is Level.NASIONAL:
        return Level.KABKOTA.value
    return Level.DESA.value if level is Level.PROVINSI else Level.TPS.value


def _reasons(run: Run, row: Assessment, on: date) -> tuple[Reason, ...]:
    """Why the region stands where it stands."""
    reasons = [
        Reason("situation_driver", {"label": driver.label, "points": shown(driver.points)})
        for driver in drivers_of(run, row, 3)
    ]
    counts = mapping_of(row)
    high = sum(counts.get(step["code"], 0) for step in run.categories if step["high"])
    if high:
        reasons.append(Reason("situation_high_count", {"count": whole(high), "tps_count": whole(row.tps_count)}))
    if row.completeness < INCOMPLETE_BELOW:
        reasons.append(Reason("situation_unknown", {"percent": shown(100 * (1 - row.completeness), 0)}))
    if run.assessed_on < on:
        reasons.append(Reason("situation_not_that_day", {"days": str((on - run.assessed_on).days)}))
    return tuple(reasons)


def _change(earlier: Run | None, row: Assessment, area: str) -> Change | None:
    before = unit_row(earlier, area) if earlier else None
    if earlier is None or before is None or before.score is None or row.score is None:
        return None
    return Change(run_card(earlier), row.score - before.score, before.category, label_of(earlier, before.category))


def _would_change(run: Run, row: Assessment) -> tuple[Reason, ...]:
    """What would lift or lower the level: the next steps up and down, the strongest driver, what is unknown."""
    told: list[Reason] = []
    if row.score is None:
        return ()
    starts = [(step, step["from"].get(row.level)) for step in run.categories]
    known = [(step, start) for step, start in starts if start is not None]
    above = [(step, start) for step, start in known if start > row.score]
    reached = [(step, start) for step, start in known if start <= row.score]
    if above:
        told.append(_step("situation_rises_at", *above[0], row.score))
    if len(reached) > 1:
        told.append(_step("situation_falls_below", reached[-2][0], reached[-1][1], row.score))
    for driver in drivers_of(run, row, 1):
        told.append(Reason("situation_driver_solved", {"label": driver.label, "points": shown(driver.points)}))
    if row.lower is not None and row.upper is not None and row.upper - row.lower > WIDE_BOUNDS_POINTS:
        told.append(Reason("situation_bounds", {"lower": shown(row.lower), "upper": shown(row.upper)}))
    return tuple(told)


def _step(code: str, step: dict[str, Any], cut: float, score: float) -> Reason:
    return Reason(code, {"label": step[language()], "at": shown(cut), "points": shown(abs(cut - score))})


def top_rows(run: Run, area: str) -> list[Assessment]:
    """The five most vulnerable: TPS up to a regency, regencies above it."""
    above = level_of(area) in (Level.NASIONAL, Level.PROVINSI)
    rows = units_in(run, area, (Level.KABKOTA if above else Level.TPS).value).filter(score__isnull=False)
    return list(rows.order_by("-score", "path")[:TOP_COUNT])


def _scores(run: Run, area: str, level: str) -> pl.DataFrame:
    rows = units_in(run, area, level).values_list("path", "score", "category")
    schema = {"unit_code": pl.String, "score": pl.Float64, "category": pl.String}
    return pl.DataFrame(list(rows.iterator(chunk_size=20_000)), schema=schema, orient="row")


def _moved_units(before: Run, after: Run, level: str, moved: pl.DataFrame) -> list[MovedUnit]:
    """`moved` as `compare_scores` gives it, with paths as unit codes."""
    paths = moved["unit_code"].to_list()
    names = places.names_of([code_of(path) for path in paths])
    points = [_points(run, level, paths) for run in (before, after)]
    return [
        MovedUnit(
            code=code_of(row["unit_code"]),
            name=names.get(code_of(row["unit_code"]), code_of(row["unit_code"])),
            level=level,
            score_before=row["score_before"],
            score_after=row["score_after"],
            change=row["change_score"],
            category_before=row["category_before"],
            category_after=row["category_after"],
            category_before_label=label_of(before, row["category_before"]),
            category_after_label=label_of(after, row["category_after"]),
            drivers=strongest(after, points[1][row["unit_code"]] - points[0][row["unit_code"]], 3),
        )
        for row in moved.iter_rows(named=True)
    ]


def _points(run: Run, level: str, paths: Sequence[str]) -> dict[str, Any]:
    rows = Assessment.objects.filter(run=run, level=level, path__in=paths).values_list("path", "sheet")
    found = {path: bytes(sheet) for path, sheet in rows}
    if not found:
        return {}
    _, points, _ = unpack(list(found.values()), len(run.indicators))
    return dict(zip(found, points, strict=True))


def shown(number: float, decimals: int = 1) -> str:
    """A number as the reader's language writes it."""
    text = f"{number:,.{decimals}f}"
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def whole(number: int) -> str:
    return shown(number, 0)
