"""One hour of a flood: false reports by the thousand, thirty true incidents inside, and a few people to read.

Everything a defence may use is `core/triage.py` with the figures of `methods/limits.toml`. A verifier judges rightly
and takes one minute a report. Bought officers have the track record of honest ones, keep below every limit, and back
each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from wasdini.core.terms import Ladder, Reliability
from wasdini.core.triage import (
    TRUSTED,
    Backing,
    Counts,
    Limits,
    TriageRules,
    Verdict,
    Waiting,
    admission,
    due_at,
    may_escalate,
)  # fmt: skip

BEGINS = datetime(2024, 11, 27, 4, 0, tzinfo=UTC)
TRACK = (Reliability.A, Reliability.B, Reliability.C, Reliability.F)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens in the hour. `bought_share` of the officers file `bought_reports` false reports each."""

    accounts: int = 20
    reports_each: int = 200
    incidents: int = 30
    officers: int = 100
    routine: int = 120
    bought_share: float = 0.0
    bought_reports: int = 6
    verifiers: int = 3
    minutes_each: float = 1.0
    by_urgency: bool = True


@dataclass(frozen=True)
class Filed:
    """One report as it comes in. `incident` is empty for a false one and for routine."""

    minute: float
    source: str
    device: str
    event: str
    incident: str
    false: bool
    urgency: int
    ladder: Ladder | None
    findings: frozenset[str]


@dataclass
class Outcome:
    """What became of the hour. Waits in minutes from the first report of an incident to a verifier opening one of
    it."""

    reported: int = 0
    waits: list[float] = field(default_factory=list)
    false_escalations: int = 0
    filed: int = 0
    stored: int = 0
    true_held: int = 0

    @property
    def p95(self) -> float:
        return float(np.quantile(self.waits, 0.95)) if self.waits else float("nan")


def flood(plan: Plan, limits: Limits, rules: TriageRules, *, seed: int) -> Outcome:
    """Run the hour and then until the true incidents are read, at most 10 hours more."""
    rng = np.random.default_rng(seed)
    filed = sorted(_filed(plan, rng), key=lambda each: each.minute)
    track = {f"o{n}": TRACK[int(rng.choice(4, p=[0.2, 0.3, 0.2, 0.3]))] for n in range(plan.officers)}
    return _Hour(plan, limits, rules, filed, track).run()


class _Hour:
    def __init__(
        self, plan: Plan, limits: Limits, rules: TriageRules, filed: list[Filed], track: dict[str, Reliability]
    ) -> None:
        self.plan, self.limits, self.rules, self.filed, self.track = plan, limits, rules, filed, track
        self.due = np.full(len(filed), np.inf)
        self.held = np.zeros(len(filed), dtype=bool)
        self.turns = np.zeros(len(filed), dtype=int)
        self.sources = np.array([each.source for each in filed])
        self.taken: dict[str, int] = {}
        self.refuted: dict[str, int] = {}
        self.doubted: set[str] = set()
        self.of_event: dict[str, list[int]] = {}
        self.waiting: set[int] = set()
        self.escalated: set[str] = set()
        self.outcome = Outcome(filed=len(filed))
        self.first: dict[str, float] = {}
        self.seen: set[str] = set()
        self.read_count = 0

    def run(self) -> Outcome:
        free = [0.0] * self.plan.verifiers
        arrived = 0
        incidents = {each.incident for each in self.filed if each.incident}
        self.outcome.reported = len(incidents)
        while (self.seen != incidents or arrived < len(self.filed)) and min(free) < 660:
            verifier = int(np.argmin(free))
            now = free[verifier]
            while arrived < len(self.filed) and self.filed[arrived].minute <= now:
                self._arrive(arrived)
                arrived += 1
            if not self.waiting:
                free[verifier] = self.filed[arrived].minute if arrived < len(self.filed) else 661.0
                continue
            self._read(int(np.argmin(self.due)), now)
            free[verifier] = now + self.plan.minutes_each
        self.outcome.stored = self.read_count + len(self.waiting) + len(self.filed) - arrived
        return self.outcome

    def _arrive(self, row: int) -> None:
        report = self.filed[row]
        urgent = report.urgency >= self.limits.urgent_from
        counts = Counts(
            account=self.taken.get(f"{report.source}:o", 0), account_urgent=self.taken.get(f"{report.source}:u", 0),
            device=self.taken.get(f"{report.device}:o", 0), device_urgent=self.taken.get(f"{report.device}:u", 0),
            region=self.taken.get("region", 0), refuted=self.refuted.get(report.source, 0),
        )  # fmt: skip
        self.turns[row] = sum(self.taken.get(f"{report.source}:{level}", 0) for level in range(report.urgency, 6))
        self.held[row] = admission(counts, self.limits, urgency=report.urgency).verdict is Verdict.QUARANTINE
        lane = "u" if urgent else "o"
        keys = [f"{report.source}:{lane}", f"{report.device}:{lane}", f"{report.source}:{report.urgency}"]
        for key in keys if self.held[row] else [*keys, "region"]:
            self.taken[key] = self.taken.get(key, 0) + 1
        if self.held[row]:
            self.doubted.add(report.source)
            self.outcome.true_held += bool(report.incident)
        self.first.setdefault(report.incident, report.minute)
        self.waiting.add(row)
        self.of_event.setdefault(report.event, []).append(row)
        self._order(self.of_event[report.event])
        self._escalate(report)

    def _order(self, rows: list[int]) -> None:
        for row in rows:
            if row in self.waiting:
                self.due[row] = self._due(row, rows)

    def _due(self, row: int, rows: list[int]) -> float:
        report = self.filed[row]
        if not self.plan.by_urgency:
            return report.minute
        waiting = Waiting(
            received_at=BEGINS + timedelta(minutes=report.minute), urgency=report.urgency, ladder=report.ladder,
            findings=report.findings, independent=self._proven(rows),
            turn=int(self.turns[row]), refuted=self.refuted.get(report.source, 0), held=bool(self.held[row]),
        )  # fmt: skip
        return (due_at(waiting, self.rules) - BEGINS) / timedelta(minutes=1)

    def _proven(self, rows: list[int]) -> int:
        sources = {self.filed[row].source for row in rows} - self.doubted
        return sum(self.track.get(source, Reliability.F) in TRUSTED for source in sources)

    def _escalate(self, report: Filed) -> None:
        backings = [
            Backing(source, self.track.get(source, Reliability.F), source in self.doubted)
            for source in {self.filed[row].source for row in self.of_event[report.event]}
        ]
        if (
            report.false
            and may_escalate(backings, verified=False, sources_needed=self.limits.escalation_sources)
            and report.event not in self.escalated
        ):
            self.escalated.add(report.event)
            self.outcome.false_escalations += 1

    def _read(self, row: int, now: float) -> None:
        report = self.filed[row]
        self.waiting.remove(row)
        self.read_count += 1
        self.due[row] = np.inf
        if report.incident and report.incident not in self.seen:
            self.seen.add(report.incident)
            self.outcome.waits.append(now - self.first[report.incident])
        if report.false:
            self.doubted.add(report.source)
            self.refuted[report.source] = self.refuted.get(report.source, 0) + 1
            for other in np.flatnonzero((self.sources == report.source) & np.isfinite(self.due)):
                self.due[other] = self._due(int(other), self.of_event[self.filed[other].event])


def _filed(plan: Plan, rng: np.random.Generator) -> list[Filed]:
    bought = set(rng.choice(plan.officers, round(plan.bought_share * plan.officers), replace=False).tolist())
    honest = [n for n in range(plan.officers) if n not in bought]
    return [*_flooders(plan, rng), *_bought(plan, bought, rng), *_true(plan, bought, rng), *_routine(plan, honest, rng)]


def _false(minute: float, source: str, device: str, event: str) -> Filed:
    return Filed(minute, source, device, event, "", True, 5, Ladder.NYATA, frozenset({"violence_seen"}))


def _flooders(plan: Plan, rng: np.random.Generator) -> list[Filed]:
    """Each account on one of five devices, each lie one of 60 that several accounts tell; all at the highest
    urgency."""
    return [
        _false(float(rng.uniform(0, 60)), f"f{account}", f"d{account % 5}", f"lie{rng.integers(0, 60)}")
        for account in range(plan.accounts)
        for _ in range(plan.reports_each)
    ]


def _bought(plan: Plan, bought: set[int], rng: np.random.Generator) -> list[Filed]:
    """Three bought officers back each lie, minutes apart."""
    members = sorted(bought)
    reports = []
    for n in range(len(members) * plan.bought_reports // 3):
        at = float(rng.uniform(0, 55))
        for officer in rng.choice(members, min(3, len(members)), replace=False):
            reports.append(_false(at + float(rng.uniform(0, 5)), f"o{officer}", f"p{officer}", f"plot{n}"))
    return reports


def _true(plan: Plan, bought: set[int], rng: np.random.Generator) -> list[Filed]:
    """One to three officers see each incident; a bought one keeps silent."""
    reports = []
    for n in range(plan.incidents):
        at = float(rng.uniform(0, 55))
        urgency, ladder = int(rng.integers(3, 6)), (Ladder.AMBANG if rng.random() < 0.5 else Ladder.NYATA)
        for officer in rng.choice(plan.officers, int(rng.integers(1, 4)), replace=False):
            if int(officer) not in bought:
                minute = at + float(rng.exponential(3))
                grave = frozenset({"violence_seen"}) if rng.random() < 0.4 else frozenset[str]()
                what = f"true{n}"
                reports.append(Filed(minute, f"o{officer}", f"p{officer}", what, what, False, urgency, ladder, grave))
    return reports


def _routine(plan: Plan, honest: list[int], rng: np.random.Generator) -> list[Filed]:
    reports = []
    for n, officer in enumerate(rng.choice(honest, plan.routine)):
        minute, urgency = float(rng.uniform(0, 60)), int(rng.integers(1, 4))
        reports.append(Filed(minute, f"o{officer}", f"p{officer}", f"day{n}", "", False, urgency, None, frozenset()))
    return reports
