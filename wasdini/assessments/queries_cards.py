"""What the queries of this room hand out: frozen cards, ready for a page, a brief or the API."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Step:
    """One category of the method, in the words of that day. `at_least`: per level, the score from which it holds."""

    code: str
    label: str
    at_least: Mapping[str, float]
    high: bool


@dataclass(frozen=True)
class RunCard:
    """Which assessment a number comes from; stands beside every number shown."""

    id: uuid.UUID
    election_slug: str
    assessed_on: date
    assessed_at: datetime
    area: str
    method_name: str
    method_version: str
    method_sha256: str
    input_sha256: str
    vintage: str
    unit_count: int
    steps: tuple[Step, ...] = ()  # lowest first


@dataclass(frozen=True)
class Contribution:
    """One indicator of one unit. `points` of all contributions sum to the score; `value` None means unknown.

    For a region value and points are the means over its TPS, and there is no single source. `reported_at`: the newest
    field report behind the value, when reports and not a delivery gave it.
    """

    indicator: str
    label: str
    points: float
    value: float | None
    source_name: str
    observed_on: date | None
    unverified: bool
    source_vintage: str = ""
    licence: str = ""
    yes_no: bool = False
    possible_points: float = 0.0
    reported_at: datetime | None = None


@dataclass(frozen=True)
class HistoryPoint:
    on: date
    at: datetime
    score: float | None
    category: str


@dataclass(frozen=True)
class UnitAssessment:
    """The whole reason of one unit's score. Contributions: largest first, then the known zeros, unknown ones last."""

    code: str
    name: str
    level: str
    run: RunCard
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
    category_counts: Mapping[str, int]
    contributions: tuple[Contribution, ...]
    history: tuple[HistoryPoint, ...]


@dataclass(frozen=True)
class Driver:
    """An indicator that lifts a score, and by how many points."""

    indicator: str
    label: str
    points: float
    unverified: bool


@dataclass(frozen=True)
class RankedUnit:
    """A row of the ranking. `change` is in points against the run of an earlier day, None when there is none."""

    position: int
    code: str
    name: str
    level: str
    parent_code: str
    parent_name: str
    score: float | None
    lower: float | None
    upper: float | None
    category: str
    category_label: str
    completeness: float
    indicators_hit: int
    stability: str
    tps_count: int
    high_share: float | None
    drivers: tuple[Driver, ...]
    change: float | None = None


@dataclass(frozen=True)
class Ranking:
    """One page of a ranking, highest score first. `next_offset` None: this was the last page."""

    run: RunCard
    area: str
    level: str
    rows: tuple[RankedUnit, ...]
    total_count: int
    next_offset: int | None


@dataclass(frozen=True)
class Reason:
    """A reason as code and parameters; `methods.sentences.sentence(code, params, language)` makes the sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """How a region moved since the run before; points, positive means more vulnerable."""

    since: RunCard
    points: float
    category_before: str
    category_before_label: str


@dataclass(frozen=True)
class Situation:
    """A region today: its level in a word and a number, why, what changed, what would change it, and who needs you."""

    area: str
    on: date
    run: RunCard
    score: float | None
    lower: float | None
    upper: float | None
    category: str
    category_label: str
    completeness: float
    tps_count: int
    category_counts: Mapping[str, int]
    high_share: float | None
    max_score: float | None
    reasons: tuple[Reason, ...]
    change: Change | None
    would_change: tuple[Reason, ...]
    top_five: tuple[RankedUnit, ...]


@dataclass(frozen=True)
class MovedUnit:
    """A unit whose score differs between two runs, and which indicators moved it."""

    code: str
    name: str
    level: str
    score_before: float | None
    score_after: float | None
    change: float
    category_before: str
    category_after: str
    category_before_label: str
    category_after_label: str
    drivers: tuple[Driver, ...]


@dataclass(frozen=True)
class Changes:
    """What differs between two moments: the region itself, then the units that rose and fell most.

    `method_changed`: the runs were made by different methods, so nothing is compared.
    """

    area: str
    level: str
    earlier: RunCard
    later: RunCard
    method_changed: bool = False
    points: float | None = None
    risen_count: int = 0
    fallen_count: int = 0
    category_up_count: int = 0
    category_down_count: int = 0
    risen: tuple[MovedUnit, ...] = ()
    fallen: tuple[MovedUnit, ...] = ()


@dataclass(frozen=True)
class MapValue:
    """One region or TPS on the map."""

    code: str
    score: float | None
    category: str
    completeness: float
    tps_count: int
    high_share: float | None
    max_score: float | None
