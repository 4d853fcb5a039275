"""The order of the verification desk: what is urgent and near to harm first, and nobody waits for ever.

Rule: `core/triage.py`; minutes: `methods/limits.toml`. Stored when a report comes and whenever the desk changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from wasdini.core.terms import Ladder, ReportStatus
from wasdini.core.triage import Waiting, due_at
from wasdini.methods import desk
from wasdini.reports.models import Standing


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
    return -due_at(waiting, desk.triage_rules()).timestamp()


def push_back(reporter_id: int, *, times: int = 1) -> int:
    """One of this account's open reports was found false: what else of it waits steps back, and can still be read.

    For the desk, in the transaction that closes a report as false. Returns how many stepped back.
    """
    seconds = desk.triage_rules().refuted * 60 * times
    waiting = Standing.objects.filter(
        report__reporter_id=reporter_id, status__in=[ReportStatus.RECEIVED, ReportStatus.QUARANTINED]
    )
    return waiting.update(priority=F("priority") - seconds)
