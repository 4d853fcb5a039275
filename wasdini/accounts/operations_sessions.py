"""What becomes of sign-ins that are over."""

from __future__ import annotations

from datetime import datetime

from wasdini.accounts.models import SignInSession


def prune_expired_sessions(now: datetime) -> int:
    """Forget sign-ins that are over; returns how many. Nothing is judged or decided, so no journal line."""
    return SignInSession.objects.filter(expire_date__lt=now).delete()[0]
