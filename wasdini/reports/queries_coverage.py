"""What was heard from whom about which place, as frames: for coverage, in one grouped SELECT however many reports.

Open reports only. A closed report names nobody outside custody, so it never counts for a named officer here: whether
somebody also reports covertly must not show in who is silent. Unscoped: the caller has asked for its area.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import connection

from wasdini.core.coverage import HEARD_SCHEMA, PAPER_SCHEMA
from wasdini.core.place_codes import path_range
from wasdini.core.terms import Channel, Mode, ReportKind
from wasdini.rows.bulk import read_frame


def heard_frame(area: str, cuts: Sequence[datetime], *, person_id: int | None = None) -> pl.DataFrame:
    """Open reports from inside `area` between the first and the last cut, counted per person, place and bucket, by the
    server's clock: the columns of `core.coverage.HEARD_SCHEMA`. Bucket n begins at `cuts[n - 1]`. `person_id`: of one
    person alone."""
    if len(cuts) < 2:
        return pl.DataFrame(schema=HEARD_SCHEMA)
    adapt = connection.ops.adapt_datetimefield_value
    moments = [adapt(cut) for cut in cuts]
    ladder = " ".join(f"WHEN received_at < %s THEN {n}" for n in range(1, len(moments)))
    inside, bounds = _inside(area)
    whose = "reporter_id IS NOT NULL" if person_id is None else "reporter_id = %s"
    statement = (
        f"SELECT reporter_id AS person_id, path, CASE {ladder} END AS bucket, COUNT(*) AS reports_count, "  # noqa: S608 (own words)
        "SUM(CASE WHEN kind = %s THEN 1 ELSE 0 END) AS nil_count, "
        "MIN(received_at) AS first_at, MAX(received_at) AS last_at FROM reports_report "
        f"WHERE mode = %s AND {whose} AND received_at >= %s AND received_at < %s "
        f"AND {inside} GROUP BY 1, 2, 3"
    )
    person = [] if person_id is None else [person_id]
    values = [*moments[1:], ReportKind.NIL.value, Mode.TERBUKA.value, *person, moments[0], moments[-1], *bounds]
    return read_frame(statement, values, HEARD_SCHEMA)


def papers_frame(area: str, since: datetime) -> pl.DataFrame:
    """Open reports that the desk typed in for somebody from inside `area` since a moment, by id (32 hex digits)."""
    inside, bounds = _inside(area)
    statement = (
        "SELECT CAST(report_id AS TEXT) AS paper_id, CASE WHEN kind = %s THEN 1 ELSE 0 END AS is_nil, "  # noqa: S608 (own words)
        f"received_at FROM reports_report WHERE mode = %s AND channel = %s AND received_at >= %s AND {inside}"
    )
    moment = connection.ops.adapt_datetimefield_value(since)
    values = [ReportKind.NIL.value, Mode.TERBUKA.value, Channel.DESK.value, moment, *bounds]
    return read_frame(statement, values, PAPER_SCHEMA).with_columns(pl.col("paper_id").str.replace_all("-", ""))


def _inside(area: str) -> tuple[str, Sequence[str]]:
    bounds = path_range(area)
    return ("path >= %s AND path < %s", bounds) if bounds else ("1 = 1", ())
