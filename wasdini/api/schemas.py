"""The JSON of the REST door. Names carry their units as everywhere: `_at`, `_on`, `_count`, `_share`."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator

from wasdini.core.stages import Happening
from wasdini.core.terms import Coordinate, ElectionKind, Level, StageCode


def _as_written(value: object) -> object:
    """A date is written 2024-02-14. A bare number is none, though a lenient reader would count seconds from 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("a date is written like 2024-02-14")
    return value


WrittenDate = Annotated[date, BeforeValidator(_as_written)]


class Refusal(Schema):
    """Why there is no answer: `unauthorized`, `forbidden`, `not_found`."""

    error: str


class FieldError(Schema):
    field: str
    message: str


class RefusedInput(Schema):
    errors: list[FieldError]


# 204: you may see it, and there is nothing yet.
REFUSALS = {401: Refusal, 403: Refusal, 404: Refusal, 422: RefusedInput}


class PlaceOut(Schema):
    """A region. `coordinate` `centroid` is an estimate."""

    code: str
    name: str
    level: Level
    parent_code: str
    lat: float | None
    lon: float | None
    coordinate: Coordinate
    tps_count: int
    special_count: int
    voters_count: int | None


class PlacesOut(Schema):
    results: list[PlaceOut]
    next: str | None


class TpsOut(Schema):
    """A polling station. Without a measured position it stands at its desa's centre (`coordinate` `centroid`)."""

    code: str
    number: int
    name: str
    desa_code: str
    lat: float | None
    lon: float | None
    coordinate: Coordinate
    voters: int | None
    voters_male: int | None
    voters_female: int | None
    special_location: bool


class RunOut(Schema):
    """Which assessment a number comes from."""

    id: UUID
    election_slug: str
    assessed_on: date
    assessed_at: datetime
    area: str
    method_name: str
    method_version: str
    method_sha256: str
    input_sha256: str
    vintage: str


class ContributionOut(Schema):
    """One indicator: its points sum to the score with the others; `value` null is unknown."""

    indicator: str
    label: str
    points: float
    value: float | None
    source_name: str
    observed_on: date | None
    unverified: bool


class AssessmentOut(Schema):
    code: str
    name: str
    level: Level
    run: RunOut
    score: float | None
    lower: float | None
    upper: float | None
    category: str
    category_label: str
    completeness: float
    indicators_hit: int
    stability: str
    max_score: float | None
    high_share: float | None
    tps_count: int
    category_counts: dict[str, int]
    contributions: list[ContributionOut]


class RankedOut(Schema):
    position: int
    code: str
    name: str
    level: Level
    parent_code: str
    parent_name: str
    score: float | None
    lower: float | None
    upper: float | None
    category: str
    category_label: str
    completeness: float
    stability: str
    tps_count: int


class RankingOut(Schema):
    run: RunOut
    total_count: int
    results: list[RankedOut]
    next: str | None


class WordsOut(Schema):
    id: str
    en: str


class ElectionOut(Schema):
    slug: str
    kind: ElectionKind
    name: str
    area: str
    voting_on: date


class ElectionsOut(Schema):
    results: list[ElectionOut]
    next: str | None


class StageOut(Schema):
    """A legal stage. `waiting_for` names the happening a deadline rule waits for."""

    election_slug: str
    position: int
    code: StageCode
    legal_name: WordsOut
    starts_on: date | None
    ends_on: date | None
    after_happening: Happening | None
    within_days: int | None
    waiting_for: Happening | None
    source: str
    verified: bool
    note: WordsOut


class ClockOut(Schema):
    """The clock of a region: `days_to_vote` is negative after voting."""

    on: date
    election: ElectionOut
    leading: StageOut | None
    running: list[StageOut]
    next_stages: list[StageOut]
    waiting: list[StageOut]
    other_running: list[StageOut]
    days_to_vote: int
