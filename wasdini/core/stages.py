"""Stages of an election on the calendar: which run on a date, which one leads, how many days to voting.

Third step of the walk. A stage has dates, or follows a happening: it opens on the day of `after_happening` and closes
`within_days` later, or on the day of `until_happening`. A stage whose happening is not on record is waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from wasdini.core.terms import StageCode


class Happening(StrEnum):
    """What an office records so that a deadline rule starts to count."""

    DISPUTE_REGISTERED = "dispute_registered"
    COURT_NOTICE = "court_notice"
    COURT_RULING = "court_ruling"
    ELECTED_DETERMINED = "elected_determined"
    TERM_ENDED = "term_ended"


@dataclass(frozen=True)
class Stage:
    """One legal stage. A start that no source states is None and counts as begun."""

    position: int
    code: StageCode
    starts_on: date | None = None
    ends_on: date | None = None
    after_happening: Happening | None = None
    within_days: int | None = None
    until_happening: Happening | None = None


@dataclass(frozen=True)
class Span:
    """When a stage runs, both days included. `waiting_for` names the happening that must come first."""

    starts_on: date | None
    ends_on: date | None
    waiting_for: Happening | None = None

    def holds(self, on: date) -> bool:
        if self.waiting_for is not None:
            return False
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)


def span_of(stage: Stage, happenings: Mapping[Happening, date]) -> Span:
    """Dates of a stage, its deadline rule applied to what has happened.

    Rule: "n days after" counts calendar days from the day of the happening itself. A stage that closes with a second
    happening stays open until that one is on record.
    """
    if stage.after_happening is None:
        return Span(stage.starts_on, stage.ends_on)
    opened_on = happenings.get(stage.after_happening)
    if opened_on is None:
        return Span(None, None, stage.after_happening)
    if stage.until_happening is not None:
        return Span(opened_on, happenings.get(stage.until_happening))
    return Span(opened_on, opened_on + timedelta(days=stage.within_days or 0))


def running_on(stages: Iterable[Stage], happenings: Mapping[Happening, date], on: date) -> tuple[Stage, ...]:
    """All stages that run on the date, in the order of the schedule."""
    return tuple(stage for stage in stages if span_of(stage, happenings).holds(on))


def leading(running: Sequence[Stage], happenings: Mapping[Happening, date]) -> Stage | None:
    """The running stage that was the latest to start; of several, the one that ends first, then the earlier row.

    Source: the contract ("the leading one is the latest to start"). The tie rule is ours: on voting day voting leads,
    not the count that begins the same evening.
    """

    def order(stage: Stage) -> tuple[int, int, int]:
        span = span_of(stage, happenings)
        return (-(span.starts_on or date.min).toordinal(), (span.ends_on or date.max).toordinal(), stage.position)

    return min(running, key=order, default=None)


def days_to_vote(voting_on: date, on: date) -> int:
    """Calendar days from `on` to voting: 0 on the day itself, negative after it."""
    return (voting_on - on).days


def moved(stage: Stage, days: int) -> Stage:
    """The same stage of an election held `days` later; rules keep their number of days."""
    shift = timedelta(days=days)
    return replace(
        stage,
        starts_on=stage.starts_on + shift if stage.starts_on else None,
        ends_on=stage.ends_on + shift if stage.ends_on else None,
    )
