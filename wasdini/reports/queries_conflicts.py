"""Other bytes that came under a known id: shown beside the report that stands, never instead of it.

Of the second content only what the desk needs is opened; who told the reporter stays sealed. What came under a covert
report's id lies with the custodians.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.terms import Mode
from wasdini.core.writing import word_changes
from wasdini.reports.models import Conflict, PersonKey
from wasdini.reports.queries import visible_reports
from wasdini.reports.queries_desk import QueueRow, rows_of
from wasdini.rows.shredding import SealBroken, open_under

CONFLICTS_SHOWN = 50
_FIELDS = ("kind", "tps_code", "place_code", "occurred_at", "urgency", "issues", "ladder", "classification")


@dataclass(frozen=True)
class ConflictCard:
    """`parts`: the two texts word by word. `differs`: other fields that differ. `sealed`: with the custodians."""

    row: QueueRow
    received_at: datetime
    sealed: bool
    parts: tuple[tuple[str, str], ...]
    differs: tuple[tuple[str, str], ...]


def conflicts(actor: Actor) -> tuple[ConflictCard, ...]:
    """The newest conflicts of reports the actor may read and judge."""
    require_allowed(actor, Act.GRADE_REPORT)
    seen = visible_reports(actor).filter(conflicts__isnull=False)
    found = list(
        Conflict.objects.filter(report__in=seen.values("pk"))
        .select_related("report__standing", "report__words")
        .order_by("-id")[:CONFLICTS_SHOWN]
    )
    keys = PersonKey.objects.in_bulk([one.report.report_id for one in found])
    lines = dict(zip([one.pk for one in found], rows_of([one.report for one in found]), strict=True))
    return tuple(_card(one, lines[one.pk], keys.get(one.report.report_id)) for one in found)


def _card(conflict: Conflict, row: QueueRow, key: PersonKey | None) -> ConflictCard:
    if row.card.mode is Mode.TERTUTUP or key is None:
        return ConflictCard(row, conflict.received_at, True, (), ())
    told = _opened(conflict, bytes(key.key))
    differs = tuple((name, str(told[name])) for name in _FIELDS if name in told)
    return ConflictCard(
        row, conflict.received_at, False, word_changes(row.card.text, str(told.get("text", ""))), differs
    )


def _opened(conflict: Conflict, key: bytes) -> Mapping[str, Any]:
    try:
        body = open_under(key, {"body": bytes(conflict.body)}, table="reports_conflict", row=conflict.report.report_id)
        told = json.loads(body["body"])
    except (SealBroken, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
