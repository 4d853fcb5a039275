"""Duties: who watches which place, in which window, and how often is to be heard."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from wasdini.rows.fields import CodeField


class Duty(models.Model):
    """One person at one place (a TPS or a region) from `starts_at` until before `ends_at`.

    `expects_nil`: nothing happened must be said too, so that silence stands out. `paper_id` is the id of the report
    that the printed form of this duty becomes: typed in twice, it is still one report.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="duties")
    path = CodeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    expected_count = models.PositiveSmallIntegerField(default=1)
    expects_nil = models.BooleanField(default=True)
    paper_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="duties_assigned"
    )
    assigned_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="duties_cancelled"
    )
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path", "starts_at"], name="accounts_duty_place"),
            models.Index(fields=["user", "starts_at"], name="accounts_duty_person"),
            models.Index(fields=["ends_at", "path"], name="accounts_duty_window"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="accounts_duty_window_runs_forward"
            ),
            models.CheckConstraint(condition=models.Q(expected_count__gte=1), name="accounts_duty_expects_something"),
            models.CheckConstraint(
                condition=models.Q(cancelled_by=None, cancelled_at=None)
                | models.Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
                name="accounts_duty_cancelled_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["user", "path", "starts_at", "ends_at"],
                condition=models.Q(cancelled_at=None),
                name="accounts_duty_once",
            ),
        ]
