"""What sources told: the newest value of every unit and indicator as known at a moment, and the deliveries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from django.db import connection
from numpy.typing import NDArray

from wasdini.core.access import Act, Actor, require_visible
from wasdini.core.place_codes import ancestors_of, path_range
from wasdini.rows.bulk import read_frame
from wasdini.rows.scoping import within
from wasdini.sources.models import Source
from wasdini.sources.values import newest_values

_COLUMNS = {
    "id": pl.Int64,
    "path": pl.String,
    "source_id": pl.String,
    "observed_on": pl.Date,
    "recorded_at": pl.Datetime("us", "UTC"),
    "told": pl.String,
}


@dataclass(frozen=True)
class SourceCard:
    """One delivery: who measured, when it came, under which licence, how good it was."""

    id: uuid.UUID
    name: str
    area: str
    licence: str
    vintage: str
    verified: bool
    received_at: datetime
    received_by: str
    withdrawn_at: datetime | None
    report: Mapping[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where values of one delivery and day come from, as it is told beside each value."""

    source_id: str
    name: str
    vintage: str
    licence: str
    verified: bool
    observed_on: date


@dataclass(frozen=True)
class Known:
    """`values`: units x indicators (NaN: unknown); `origins`: same shape, index into `sources`, -1 for none."""

    values: NDArray[np.float64]
    origins: NDArray[np.int32]
    sources: tuple[Origin, ...]


def known_values(area: str, paths: pl.Series, indicators: Sequence[str], *, known_at: datetime, on: date) -> Known:
    """The newest values of the units `paths` in `area`: observed by `on`, recorded by `known_at`, source not withdrawn.

    Unscoped: for assessments, which speak for the whole area. Reads a nation without a Python step per row.
    """
    observations = _observations(area, indicators, known_at, on)
    newest = newest_values(observations, paths, indicators)
    cards = {source.id.hex: source for source in Source.objects.filter(id__in=newest.deliveries["source_id"].unique())}
    origins = tuple(
        _origin(cards[uuid.UUID(source_id).hex], observed_on) for source_id, observed_on in newest.deliveries.rows()
    )
    return Known(newest.values, newest.origins, origins)


def sources_of(actor: Actor, area: str, *, limit: int = 100) -> tuple[SourceCard, ...]:
    """Deliveries about `area` or a place around it, newest first; withdrawn ones are marked."""
    require_visible(actor, Act.SEE_RISK, area=area)
    rows = Source.objects.filter(within([area], "area")) | Source.objects.filter(area__in=ancestors_of(area))
    return tuple(source_card(row) for row in rows.order_by("-received_at", "name")[:limit])


def source_card(row: Source) -> SourceCard:
    return SourceCard(
        id=row.id,
        name=row.name,
        area=row.area,
        licence=row.licence,
        vintage=row.vintage,
        verified=row.verified,
        received_at=row.received_at,
        received_by=row.received_by,
        withdrawn_at=row.withdrawn_at,
        report=row.report,
    )


def _origin(source: Source, observed_on: date) -> Origin:
    return Origin(str(source.id), source.name, source.vintage, source.licence, source.verified, observed_on)


def _observations(area: str, indicators: Sequence[str], known_at: datetime, on: date) -> pl.DataFrame:
    bounds = path_range(area)
    # As text: PostgreSQL's jsonb would otherwise be parsed into a Python object per row.
    statement = (
        "SELECT o.id, o.path, CAST(o.source_id AS TEXT) AS source_id, o.observed_on, o.recorded_at, "
        'CAST(o."values" AS TEXT) AS told '
        "FROM sources_observation o JOIN sources_source s ON s.id = o.source_id "
        "WHERE o.recorded_at <= %s AND o.observed_on <= %s AND (s.withdrawn_at IS NULL OR s.withdrawn_at > %s)"
    )
    adapt = connection.ops.adapt_datetimefield_value
    parameters: list[Any] = [adapt(known_at), on, adapt(known_at)]
    if bounds is not None:
        statement += " AND o.path >= %s AND o.path < %s"
        parameters += bounds
    rows = read_frame(statement, parameters, _COLUMNS)
    kind = pl.Struct({indicator: pl.Float64 for indicator in indicators})
    if not indicators or rows.is_empty():
        return rows.drop("told").with_columns(pl.lit(None, pl.Float64).alias(one) for one in indicators)
    return rows.with_columns(pl.col("told").str.json_decode(kind)).unnest("told")
