"""Forgetting people who left long ago, dead keys, old resets, past duties, and what answered requests said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

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
    since = {name: now - rule.kept_for for name, rule in keepings(settings.RULES_DIR).items()}
    rows = _rows(since)
    requests = _answered_before(since["accounts.SubjectRequest"])
    people = _closed_before(since["accounts.User"])
    gone = {name: found.count() for name, found in rows.items()} | {"requests": len(requests), "people": len(people)}
    if not any(gone.values()):
        return 0
    with journal.act(system_actor(), "purge_expired", at=now) as line:
        for found in rows.values():
            found.delete()
        SubjectRequest.objects.filter(pk__in=requests).update(
            sealed_name=b"", sealed_contact=b"", sealed_about=b"", sealed_answer=b""
        )
        shred(SubjectRequestKey, requests)
        User.objects.filter(pk__in=people).delete()
        line.about("retention", "accounts")
        line.details = gone
    return sum(gone.values())


def _rows(since: dict[str, datetime]) -> dict[str, models.QuerySet[models.Model]]:
    """What goes whole, by the word the journal counts it under."""
    dead = since["accounts.ApiToken"]
    found = {
        "resets": SecondFactorReset.objects.filter(asked_at__lt=since["accounts.SecondFactorReset"]),
        "tokens": ApiToken.objects.filter(Q(expires_at__lt=dead) | Q(revoked_at__lt=dead)),
        "devices": DevicePassword.objects.filter(revoked_at__lt=since["accounts.DevicePassword"]),
        "numbers": TextNumber.objects.filter(revoked_at__lt=since["accounts.TextNumber"]),
        "duties": Duty.objects.filter(ends_at__lt=since["accounts.Duty"]),
    }
    return dict(found)


def _answered_before(moment: datetime) -> list[UUID]:
    """Requests answered long ago whose key is still there."""
    living = SubjectRequestKey.objects.filter(owner=OuterRef("pk"))
    old = SubjectRequest.objects.filter(Exists(living), answered_at__lt=moment)
    return list(old.values_list("pk", flat=True))


def _closed_before(moment: datetime) -> list[int]:
    """Closed accounts whose closing, as the journal has it, is that long ago, and whom no other row still needs."""
    closed = {user.pk: user for user in User.objects.filter(is_active=False)}
    closed_at = last_moments("disable_user", "user", [str(pk) for pk in closed]) if closed else {}
    return [
        pk
        for pk, user in closed.items()
        if str(pk) in closed_at and closed_at[str(pk)] < moment and not _is_needed(user)
    ]


def _is_needed(user: User) -> bool:
    """Whether a row of any room protects this person from deletion: it goes first, by its own rule."""
    try:
        Collector(using="default", origin=user).collect([user])
    except (ProtectedError, RestrictedError):
        return True
    return False
