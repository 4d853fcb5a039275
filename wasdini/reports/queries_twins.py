"""Safe twins: what may travel further than the report they stand for, by their own class, whatever the report's.

A twin of a covert report names its case, a half-day and the coarse region; never the report's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Act, Actor, require_visible, scope
from wasdini.core.place_codes import code_of
from wasdini.core.terms import Classification, Mode
from wasdini.reports.models import Standing
from wasdini.reports.queries import card_of
from wasdini.reports.queries_desk import case_of
from wasdini.rows.scoping import within

TWINS_SHOWN = 200


@dataclass(frozen=True)
class TwinCard:
    """A twin as others read it. `report_id` only of an open report; `case` only of a covert one."""

    report_id: UUID | None
    case: str
    area: str
    occurred_at: datetime
    text: str
    classification: Classification
    grade: str
    outcome: str


def twins(actor: Actor, *, area: str) -> tuple[TwinCard, ...]:
    """The newest first, within `area`, up to the actor's class. The mode of the report does not count: that is what
    a twin is for."""
    require_visible(actor, Act.SEE_REPORTS, area=area)
    highest = scope(actor).highest.rank
    classes = [rank.value for rank in Classification if rank.rank <= highest]
    rows = Standing.objects.select_related("report", "report__words").filter(
        within([area]), twin_classification__in=classes
    )
    return tuple(_card(row) for row in rows.order_by("-report__occurred_at", "pk")[:TWINS_SHOWN])


def _card(row: Standing) -> TwinCard:
    report = row.report
    report.standing = row
    covert = report.mode == Mode.TERTUTUP
    return TwinCard(
        report_id=None if covert else report.report_id,
        case=case_of(card_of(report)),
        area=code_of(row.path),
        occurred_at=report.occurred_at,
        text=row.twin,
        classification=Classification(row.twin_classification),
        grade=f"{row.reliability.upper()}{row.credibility}",
        outcome=row.outcome,
    )
