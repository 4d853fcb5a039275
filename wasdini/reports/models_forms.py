"""Forms an office designs itself, and every version of them. A version never changes; a mended form is the next one."""

from __future__ import annotations

from django.db import models

from wasdini.rows.fields import CodeField


class Form(models.Model):
    """A checklist of the office's own. Retired: phones no longer get it; what is still on its way is accepted."""

    slug = models.SlugField(max_length=60, unique=True)
    area = CodeField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class FormVersion(models.Model):
    """One version, append-only: the rows of its XLSForm, the XForm made of them, and its questions with their fields.

    `is_open`: a report made from it says where, so phones may have it.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20)
    definition = models.JSONField()
    questions = models.JSONField()
    xform = models.TextField()
    hash = models.CharField(max_length=32)
    is_open = models.BooleanField()
    file_sha256 = models.CharField(max_length=64)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="reports_form_version_once")]
