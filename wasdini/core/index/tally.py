"""The whole walk of a table: units in, one table of judgements out, regions below the units when asked."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from wasdini.core.index.categories import Cutoffs, cutoffs_of, missing_category_reasons
from wasdini.core.index.classes import Guards, classify_units, guards_needed
from wasdini.core.index.method import Method
from wasdini.core.index.rollup import ROLLUP_COLUMNS, MixedLevels, roll_up
from wasdini.core.index.score import score_units
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Level


@dataclass(frozen=True)
class Tally:
    """`frame`: rows of the units, then of the regions. `cutoffs`: bounds in force per level. `guards`: rules only."""

    frame: pl.DataFrame
    unit_count: int
    scored_count: int
    region_count: int
    cutoffs: Cutoffs
    guards: tuple[Guards, ...]


def tally(units: pl.DataFrame, method: Method, *, rollup: bool = False, file: str = "") -> Tally:
    """Score or classify a table. With `rollup`, regions follow, and `category_reason` says why a category is missing.

    Raises `InputRefused` when no column of the method is there, or when a roll-up is asked of a rule or mixed levels.
    """
    columns = {indicator.column for indicator in method.indicators}
    if not columns & set(units.columns):
        raise InputRefused([Problem("no_indicator_column", file=file, row=1, expected=", ".join(sorted(columns)))])
    if method.is_rule:
        return _classified(units, method, rollup=rollup, file=file)
    scores = score_units(units, method)
    frame = scores
    if rollup:
        try:
            regions = roll_up(units, scores, method)
        except MixedLevels as mixed:
            raise InputRefused([Problem("units_of_mixed_levels", file=file, value=str(mixed))]) from mixed
        frame = pl.concat([scores, regions], how="diagonal").select(ROLLUP_COLUMNS)
        frame = frame.with_columns(missing_category_reasons(frame, method))
    return Tally(
        frame=frame,
        unit_count=scores.height,
        scored_count=scores["score"].count(),
        region_count=frame.height - scores.height,
        cutoffs=cutoffs_of(frame, method),
        guards=(),
    )


def category_counts(frame: pl.DataFrame, method: Method, level: Level) -> dict[str, int]:
    """Units of one level per category, least concern first; none left out."""
    found = dict(frame.filter(pl.col("level") == level.value).group_by(pl.col("category").cast(pl.String)).len().rows())
    return {category.code: int(found.get(category.code, 0)) for category in method.categories}


def _classified(units: pl.DataFrame, method: Method, *, rollup: bool, file: str) -> Tally:
    if rollup:
        raise InputRefused([Problem("rule_without_rollup", file=file, value=method.name)])
    frame = classify_units(units, method)
    return Tally(
        frame=frame,
        unit_count=frame.height,
        scored_count=0,
        region_count=0,
        cutoffs={},
        guards=guards_needed(frame, method),
    )
