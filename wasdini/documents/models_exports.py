"""Copies that left the system: for whom, of what, and the signed digest of the very bytes."""

from __future__ import annotations

import uuid

from django.db import models

from wasdini.rows.fields import CodeField


class Export(models.Model):
    """One copy handed to one person. Its code stands on every page. Never changed; forgotten only when old (trigger).

    No name stands here: `recipient_id` is looked up when the row is shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=17, unique=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    form = models.CharField(max_length=10)
    row_count = models.PositiveIntegerField(default=0)
    classification = models.CharField(max_length=20)
    path = CodeField()
    recipient_id = models.BigIntegerField(null=True)
    recipient_role = models.CharField(max_length=20)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        indexes = [
            models.Index(fields=["recipient_id", "at"], name="documents_export_who"),
            models.Index(fields=["sha256"], name="documents_export_bytes"),
        ]
