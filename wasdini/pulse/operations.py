"""The worker says that it lives. No journal line: nobody acted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, transaction

from wasdini.pulse.models import Heartbeat


def beat(*, at: datetime, failed_steps: Sequence[str] = ()) -> None:
    """Record a finished tick and the names of the steps that failed in it."""
    Heartbeat.objects.update_or_create(id=1, defaults={"last_tick_at": at, "failed_steps": list(failed_steps)})


def can_write(*, at: datetime) -> bool:
    """Whether the database takes a write just now: a heartbeat is written and taken back."""
    try:
        with transaction.atomic():
            Heartbeat.objects.update_or_create(id=1, defaults={"last_tick_at": at})
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True
