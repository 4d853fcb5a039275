"""Rule methods: each unit falls into the highest class of which one group of signs holds; a class asks for guards.

No score is made. Unknown signs do not hold, but `possible_category` tells the highest class that could still be true.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import polars as pl

from wasdini.core.index.method import Method, RuleClass
from wasdini.core.index.score import SCORE_COLUMNS, TOPS, concern_of
from wasdini.core.tables import levels_of

CLASS_COLUMNS = (*SCORE_COLUMNS, "possible_category", "police_count", "tps_count", "linmas_count")


@dataclass(frozen=True)
class Guards:
    """What one class of stations asks for in all."""

    class_code: str
    station_count: int
    police_count: int
    linmas_count: int


def classify_units(units: pl.DataFrame, method: Method) -> pl.DataFrame:
    """One row per unit: `CLASS_COLUMNS`. `score` is empty, `category` is the class, `top_1..3` the signs that hold.

    `police_count`, `tps_count`, `linmas_count` are the pattern of the class (police and linmas for so many stations).
    A unit of which nothing is known has no class.
    """
    concern = concern_of(units, method)
    signs = pl.DataFrame(
        {name: pl.Series(x).fill_nan(None) >= 0.5 for name, x in zip(method.indicator_ids, concern.x, strict=True)}
    )
    known = signs.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    certain = _highest(signs.with_columns(pl.all().fill_null(False)), method)
    possible = _highest(signs.with_columns(pl.all().fill_null(True)), method)
    pattern = {each.code: each for each in method.classes}
    classes = pl.Enum(list(pattern))
    frame = pl.DataFrame(
        {
            "unit_code": concern.codes,
            "level": levels_of(concern.codes),
            "category": certain.set(known == 0, None).cast(classes),
            "possible_category": possible.cast(classes),
            "completeness": known / max(len(method.indicators), 1),
            "indicators_hit": signs.select(pl.sum_horizontal(pl.all().fill_null(False)).cast(pl.Int32)).to_series(),
        }
    )
    empty = [pl.lit(None, dtype=pl.Float64).alias(name) for name in SCORE_COLUMNS if name.endswith("points")]
    bounds = [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("score", "lower", "upper")]
    counts = [
        pl.col("category")
        .cast(pl.String)
        .replace_strict({c: getattr(each, name) for c, each in pattern.items()}, default=None, return_dtype=pl.Int32)
        .alias(name)
        for name in ("police_count", "tps_count", "linmas_count")
    ]
    return frame.with_columns(*bounds, *empty, *_first_signs(signs, method), *counts).select(CLASS_COLUMNS)


def guards_needed(classified: pl.DataFrame, method: Method) -> tuple[Guards, ...]:
    """Police and linmas for all stations of each class, rounded up to whole patterns; classes without stations too."""
    stations = dict(classified.group_by(pl.col("category").cast(pl.String)).len().rows())
    return tuple(_guards(each, int(stations.get(each.code, 0))) for each in method.classes)


def _guards(rule: RuleClass, stations: int) -> Guards:
    patterns = math.ceil(stations / rule.tps_count)
    linmas = math.ceil(stations * rule.linmas_count / rule.tps_count)
    return Guards(rule.code, stations, patterns * rule.police_count, linmas)


def _highest(signs: pl.DataFrame, method: Method) -> pl.Series:
    """Code of the last class in the method's rising order that holds; a class without groups holds always."""
    found = pl.lit(None, dtype=pl.String)
    for each in method.classes:
        groups = [reduce(and_, (pl.col(name) for name in group)) for group in each.any_of]
        holds = reduce(or_, groups) if groups else pl.lit(True)
        found = pl.when(holds).then(pl.lit(each.code)).otherwise(found)
    return signs.select(found.alias("class")).to_series()


def _first_signs(signs: pl.DataFrame, method: Method) -> list[pl.Series]:
    """The first three signs that hold, in the method's order."""
    names = list(method.indicator_ids)
    ids = pl.Enum(names)
    held = signs.select(
        pl.concat_list(pl.when(pl.col(name)).then(pl.lit(name)) for name in names).list.drop_nulls().alias("held")
    )["held"]
    return [held.list.get(k - 1, null_on_oob=True).cast(ids).alias(f"top_{k}") for k in TOPS]
