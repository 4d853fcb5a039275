"""Custodians' public keys, sealed identities, pseudonyms, and the acts of two-person unmasking.

Nothing else may read these tables, and none of them holds a private key or a readable identity. Primary keys of what
belongs to a source are random, so that the order of arrival does not show in them.
"""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models

from wasdini.rows.fields import CodeField


def random_id() -> int:
    """A primary key without an order."""
    return secrets.randbelow(2**62) + 1


class CustodianKey(models.Model):
    """The public half of a custodian's key. The private half was made in the custodian's browser and stayed there."""

    key_id = models.CharField(max_length=16, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Pair(models.Model):
    """The two keys to which identities are sealed from a moment on, appointed by the head of the office."""

    outer = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="+")
    inner = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="+")
    outer_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    inner_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    in_force = models.BooleanField(null=True, unique=True)  # True for one row, empty for those that were

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outer_user=models.F("inner_user")), name="custody_pair_two_people"
            )
        ]


class Envelope(models.Model):
    """One record, sealed. Never changed; sealed anew, it is a new generation, and the old ciphertext is gone.

    `record` is `report:<id>` for the identity behind a closed report, `voice:<id>` for the person behind a pseudonym.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.CharField(max_length=50)
    generation = models.PositiveIntegerField(default=1)
    ciphertext = models.BinaryField()
    digest = models.CharField(max_length=64)
    inner_digest = models.CharField(max_length=64)
    outer_key_id = models.CharField(max_length=16)
    inner_key_id = models.CharField(max_length=16)
    voice_id = models.UUIDField(null=True)
    area = CodeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "generation"], name="custody_generation_once")]
        indexes = [models.Index(fields=["outer_key_id"], name="custody_envelope_outer")]


class Pseudonym(models.Model):
    """What the server knows of a covert source's phone: the digest of its pseudonym for one election.

    A lost phone gets a new row of the same voice; the old one is revoked. Times are half-days.
    """

    id = models.BigAutoField(primary_key=True)
    voice_id = models.UUIDField()
    digest = models.CharField(max_length=64, unique=True)
    election = models.CharField(max_length=60)
    area = CodeField()
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["election", "revoked_at"], name="custody_living_pseudonyms")]


class UnmaskRequest(models.Model):
    """Why somebody asks who a source is. Never changed; what became of it stands in its steps."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report_id = models.UUIDField()
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    legal_basis = models.CharField(max_length=300)
    target = models.CharField(max_length=64)
    outer_key = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="+")
    inner_key = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="+")
    area = CodeField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="custody_request_at")]


class UnmaskStep(models.Model):
    """What somebody did with a request. Each kind of step happens once."""

    class Kind(models.TextChoices):
        OUTER = "outer"  # the first custodian took the outer box off
        OPENED = "opened"  # the second custodian received the inner box
        DECLINED = "declined"
        TOLD = "told"  # the first custodian has seen that the identity was opened

    request = models.ForeignKey(UnmaskRequest, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "kind"], name="custody_step_once")]


class HandedBox(models.Model):
    """The inner box on its way from the first custodian to the second; deleted when its hour is over."""

    request = models.OneToOneField(UnmaskRequest, on_delete=models.PROTECT, primary_key=True)
    box = models.BinaryField()
    until = models.DateTimeField()


class Drill(models.Model):
    """A custodian shows that the own key still opens, from the paper kept in a sealed envelope: once a quarter."""

    key = models.ForeignKey(CustodianKey, on_delete=models.PROTECT, related_name="drills")
    ciphertext = models.BinaryField()
    code_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
