"""An incident: reports of one event side by side. Its class is that of its highest report, and covert if any is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Act, Actor, NotVisible, may, require_visible
from wasdini.core.terms import Classification, Mode
from wasdini.places import queries as places
from wasdini.reports.advice import words_changed
from wasdini.reports.models import Incident, Report
from wasdini.reports.operations_merging import area_of_reports
from wasdini.reports.queries import report_row, visible_reports
from wasdini.reports.queries_desk import QueueRow, rows_of
from wasdini.reports.witnesses import Sources, sources_of


@dataclass(frozen=True)
class IncidentPage:
    incident_id: UUID
    area: str
    place: str
    opened_at: datetime
    classification: Classification
    mode: Mode
    rows: tuple[QueueRow, ...]
    sources: Sources
    may_split: bool

    @property
    def issues(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(issue for row in self.rows for issue in row.card.issues))

    @property
    def best_grade(self) -> str:
        """The best grade among its reports, `B2`; empty when none is graded."""
        grades = sorted((row.card.credibility, row.card.reliability) for row in self.rows if row.card.credibility)
        return f"{grades[0][1].upper()}{grades[0][0]}" if grades else ""


@dataclass(frozen=True)
class Comparison:
    """Two reports beside each other."""

    first: QueueRow
    second: QueueRow
    parts: tuple[tuple[str, str], ...]
    sources: Sources

    @property
    def both(self) -> tuple[QueueRow, QueueRow]:
        return self.first, self.second

    @property
    def is_alike(self) -> bool:
        """Whether showing the difference word by word helps: a third of the words stayed."""
        same = sum(len(text) for kind, text in self.parts if kind == "same" and not text.isspace())
        return same * 3 >= max(len(self.first.card.text), len(self.second.card.text))


def incident_page(actor: Actor, incident_id: UUID) -> IncidentPage:
    """Raises `NotVisible` unless the actor may read every one of its reports: a summary is never below its parts."""
    require_visible(actor, Act.SEE_REPORTS, area=next(iter(actor.areas), ""))
    incident = Incident.objects.filter(pk=incident_id).first()
    rows = list(
        visible_reports(actor).filter(standing__incident=incident_id).order_by("occurred_at", "report_id")
    )  # fmt: skip
    if incident is None or not rows or len(rows) != Report.objects.filter(standing__incident=incident_id).count():
        raise NotVisible(incident_id)
    area = area_of_reports(rows)
    return IncidentPage(
        incident_id=incident.pk,
        area=area,
        place=places.names_of([area]).get(area, area),
        opened_at=incident.opened_at,
        classification=highest_of(rows),
        mode=Mode.TERTUTUP if any(row.mode == Mode.TERTUTUP for row in rows) else Mode.TERBUKA,
        rows=rows_of(rows),
        sources=sources_of(rows),
        may_split=may(actor, Act.GRADE_REPORT),
    )


def comparison(actor: Actor, report_id: UUID, other_id: UUID) -> Comparison:
    """Two reports the actor may read, with what differs in their words."""
    first, second = report_row(actor, report_id), report_row(actor, other_id)
    one, other = rows_of([first, second])
    return Comparison(one, other, words_changed(first, second), sources_of([first, second]))


def highest_of(rows: Sequence[Report]) -> Classification:
    """The class of whatever is made of these reports: never below the highest."""
    return max((Classification(row.standing.classification) for row in rows), key=lambda one: one.rank)
