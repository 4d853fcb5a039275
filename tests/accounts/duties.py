"""Duties as rows, for the tests of what reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.cast import NOW
from wasdini.accounts.models import Duty, User
from wasdini.core.place_codes import path_of


def duty_of(
    user: User, code: str, *, starts_at: datetime = NOW - timedelta(hours=3), hours: float = 8, **changes: Any
) -> Duty:
    """One duty that runs at `NOW` unless told otherwise."""
    values: dict[str, Any] = {"expected_count": 1, "assigned_at": NOW - timedelta(days=1), **changes}
    return Duty.objects.create(
        user=user, path=path_of(code), starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **values
    )
