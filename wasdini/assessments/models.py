"""Dated judgements per place and TPS. Append-only: a new run stands beside the old ones, nothing is recomputed."""

from __future__ import annotations

import uuid

from django.db import models

from wasdini.rows.fields import CodeField


class Run(models.Model):
    """One assessment of an area: by which method and version, from which inputs, known when.

    `indicators` describes the columns of every sheet of the run, in order, and `categories` the steps of the method,
    lowest first, both in the words of that day; `origins` lists the deliveries the values came from, so that each value
    can say its source and its date.
    """

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
    indicators = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    origins = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["area", "assessed_at"], name="assessments_run_area_at")]


class Assessment(models.Model):
    """One unit in one run. Its `sheet` holds value, points and origin of every indicator (see `sheets`).

    The points of a sheet sum to the score. A region's row is the mean over its TPS, each counted once.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT)
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
    category_counts = models.JSONField(default=dict)
    stability = models.CharField(max_length=10, blank=True)
    sheet = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "level", "path"], name="assessments_unit_once_per_run")]
        indexes = [
            models.Index(fields=["run", "level", "-score"], name="assessments_ranking"),
            models.Index(fields=["path", "run"], name="assessments_history"),
        ]
