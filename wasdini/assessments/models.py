"""Dated judgements per place and TPS. Append-only: a new run stands beside the old ones, nothing is recomputed."""

from __future__ import annotations

import uuid

from django.db import models

from wasdini.rows.fields import CodeField


class Run(models.Model):
    """One assessment of an area: by which method and version, from which inputs, known when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election_slug = models.CharField(max_length=60)
    assessed_on = models.DateField()
    assessed_at = models.DateTimeField()
    area = CodeField()
    method_name = models.CharField(max_length=80)
    method_version = models.CharField(max_length=40)
    method_sha256 = models.CharField(max_length=64)
    input_sha256 = models.CharField(max_length=64)
    vintage = models.CharField(max_length=80, blank=True)
    unit_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["area", "assessed_at"], name="assessments_run_area_at")]


class Assessment(models.Model):
    """One unit in one run. `points` holds every contribution; they sum to the score."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT)
    unit_code = CodeField()
    path = CodeField()
    level = models.CharField(max_length=10)
    score = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    category = models.CharField(max_length=30, blank=True)
    completeness = models.FloatField(default=0)
    indicators_hit = models.PositiveSmallIntegerField(default=0)
    max_score = models.FloatField(null=True)
    high_share = models.FloatField(null=True)
    tps_count = models.PositiveIntegerField(default=1)
    stability = models.CharField(max_length=10, blank=True)
    points = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "path"], name="assessments_unit_once_per_run")]
        indexes = [
            models.Index(fields=["run", "level", "-score"], name="assessments_ranking"),
            models.Index(fields=["path", "run"], name="assessments_history"),
        ]
