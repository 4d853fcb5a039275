"""One tick of the clock: the table of contents of everything that happens by itself.

Each step finds its own work in rows and is safe to run again. A step that fails is named in the heartbeat and logged;
the steps after it run all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

import structlog
from django.db import close_old_connections

from wasdini.accounts.operations_sessions import prune_expired_sessions, prune_failed_sign_ins
from wasdini.assessments.operations_pending import assess_pending
from wasdini.custody.operations_unmask import forget_handed_boxes
from wasdini.journal.operations import keep_hourly_anchor
from wasdini.journal.operations_alarms import watch_reading_volume
from wasdini.pulse.operations import beat
from wasdini.reports.operations_attachments import drop_waiting_attachments, sweep_shelves
from wasdini.worker.purging import prune_expired

TICK_EVERY_S = 15.0
Step = Callable[[datetime], object]

STEPS: tuple[Step, ...] = (
    prune_expired_sessions,
    prune_failed_sign_ins,
    assess_pending,
    drop_waiting_attachments,
    sweep_shelves,
    watch_reading_volume,
    prune_expired,
    forget_handed_boxes,
    keep_hourly_anchor,
)

log = structlog.get_logger()


def tick(now: datetime, steps: tuple[Step, ...] = STEPS) -> list[str]:
    """Run every step once and beat; returns the names of the steps that failed."""
    failed = []
    for step in steps:
        try:
            step(now)
        except Exception:  # one broken step must not silence the others
            log.exception("step_failed", step=step.__name__)
            failed.append(step.__name__)
    beat(at=now, failed_steps=failed)
    return failed


def run(stopped: Event) -> None:
    """Tick until told to stop. A database that is away is waited for, not died of."""
    while not stopped.is_set():
        close_old_connections()
        try:
            tick(datetime.now(UTC))
        except Exception:  # the heartbeat itself could not be written: late is what others will see
            log.exception("tick_failed")
        stopped.wait(TICK_EVERY_S)
