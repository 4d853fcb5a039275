"""The steps of a tick that belong to no room."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def prune_expired_sessions(now: datetime) -> int:
    """Forget sign-ins that are over; returns how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
