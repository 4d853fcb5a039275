"""The record of reading: who saw what that is Rahasia and above, or gathered covertly; and when that was too much."""

from __future__ import annotations

from django.db import models

from wasdini.rows.fields import CodeField


class Reading(models.Model):
    """One thing shown once to one person. Never changed; forgotten only when old (trigger).

    Not chained like `Entry`: it must be cheap enough to be written with every page, and must be forgotten in time.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_role = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    classification = models.CharField(max_length=20)
    mode = models.CharField(max_length=10)
    path = CodeField()
    page = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["actor_id", "at"], name="journal_reading_who"),
            models.Index(fields=["actor_role", "at"], name="journal_reading_role"),
            models.Index(fields=["at"], name="journal_reading_at"),
        ]


class ReadAlarm(models.Model):
    """An account that read several times what its role normally reads in a span of minutes."""

    raised_at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_role = models.CharField(max_length=20)
    path = CodeField()
    span_minutes = models.PositiveIntegerField()
    since = models.DateTimeField()
    read_count = models.PositiveIntegerField()
    normal_count = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["actor_id", "raised_at"], name="journal_alarm_who")]
