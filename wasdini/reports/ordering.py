"""The order of the verification desk: what is urgent and near to harm first, and nobody waits for ever.

Rule: `core/triage.py`; minutes: `methods/limits.toml`. Stored when a report comes and whenever the desk changes it.
What is urgent stands in a lane of its own: no backlog of routine notes, however old, comes before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from wasdini.core.terms import Ladder, ReportStatus
from wasdini.core.triage import Waiting, due_at, head_start_minutes
from wasdini.methods import desk
from wasdini.reports.models import Standing

URGENT_FROM = 4
URGENT_LANE = 4e9  # more than any moment: a positive priority is an urgent one


def priority_of(
    standing: Standing,
    findings: Sequence[dict[str, Any]],
    *,
    received_at: datetime,
    independent: int = 1,
    turn: int = 0,
    refuted: int = 0,
) -> float:
    """Higher comes first: the moment by which a report is due, turned round. `independent`: sources of its event;
    `turn`, `refuted`: what its sender sent before it, counted on arrival (once somebody at the desk has touched the
    report they no longer weigh)."""
    waiting = Waiting(
        received_at=received_at,
        urgency=standing.urgency,
        ladder=Ladder(standing.ladder) if standing.ladder else None,
        findings=frozenset(str(one.get("code", "")) for one in findings),
        independent=independent,
        turn=turn,
        refuted=refuted,
        held=standing.status == ReportStatus.QUARANTINED,
    )
    rules = desk.triage_rules()
    lane = URGENT_LANE if head_start_minutes(waiting, rules) >= rules.urgency[URGENT_FROM - 1] else 0.0
    return lane - due_at(waiting, rules).timestamp()


def push_back(reporter_id: int, *, times: int = 1) -> int:
    """One of this account's open reports was found false: what else of it waits steps back, and can still be read.

    For the desk, in the transaction that closes a report as false. Returns how many stepped back.
    """
    seconds = desk.triage_rules().refuted * 60 * times
    waiting = Standing.objects.filter(
        report__reporter_id=reporter_id, status__in=[ReportStatus.RECEIVED, ReportStatus.QUARANTINED]
    )
    ordinary = waiting.filter(priority__lte=0).update(priority=F("priority") - seconds)
    return ordinary + waiting.filter(priority__gt=0).update(priority=F("priority") - URGENT_LANE - seconds)
