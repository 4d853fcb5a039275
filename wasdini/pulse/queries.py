"""Whether the worker is alive, for the health pages and the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wasdini.pulse.models import Heartbeat

# Four ticks of fifteen seconds, and half a minute for a step that takes its time.
LATE_AFTER = timedelta(seconds=90)


@dataclass(frozen=True)
class WorkerState:
    """`alive` is false before the first tick and when the last one is older than `LATE_AFTER`."""

    alive: bool
    last_tick_at: datetime | None
    failed_steps: tuple[str, ...] = ()


def worker_state(now: datetime) -> WorkerState:
    """The worker as seen from its last heartbeat. A clock that was set back counts as alive."""
    beat = Heartbeat.objects.filter(id=1).first()
    if beat is None:
        return WorkerState(alive=False, last_tick_at=None)
    return WorkerState(
        alive=now - beat.last_tick_at <= LATE_AFTER,
        last_tick_at=beat.last_tick_at,
        failed_steps=tuple(beat.failed_steps),
    )
