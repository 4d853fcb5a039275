"""Where a request stands, read from its steps and the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from wasdini.custody.models import UnmaskRequest, UnmaskStep

REQUEST_HOURS, VIEW_HOURS = 72, 1


class State(StrEnum):
    ASKED = "asked"  # waits for the first custodian
    HANDED = "handed"  # waits for the second
    OPENED = "opened"  # the second custodian's hour runs
    OVER = "over"
    DECLINED = "declined"
    EXPIRED = "expired"


def state_of(request: UnmaskRequest, *, at: datetime) -> State:
    """Where a request stands at that moment."""
    steps = {step.kind: step.at for step in request.steps.all()}
    if UnmaskStep.Kind.DECLINED in steps:
        return State.DECLINED
    if UnmaskStep.Kind.OPENED in steps:
        until = steps[UnmaskStep.Kind.OPENED] + timedelta(hours=VIEW_HOURS)
        return State.OPENED if at < until else State.OVER
    if at >= request.expires_at:
        return State.EXPIRED
    return State.HANDED if UnmaskStep.Kind.OUTER in steps else State.ASKED
