"""Opening pages of reports. What is Rahasia and above, and everything covert, is noted: who read which report when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Actor
from wasdini.journal.operations_reads import Seen, note_readings
from wasdini.reports import queries, queries_conflicts, queries_desk, queries_incidents
from wasdini.reports.queries import ReportCard
from wasdini.reports.queries_conflicts import ConflictCard
from wasdini.reports.queries_desk import DeskPage, QueueAsked, QueuePage, ReferralCard
from wasdini.reports.queries_incidents import Comparison, IncidentPage


def open_queue(actor: Actor, asked: QueueAsked, *, at: datetime) -> QueuePage:
    page = queries_desk.queue(actor, asked)
    _note(actor, (row.card for row in page.rows), "desk_queue", at)
    return page


def open_report(actor: Actor, report_id: UUID, *, at: datetime, language: str) -> DeskPage:
    page = queries_desk.desk_page(actor, report_id, at=at, language=language)
    shown = [page.row, *page.together, *page.beside, *(row for _, row in page.likely)]
    _note(actor, (row.card for row in shown), "desk_report", at)
    return page


def open_incident(actor: Actor, incident_id: UUID, *, at: datetime) -> IncidentPage:
    page = queries_incidents.incident_page(actor, incident_id)
    _note(actor, (row.card for row in page.rows), "incident", at)
    return page


def open_comparison(actor: Actor, report_id: UUID, other_id: UUID, *, at: datetime) -> Comparison:
    page = queries_incidents.comparison(actor, report_id, other_id)
    _note(actor, (page.first.card, page.second.card), "desk_compare", at)
    return page


def open_conflicts(actor: Actor, *, at: datetime) -> tuple[ConflictCard, ...]:
    cards = queries_conflicts.conflicts(actor)
    _note(actor, (one.row.card for one in cards), "desk_conflicts", at)
    return cards


def open_referrals(actor: Actor, *, answered: bool, at: datetime) -> tuple[ReferralCard, ...]:
    cards = queries_desk.referrals(actor, answered=answered)
    seen = (Seen("referral", one.referral_id, one.area, one.classification, "referrals") for one in cards)
    note_readings(actor, seen, at)
    return cards


def read_report(actor: Actor, report_id: UUID, *, at: datetime) -> ReportCard:
    """For programs."""
    card = queries.report_card(actor, report_id)
    _note(actor, (card,), "api:report", at)
    return card


def read_reports(
    actor: Actor, *, area: str, status: str, after: str, limit: int, at: datetime
) -> queries.ReportsPage:  # fmt: skip
    page = queries.reports_page(actor, area=area, status=status, after=after, limit=limit)
    _note(actor, page.results, "api:reports", at)
    return page


def _note(actor: Actor, cards: Iterable[ReportCard], page: str, at: datetime) -> None:
    """Each report once a page. The area of a covert one is its coarse region already."""
    seen = {
        card.report_id: Seen("report", card.report_id, card.where, card.classification, page, card.mode)
        for card in cards
        if card.reporter_id is None or card.reporter_id != actor.user_id
    }
    note_readings(actor, seen.values(), at)
