"""Reading what must leave a trace: from Rahasia upwards, and everything covert, who read it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Actor
from wasdini.journal.operations_reads import Seen, note_readings
from wasdini.reports import queries
from wasdini.reports.queries import ReportCard, ReportsPage


def read_report(actor: Actor, report_id: UUID, *, page: str, at: datetime) -> ReportCard:
    """One report, its reading noted; raises `NotVisible`."""
    card = queries.report_card(actor, report_id)
    note(actor, [card], page=page, at=at)
    return card


def read_page(actor: Actor, *, area: str, status: str, after: str, limit: int, page: str, at: datetime) -> ReportsPage:
    """A page of reports, the reading of each noted in one statement."""
    found = queries.reports_page(actor, area=area, status=status, after=after, limit=limit)
    note(actor, found.results, page=page, at=at)
    return found


def note(actor: Actor, cards: Iterable[ReportCard], *, page: str, at: datetime) -> None:
    """One's own report is no secret from oneself: it is not noted."""
    others = [card for card in cards if card.reporter_id is None or card.reporter_id != actor.user_id]
    note_readings(
        actor,
        [Seen("report", one.report_id, one.where, one.classification, page, one.mode) for one in others],
        at,
    )
