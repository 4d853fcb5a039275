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
from wasdini.core.index.categories import Cutoffs, category_column
from wasdini.core.index.method import Method
from wasdini.core.index.score import SCORE_COLUMNS, TOPS, Concern, concern_of
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.tables import LEVELS, dotted_codes, levels_of
from wasdini.core.terms import LEVELS_UP, Level

ROLLUP_COLUMNS = (*SCORE_COLUMNS, "max_score", "high_share", "tps_count")
_CODE_LENGTH = {Level.PROVINSI: 2, Level.KABKOTA: 5, Level.KECAMATAN: 8, Level.DESA: 13}
_SUMS = ("score", "lower", "upper", "completeness")
_COUNTS = ("scored_count", "unit_count", "tps_count", "high_count")


class MixedLevels(ValueError):
    """Units of several levels cannot be rolled up: some would be counted twice."""


@dataclass(frozen=True)
class _Sums:
    """Per region: `frame` (code, counts, sums, maxima), `points` (regions, m) and `hit` (regions, m)."""

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
    parts: list[pl.DataFrame] = []
    for level in LEVELS_UP[Level(levels[0]).rank + 1 :]:
        sums = _climb(sums, level)
        parts.append(_level_rows(sums, level, method))
    regions = pl.concat([part for part in parts if part.height])
    if levels[0] != Level.TPS:
        regions = regions.with_columns(tps_count=pl.lit(None, dtype=pl.Int64))
    category = category_column(regions, method, cutoffs=cutoffs)
    return regions.with_columns(category).select(ROLLUP_COLUMNS)


def parents_of(units: pl.DataFrame) -> pl.Series:
    """The direct parent of each unit, without dots: `parent_code` where given, else what the code itself says."""
    codes = units["unit_code"]
    told = pl.select(
        pl.when(codes.str.contains(".", literal=True))
        .then(codes.str.replace(r"\.\d+$", "").str.replace_all(".", "", literal=True))
        .when(codes.str.len_bytes() == 13)
        .then(codes.str.slice(0, 10))
        .when(codes.str.len_bytes() == 2)
        .then(pl.lit(NASIONAL_CODE))
    ).to_series()
    if "parent_code" not in units.columns:
        return told.alias("parent")
    given = units["parent_code"].str.replace_all(".", "", literal=True)
    return given.zip_with(given.is_not_null(), told).alias("parent")


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
    frame = frame.with_columns(dotted_codes(frame["parent"]).alias("unit_code")).drop("parent")
    return _Sums(frame, points[:-1], hit[:-1])


def _climb(sums: _Sums, level: Level) -> _Sums:
    """Gather every region below `level` into the region of that level that holds it; higher ones stay as they are."""
    codes = sums.frame["unit_code"]
    below = [lower.value for lower in LEVELS_UP if lower.rank <= level.rank]
    here = levels_of(codes).cast(pl.String).is_in(below)
    nation = pl.repeat(NASIONAL_CODE, codes.len(), dtype=pl.String, eager=True)
    heads = nation if level is Level.NASIONAL else codes.str.slice(0, _CODE_LENGTH[level])
    rows = sums.frame.with_columns(heads.zip_with(here, codes).alias("unit_code"))
    together = rows.group_by("unit_code").agg(pl.col(*_SUMS, *_COUNTS).sum(), pl.col("max_score").max())
    together = together.sort("unit_code")
    place = together.select("unit_code").with_row_index("place")
    places = rows.select("unit_code").join(place, on="unit_code", how="left", maintain_order="left")["place"].to_numpy()
    order = np.argsort(places, kind="stable")
    starts = np.searchsorted(places[order], np.arange(together.height))
    return _Sums(
        together,
        np.add.reduceat(sums.points[order], starts, axis=0),
        np.logical_or.reduceat(sums.hit[order], starts, axis=0),
    )


def _level_rows(sums: _Sums, level: Level, method: Method) -> pl.DataFrame:
    """The rows of one level as they are shown."""
    where = (levels_of(sums.frame["unit_code"]) == level.value).to_numpy()
    together, points, hit = sums.frame.filter(where), sums.points[where], sums.hit[where]
    scored, everyone = pl.col("scored_count"), pl.col("unit_count")
    return together.select(
        "unit_code",
        pl.lit(level.value).cast(LEVELS).alias("level"),
        pl.when(scored > 0).then(pl.col("score") / scored).alias("score"),
        *((pl.col(name) / everyone).alias(name) for name in ("lower", "upper", "completeness")),
        pl.Series("indicators_hit", hit.sum(axis=1).astype(np.int32)),
        "max_score",
        pl.when(scored > 0).then(pl.col("high_count") / scored).alias("high_share"),
        "tps_count",
        *_top_three(points, together["scored_count"].to_numpy(), method),
    )


def _top_three(points: NDArray[np.float64], counts: NDArray[np.int64], method: Method) -> list[pl.Series]:
    """The three greatest mean points of each region; ties go to the earlier indicator."""
    ids = pl.Enum(list(method.indicator_ids))
    left, rows = points.copy(), np.arange(len(points))
    columns: list[pl.Series] = []
    for k in TOPS:
        chosen = left.argmax(axis=1)
        greatest = left[rows, chosen]
        left[rows, chosen] = 0.0
        there = pl.Series(greatest > 0)
        columns.append(pl.Series(f"top_{k}", chosen.astype(np.uint32)).set(~there, None).cat.to(ids))
        columns.append(pl.Series(f"top_{k}_points", greatest / np.maximum(counts, 1)).set(~there, None))
    return columns


def _empty_extras() -> list[pl.Expr]:
    kinds = {"max_score": pl.Float64, "high_share": pl.Float64, "tps_count": pl.Int64}
    return [pl.lit(None, dtype=kind).alias(name) for name, kind in kinds.items()]
