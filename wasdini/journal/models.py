"""The record of acts: append-only and hash-chained. It stores ids and keyed digests, never content.

No name stands here: `actor_id` is looked up when a line is shown, so that erasing a person leaves the chain valid.
"""

from __future__ import annotations

from django.db import models

from wasdini.journal.models_reads import ReadAlarm, Reading
from wasdini.rows.fields import CodeField

__all__ = ["Entry", "Head", "ReadAlarm", "Reading"]


class Entry(models.Model):
    """One act, one line. `hash` covers every other column and the hash of the line before.

    `details` is text, not JSON: PostgreSQL rewrites JSON numbers, and what is hashed must be what is stored.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=20)
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    path = CodeField()
    details = models.TextField(default="{}")
    content_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["path", "seq"], name="journal_entry_path")]


class Head(models.Model):
    """The last link of the chain: one row, locked only while a line is added."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
