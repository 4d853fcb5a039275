"""What a method is: indicators with weights and scales, category cut-offs, or a rule to classes; each with its source.

Methods are data (`wasdini/methods/*.toml`, or an office's own version); these values are what the loader makes of them
and what every calculation of the index takes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from wasdini.core.tables import Column, Kind, Table
from wasdini.core.terms import Level

HIT_FROM = 0.5
VOTERS_COLUMN = "voters"
NEVER_MORE_VOTERS = 5000


class SourceKind(StrEnum):
    """Where a value may come from. Nothing else is accepted."""

    PUBLICATION = "publication"
    DERIVED = "derived"
    OFFICE_DECISION = "office decision"


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words for people, in both languages."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.id


@dataclass(frozen=True, kw_only=True)
class Source:
    """Why a value may be believed. `unverified`: shown with the mark "belum diverifikasi" wherever it appears.

    A publication has `text`; something derived names the `page` that derives it; an office decision has `decided_on`
    and `authority`.
    """

    kind: SourceKind
    text: str = ""
    page: str = ""
    authority: str = ""
    decided_on: dt.date | None = None
    unverified: bool = False

    def words(self, language: str = "id") -> str:
        """One line for pages and files."""
        if self.kind is SourceKind.OFFICE_DECISION:
            name = {"id": "keputusan kantor", "en": "office decision"}[language]
            return f"{name}: {self.authority}, {self.decided_on}" + (f"; {self.text}" if self.text else "")
        if self.kind is SourceKind.DERIVED:
            return f"{ {'id': 'diturunkan', 'en': 'derived'}[language] }: {self.text} ({self.page})"
        return self.text


class ScaleKind(StrEnum):
    YES_NO = "yes_no"
    THRESHOLD = "threshold"
    STEP = "step"
    LINEAR = "linear"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Turns a measured value into x, 0 (no concern) to 1 (full concern).

    - yes_no: yes is 1, no is 0
    - threshold: 1 from `at` upwards (with `falling`: from `at` downwards), else 0
    - step: the x of the highest bound in `steps` ((bound, x), rising bounds) that the value reaches, below them 0
    - linear: 0 at `low`, 1 at `high`, straight between, never beyond; `low` above `high` falls
    """

    kind: ScaleKind
    at: float = 0.0
    falling: bool = False
    low: float = 0.0
    high: float = 1.0
    steps: tuple[tuple[float, float], ...] = ()

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values -> x, same shape; NaN (unknown) stays NaN."""
        if self.kind is ScaleKind.YES_NO:
            return values
        if self.kind is ScaleKind.LINEAR:
            return np.clip((values - self.low) / (self.high - self.low), 0.0, 1.0)
        if self.kind is ScaleKind.THRESHOLD:
            reached = values <= self.at if self.falling else values >= self.at
            return np.where(np.isnan(values), np.nan, reached.astype(np.float64))
        bounds = np.array([bound for bound, _ in self.steps])
        worth = np.array([0.0, *(x for _, x in self.steps)])
        found = worth[np.searchsorted(bounds, values, side="right")]
        return np.where(np.isnan(values), np.nan, found)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One sign. `reads`: the input column it is measured in (its own id unless it says otherwise).

    `special_number`: where the cell is blank, a TPS number of 901 and up tells that it is a special place.
    `context_count`: how many TPS the publication counted, for comparison only.
    """

    id: str
    label: Label
    variable: str
    scale: Scale
    source: Source
    weight: float = 0.0
    weight_source: Source | None = None
    input: Kind = Kind.YES_NO
    reads: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    special_number: bool = False
    context_count: int | None = None
    issue: str = ""

    @property
    def column(self) -> str:
        return self.reads or self.id


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category in rising order of concern. `high` ones are counted in `high_share` of a region."""

    code: str
    label: Label
    high: bool = False


class CutKind(StrEnum):
    FIXED = "fixed"
    MEAN_SD = "mean_sd"
    HITS = "hits"


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """How scores become categories at some levels. `bounds[i]` is where category i+1 begins.

    fixed: bounds are scores. mean_sd: bounds are multiples of one sample SD around the mean of the level.
    hits: bounds are numbers of indicators hit.
    """

    kind: CutKind
    levels: tuple[Level, ...]
    bounds: tuple[float, ...]
    source: Source


@dataclass(frozen=True, kw_only=True)
class StabilitySettings:
    """How firmly a rank is tested: draws, spread of the weights (SD of their logarithm), and the two bars."""

    draws: int
    weight_spread: float
    certain_share: float
    likely_share: float
    source: Source


@dataclass(frozen=True, kw_only=True)
class RuleClass:
    """One class of a rule method, with the pattern of guards it asks for as named numbers.

    `any_of`: groups of indicator ids; the class holds when every id of one group is a yes. No groups: the class of
    whatever no other class claims.
    """

    code: str
    label: Label
    any_of: tuple[tuple[str, ...], ...]
    police_count: int
    tps_count: int
    linmas_count: int
    source: Source
    high: bool = False


@dataclass(frozen=True, kw_only=True)
class Method:
    """A whole method. `sha256` is the digest of the text it was read from: it travels with every number made by it.

    `context` says what the `context_count` of the indicators counts.
    """

    name: str
    version: str
    label: Label
    note: Label
    unit_level: Level
    variables: dict[str, Label]
    indicators: tuple[Indicator, ...]
    categories: tuple[Category, ...]
    cuts: tuple[Cuts, ...] = ()
    stability: StabilitySettings | None = None
    classes: tuple[RuleClass, ...] = ()
    sha256: str = ""
    replaces: str = ""
    is_checklist: bool = False
    context: Label | None = None
    text: str = field(default="", repr=False)

    @property
    def is_rule(self) -> bool:
        """A rule gives a class and a pattern, never a score."""
        return bool(self.classes)

    @property
    def weights(self) -> NDArray[np.float64]:
        return np.array([indicator.weight for indicator in self.indicators], dtype=np.float64)

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        return tuple(indicator.id for indicator in self.indicators)

    def indicator(self, indicator_id: str) -> Indicator:
        """Raises KeyError for an id this method does not have."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)

    def category(self, code: str) -> Category:
        for category in self.categories:
            if category.code == code:
                return category
        raise KeyError(code)

    def category_rank(self, code: str) -> int:
        """0 for the category of least concern."""
        return [category.code for category in self.categories].index(code)

    def cuts_for(self, level: Level) -> Cuts | None:
        return next((cuts for cuts in self.cuts if level in cuts.levels), None)

    def unit_table(self, *, ignore_unknown: bool = False) -> Table:
        """The input this method reads: `unit_code`, `parent_code`, `voters` and a column per indicator."""
        columns = {
            "unit_code": Column(name="unit_code", kind=Kind.PLACE_CODE, blank=False),
            "parent_code": Column(name="parent_code", kind=Kind.PLACE_CODE, required=False),
            VOTERS_COLUMN: Column(
                name=VOTERS_COLUMN, kind=Kind.INTEGER, required=False, minimum=0, maximum=NEVER_MORE_VOTERS
            ),
        }
        for indicator in self.indicators:
            if indicator.column not in columns:
                columns[indicator.column] = Column(
                    name=indicator.column,
                    kind=indicator.input,
                    required=False,
                    minimum=indicator.minimum,
                    maximum=indicator.maximum,
                )
        return Table(
            name="units", columns=tuple(columns.values()), unique=("unit_code",), ignore_unknown=ignore_unknown
        )
