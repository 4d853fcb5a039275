"""Papers that were issued: number, content and code, never changed. A newer one names the one it replaces."""

from __future__ import annotations

import uuid

from django.db import models

from wasdini.documents.models_exports import Export
from wasdini.rows.fields import CodeField

__all__ = ["Document", "Export", "Series"]


class Series(models.Model):
    """The last number given in one kind and year. Locked while the next one is taken, so that no number is skipped."""

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="documents_series_once")]


class Document(models.Model):
    """One issued paper. `content` holds it in every language; `content_digest` covers that, `code` the whole row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    number = models.CharField(max_length=80)
    path = CodeField()
    about_on = models.DateField()
    classification = models.CharField(max_length=20)
    content = models.JSONField()
    content_digest = models.CharField(max_length=64)
    code = models.CharField(max_length=20, unique=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year", "seq"], name="documents_number_once")]
        indexes = [
            models.Index(fields=["path", "issued_at"], name="documents_path_at"),
            models.Index(fields=["kind", "path", "about_on"], name="documents_about"),
        ]
