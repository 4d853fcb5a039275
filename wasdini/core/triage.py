"""Who is read next, and who waits aside, when more comes in than people can read. Held is never deleted.

Queue: each report has a moment by which it counts as due, its arrival minus a head start in minutes for urgency and
weight. The least due moment is read first, so urgency overtakes arrival, nobody waits for ever, and the order can be
stored. Limits and minutes come from `methods/limits.toml` (an office sets its own); simulation and curve:
`docs/method/flood.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wasdini.core.reasons import Reason
from wasdini.core.terms import Ladder, Reliability


@dataclass(frozen=True, kw_only=True)
class TriageRules:
    """Minutes of head start. `urgency` for 1-5 (5 most urgent); `turn` is taken off for each earlier report of the same
    source at least as urgent, `refuted` for each of its reports lately found false, `held` when in quarantine."""

    urgency: tuple[float, float, float, float, float]
    ladder: Mapping[Ladder, float]
    grave_finding: float
    grave_findings: frozenset[str]
    further_source: float
    further_sources_at_most: int
    turn: float
    refuted: float
    held: float


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What the queue looks at.

    `independent`: known sources of its event so far with a track record of A, B or C and not doubted. `turn`: reports
    of the same source before it this hour that were at least as urgent (routine notes do not delay an officer's alarm).
    `refuted`: reports of that source lately found false.
    """

    received_at: datetime
    urgency: int
    ladder: Ladder | None = None
    findings: frozenset[str] = frozenset()
    independent: int = 1
    turn: int = 0
    refuted: int = 0
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Most reports an hour before the rest is held. The urgent lane (from `urgent_from`) is counted apart and kept
    free.

    `region_fair_share`: while a region is over its limit, a source with no more than this many reports is let through.
    `escalation_sources`: see `may_escalate`. `watched_after`: a source with so many reports lately found false has
    `watched_per_hour` in both lanes together.
    """

    account_per_hour: int
    account_urgent_per_hour: int
    device_per_hour: int
    device_urgent_per_hour: int
    region_per_hour: int
    region_fair_share: int
    urgent_from: int
    watched_after: int
    watched_per_hour: int
    escalation_sources: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Reports already sent in this hour, this one not included, held ones too. Urgent ones are counted in `*_urgent`
    only. `region`: those admitted from everybody in the region, so that a held flood does not shut it. `refuted`:
    reports of this account lately found false."""

    account: int = 0
    account_urgent: int = 0
    device: int = 0
    device_urgent: int = 0
    region: int = 0
    refuted: int = 0


class Verdict(StrEnum):
    ADMIT = "admit"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class Admission:
    verdict: Verdict
    reason: Reason | None = None


@dataclass(frozen=True)
class Backing:
    """A source behind an unverified event. `doubted`: any of its reports of this hour was held, or found false."""

    person: str | None
    reliability: Reliability
    doubted: bool = False


TRUSTED = frozenset({Reliability.A, Reliability.B, Reliability.C})


def head_start_minutes(waiting: Waiting, rules: TriageRules) -> float:
    """Sum of the minutes the rules give and take; rises with urgency, ladder, grave findings and independent
    sources."""
    further = min(max(waiting.independent - 1, 0), rules.further_sources_at_most)
    gained = rules.urgency[min(max(waiting.urgency, 1), 5) - 1] + further * rules.further_source
    gained += rules.ladder[waiting.ladder] if waiting.ladder else 0.0
    gained += rules.grave_finding if waiting.findings & rules.grave_findings else 0.0
    lost = waiting.turn * rules.turn + waiting.refuted * rules.refuted + (rules.held if waiting.held else 0.0)
    return gained - lost


def due_at(waiting: Waiting, rules: TriageRules) -> datetime:
    """The moment to order the queue by, earliest first; does not change while the report waits."""
    return waiting.received_at - timedelta(minutes=head_start_minutes(waiting, rules))


def admission(counts: Counts, limits: Limits, *, urgency: int) -> Admission:
    """Into the queue or aside. Urgent reports use a lane of their own that ordinary ones cannot fill.

    First reason that holds: watched source, account, device, region. An urgent report is never held for its region.
    """
    urgent = urgency >= limits.urgent_from
    lane = "urgent" if urgent else "ordinary"
    own = counts.account_urgent if urgent else counts.account
    device = counts.device_urgent if urgent else counts.device
    both = counts.account + counts.account_urgent
    checks = (
        ("held_watched", counts.refuted >= limits.watched_after and both >= limits.watched_per_hour),
        (f"held_account_{lane}", own >= (limits.account_urgent_per_hour if urgent else limits.account_per_hour)),
        (f"held_device_{lane}", device >= (limits.device_urgent_per_hour if urgent else limits.device_per_hour)),
        ("held_region", not urgent and counts.region >= limits.region_per_hour and both >= limits.region_fair_share),
    )
    held = next((code for code, holds in checks if holds), None)
    return Admission(Verdict.QUARANTINE, Reason(held)) if held else Admission(Verdict.ADMIT)


def may_escalate(backings: Iterable[Backing], *, verified: bool, sources_needed: int) -> bool:
    """Past the verifier's level: a verifier said so, or `sources_needed` known persons with a track record of A, B or
    C, none of them doubted. A new account cannot lift its own alarm, nor can two of them. 0: only ever a verifier.

    `ValueError` for 1: one voice is never enough (C12).
    """
    if sources_needed == 1 or sources_needed < 0:
        raise ValueError("0, or at least 2 sources")
    trusted = {each.person for each in backings if each.reliability in TRUSTED and not each.doubted}
    return verified or (sources_needed > 0 and len(trusted - {None}) >= sources_needed)
