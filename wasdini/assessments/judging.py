"""From what is known to what is judged: units, scores, roll-up and sheets of one area, ready to be kept.

Third and fourth step of the walk: places and sources give the units, the method scores them, each level above is the
mean over its polling stations, each counted once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wasdini.assessments.reported import Reported, lay_over
from wasdini.assessments.sheets import NO_ORIGIN, pack
from wasdini.core.index.categories import cutoffs_of
from wasdini.core.index.method import VOTERS_COLUMN, Indicator, Method
from wasdini.core.index.rollup import roll_up
from wasdini.core.index.score import contributions, score_units
from wasdini.core.index.stability import rank_stability
from wasdini.core.place_codes import covers
from wasdini.core.tables import Kind
from wasdini.core.terms import LEVELS_UP, Level
from wasdini.core.zones import zone_of
from wasdini.places import queries_frames as places
from wasdini.reports import queries_signals as reports
from wasdini.sources import queries as sources

REGISTRY = "Daftar TPS"
STABLE_AMONG = 10
CODE_LENGTHS = {Level.DESA: 13, Level.KECAMATAN: 8, Level.KABKOTA: 5, Level.PROVINSI: 2}
_COUNTED = "category_counts"

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """The units of an area with everything known of them. Matrices are units x indicators of the method."""

    units: pl.DataFrame
    paths: pl.Series
    values: Matrix
    origins: NDArray[np.int32]
    sources: tuple[sources.Origin, ...]
    reported: tuple[Reported, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of the inputs: the same units with the same values, wherever they came from, give the same."""
        digest = hashlib.sha256("\n".join(self.paths).encode())
        digest.update(np.where(np.isnan(self.values), np.nan, self.values).astype("<f8").tobytes())
        return digest.hexdigest()

    @property
    def vintage(self) -> str:
        """The day of the newest observation; empty when nothing was observed."""
        return max((origin.observed_on.isoformat() for origin in self.sources), default="")


@dataclass(frozen=True)
class Judgement:
    """`rows`: one row per unit and region, as the table keeps them; `categories`: the steps with their cut-offs."""

    rows: pl.DataFrame
    categories: list[dict[str, Any]]


def measure(area: str, method: Method, *, known_at: datetime, on: date) -> Measured:
    """The polling stations of `area` and the newest known value of every indicator of `method`."""
    stations = places.tps_frame(area).sort("path")
    columns = sorted({indicator.column for indicator in method.indicators} - {VOTERS_COLUMN})
    known = sources.known_values(area, stations["path"], columns, known_at=known_at, on=on)
    at = {column: index for index, column in enumerate(columns)}
    registry = len(known.sources)
    values = np.full((stations.height, len(method.indicators)), np.nan)
    origins = np.full(values.shape, NO_ORIGIN, dtype=np.int32)
    for number, indicator in enumerate(method.indicators):
        if indicator.column in at:
            values[:, number] = known.values[:, at[indicator.column]]
            origins[:, number] = known.origins[:, at[indicator.column]]
        told = _told_by_registry(stations, indicator)
        if told is not None:
            blank = np.isnan(values[:, number])
            values[blank, number] = told[blank]
            origins[blank & ~np.isnan(told), number] = registry
    signals = reports.station_signals(area, known_at=min(known_at, _end_of(on, area)))
    reported = lay_over(values, origins, signals, stations["path"], method, first_origin=registry + 1)
    by_column = {indicator.column: number for number, indicator in enumerate(method.indicators)}
    units = pl.DataFrame(
        {
            "unit_code": stations["unit_code"],
            **{name: pl.Series(values[:, number]).fill_nan(None) for name, number in by_column.items()},
        }
    )
    return Measured(units, stations["path"], values, origins, known.sources, reported)


def judge(measured: Measured, method: Method, *, area: str, rng: np.random.Generator) -> Judgement:
    """Score every unit, roll up to every region inside `area`, and say how firmly the first ten hold their place."""
    scores = score_units(measured.units, method)
    regions = roll_up(measured.units, scores, method)
    inside = [covers(area, code) for code in regions["unit_code"]]
    regions = regions.filter(pl.Series(inside, dtype=pl.Boolean))
    points = np.nan_to_num(contributions(measured.units, method).drop("unit_code").to_numpy())
    points[scores["score"].is_null().to_numpy()] = np.nan
    stability = _stability(measured, method, rng)
    units = _rows(scores.with_columns(unit_code=measured.paths), pack(measured.values, points, measured.origins))
    units = units.with_columns(stability=stability, tps_count=pl.lit(1, pl.Int64))
    above = _region_rows(measured, scores, regions, points)
    return Judgement(pl.concat([above, units.select(above.columns)]), _steps(method, scores, regions))


def indicator_columns(method: Method) -> list[dict[str, Any]]:
    """What a run keeps about each column of its sheets: the words of that day, and what a full yes would weigh."""
    total = float(method.weights.sum())
    return [
        {
            "id": indicator.id,
            "label": {"id": indicator.label.id, "en": indicator.label.en},
            "unit": indicator.unit,
            "yes_no": indicator.input is Kind.YES_NO,
            "unverified": indicator.source.unverified
            or (indicator.weight_source is not None and indicator.weight_source.unverified),
            "possible_points": 100 * indicator.weight / total,
        }
        for indicator in method.indicators
    ]


def origin_rows(told: Sequence[sources.Origin], reported: Sequence[Reported] = ()) -> list[dict[str, Any]]:
    """What a run keeps about where its values come from: deliveries, the register of stations itself, field reports."""
    rows = [
        {
            "source_id": origin.source_id, "name": origin.name, "vintage": origin.vintage, "licence": origin.licence,
            "verified": origin.verified, "observed_on": origin.observed_on.isoformat(),
        }
        for origin in told
    ]  # fmt: skip
    registry = {"source_id": "", "name": REGISTRY, "vintage": "", "licence": "", "verified": True, "observed_on": ""}
    return [*rows, registry, *(one.as_origin for one in reported)]


def _end_of(day: date, area: str) -> datetime:
    """The last moment of a day as people of the area count it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone_of(area).clock)


def _told_by_registry(stations: pl.DataFrame, indicator: Indicator) -> Matrix | None:
    """What the register of polling stations says itself: voters, and whether it is a special location."""
    if indicator.column == VOTERS_COLUMN:
        return stations["voters"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if indicator.special_number:
        return stations["special_location"].cast(pl.Float64).to_numpy()
    return None


def _stability(measured: Measured, method: Method, rng: np.random.Generator) -> pl.Series:
    """How firmly each unit stands among the ten most vulnerable of its own kabupaten or kota."""
    if method.stability is None:
        return pl.repeat("", measured.units.height, eager=True).alias("stability")
    regencies = measured.paths.str.slice(0, CODE_LENGTHS[Level.KABKOTA])
    parts = [
        rank_stability(part, method, k=STABLE_AMONG, rng=rng)["stability"].cast(pl.String)
        for part in measured.units.with_columns(regency=regencies).partition_by(
            "regency", maintain_order=True, include_key=False
        )
    ]
    return pl.concat(parts).alias("stability")


def _rows(judged: pl.DataFrame, sheets: list[bytes]) -> pl.DataFrame:
    """Columns of the table that units and regions share; `unit_code` already holds the path."""
    for name, kind in (("max_score", pl.Float64), ("high_share", pl.Float64), ("tps_count", pl.Int64)):
        if name not in judged.columns:
            judged = judged.with_columns(pl.lit(None, kind).alias(name))
    return judged.select(
        pl.col("unit_code").alias("path"),
        pl.col("level").cast(pl.String),
        "score",
        "lower",
        "upper",
        pl.col("category").cast(pl.String).fill_null(""),
        "completeness",
        pl.col("indicators_hit").cast(pl.Int64),
        "max_score",
        "high_share",
        "tps_count",
        pl.lit("{}").alias(_COUNTED),
        pl.lit("").alias("stability"),
        pl.Series("sheet", sheets, dtype=pl.Binary),
    )


def _region_rows(measured: Measured, scores: pl.DataFrame, regions: pl.DataFrame, points: Matrix) -> pl.DataFrame:
    """Regions with the mean value and mean points of every indicator, and how many TPS stand in each category."""
    parts = []
    for level in LEVELS_UP[1:]:
        here = regions.filter(pl.col("level") == level.value)
        if here.is_empty():
            continue
        heads = measured.paths.str.slice(0, CODE_LENGTHS[level]) if level in CODE_LENGTHS else None
        codes = heads if heads is not None else pl.repeat(here["unit_code"][0], measured.paths.len(), eager=True)
        place = codes.to_frame("code").join(
            here.select(code="unit_code").with_row_index("place"), on="code", how="left"
        )
        groups = place["place"].to_numpy()
        means = [_group_mean(matrix, groups, here.height) for matrix in (measured.values, points)]
        sheets = pack(means[0], means[1], np.full(means[0].shape, NO_ORIGIN, dtype=np.int32))
        counts = _category_counts(groups, scores["category"].cast(pl.String).fill_null(""), here.height)
        parts.append(_rows(here, sheets).with_columns(pl.Series(_COUNTED, counts)))
    return pl.concat(parts)


def _group_mean(matrix: Matrix, groups: NDArray[Any], count: int) -> Matrix:
    """Mean of the known cells of each column, per group; NaN where a group knows nothing.

    Groups rise with the rows (units are sorted by path), so that each is one slice.
    """
    starts = np.searchsorted(groups, np.arange(count))
    known = ~np.isnan(matrix)
    sums = np.add.reduceat(np.where(known, matrix, 0.0), starts, axis=0)
    counts = np.add.reduceat(known, starts, axis=0, dtype=np.int64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums / counts)


def _category_counts(groups: NDArray[Any], categories: pl.Series, count: int) -> list[str]:
    """Per group, JSON of how many units stand in each category; the empty code counts those without a score."""
    counted: list[dict[str, int]] = [{} for _ in range(count)]
    frame = pl.DataFrame({"group": groups, "category": categories})
    for group, category, units in frame.group_by("group", "category").len().sort("group", "category").rows():
        counted[group][category] = units
    return [json.dumps(each) for each in counted]


def _steps(method: Method, scores: pl.DataFrame, regions: pl.DataFrame) -> list[dict[str, Any]]:
    """The categories, lowest first, and at each level the score from which each one holds."""
    columns = ["level", "score", "indicators_hit", "completeness"]
    together = pl.concat([scores.select(columns), regions.select(columns)], how="vertical_relaxed")
    bounds = cutoffs_of(together, method)
    return [
        {
            "code": category.code,
            "id": category.label.id,
            "en": category.label.en,
            "high": category.high,
            "from": {level.value: 0.0 if place == 0 else cuts[place - 1] for level, cuts in bounds.items()},
        }
        for place, category in enumerate(method.categories)
    ]
