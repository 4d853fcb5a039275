"""The clarification mailbox: what the verifier still wants to know, for the sender alone.

Of an open report the sender is its account, of a closed one its pseudonym; nobody else learns of a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Actor
from wasdini.core.place_codes import code_of
from wasdini.core.terms import Mode, ReportStatus
from wasdini.custody import queries as custody
from wasdini.custody.queries import Voice
from wasdini.reports.models import Question, Report

OPEN_QUESTIONS_MAX = 200
STATUSES_MAX = 100


@dataclass(frozen=True)
class OpenQuestion:
    """One question without an answer yet. `place_code` only of an open report."""

    report_id: UUID
    text: str
    asked_at: datetime
    due_at: datetime | None
    place_code: str


def open_questions(actor: Actor, voice: Voice | None = None) -> tuple[OpenQuestion, ...]:
    """The oldest first. With a voice: of its closed reports only, and no account is looked at."""
    rows = Question.objects.select_related("report").filter(answer=None).order_by("id")
    if voice is None:
        if actor.user_id is None:
            return ()
        rows = rows.filter(report__mode=Mode.TERBUKA, report__reporter_id=actor.user_id)
        return tuple(_card(row) for row in rows[:OPEN_QUESTIONS_MAX])
    waiting = list(rows.filter(report__mode=Mode.TERTUTUP))
    owners = custody.voices_of({row.report.report_id for row in waiting})
    return tuple(_card(row) for row in waiting if owners.get(row.report.report_id) == voice.voice_id)


def _card(row: Question) -> OpenQuestion:
    is_open = row.report.mode == Mode.TERBUKA
    place = code_of(row.report.path) if is_open else ""
    return OpenQuestion(row.report.report_id, row.text, row.asked_at, row.due_at, place)


def own_statuses(actor: Actor, report_ids: Sequence[UUID], voice: Voice | None = None) -> dict[UUID, ReportStatus]:
    """Where one's own reports stand; what is not one's own is simply not there. Two statements at most."""
    rows = Report.objects.filter(report_id__in=report_ids[:STATUSES_MAX])
    if voice is None:
        rows = rows.filter(mode=Mode.TERBUKA, reporter_id=actor.user_id or 0)
    else:
        rows = rows.filter(mode=Mode.TERTUTUP)
    found = dict(rows.values_list("report_id", "standing__status"))
    if voice is not None and found:
        owners = custody.voices_of(found)
        found = {report_id: told for report_id, told in found.items() if owners.get(report_id) == voice.voice_id}
    return {report_id: ReportStatus(told) for report_id, told in found.items()}
