"""Taking in what sources measured, and taking it back. Nothing is overwritten: a newer observation stands beside it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE, parse_place_code, path_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import levels_of
from wasdini.core.terms import Level
from wasdini.journal import operations as journal
from wasdini.rows.bulk import insert_frame
from wasdini.sources.models import Observation, Source
from wasdini.sources.queries import SourceCard, source_card

PROBLEMS_TOLD = 20
_KEYS = ("unit_code", "observed_on")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What comes with a set of measurements. `verified` False marks every value "belum diverifikasi"."""

    name: str
    area: str
    licence: str = ""
    vintage: str = ""
    verified: bool = True
    file_sha256: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)


def record_observations(
    actor: Actor, delivery: Delivery, frame: pl.DataFrame, *, observed_on: date, at: datetime
) -> SourceCard:
    """Keep one delivery whole, or refuse it whole.

    `frame`: `unit_code` (Wasdini's writing), one numeric or yes/no column per indicator (null: not told), and
    `observed_on` where rows differ from the delivery's own day. Each unit once.
    """
    require_allowed(actor, Act.IMPORT_DATA, area=delivery.area)
    rows = _rows(frame, delivery.area, observed_on)
    with journal.act(actor, "record_observations", at=at) as line:
        source = _add_source(actor, delivery, at)
        insert_frame(
            Observation,
            rows.with_columns(source_id=pl.lit(str(source.id)), recorded_at=pl.lit(at).dt.cast_time_unit("us")),
        )
        line.about("source", source.id, area=delivery.area)
        line.details = {"units_count": rows.height}
    return source_card(source)


def record_observation(
    actor: Actor, delivery: Delivery, *, unit_code: str, values: Mapping[str, float], observed_on: date, at: datetime
) -> SourceCard:
    """Keep what one visit or one measure found at one place or TPS."""
    frame = pl.DataFrame({"unit_code": [unit_code], **{name: [float(value)] for name, value in values.items()}})
    return record_observations(actor, delivery, frame, observed_on=observed_on, at=at)


def withdraw_source(actor: Actor, source_id: uuid.UUID, *, at: datetime) -> SourceCard:
    """From `at` on nothing of this delivery counts; what was known before stays readable as it was."""
    with journal.act(actor, "withdraw_source", at=at) as line:
        source = Source.objects.select_for_update().get(id=source_id)
        require_allowed(actor, Act.UNDO_IMPORT, area=source.area)
        if source.withdrawn_at is None:
            source.withdrawn_at, source.withdrawn_by = at, actor.name
            source.save(update_fields=["withdrawn_at", "withdrawn_by"])
        line.about("source", source.id, area=source.area)
    return source_card(source)


def _add_source(actor: Actor, delivery: Delivery, at: datetime) -> Source:
    return Source.objects.create(
        name=delivery.name,
        area=delivery.area,
        licence=delivery.licence,
        vintage=delivery.vintage,
        verified=delivery.verified,
        file_sha256=delivery.file_sha256,
        report=dict(delivery.report),
        received_at=at,
        received_by=actor.name,
    )


def _rows(frame: pl.DataFrame, area: str, observed_on: date) -> pl.DataFrame:
    """`path, observed_on, values` of the units that were told something about."""
    indicators = [name for name in frame.columns if name not in _KEYS]
    numbers = frame.with_columns(pl.col(name).cast(pl.Float64) for name in indicators)
    told = numbers.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in indicators))
    day = pl.col("observed_on") if "observed_on" in frame.columns else pl.lit(observed_on)
    rows = told.select(
        path=paths_of(told["unit_code"]),
        observed_on=day,
        values=pl.struct(indicators).struct.json_encode(),
    )
    problems = _refused(rows, told, area, indicators)
    if problems:
        raise InputRefused(problems)
    return rows


def _refused(rows: pl.DataFrame, told: pl.DataFrame, area: str, indicators: list[str]) -> list[Problem]:
    codes = told["unit_code"]
    problems = [
        Problem("observation_twice", column="unit_code", value=code)
        for code in codes.filter(rows["path"].is_duplicated()).unique(maintain_order=True).head(PROBLEMS_TOLD)
    ]
    if area != NASIONAL_CODE:
        own = path_of(parse_place_code(area).dotted)
        outside = ~((rows["path"] == own) | rows["path"].str.starts_with(own + "."))
        problems += [
            Problem("observation_outside_area", column="unit_code", value=code, expected=area)
            for code in codes.filter(outside).head(PROBLEMS_TOLD)
        ]
    for name in indicators:
        wrong = ~told[name].fill_null(0.0).is_finite()
        problems += [
            Problem("observation_not_a_number", column=name, value=code) for code in codes.filter(wrong).head(1)
        ]
    return problems


def paths_of(codes: pl.Series) -> pl.Series:
    """Codes in Wasdini's writing -> paths; the vectorised twin of `place_codes.path_of`."""
    code = pl.col("code")
    dotted = pl.concat_str(
        code.str.slice(0, 2), code.str.slice(2, 2), code.str.slice(4, 2), code.str.slice(6, 4), code.str.slice(10, 3),
        separator=".",
    )  # fmt: skip
    is_tps = pl.lit(levels_of(codes).cast(pl.String) == Level.TPS.value)
    return pl.DataFrame({"code": codes}).select(pl.when(is_tps).then(dotted).otherwise(code).alias("path"))["path"]
