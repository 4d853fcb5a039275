"""The heartbeat. It stands below everything that must know of it, so that nobody has to import the worker."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """The worker's last tick: exactly one row. Overwritten at every tick; the history is of no use to anybody."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_tick_at = models.DateTimeField()
    failed_steps = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="pulse_heartbeat_single")]
