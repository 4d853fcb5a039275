"""What the desk asks and hands on: a question back to the reporter, a referral to a post of Forkopimcam.

Both are written once and answered once; the words of the question and of the referral never change (`Step` says who).
"""

from __future__ import annotations

from django.db import models

from wasdini.rows.fields import CodeField


class Question(models.Model):
    """Tabayyun: what the desk asked the reporter. `answer`: the clarification that answered it, as its id."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(max_length=1000)
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["report", "id"], name="reports_question_report"),
            models.Index(fields=["answered_at"], name="reports_question_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer=None, answered_at=None)
                | models.Q(answer__isnull=False, answered_at__isnull=False),
                name="reports_question_answer_and_when",
            )
        ]


class Referral(models.Model):
    """A report handed to a post of one kecamatan. `shown`: what the post reads; of a closed report only its twin."""

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="referrals")
    area = CodeField()
    post = models.CharField(max_length=20)
    note = models.CharField(max_length=1000, blank=True)
    shown = models.TextField()
    classification = models.CharField(max_length=20)
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    acknowledged_by_id = models.BigIntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area", "answered_at"], name="reports_referral_area")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_by_id=None, acknowledged_at=None)
                | models.Q(acknowledged_by_id__isnull=False, acknowledged_at__isnull=False),
                name="reports_referral_acknowledged_who_when",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by_id=None, answered_at=None, answer="")
                | (models.Q(answered_by_id__isnull=False, answered_at__isnull=False) & ~models.Q(answer="")),
                name="reports_referral_answered_who_when",
            ),
            models.UniqueConstraint(
                fields=["report", "area", "post"],
                condition=models.Q(answered_at=None),
                name="reports_referral_once_open",
            ),
        ]
