"""How much one account, one pseudonym and one region may bring in before the rest is held for a second look.

Held means quarantined, never refused and never deleted; urgent reports have a lane of their own. Rules and figures:
`core/triage.py`, `methods/limits.toml`. What a closed report counts against is never written down under an account.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F

from wasdini.core.field_report import FieldReport
from wasdini.core.place_codes import ancestors_of
from wasdini.core.terms import ReportOutcome, ReportStatus
from wasdini.core.triage import Counts, Verdict, admission
from wasdini.methods import desk
from wasdini.reports.models import Standing, Tally, hidden_id

REFUTED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Admitted:
    """Where a new report stands, and what its place in the queue is counted by (see `core.triage.Waiting`)."""

    status: ReportStatus
    turn: int = 0
    refuted: int = 0


@dataclass(frozen=True)
class Counted:
    """Whose reports are counted. `daily`: a pseudonym's, by the day. `unwritten`: an account behind a closed report,
    counted in this process's memory alone, because a row would say who sends closed reports and when."""

    subject: str
    daily: bool = False
    unwritten: bool = False
    account_id: int | None = None


class _Memory:
    """Counters of the running hour that never reach a disk; a restart forgets them."""

    def __init__(self) -> None:
        self._lock, self._start, self._counts = threading.Lock(), datetime.min, Counter[str]()

    def count(self, subject: str, start: datetime) -> int:
        with self._lock:
            if start.replace(tzinfo=None) != self._start:
                self._start, self._counts = start.replace(tzinfo=None), Counter()
            self._counts[subject] += 1
            return self._counts[subject]

    def read(self, subject: str, start: datetime) -> int:
        with self._lock:
            return self._counts[subject] if start.replace(tzinfo=None) == self._start else 0


_memory = _Memory()


def admit(report: FieldReport, by: Counted, *, at: datetime) -> Admitted:
    """Count this report, and say whether it goes to the queue or is held."""
    limits, start = desk.limits(), at.replace(minute=0, second=0, microsecond=0)
    own_start = start.replace(hour=0) if by.daily else start
    lanes = ("segera", "biasa") if report.urgency >= limits.urgent_from else ("biasa", "segera")
    own, other = 0, 0
    if by.subject:
        counting = partial(_count, hidden=by.daily)
        count, read = (_memory.count, _memory.read) if by.unwritten else (counting, _read)
        own, other = count(f"{by.subject}:{lanes[0]}", own_start) - 1, read(f"{by.subject}:{lanes[1]}", own_start)
    urgent = lanes[0] == "segera"
    region = f"wilayah:{([*ancestors_of(report.place_code), report.place_code])[:3][-1]}"
    counts = Counts(
        account=other if urgent else own,
        account_urgent=own if urgent else other,
        region=0 if by.daily or by.unwritten else _read(region, start),
        refuted=_refuted(by.account_id, at),
    )
    held = admission(counts, limits, urgency=report.urgency).verdict is Verdict.QUARANTINE
    if not held and not urgent and not by.daily and not by.unwritten:
        _count(region, start)
    turn = own if urgent else own + other
    return Admitted(ReportStatus.QUARANTINED if held else ReportStatus.RECEIVED, turn, counts.refuted)


def _refuted(account_id: int | None, at: datetime) -> int:
    """Open reports of this account lately found false."""
    if account_id is None:
        return 0
    return Standing.objects.filter(
        report__reporter_id=account_id, outcome=ReportOutcome.FALSE, report__received_at__gte=at - REFUTED_WITHIN
    ).count()


def _read(subject: str, window_at: datetime) -> int:
    return Tally.objects.filter(subject=subject, window_at=window_at).values_list("count", flat=True).first() or 0


def _count(subject: str, window_at: datetime, *, hidden: bool = False) -> int:
    """One more in this window; two statements when the row is there. `hidden`: the row has no place in their order."""
    if not Tally.objects.filter(subject=subject, window_at=window_at).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                key = {"id": hidden_id()} if hidden else {}
                Tally.objects.create(**key, subject=subject, window_at=window_at, count=1)
        except IntegrityError:  # another request made it first
            Tally.objects.filter(subject=subject, window_at=window_at).update(count=F("count") + 1)
    return Tally.objects.values_list("count", flat=True).get(subject=subject, window_at=window_at)
