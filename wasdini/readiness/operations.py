"""Acts of the planning page on files and proposals; the duties themselves are kept by accounts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from wasdini.accounts.operations_duties import Assigned, assign_duties
from wasdini.accounts.operations_duty_files import read_duties
from wasdini.accounts.queries_duties import Window
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.readiness.queries_plan import proposal


def take_duty_file(actor: Actor, path: Path, *, at: datetime) -> Assigned:
    """Assign every duty of a file, or refuse it whole naming every row that is wrong."""
    require_allowed(actor, Act.PLAN_DUTY)
    return assign_duties(actor, read_duties(path), at=at)


def accept_proposal(actor: Actor, area: str, window: Window, *, mark: str, at: datetime) -> Assigned:
    """Assign what was proposed. Refused when it is no longer what was shown (`mark`)."""
    shown = proposal(actor, area, window)
    if shown.mark != mark:
        raise InputRefused([Problem("duty_proposal_changed")])
    return assign_duties(actor, shown.duties, at=at)
