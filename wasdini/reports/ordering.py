"""The order of the verification desk: what is urgent and near to harm first, and nobody waits for ever.

Rule: `core/triage.py`; minutes: `methods/limits.toml`. Stored when a report comes and whenever the desk changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wasdini.core.terms import Ladder, ReportStatus
from wasdini.core.triage import Waiting, due_at
from wasdini.methods import desk
from wasdini.reports.models import Standing


def priority_of(
    standing: Standing, findings: Sequence[dict[str, Any]], *, received_at: datetime, independent: int = 1
) -> float:
    """Higher comes first: the moment by which a report is due, turned round. `independent`: sources of its event."""
    waiting = Waiting(
        received_at=received_at,
        urgency=standing.urgency,
        ladder=Ladder(standing.ladder) if standing.ladder else None,
        findings=frozenset(str(one.get("code", "")) for one in findings),
        independent=independent,
        held=standing.status == ReportStatus.QUARANTINED,
    )
    return -due_at(waiting, desk.triage_rules()).timestamp()
