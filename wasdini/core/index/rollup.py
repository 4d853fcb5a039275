"""Roll units up through every level above them: desa, kecamatan, kabkota, provinsi, nasional.

A region's score is the mean over its scored units, never over its children, and each unit is counted once: sums are
made per direct parent and climb from there. Third step of the walk: judgements of units in, judgements of regions out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wasdini.core.index import kernels
from wasdini.core.index.categories import Cutoffs, categorise
from wasdini.core.index.method import Method
from wasdini.core.index.score import SCORE_COLUMNS, TOPS, Concern, concern_of
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.tables import LEVELS, levels_of
from wasdini.core.terms import LEVELS_UP, Level

ROLLUP_COLUMNS = (*SCORE_COLUMNS, "max_score", "high_share", "tps_count")
_CODE_LENGTH = {Level.PROVINSI: 2, Level.KABKOTA: 5, Level.KECAMATAN: 8, Level.DESA: 13}
_SUMS = ("score", "lower", "upper", "completeness")


class MixedLevels(ValueError):
    """Units of several levels cannot be rolled up: some would be counted twice."""


@dataclass(frozen=True)
class _Sums:
    """Per direct parent: `frame` (parent, counts, sums, maxima), `points` (parents, m) and `hit` (parents, m)."""

    frame: pl.DataFrame
    points: NDArray[np.float64]
    hit: NDArray[np.bool_]


def roll_up(
    units: pl.DataFrame, scores: pl.DataFrame, method: Method, *, cutoffs: Cutoffs | None = None
) -> pl.DataFrame:
    """One row per region above the units: `ROLLUP_COLUMNS`, lowest level first, codes rising.

    `units` (with `parent_code` where a code does not tell its region) and their `scores`, row by row alike.
    score, lower, upper, completeness: means over the units that have them; `max_score`; `high_share`: share of the
    scored units in a high category; `tps_count`: all TPS, empty when units are not TPS; `indicators_hit`: indicators
    that at least one unit hits; `top_1..3`: greatest mean points, which sum to the score. Raises `MixedLevels`.
    """
    levels = scores["level"].unique().to_list()
    if len(levels) > 1:
        raise MixedLevels(", ".join(sorted(levels)))
    if not levels:
        return scores.clear().with_columns(_empty_extras())
    sums = _sums_by_parent(concern_of(units, method), parents_of(units), scores, method)
    parts = [_level_rows(sums, level, method) for level in LEVELS_UP if level.rank > Level(levels[0]).rank]
    regions = pl.concat([part for part in parts if part.height])
    if levels[0] != Level.TPS:
        regions = regions.with_columns(tps_count=pl.lit(None, dtype=pl.Int64))
    return regions.with_columns(categorise(regions, method, cutoffs=cutoffs)).select(ROLLUP_COLUMNS)


def parents_of(units: pl.DataFrame) -> pl.Series:
    """The direct parent of each unit: `parent_code` where given, else what the code itself says."""
    codes = units["unit_code"]
    digits = codes.str.replace_all(".", "", literal=True)
    is_tps = (codes.str.len_bytes() == 13) & (digits == codes)
    desa = _dotted(digits.str.slice(0, 10))
    region = pl.select(
        pl.when(codes.str.contains(".", literal=True))
        .then(codes.str.replace(r"\.\d+$", ""))
        .when(codes.str.len_bytes() == 2)
        .then(pl.lit(NASIONAL_CODE))
    ).to_series()
    derived = desa.zip_with(is_tps, region)
    if "parent_code" not in units.columns:
        return derived.alias("parent")
    given = units["parent_code"]
    return given.zip_with(given.is_not_null(), derived).alias("parent")


def _sums_by_parent(concern: Concern, parents: pl.Series, scores: pl.DataFrame, method: Method) -> _Sums:
    high = [category.code for category in method.categories if category.high]
    rows = scores.select(*_SUMS, "category", is_tps=pl.col("level") == Level.TPS.value).with_columns(parents)
    rows = rows.filter(pl.col("parent").is_not_null()) if parents.null_count() else rows
    scored = pl.col("score").is_not_null()
    frame = rows.group_by("parent", maintain_order=True).agg(
        pl.col(*_SUMS).sum(),
        pl.col("score").max().alias("max_score"),
        scored.sum().cast(pl.Int64).alias("scored_count"),
        pl.len().cast(pl.Int64).alias("unit_count"),
        pl.col("is_tps").sum().cast(pl.Int64).alias("tps_count"),
        (pl.col("category").cast(pl.String).is_in(high) & scored).sum().cast(pl.Int64).alias("high_count"),
    )
    places = parents.to_frame().join(frame.select("parent").with_row_index("place"), on="parent", how="left")
    groups = places["place"].fill_null(frame.height).cast(pl.Int32).to_numpy()
    points = np.zeros((frame.height + 1, len(method.indicators)))
    hit = np.zeros((frame.height + 1, len(method.indicators)), dtype=np.bool_)
    known = (scores["completeness"] * float(sum(method.weights.tolist()))).to_numpy()
    for number, x in enumerate(concern.x):
        kernels.add_points(x, method.weights[number], number, known, groups, points, hit)
    return _Sums(frame, points[:-1], hit[:-1])


def _level_rows(sums: _Sums, level: Level, method: Method) -> pl.DataFrame:
    """The regions of one level: direct parents of that level or below it, gathered by the head of their code."""
    ranks = levels_of(sums.frame["parent"]).cast(pl.String)
    below = [lower.value for lower in LEVELS_UP if lower.rank <= level.rank]
    codes = sums.frame["parent"]
    heads = (
        pl.repeat(NASIONAL_CODE, codes.len(), eager=True, dtype=pl.String)
        if level is Level.NASIONAL
        else codes.str.slice(0, _CODE_LENGTH[level])
    ).alias("unit_code")
    here = ranks.is_in(below)
    rows = sums.frame.with_columns(heads).filter(here)
    together = rows.group_by("unit_code").agg(
        pl.col(*_SUMS, "scored_count", "unit_count", "tps_count", "high_count").sum(), pl.col("max_score").max()
    )
    together = together.sort("unit_code").with_row_index("place")
    places = rows.select("unit_code").join(together.select("unit_code", "place"), on="unit_code", how="left")["place"]
    points = np.zeros((together.height, len(method.indicators)))
    hit = np.zeros(points.shape, dtype=np.int64)
    where = here.to_numpy()
    np.add.at(points, places.to_numpy(), sums.points[where])
    np.add.at(hit, places.to_numpy(), sums.hit[where])
    scored, everyone = pl.col("scored_count"), pl.col("unit_count")
    return together.select(
        "unit_code",
        pl.lit(level.value).cast(LEVELS).alias("level"),
        pl.when(scored > 0).then(pl.col("score") / scored).alias("score"),
        *((pl.col(name) / everyone).alias(name) for name in ("lower", "upper", "completeness")),
        pl.Series("indicators_hit", (hit > 0).sum(axis=1).astype(np.int32)),
        "max_score",
        pl.when(scored > 0).then(pl.col("high_count") / scored).alias("high_share"),
        "tps_count",
        *_top_three(points, together["scored_count"].to_numpy(), method),
    )


def _top_three(points: NDArray[np.float64], counts: NDArray[np.int64], method: Method) -> list[pl.Series]:
    """The three greatest mean points of each region; ties go to the earlier indicator."""
    ids = pl.Enum(list(method.indicator_ids))
    order = np.argsort(-points, axis=1, kind="stable")
    columns: list[pl.Series] = []
    for k in TOPS:
        if k > points.shape[1]:
            columns += [
                pl.repeat(None, len(points), dtype=ids, eager=True).alias(f"top_{k}"),
                pl.repeat(None, len(points), dtype=pl.Float64, eager=True).alias(f"top_{k}_points"),
            ]
            continue
        chosen = order[:, k - 1]
        summed = points[np.arange(len(points)), chosen]
        there = pl.Series(summed > 0)
        mean = pl.Series(f"top_{k}_points", summed / np.maximum(counts, 1))
        columns.append(pl.Series(f"top_{k}", chosen.astype(np.uint32)).set(~there, None).cat.to(ids))
        columns.append(mean.set(~there, None))
    return columns


def _dotted(digits: pl.Series) -> pl.Series:
    parts = [digits.str.slice(start, length) for start, length in ((0, 2), (2, 2), (4, 2), (6, 4))]
    return pl.select(pl.concat_str(parts, separator=".")).to_series()


def _empty_extras() -> list[pl.Expr]:
    kinds = {"max_score": pl.Float64, "high_share": pl.Float64, "tps_count": pl.Int64}
    return [pl.lit(None, dtype=kind).alias(name) for name, kind in kinds.items()]
