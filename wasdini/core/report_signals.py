"""Verified reports move the picture, and the picture forgets: report signals with decay, per unit and indicator.

x = 1 - product over independent sources of (1 - strength * 0.5 ** (age / half-life)), so that each further source adds
less and the sum never passes 1 (noisy-or; Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 4.3.2).
Half-lives and codes come from `methods/report-signals.toml`; how: `docs/method/report-signals.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

UNKNOWN_SOURCE = "?"


@dataclass(frozen=True)
class SignalRule:
    """A code (of a finding or an issue) raises an indicator, and half of it is forgotten after `half_life_h` hours."""

    code: str
    indicator: str
    half_life_h: float


@dataclass(frozen=True)
class SignalRules:
    """`desa_share`: how much of a report about a whole desa counts at each of its stations, 0-1. A report about a
    wider area raises no station."""

    rules: tuple[SignalRule, ...]
    desa_share: float


@dataclass(frozen=True, kw_only=True)
class SignalReport:
    """A report the desk has judged. `strength` 0-1 of its grade; `grade` e.g. `b2`, best first when sorted.

    `source`: key of the person, empty when unknown. `denied`: contradicted, or closed as false. `nil`: says that
    nothing happened.
    """

    report_id: str
    path: str
    occurred_at: datetime
    codes: tuple[str, ...]
    source: str
    strength: float
    grade: str
    denied: bool = False
    nil: bool = False


_Schema = dict[str, pl.DataType | type[pl.DataType]]
SIGNALS_SCHEMA: _Schema = {
    "path": pl.String, "indicator": pl.String, "value": pl.Float64, "sources": pl.UInt32, "best_grade": pl.String,
    "newest_at": pl.Datetime("us", "UTC"), "report_ids": pl.List(pl.String),
}  # fmt: skip
_REPORTS_SCHEMA: _Schema = {
    "report_id": pl.String, "path": pl.String, "occurred_at": pl.Datetime("us", "UTC"), "code": pl.String,
    "source": pl.String, "strength": pl.Float64, "grade": pl.String,
}  # fmt: skip


def report_signals(
    reports: Sequence[SignalReport], stations: Sequence[str], rules: SignalRules, *, at: datetime
) -> pl.DataFrame:
    """One row per station path and indicator that any report raises, sorted by both; columns of `SIGNALS_SCHEMA`.

    `value` 0-1; `sources`: independent ones behind it; `best_grade`, `newest_at` and `report_ids` (newest first) say
    what it rests on. Nil and denied reports give nothing; a report from after `at` counts as new. One source counts
    once per station and indicator, by its strongest report; all unknown ones together once.
    """
    counted = [report for report in reports if not report.nil and not report.denied and report.strength > 0]
    table = _told(counted, rules, at)
    if table.is_empty() or not stations:
        return pl.DataFrame(schema=SIGNALS_SCHEMA)
    placed = _at_stations(table, stations, rules.desa_share).filter(pl.col("pull") > 0)
    by_source = placed.group_by("station", "indicator", "source").agg(pl.col("pull").max())
    values = by_source.group_by("station", "indicator").agg(
        value=1 - (1 - pl.col("pull").sort()).product(), sources=pl.len()
    )
    behind = (
        placed.sort("occurred_at", "report_id", descending=[True, False])
        .group_by("station", "indicator", maintain_order=True)
        .agg(
            best_grade=pl.col("grade").filter(pl.col("grade") != "").min(),
            newest_at=pl.col("occurred_at").max(),
            report_ids=pl.col("report_id").unique(maintain_order=True),
        )
    )
    found = values.join(behind, on=["station", "indicator"]).rename({"station": "path"}).sort("path", "indicator")
    return found.select(list(SIGNALS_SCHEMA)).cast({"sources": pl.UInt32})


def _told(reports: Sequence[SignalReport], rules: SignalRules, at: datetime) -> pl.DataFrame:
    """A row per report and indicator with its decayed strength `pull`."""
    rows = [
        (r.report_id, r.path, r.occurred_at, code, r.source or UNKNOWN_SOURCE, min(r.strength, 1.0), r.grade)
        for r in reports
        for code in r.codes
    ]
    table = pl.DataFrame(rows, schema=_REPORTS_SCHEMA, orient="row")
    known = pl.DataFrame(
        [(rule.code, rule.indicator, rule.half_life_h) for rule in rules.rules],
        schema={"code": pl.String, "indicator": pl.String, "half_life_h": pl.Float64},
        orient="row",
    )
    age_h = ((pl.lit(at) - pl.col("occurred_at")).dt.total_seconds() / 3600).clip(lower_bound=0)
    return table.join(known, on="code").with_columns(
        pull=pl.col("strength") * (-(age_h / pl.col("half_life_h")) * pl.lit(2.0).log()).exp()
    )


def _at_stations(table: pl.DataFrame, stations: Sequence[str], desa_share: float) -> pl.DataFrame:
    """Each row at its station; a desa's row at every station of that desa, weakened."""
    units = pl.DataFrame({"station": sorted(set(stations))}, schema={"station": pl.String})
    units = units.with_columns(desa=pl.col("station").str.split(".").list.head(4).list.join("."))
    exact = table.join(units.select("station"), left_on="path", right_on="station").with_columns(station=pl.col("path"))
    spread = table.join(units, left_on="path", right_on="desa").filter(pl.col("station") != pl.col("path"))
    spread = spread.with_columns(pull=pl.col("pull") * desa_share)
    columns = ["station", "indicator", "source", "pull", "occurred_at", "report_id", "grade"]
    return pl.concat([exact.select(columns), spread.select(columns)])
