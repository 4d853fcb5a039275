"""Scores become categories: fixed cut-offs, mean +/- SD within the level, or the number of indicators hit.

Mean and SD are taken over the units of one level that have a score (sample SD, n - 1), as the published IKP 2024 was
made; with fewer than three such units there is no category, and the reason is told.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from wasdini.core.index.method import CutKind, Cuts, Method
from wasdini.core.terms import Level

FEWEST_UNITS = 3
NO_SCORE = "nothing_known"
TOO_FEW = "fewer_than_three_units"
NO_RULE = "no_category_at_this_level"

Cutoffs = Mapping[Level, tuple[float, ...]]


def cutoffs_of(frame: pl.DataFrame, method: Method) -> dict[Level, tuple[float, ...]]:
    """Score bounds in force at each level present in `frame` (`level`, `score`); a level without bounds is left out."""
    found: dict[Level, tuple[float, ...]] = {}
    for name in frame["level"].unique().to_list():
        level = Level(name)
        cuts = method.cuts_for(level)
        bounds = _bounds(frame.filter(pl.col("level") == name)["score"], cuts) if cuts else None
        if bounds is not None:
            found[level] = bounds
    return found


def categorise(frame: pl.DataFrame, method: Method, *, cutoffs: Cutoffs | None = None) -> pl.Series:
    """`category` of each row (`level`, `score`, `indicators_hit`, `completeness`), null where there is none."""
    codes = [category.code for category in method.categories]
    given = cutoffs if cutoffs is not None else cutoffs_of(frame, method)
    category = pl.lit(None, dtype=pl.UInt32)
    for name in frame["level"].unique().to_list():
        cuts, bounds = method.cuts_for(Level(name)), given.get(Level(name))
        if cuts is None or bounds is None:
            continue
        measure = pl.col("indicators_hit" if cuts.kind is CutKind.HITS else "score")
        place = pl.sum_horizontal((measure >= bound).cast(pl.UInt32) for bound in bounds)
        here = (pl.col("level") == name) & (pl.col("completeness") > 0)
        category = pl.when(here).then(place).otherwise(category)
    return frame.with_columns(category.cat.to(pl.Enum(codes)).alias("category"))["category"]


def missing_category_reasons(frame: pl.DataFrame, method: Method) -> pl.Series:
    """`category_reason`: why a row has no category (a sentence code), null where it has one."""
    scored = frame.group_by("level").agg(pl.col("score").count().alias("scored")).rows()
    reasons = {level: _level_reason(method.cuts_for(Level(level)), count) for level, count in scored}
    by_level = frame["level"].cast(pl.String).replace_strict(reasons, default=None, return_dtype=pl.String)
    reason = by_level.fill_null(NO_SCORE)
    return reason.set(frame["category"].is_not_null(), None).alias("category_reason")


def _level_reason(cuts: Cuts | None, scored_count: int) -> str | None:
    if cuts is None:
        return NO_RULE
    if cuts.kind is CutKind.MEAN_SD and scored_count < FEWEST_UNITS:
        return TOO_FEW
    return None


def _bounds(scores: pl.Series, cuts: Cuts) -> tuple[float, ...] | None:
    if cuts.kind is not CutKind.MEAN_SD:
        return cuts.bounds
    known = scores.drop_nulls()
    if known.len() < FEWEST_UNITS:
        return None
    mean, deviation = float(known.mean()), float(known.std())  # type: ignore[arg-type]
    return tuple(mean + multiple * deviation for multiple in cuts.bounds)
