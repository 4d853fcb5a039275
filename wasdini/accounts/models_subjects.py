"""Requests of people about their own data (UU 27/2022 art. 5-13): what was asked, by when, how it was answered."""

from __future__ import annotations

import uuid

from django.db import models

from wasdini.rows.fields import CodeField
from wasdini.rows.shredding import ShredKey


class SubjectRequestKey(ShredKey):
    """Opens the personal fields of one request; deleted when its time is over."""


class SubjectRequest(models.Model):
    """Who asks and about what is sealed under the request's own key; what is counted stands in the open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    path = CodeField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    sealed_name = models.BinaryField()
    sealed_contact = models.BinaryField()
    sealed_about = models.BinaryField()
    outcome = models.CharField(max_length=10, blank=True)
    ground = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    sealed_answer = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", answered_at=None) | ~models.Q(outcome="") & ~models.Q(answered_at=None),
                name="accounts_request_answered_when",
            ),
        ]
        indexes = [models.Index(fields=["path", "due_at"], name="accounts_request_due")]
