"""Score units by a weighted method: score, bounds, completeness, the three greatest contributions, category.

    score  = 100 * sum(w x) / sum(w)   over the indicators that are known
    lower  = 100 * sum(w x) / W        every unknown indicator put at 0 (W: all weights)
    upper  = the same with every unknown at 1
    points = 100 * w x / sum(w known)  so that the points of a unit sum to its score

A unit of which nothing is known has no score, lower 0 and upper 100. Weights and scales come from the method.
Second step of the walk: typed units in, one row of judgement per unit out.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wasdini.core.index import kernels
from wasdini.core.index.categories import Cutoffs, category_column
from wasdini.core.index.method import Indicator, Method, ScaleKind
from wasdini.core.place_codes import SPECIAL_TPS_FROM
from wasdini.core.tables import levels_of

BLOCK = 32_768
TOPS = (1, 2, 3)
SCORE_COLUMNS = (
    "unit_code", "level", "score", "category", "lower", "upper", "completeness", "indicators_hit",
    "top_1", "top_2", "top_3", "top_1_points", "top_2_points", "top_3_points",
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Concern:
    """Units read through the scales of a method: `x[j]` is indicator j of every unit, 0-1, NaN where unknown."""

    codes: pl.Series
    x: tuple[Floats, ...]


def concern_of(units: pl.DataFrame, method: Method) -> Concern:
    """Read the indicator columns of `units`; an absent column is unknown everywhere, booleans are 0 and 1."""
    there = {indicator.column for indicator in method.indicators} & set(units.columns)
    values = _selected(units, [pl.col(sorted(there)).cast(pl.Float64).fill_null(np.nan)])
    return Concern(units["unit_code"], tuple(_x_of(units, values, indicator) for indicator in method.indicators))


def score_units(units: pl.DataFrame, method: Method, *, cutoffs: Cutoffs | None = None) -> pl.DataFrame:
    """One row per unit in the order given: `SCORE_COLUMNS`.

    `units`: `unit_code` (String, in Wasdini's writing) and any of the method's columns. `cutoffs` gives the bounds of a
    mean +/- SD method when only part of a level is scored again; otherwise they come from the units themselves.
    Units are judged within their own level. Rule methods go to `classes.classify_units`.
    """
    concern = concern_of(units, method)
    numbers, tops, hits = _run(concern, method)
    nobody = int(np.iinfo(tops.dtype).max)
    names = ("score", "lower", "upper", "completeness", "top_1_points", "top_2_points", "top_3_points")
    raw = pl.DataFrame(
        {
            "unit_code": concern.codes,
            "level": levels_of(concern.codes),
            "indicators_hit": hits,
            **dict(zip(names, numbers, strict=True)),
            **{f"top_{k}": tops[k - 1] for k in TOPS},
        }
    )
    ids = pl.Enum(list(method.indicator_ids))
    shown = {
        "score": pl.when(pl.col("completeness") > 0).then("score"),
        "category": category_column(raw, method, cutoffs=cutoffs),
        **{f"top_{k}": pl.when(pl.col(f"top_{k}") != nobody).then(f"top_{k}").cat.to(ids) for k in TOPS},
        **{f"top_{k}_points": pl.when(pl.col(f"top_{k}") != nobody).then(f"top_{k}_points") for k in TOPS},
    }
    return _selected(raw, [shown.get(name, pl.col(name)).alias(name) for name in SCORE_COLUMNS])


def contributions(units: pl.DataFrame, method: Method) -> pl.DataFrame:
    """`unit_code` and one column of points per indicator: null where unknown, and each row sums to the unit's score."""
    concern = concern_of(units, method)
    weights = method.weights
    x = np.vstack(concern.x) if concern.x else np.empty((0, units.height))
    known = weights @ ~np.isnan(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        points = 100.0 * weights[:, None] * x / known
    columns = {name: pl.Series(points[j]).fill_nan(None) for j, name in enumerate(method.indicator_ids)}
    return pl.DataFrame({"unit_code": concern.codes, **columns})


def area_slice(units: pl.DataFrame, prefix: str) -> tuple[int, int]:
    """Rows [start, end) of `units`, sorted by `unit_code`, whose code begins with `prefix`: a regency by two look-ups.

    `prefix` is written as the codes are: digits without dots for TPS.
    """
    codes = units["unit_code"]
    return codes.search_sorted(prefix), codes.search_sorted(prefix + "~")


def rescore_area(
    scores: pl.DataFrame, units: pl.DataFrame, method: Method, prefix: str, *, cutoffs: Cutoffs | None = None
) -> pl.DataFrame:
    """`scores` with the rows of one area scored again from changed `units`; both sorted by `unit_code`, same rows."""
    start, end = area_slice(units, prefix)
    again = score_units(units.slice(start, end - start), method, cutoffs=cutoffs)
    return pl.concat([scores.slice(0, start), again, scores.slice(end)], rechunk=False)


def _run(concern: Concern, method: Method) -> tuple[Floats, NDArray[np.unsignedinteger[Any]], NDArray[np.int32]]:
    count = concern.codes.len()
    numbers = np.empty((7, count))
    narrow = np.uint8 if len(concern.x) < np.iinfo(np.uint8).max else np.uint16
    tops = np.full((3, count), np.iinfo(narrow).max, dtype=narrow)
    hits = np.zeros(count, dtype=np.int32)
    weights = method.weights
    total = float(sum(weights.tolist()))  # one by one, as the loop adds them: all known is then exactly 1

    def score_block(start: int) -> None:
        block = slice(start, min(start + BLOCK, count))
        sums = np.zeros((5, block.stop - start))
        for number, x in enumerate(concern.x):
            kernels.add_known(x[block], weights[number], sums[0], sums[1], hits[block])
            kernels.add_top(x[block], weights[number], number, sums, tops[:, block])
        kernels.finish(sums, total, numbers[:, block])

    starts = range(0, count, BLOCK)
    if len(starts) < 2:
        for start in starts:
            score_block(start)
    else:
        with ThreadPoolExecutor() as pool:
            list(pool.map(score_block, starts))
    return numbers, tops, hits


def _selected(frame: pl.DataFrame, columns: list[pl.Expr]) -> pl.DataFrame:
    """A small frame is read on this thread: handing a regency out to a pool costs more than scoring it."""
    return frame.select_seq(columns) if frame.height <= BLOCK else frame.select(columns)


def _x_of(units: pl.DataFrame, values: pl.DataFrame, indicator: Indicator) -> Floats:
    if indicator.column in values.columns:
        column = values[indicator.column]
    else:
        column = pl.repeat(np.nan, units.height, dtype=pl.Float64, eager=True)
    if indicator.special_number:
        code = units["unit_code"]
        told = code.str.contains(r"^\d{13}$") & (code.str.slice(10, 3) >= str(SPECIAL_TPS_FROM))
        column = column.set(told & column.is_nan(), 1.0)
    x = column.to_numpy()
    return x if indicator.scale.kind is ScaleKind.YES_NO else indicator.scale.apply(x)
