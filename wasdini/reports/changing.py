"""One change at the desk: the lock, the refusals that all acts share, the step and the journal line. Nobody edits
`Standing` otherwise, so that nothing changes silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.field_report import clean_words
from wasdini.core.place_codes import code_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import ReportStatus
from wasdini.journal import operations as journal
from wasdini.reports.models import Report, Standing, Step
from wasdini.reports.ordering import priority_of
from wasdini.reports.queries import report_row

TEXT_MAX, REASON_MAX = 10_000, 500
TRACKED = (
    "path", "classification", "status", "urgency", "issues", "ladder", "athg", "aspect", "facts", "opinion", "twin",
    "twin_classification", "reliability", "credibility", "outcome", "incident_id",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Touch:
    """Which report, as the officer saw it (`version`), when, and why."""

    report_id: UUID
    version: int
    at: datetime
    reason: str = ""


@dataclass
class Change:
    """A report in the officer's hand: `standing` may be changed, `told` is said in the step beside it."""

    report: Report
    standing: Standing
    told: dict[str, Any] = field(default_factory=dict)


@contextmanager
def changing(
    actor: Actor, touch: Touch, verb: str, *, verdict: bool = False, reasoned: bool = False
) -> Iterator[Change]:
    """One act on one report. `verdict`: never on one's own report. `reasoned`: not without a reason.

    Raises `NotAllowed`, `NotVisible`, `InputRefused` (own report, no reason, nothing changed, changed since).
    """
    require_allowed(actor, Act.GRADE_REPORT)
    row = report_row(actor, touch.report_id)
    if verdict and row.reporter_id is not None and row.reporter_id == actor.user_id:
        raise InputRefused([Problem("desk_own_report")])
    refuse_reason(touch.reason, needed=reasoned)
    with journal.act(actor, verb, at=touch.at) as line:
        change = Change(row, locked(row))
        refuse_stale(change.standing, touch.version)
        before = told_of(change.standing)
        yield change
        save(change, verb, before, actor=actor, at=touch.at, reason=touch.reason)
        line.about("report", row.report_id, area=code_of(change.standing.path))


def locked(row: Report) -> Standing:
    return Standing.objects.select_for_update().get(report=row)


def told_of(standing: Standing) -> dict[str, Any]:
    """What a step compares, as JSON."""
    return {name: _plain(getattr(standing, name)) for name in TRACKED}


def save(change: Change, verb: str, before: Mapping[str, Any], *, actor: Actor, at: datetime, reason: str = "") -> None:
    """The change and its step. The version moves once; whoever comes with the old one is refused."""
    standing = change.standing
    after = told_of(standing)
    moved = [name for name in TRACKED if before[name] != after[name]]
    if not moved and not change.told:
        raise InputRefused([Problem("desk_nothing_changed")])
    seen = standing.version
    priority = priority_of(standing, change.report.findings, received_at=change.report.received_at)
    values = {name: getattr(standing, name) for name in moved}
    written = Standing.objects.filter(report=change.report, version=seen).update(
        **values, priority=priority, version=seen + 1, changed_at=at
    )
    if not written:
        refuse_stale(Standing.objects.get(report=change.report), seen)
    standing.version, standing.changed_at, standing.priority = seen + 1, at, priority
    Step.objects.create(
        report=change.report,
        version=seen + 1,
        verb=verb,
        at=at,
        by_id=actor.user_id,
        reason=reason.strip(),
        before={name: before[name] for name in moved},
        after={**{name: after[name] for name in moved}, **change.told},
    )


def refuse_stale(standing: Standing, version: int) -> None:
    """An old form is refused, and says who did what since it was opened."""
    if standing.version == version:
        return
    since = list(Step.objects.filter(report=standing.report_id, version__gt=version).order_by("version"))
    names = accounts.names_of(step.by_id for step in since)
    who = sorted({names[step.by_id] for step in since if step.by_id in names})
    raise InputRefused([Problem("desk_changed_since", params={"who": ", ".join(who) or "–", "count": str(len(since))})])


def refuse_reason(reason: str, *, needed: bool) -> None:
    if needed and not reason.strip():
        raise InputRefused([Problem("desk_reason_missing", column="reason")])
    refuse_text(reason, column="reason", most=REASON_MAX, needed=False)


def refuse_text(text: str, *, column: str, most: int = TEXT_MAX, needed: bool = True) -> None:
    if needed and not text.strip():
        raise InputRefused([Problem("report_field_missing", column=column)])
    if len(text) > most:
        raise InputRefused([Problem("desk_text_too_long", column=column, expected=str(most))])
    if clean_words(text) is None:
        raise InputRefused([Problem("report_text_hidden_marks", column=column)])


def refuse_status(standing: Standing, *among: ReportStatus) -> None:
    """Some acts are not for a report that is held or closed."""
    if standing.status in {one.value for one in among}:
        raise InputRefused([Problem(f"desk_is_{standing.status}")])


def open_status(standing: Standing) -> str:
    """Where a report goes back to when nobody waits for anything."""
    return (ReportStatus.GRADED if standing.reliability else ReportStatus.RECEIVED).value


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
