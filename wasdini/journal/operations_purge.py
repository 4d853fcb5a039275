"""Forgetting who read what, once it is old: the chain of acts itself is kept and names nobody."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from wasdini.core.access import system_actor
from wasdini.journal import operations as journal
from wasdini.journal.models import ReadAlarm, Reading
from wasdini.methods.retention import keepings


def purge_expired(now: datetime) -> int:
    """Delete what is past its time; returns how many rows went. Nothing old: no line."""
    rules = keepings(settings.RULES_DIR)
    readings = Reading.objects.filter(at__lt=now - rules["journal.Reading"].kept_for)
    alarms = ReadAlarm.objects.filter(raised_at__lt=now - rules["journal.ReadAlarm"].kept_for)
    if not readings.exists() and not alarms.exists():
        return 0
    with journal.act(system_actor(), "purge_expired", at=now) as line:
        gone = {"readings": readings.delete()[0], "alarms": alarms.delete()[0]}
        line.about("retention", "journal")
        line.details = gone
    return sum(gone.values())
