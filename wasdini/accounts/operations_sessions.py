"""What becomes of sign-ins that are over, and of those that failed."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt

from wasdini.accounts.models import SignInSession

FAILED_SIGN_INS_KEPT = timedelta(days=1)


def prune_expired_sessions(now: datetime) -> int:
    """Forget sign-ins that are over; returns how many. Nothing is judged or decided, so no journal line."""
    return SignInSession.objects.filter(expire_date__lt=now).delete()[0]


def prune_failed_sign_ins(now: datetime) -> int:
    """Forget who tried in vain, from where: needed only while a lock may last; returns how many were forgotten."""
    return int(AccessAttempt.objects.filter(attempt_time__lt=now - FAILED_SIGN_INS_KEPT).delete()[0])
