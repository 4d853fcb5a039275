"""Elections an office follows, with the dates of their stages. Shipped schedules stand in `methods/stages-*.toml`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wasdini.rows.fields import CodeField


class Election(models.Model):
    """`schedule` names the shipped schedule and its version from which the stages were first copied."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    area = CodeField()
    voting_on = models.DateField()
    schedule = models.CharField(max_length=80)


class StageDate(models.Model):
    """One legal stage of an election: fixed dates, or a deadline rule (n days after a happening)."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=40)
    legal_name = models.CharField(max_length=200)
    legal_name_en = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    after_happening = models.CharField(max_length=60, blank=True)
    within_days = models.PositiveSmallIntegerField(null=True)
    until_happening = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300, blank=True)
    verified = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["election", "position"], name="elections_stage_position")]


class HappeningRecord(models.Model):
    """An office says that something happened, so that a deadline rule counts. The newest record of a code is in force;
    one without a date takes the earlier back."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE)
    code = models.CharField(max_length=60)
    happened_on = models.DateField(null=True)
    basis = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["election", "code"], name="elections_happening_code")]


class CalendarLink(models.Model):
    """A person's secret address of the calendar feed. Only its digest is kept; a revoked one stays as a record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
