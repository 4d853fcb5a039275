"""What outside sources measured at a place or TPS. An observation is never changed: a newer one stands beside it."""

from __future__ import annotations

import uuid

from django.db import models

from wasdini.rows.fields import CodeField


class Source(models.Model):
    """One delivery of measurements: a file, a table, an outcome. Carries vintage, licence and credit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160)
    area = CodeField()
    licence = models.CharField(max_length=120, blank=True)
    vintage = models.CharField(max_length=40, blank=True)
    verified = models.BooleanField(default=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    report = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "received_at"], name="sources_source_area_at")]


class Observation(models.Model):
    """All indicator values one source gives for one unit: `{"hazard_prone": 1, "signal_gap": 0.4}`."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    path = CodeField()
    observed_on = models.DateField()
    recorded_at = models.DateTimeField()
    values = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "path"], name="sources_observation_once_per_source")]
        indexes = [models.Index(fields=["path", "recorded_at"], name="sources_observation_path")]
