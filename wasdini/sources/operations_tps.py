"""A list of polling stations that also tells their signs: stations go to places, signs become observations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from wasdini.core.access import Actor
from wasdini.core.index.method import VOTERS_COLUMN, Method
from wasdini.core.place_codes import common_area
from wasdini.core.tables import Column
from wasdini.methods.loader import load_method
from wasdini.places import operations as places
from wasdini.sources.operations import Delivery, paths_of, record_observations
from wasdini.sources.queries import SourceCard

# What the list of stations says itself; places keeps these.
_OF_THE_STATION = frozenset({VOTERS_COLUMN, "special_location"})


@dataclass(frozen=True)
class StationsWithSigns:
    """What came of one file. `source` is None when the file had no column of the method."""

    stations: places.ImportOutcome
    source: SourceCard | None


@dataclass(frozen=True, kw_only=True)
class SignsRequest:
    """By which method the extra columns are read, and on which day they were observed."""

    method_name: str
    observed_on: date
    stations: places.ImportRequest


def import_tps_with_signs(actor: Actor, file: Path, request: SignsRequest, *, at: datetime) -> StationsWithSigns:
    """Read a file once; keep stations and observations together or refuse both.

    Every indicator column of the method is checked by its declared kind and range; a blank cell says nothing. The
    delivery carries the file's provenance and how much of each indicator it told.
    """
    method = load_method(request.method_name)
    wanted = replace(request.stations, extra_columns=indicator_columns(method))
    with transaction.atomic():
        stations = places.import_tps(actor, file, at=at, request=wanted)
        told = stations.extra
        signs = [name for name in told.columns if name != "unit_code"]
        if not signs or told.select(pl.all_horizontal(pl.col(signs).is_null().all())).item():
            return StationsWithSigns(stations, None)
        paths = paths_of(told["unit_code"])
        delivery = Delivery(
            name=request.stations.source or file.name,
            area=common_area(str(paths.min()), str(paths.max())),
            licence=request.stations.licence,
            vintage=request.stations.vintage,
            report=quality_of(told, signs) | {"import_id": stations.import_id},
        )
        source = record_observations(actor, delivery, told, observed_on=request.observed_on, at=at)
    return StationsWithSigns(stations, source)


def indicator_columns(method: Method) -> tuple[Column, ...]:
    """The columns a file may carry for this method, besides what every list of stations has."""
    named = {indicator.column: indicator for indicator in method.indicators}
    return tuple(
        Column(name=name, kind=indicator.input, required=False, minimum=indicator.minimum, maximum=indicator.maximum)
        for name, indicator in named.items()
        if name not in _OF_THE_STATION
    )


def quality_of(told: pl.DataFrame, signs: Sequence[str]) -> dict[str, Any]:
    """How many stations each sign was told of, and its mean: a column of nothing but zeros shows at once."""
    return {
        "units_count": told.height,
        "indicators": {
            name: {"known_count": told.height - told[name].null_count(), "mean": _mean(told[name])} for name in signs
        },
    }


def _mean(values: pl.Series) -> float | None:
    mean = values.cast(pl.Float64).mean()
    return round(float(mean), 6) if isinstance(mean, float) else None
