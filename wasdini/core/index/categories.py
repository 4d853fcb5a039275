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
    """Bounds in force at each level present in `frame` (`level`, `score`); a level without bounds is left out."""
    found: dict[Level, tuple[float, ...]] = {}
    for level in map(Level, frame["level"].unique().to_list()):
        cuts = method.cuts_for(level)
        bounds = cuts.bounds if cuts else None
        if cuts and cuts.kind is CutKind.MEAN_SD:
            bounds = _around_the_mean(frame.filter(pl.col("level") == level.value)["score"], cuts)
        if bounds is not None:
            found[level] = bounds
    return found


def category_column(frame: pl.DataFrame, method: Method, *, cutoffs: Cutoffs | None = None) -> pl.Expr:
    """`category` of each row (`level`, `score`, `indicators_hit`, `completeness`), null where there is none."""
    given = cutoffs if cutoffs is not None else cutoffs_of(frame, method)
    category = pl.lit(None, dtype=pl.UInt32)
    for level, bounds in given.items():
        cuts = method.cuts_for(level)
        if cuts is None:
            continue
        measure = pl.col("indicators_hit" if cuts.kind is CutKind.HITS else "score")
        place = sum(((measure >= bound).cast(pl.UInt32) for bound in bounds), pl.lit(0, dtype=pl.UInt32))
        here = (pl.col("level") == level.value) & (pl.col("completeness") > 0)
        category = pl.when(here).then(place).otherwise(category)
    return category.cat.to(pl.Enum([each.code for each in method.categories])).alias("category")


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


def _around_the_mean(scores: pl.Series, cuts: Cuts) -> tuple[float, ...] | None:
    known = scores.fill_nan(None).drop_nulls()
    if known.len() < FEWEST_UNITS:
        return None
    mean, deviation = float(known.mean()), float(known.std())  # type: ignore[arg-type]
    return tuple(mean + multiple * deviation for multiple in cuts.bounds)
