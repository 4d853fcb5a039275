"""How much one account, one pseudonym and one region may bring in before the rest is held for a second look.

Held means quarantined, never refused and never deleted; urgent reports have a lane of their own. Rules and figures:
`core/triage.py`, `methods/limits.toml`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from wasdini.core.field_report import FieldReport
from wasdini.core.place_codes import ancestors_of
from wasdini.core.terms import ReportStatus
from wasdini.reports.models import Tally

WINDOW = timedelta(hours=1)
PER_ACCOUNT, PER_REGION = 60, 1200
URGENT_FROM, URGENT_PER_ACCOUNT = 4, 20


def admit(report: FieldReport, reporter: str, *, at: datetime, daily: bool) -> ReportStatus:
    """Count this report, and say whether it goes to the queue or is held. `daily`: the counter of a pseudonym."""
    start = at.replace(hour=0, minute=0, second=0, microsecond=0) if daily else _window(at)
    urgent = report.urgency >= URGENT_FROM
    lane = "segera" if urgent else "biasa"
    own = _count(f"{reporter}:{lane}", start) if reporter else 0
    limit = URGENT_PER_ACCOUNT if urgent else PER_ACCOUNT
    region = ([*ancestors_of(report.place_code), report.place_code])[:3][-1]
    crowd = 0 if urgent or daily else _count(f"wilayah:{region}", start)
    return ReportStatus.QUARANTINED if own > limit or crowd > PER_REGION else ReportStatus.RECEIVED


def _window(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _count(subject: str, window_at: datetime) -> int:
    """One more in this window; two statements when the row is there."""
    if not Tally.objects.filter(subject=subject, window_at=window_at).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Tally.objects.create(subject=subject, window_at=window_at, count=1)
        except IntegrityError:  # another request made it first
            Tally.objects.filter(subject=subject, window_at=window_at).update(count=F("count") + 1)
    return Tally.objects.values_list("count", flat=True).get(subject=subject, window_at=window_at)
