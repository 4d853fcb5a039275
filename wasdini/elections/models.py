"""Elections an office follows, with the dates of their stages. Shipped schedules stand in `methods/stages-*.toml`."""

from __future__ import annotations

from django.db import models

from wasdini.rows.fields import CodeField


class Election(models.Model):
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
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    after_happening = models.CharField(max_length=60, blank=True)
    within_days = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["election", "position"], name="elections_stage_position")]
