"""Reading what must leave a trace: from Rahasia upwards, and everything covert, who read it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Actor
from wasdini.journal.operations_reads import Seen, note_readings
from wasdini.reports import queries, queries_conflicts, queries_desk, queries_incidents
from wasdini.reports.queries import ReportCard, ReportsPage
from wasdini.reports.queries_conflicts import ConflictCard
from wasdini.reports.queries_desk import DeskPage, QueueAsked, QueuePage, ReferralCard
from wasdini.reports.queries_incidents import Comparison, IncidentPage


def open_queue(actor: Actor, asked: QueueAsked, *, at: datetime) -> QueuePage:
    page = queries_desk.queue(actor, asked)
    note(actor, (row.card for row in page.rows), page="desk_queue", at=at)
    return page


def open_report(actor: Actor, report_id: UUID, *, at: datetime, language: str) -> DeskPage:
    page = queries_desk.desk_page(actor, report_id, language=language)
    shown = [page.row, *page.together, *page.beside, *(row for _, row in page.likely)]
    note(actor, (row.card for row in shown), page="desk_report", at=at)
    return page


def open_incident(actor: Actor, incident_id: UUID, *, at: datetime) -> IncidentPage:
    page = queries_incidents.incident_page(actor, incident_id)
    note(actor, (row.card for row in page.rows), page="incident", at=at)
    return page


def open_comparison(actor: Actor, report_id: UUID, other_id: UUID, *, at: datetime) -> Comparison:
    page = queries_incidents.comparison(actor, report_id, other_id)
    note(actor, (page.first.card, page.second.card), page="desk_compare", at=at)
    return page


def open_conflicts(actor: Actor, *, at: datetime) -> tuple[ConflictCard, ...]:
    cards = queries_conflicts.conflicts(actor)
    note(actor, (one.row.card for one in cards), page="desk_conflicts", at=at)
    return cards


def open_referrals(actor: Actor, *, answered: bool, at: datetime) -> tuple[ReferralCard, ...]:
    cards = queries_desk.referrals(actor, answered=answered)
    seen = (Seen("referral", one.referral_id, one.area, one.classification, "referrals") for one in cards)
    note_readings(actor, seen, at)
    return cards


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
    others = {one.report_id: one for one in cards if one.reporter_id is None or one.reporter_id != actor.user_id}
    note_readings(
        actor,
        [Seen("report", one.report_id, one.where, one.classification, page, one.mode) for one in others.values()],
        at,
    )
