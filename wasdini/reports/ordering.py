"""The order of the verification desk: what is urgent and near to harm first, however late it came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wasdini.core.terms import Ladder
from wasdini.reports.models import Standing

_LADDER = {"": 0.0, Ladder.POTENSI: 5.0, Ladder.AMBANG: 15.0, Ladder.NYATA: 30.0}


def priority_of(standing: Standing, findings: Sequence[dict[str, Any]], *, at: datetime) -> float:
    """Higher comes first. Urgency 1-5 weighs most, then the ladder, then findings that were counted."""
    counted = min(len(findings), 5) * 2.0
    return standing.urgency * 20.0 + _LADDER.get(standing.ladder, 0.0) + counted
