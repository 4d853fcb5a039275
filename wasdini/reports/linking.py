"""What a new report does to the one it names: a correction follows it, a clarification answers the desk's questions.

Called once, inside the transaction of `accept_report`, by `keeping.keep`. Only the sender of the old report can do
either: of an open one the same account, of a closed one the same pseudonym.
"""

from __future__ import annotations

from typing import Any

from wasdini.core.terms import Mode, ReportKind, ReportStatus
from wasdini.custody import queries as custody
from wasdini.reports.models import Question, Report, Standing, Step, hidden_id


def link(row: Report) -> None:
    """Mark the report that `row` names, with a step of its own; silent when it is not the sender's."""
    if row.supersedes is None:
        return
    old = Report.objects.filter(report_id=row.supersedes, mode=row.mode, reporter_id=row.reporter_id).first()
    if old is None or not _of_one_sender(old, row):
        return
    standing = Standing.objects.select_for_update().get(report=old)
    if row.kind == ReportKind.CLARIFICATION:
        _answer(standing, row)
    elif standing.superseded_by is None:
        _move(standing, row, "superseded", {"superseded_by": row.report_id})


def _answer(standing: Standing, row: Report) -> None:
    waiting = Question.objects.filter(report=standing.report_id, answered_at=None)
    waiting.update(answer=row.report_id, answered_at=row.received_at)
    changes = {}
    if standing.status == ReportStatus.CLARIFYING:
        changes["status"] = (ReportStatus.GRADED if standing.reliability else ReportStatus.RECEIVED).value
    _move(standing, row, "answered", changes, clarification=str(row.report_id))


def _move(standing: Standing, row: Report, verb: str, changes: dict[str, Any], **told: str) -> None:
    """No change without a step. Of a closed report the step knows a half-day and nobody."""
    before = {name: _plain(getattr(standing, name)) for name in changes}
    for name, value in changes.items():
        setattr(standing, name, value)
    standing.version += 1
    standing.changed_at = row.received_at
    standing.save(force_update=True, update_fields=[*changes, "version", "changed_at"])
    Step.objects.create(
        **({"id": hidden_id()} if row.mode == Mode.TERTUTUP else {}),
        report=standing.report,
        version=standing.version,
        verb=verb,
        at=row.received_at,
        by_id=row.reporter_id,
        before=before,
        after={**{name: _plain(value) for name, value in changes.items()}, **told},
    )


def _of_one_sender(old: Report, row: Report) -> bool:
    if row.mode == Mode.TERBUKA:
        return row.reporter_id is not None
    voices = custody.voices_of([old.report_id, row.report_id])
    return old.report_id in voices and voices[old.report_id] == voices.get(row.report_id)


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
