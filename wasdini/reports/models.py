"""What somebody reported, and everything that was done about it. What arrived is never changed: a change is a new row.

`Report` can only be added to. `Words`, `Step` and `PersonKey` can be deleted by the purge, never updated. `Standing`
is where a report stands now: derived, one row a report, every change of it carries a `Step`.
"""

from __future__ import annotations

import secrets
import uuid

from django.db import models

from wasdini.core.terms import Channel, Credibility, Mode, Reliability, ReportKind, ReportStatus
from wasdini.reports.models_desk import Question as Question
from wasdini.reports.models_desk import Referral as Referral
from wasdini.reports.models_forms import Form as Form
from wasdini.reports.models_forms import FormVersion as FormVersion
from wasdini.rows.fields import CodeField
from wasdini.rows.shredding import ShredKey


def hidden_id() -> int:
    """A primary key without a place in the order of arrival: between two rows whose minute is known it would tell the
    minute of a closed report. Negative, so that it moves no counter."""
    return -secrets.randbelow(1 << 62) - 1


class Report(models.Model):
    """One report as it came. `seq` is the server's own order; a closed report gets a random negative one.

    A closed report knows a half-day and a region wide enough to hide its source, no reporter and no plain digest.
    """

    seq = models.BigAutoField(primary_key=True)
    report_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20)
    mode = models.CharField(max_length=10)
    path = CodeField()
    occurred_at = models.DateTimeField()
    zone_assumed = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    urgency = models.PositiveSmallIntegerField()
    issues = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    checkin = models.JSONField(null=True)
    ladder = models.CharField(max_length=10, blank=True)
    athg = models.CharField(max_length=12, blank=True)
    aspect = models.CharField(max_length=16, blank=True)
    classification = models.CharField(max_length=20)
    stage = models.CharField(max_length=30, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    channel = models.CharField(max_length=10)
    reporter_id = models.BigIntegerField(null=True)
    on_behalf = models.BooleanField(default=False)
    supersedes = models.UUIDField(null=True)
    form_id = models.CharField(max_length=160, blank=True)
    form_version = models.CharField(max_length=160, blank=True)
    attachments = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True)
    likeness = models.CharField(max_length=160, blank=True)
    sealed_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["path", "seq"], name="reports_report_path"),
            models.Index(fields=["reporter_id", "seq"], name="reports_report_reporter"),
            models.Index(fields=["received_at"], name="reports_report_received"),
            models.Index(fields=["supersedes"], name="reports_report_supersedes"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(ReportKind)), name="reports_report_known_kind"),
            models.CheckConstraint(condition=models.Q(channel__in=list(Channel)), name="reports_report_known_channel"),
            models.CheckConstraint(
                condition=models.Q(mode=Mode.TERBUKA, likeness="", sealed_digest="")
                | models.Q(
                    mode=Mode.TERTUTUP, reporter_id=None, sha256="", lat=None, lon=None, seq__lt=0,
                ),
                name="reports_report_closed_knows_nobody",
            ),
        ]  # fmt: skip


class Words(models.Model):
    """The text of a report. Apart from it, so that it can be forgotten while the report stays counted."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="words")
    text = models.TextField()


class Person(models.Model):
    """Who told the reporter of an OPEN report, sealed under its own key: deleting the key is forgetting."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="person")
    sealed = models.BinaryField()


class PersonKey(ShredKey):
    """The key of everything sealed about one report (its `Person`, its `Conflict`s). The purge deletes it."""


class Incident(models.Model):
    """Something that happened, told by one report or many. Its reports stay as they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    path = CodeField()
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)


class Standing(models.Model):
    """Where a report stands at the desk now. `priority` orders the queue: urgency first, not arrival."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="standing")
    path = CodeField()
    mode = models.CharField(max_length=10)
    classification = models.CharField(max_length=20)
    status = models.CharField(max_length=16, default=ReportStatus.RECEIVED.value)
    urgency = models.PositiveSmallIntegerField()
    priority = models.FloatField(default=0)
    issues = models.JSONField(default=list)
    ladder = models.CharField(max_length=10, blank=True)
    athg = models.CharField(max_length=12, blank=True)
    aspect = models.CharField(max_length=16, blank=True)
    facts = models.TextField(blank=True)
    opinion = models.TextField(blank=True)
    twin = models.TextField(blank=True)
    twin_classification = models.CharField(max_length=20, blank=True)
    reliability = models.CharField(max_length=1, blank=True)
    credibility = models.CharField(max_length=1, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="standings")
    version = models.PositiveIntegerField(default=1)
    superseded_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["status", "-priority"], name="reports_standing_queue"),
            models.Index(fields=["path", "status"], name="reports_standing_path"),
            models.Index(fields=["incident"], name="reports_standing_incident"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=list(ReportStatus)), name="reports_standing_known_status"
            ),
            models.CheckConstraint(
                condition=models.Q(reliability="", credibility="")
                | models.Q(reliability__in=list(Reliability), credibility__in=list(Credibility)),
                name="reports_standing_whole_grade",
            ),
        ]


class Step(models.Model):
    """One thing done about a report: who, when, why, and what stood before and after."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=30)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="reports_step_once_per_version")]


class Attachment(models.Model):
    """A file that belongs to a report, or waits for it. `name` is where it lies; a half one has no place in a report.

    `sha256` is what the phone announced (for a closed report its keyed digest). `offset` counts the bytes that came.
    """

    report_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40, blank=True)
    bytes_count = models.PositiveBigIntegerField(default=0)
    offset = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=80)
    shown_name = models.CharField(max_length=80, blank=True)
    complete = models.BooleanField(default=False)
    veiled = models.BooleanField(default=False)
    photo_hash = models.BigIntegerField(null=True)
    arrived_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report_id", "sha256"], name="reports_attachment_once")]
        indexes = [models.Index(fields=["photo_hash"], name="reports_attachment_photo")]


class Conflict(models.Model):
    """The same id came again with other bytes: refused with 409, kept here for a verifier. Sealed like a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="conflicts")
    likeness = models.CharField(max_length=160)
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "likeness"], name="reports_conflict_once")]


class Tally(models.Model):
    """How many reports came in a window: per account, device or region; for closed ones per pseudonym and day."""

    subject = models.CharField(max_length=80)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "window_at"], name="reports_tally_once")]
