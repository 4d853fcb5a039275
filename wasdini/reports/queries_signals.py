"""What graded reports say of stations now, for assessments: decayed, counted by independent sources, open ones only.

A closed report moves no station: that would tell its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from wasdini.core.grading import strength
from wasdini.core.report_signals import SignalReport, report_signals
from wasdini.core.terms import Credibility, Mode, Reliability, ReportKind
from wasdini.methods import desk
from wasdini.places import queries as places
from wasdini.reports.models import Report, Step
from wasdini.rows.scoping import within

JUDGED = ("grade_report", "revise_report", "close_report", "reopen_report")
FALSE_OUTCOMES = ("false", "not_relevant", "duplicate")
HALF_LIVES = 8
FAINT = 0.5**HALF_LIVES  # less than this says nothing any more


@dataclass(frozen=True)
class StationSignal:
    """What reports say of one sign at one station. `value` 0-1; `grade` the best one, like `b2`."""

    path: str
    indicator: str
    value: float
    source_count: int
    grade: str
    newest_at: datetime
    issue: str


def station_signals(area: str, *, known_at: datetime) -> tuple[StationSignal, ...]:
    """Signals of every station of `area` as known at that moment. Unscoped: for assessments of the whole area.

    Two queries, and one more for the stations of desas that reports name. Only what was graded counts.
    """
    rows = list(_graded(area, known_at).select_related("standing"))
    if not rows:
        return ()
    told = {str(row.report_id): row for row in rows}
    judged = [_judged(row) for row in rows]
    found = report_signals(judged, _stations(rows), desk.signal_rules(), at=known_at)
    return tuple(
        StationSignal(
            path=line["path"],
            indicator=line["indicator"],
            value=line["value"],
            source_count=line["sources"],
            grade=line["best_grade"] or "",
            newest_at=line["newest_at"],
            issue=_issue_of(told[line["report_ids"][0]], line["indicator"]),
        )
        for line in found.iter_rows(named=True)
        if line["value"] >= FAINT
    )


def graded_since(area: str, since: datetime | None) -> bool:
    """Whether the desk has judged or revised anything in `area` since then: what a new assessment waits for."""
    steps = Step.objects.filter(within([area], "report__standing__path"), verb__in=JUDGED)
    return steps.filter(at__gt=since).exists() if since else steps.exists()


def _graded(area: str, known_at: datetime) -> QuerySet[Report]:
    """Open reports with a grade that still weigh something: graded by then, not replaced, not found false."""
    longest = max((rule.half_life_h for rule in desk.signal_rules().rules), default=0.0)
    since = known_at - timedelta(hours=longest * HALF_LIVES)
    quiet = Q(kind__in=(ReportKind.NIL, ReportKind.CLARIFICATION, ReportKind.CHECKIN))
    false = Q(standing__outcome__in=FALSE_OUTCOMES)
    return Report.objects.filter(
        within([area], "standing__path"),
        mode=Mode.TERBUKA,
        received_at__gte=since,
        received_at__lte=known_at,
        standing__superseded_by=None,
    ).exclude(quiet | false | Q(standing__reliability=""))


def _judged(row: Report) -> SignalReport:
    grade = row.standing.reliability + row.standing.credibility
    return SignalReport(
        report_id=str(row.report_id),
        path=row.standing.path,
        occurred_at=min(row.occurred_at, row.received_at),
        codes=(*(one["code"] for one in row.findings), *row.standing.issues),
        source="" if row.reporter_id is None or row.on_behalf else str(row.reporter_id),
        strength=strength(
            Reliability(row.standing.reliability), Credibility(row.standing.credibility), desk.grading_rules()
        ),
        grade=grade,
    )


def _stations(rows: list[Report]) -> list[str]:
    """The stations that reports name, and all stations of the desas that reports name."""
    return places.station_paths(sorted({row.standing.path for row in rows}))


def _issue_of(row: Report, indicator: str) -> str:
    """The issue by which the newest report behind a signal speaks of it."""
    raising = {rule.code for rule in desk.signal_rules().rules if rule.indicator == indicator}
    issues = [str(code) for code in row.standing.issues]
    return ([code for code in issues if code in raising] or issues or ["unplanned_event"])[0]
