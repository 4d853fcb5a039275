"""Forgetting people who left long ago, dead keys, old resets, and what answered requests said about whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from wasdini.accounts.models import (
    ApiToken,
    DevicePassword,
    Duty,
    SecondFactorReset,
    SubjectRequest,
    SubjectRequestKey,
    TextNumber,
    User,
)
from wasdini.core.access import system_actor
from wasdini.journal import operations as journal
from wasdini.journal.queries import last_moments
from wasdini.methods.retention import keepings
from wasdini.rows.shredding import shred


def purge_expired(now: datetime) -> int:
    """Destroy what is past its time; returns how many rows went. Nothing old: no line."""
    kept = {name: rule.kept_for for name, rule in keepings(settings.RULES_DIR).items()}
    resets = SecondFactorReset.objects.filter(asked_at__lt=now - kept["accounts.SecondFactorReset"])
    dead = now - kept["accounts.ApiToken"]
    tokens = ApiToken.objects.filter(Q(expires_at__lt=dead) | Q(revoked_at__lt=dead))
    requests = _keys_of_answered(now - kept["accounts.SubjectRequest"])
    devices = DevicePassword.objects.filter(revoked_at__lt=now - kept["accounts.DevicePassword"])
    numbers = TextNumber.objects.filter(revoked_at__lt=now - kept["accounts.TextNumber"])
    duties = Duty.objects.filter(ends_at__lt=now - kept["accounts.Duty"])
    gone = {
        "devices": devices.count() + numbers.count(),
        "duties": duties.count(),
        "resets": resets.count(),
        "tokens": tokens.count(),
        "requests": len(requests),
        "people": len(people := _gone_since(now, kept["accounts.User"])),
    }
    if not any(gone.values()):
        return 0
    with journal.act(system_actor(), "purge_expired", at=now) as line:
        resets.delete()
        tokens.delete()
        devices.delete()
        numbers.delete()
        duties.delete()
        SubjectRequest.objects.filter(pk__in=requests).update(
            sealed_name=b"", sealed_contact=b"", sealed_about=b"", sealed_answer=b""
        )
        shred(SubjectRequestKey, requests)
        User.objects.filter(pk__in=people).delete()
        line.about("retention", "accounts")
        line.details = gone
    return sum(gone.values())


def _keys_of_answered(before: datetime) -> list[UUID]:
    """Requests answered long ago whose key is still there."""
    living = SubjectRequestKey.objects.filter(owner=OuterRef("pk"))
    old = SubjectRequest.objects.filter(Exists(living), answered_at__lt=before)
    return list(old.values_list("pk", flat=True))


def _gone_since(now: datetime, kept_for: timedelta) -> list[int]:
    """Closed accounts whose closing, as the journal has it, is that long ago; who stands in a reset or gave a duty waits."""
    resets = SecondFactorReset.objects.filter(Q(asked_by=OuterRef("pk")) | Q(confirmed_by=OuterRef("pk")))
    duties = Duty.objects.filter(Q(assigned_by=OuterRef("pk")) | Q(cancelled_by=OuterRef("pk")))
    closed = User.objects.filter(is_active=False).exclude(Exists(resets)).exclude(Exists(duties))
    ids = list(closed.values_list("pk", flat=True))
    closed_at = last_moments("disable_user", "user", [str(pk) for pk in ids]) if ids else {}
    return [pk for pk in ids if str(pk) in closed_at and closed_at[str(pk)] < now - kept_for]
