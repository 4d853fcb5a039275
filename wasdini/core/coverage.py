"""Who should report and has not: duties matched with what was heard, and the counts of every region above them.

Rule (mission S4.2, "nil reports count; silence is not calm"): a duty is *reported* when its person sent at least as
many reports about its place within its window, by the clock of the server, as it expects; a nil report and a check-in
are reports. Everything else is *silent*: overdue once the window is over, waited for while it runs, ahead before it
begins. Reported and silent always add up to assigned. A duty that expects no nil report may stay silent: it is never
overdue, and is counted apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import polars as pl

from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.terms import Level

MOMENT = pl.Datetime("us", "UTC")
PATH_LENGTHS = {Level.PROVINSI: 2, Level.KABKOTA: 5, Level.KECAMATAN: 8, Level.DESA: 13, Level.TPS: 17}
DUTY_SCHEMA: dict[str, Any] = {
    "duty_id": pl.Int64,
    "person_id": pl.Int64,
    "path": pl.String,
    "starts_at": MOMENT,
    "ends_at": MOMENT,
    "expected_count": pl.Int64,
    "expects_nil": pl.Int8,
    "paper_id": pl.String,
}
HEARD_SCHEMA: dict[str, Any] = {
    "person_id": pl.Int64,
    "path": pl.String,
    "bucket": pl.Int64,
    "reports_count": pl.Int64,
    "nil_count": pl.Int64,
    "first_at": MOMENT,
    "last_at": MOMENT,
}
PAPER_SCHEMA: dict[str, Any] = {"paper_id": pl.String, "is_nil": pl.Int8, "received_at": MOMENT}


class DutyState(StrEnum):
    """How a duty stands. The order is that of the page: who needs a call first."""

    OVERDUE = "overdue"
    WAITING = "waiting"
    AHEAD = "ahead"
    MAY_BE_SILENT = "may_be_silent"
    REPORTED = "reported"


STATES = pl.Enum([state.value for state in DutyState])


def cut_points(duties: pl.DataFrame) -> tuple[datetime, ...]:
    """All moments at which a window of these duties begins or ends, in order. Between two of them lies one bucket.

    Reports are counted per bucket in one grouped query; a window is then a run of whole buckets, so that no report is
    counted for a window it does not lie in, however windows overlap.
    """
    moments = pl.concat([duties["starts_at"], duties["ends_at"]]).unique().sort()
    return tuple(moments.to_list())


def standing_of(
    duties: pl.DataFrame, heard: pl.DataFrame, papers: pl.DataFrame, *, cuts: Sequence[datetime], at: datetime
) -> pl.DataFrame:
    """Each duty once, with `reports_count, nil_count, first_at, last_at, on_paper, state`.

    `duties`: columns of `DUTY_SCHEMA` (others are carried along). `heard`: `HEARD_SCHEMA`; `bucket` n holds what came
    from `cuts[n - 1]` on and before `cuts[n]`. `papers`: paper forms typed in at the desk, by the id printed on them;
    such a form counts for its duty whenever it was typed in, and is marked.
    """
    edges = pl.Series("cut", list(cuts), dtype=MOMENT)
    spans = duties.with_columns(
        first_bucket=edges.search_sorted(duties["starts_at"], side="left").cast(pl.Int64) + 1,
        end_bucket=edges.search_sorted(duties["ends_at"], side="left").cast(pl.Int64) + 1,
    )
    sums = _sums(spans, heard)
    typed = papers.with_columns(paper_nil=pl.col("is_nil").cast(pl.Int64), paper_at="received_at")
    joined = duties.join(sums, on="duty_id", how="left", maintain_order="left")
    joined = joined.join(
        typed.select("paper_id", "paper_nil", "paper_at"), on="paper_id", how="left", maintain_order="left"
    )
    on_paper = pl.col("paper_at").is_not_null()
    counted = joined.with_columns(
        reports_count=pl.col("reports_count").fill_null(0) + on_paper.cast(pl.Int64),
        nil_count=pl.col("nil_count").fill_null(0) + pl.col("paper_nil").fill_null(0),
        first_at=pl.min_horizontal("first_at", "paper_at"),
        last_at=pl.max_horizontal("last_at", "paper_at"),
        on_paper=on_paper,
    ).drop("paper_nil", "paper_at")
    return counted.with_columns(state=_state(at))


def late_first(standing: pl.DataFrame) -> pl.DataFrame:
    """Silent duties, those that need a call first: overdue (longest over), then waited for (longest running), then
    those that have not begun, then those that may stay silent."""
    silent = standing.filter(pl.col("state") != DutyState.REPORTED.value)
    over = pl.when(pl.col("state") == DutyState.OVERDUE.value).then(pl.col("ends_at")).otherwise(pl.col("starts_at"))
    return silent.sort("state", over, "path", "person_id", maintain_order=True)


def rolled_up(standing: pl.DataFrame, level: Level) -> pl.DataFrame:
    """Counts for every region of `level`: `code, assigned, reported, overdue, waiting, ahead, may_be_silent`, by code.

    A duty of a region larger than `level` is counted under its own code, so that the rows add up to the whole.
    """
    length = PATH_LENGTHS.get(level, 0)
    code = pl.col("path").str.slice(0, length) if length else pl.lit(NASIONAL_CODE)
    return standing.group_by(code=code).agg(*_counts()).sort("code")


def totals(standing: pl.DataFrame) -> dict[str, int]:
    """The counts of `rolled_up` for everything at once."""
    return standing.select(*_counts()).row(0, named=True)


def _sums(spans: pl.DataFrame, heard: pl.DataFrame) -> pl.DataFrame:
    """What was heard for each duty. A duty in a region counts every report from inside it."""
    narrow = spans.select("duty_id", "person_id", "path", "first_bucket", "end_bucket")
    lengths = narrow.select(pl.col("path").str.len_bytes().unique()).to_series().to_list()
    found = []
    for length in lengths:
        whole = narrow.filter(pl.col("path").str.len_bytes() == length)
        key = pl.lit(NASIONAL_CODE) if length == 1 else pl.col("path").str.slice(0, length)
        inside = heard.filter(pl.col("path").str.len_bytes() >= length) if length > 1 else heard
        found.append(whole.join(inside.with_columns(path=key), on=["person_id", "path"], how="inner"))
    if not found:
        found = [narrow.join(heard, on=["person_id", "path"], how="inner")]
    within = pl.col("bucket").is_between(pl.col("first_bucket"), pl.col("end_bucket"), closed="left")
    return (
        pl.concat(found)
        .filter(within)
        .group_by("duty_id")
        .agg(
            pl.col("reports_count").sum(),
            pl.col("nil_count").sum(),
            pl.col("first_at").min(),
            pl.col("last_at").max(),
        )
    )


def _state(at: datetime) -> pl.Expr:
    now = pl.lit(at).cast(MOMENT)
    return (
        pl.when(pl.col("reports_count") >= pl.col("expected_count"))
        .then(pl.lit(DutyState.REPORTED.value))
        .when(pl.col("expects_nil") == 0)
        .then(pl.lit(DutyState.MAY_BE_SILENT.value))
        .when(pl.col("ends_at") <= now)
        .then(pl.lit(DutyState.OVERDUE.value))
        .when(pl.col("starts_at") <= now)
        .then(pl.lit(DutyState.WAITING.value))
        .otherwise(pl.lit(DutyState.AHEAD.value))
        .cast(STATES)
    )


def _counts() -> list[pl.Expr]:
    each = [(pl.col("state") == state.value).sum().cast(pl.Int64).alias(state.value) for state in DutyState]
    return [pl.len().cast(pl.Int64).alias("assigned"), *each]
