"""The alarm on volume: whoever reads several times what the role normally reads is noticed within one tick.

Normal is measured, not assumed: the mean over spans in which an account of the role read at all, in the weeks before.
The account under suspicion is left out of it, so that slow growth of one does not become the norm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Avg, BigIntegerField, Count, Func, Max

from wasdini.core.access import system_actor
from wasdini.core.place_codes import code_of
from wasdini.journal import operations as journal
from wasdini.journal.models import ReadAlarm, Reading
from wasdini.methods.rules import read_rules

REMEMBERED_S = 15 * 60


@dataclass(frozen=True)
class _Span:
    minutes: int
    least: int
    unmeasured: int

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def watch_reading_volume(now: datetime) -> int:
    """Raise a row for every account above the measure, once for each span; returns how many were raised."""
    rules = read_rules("reading-volume", settings.RULES_DIR)
    return sum(_watch(_Span(**span), rules, now) for span in rules["span"])


def _watch(span: _Span, rules: dict[str, Any], now: datetime) -> int:
    """One question finds whoever read at least `least`; only for these is the baseline worked out."""
    since = now - span.length
    busy = (
        Reading.objects.filter(at__gt=since, at__lte=now)
        .values("actor_id", "actor_role")
        .annotate(count=Count("id"), path=Max("path"))
        .filter(count__gte=span.least)
    )
    raised = 0
    for account in map(dict[str, Any], busy):
        if _was_raised(account["actor_id"], span, now - timedelta(minutes=rules["quiet_minutes"])):
            continue
        normal = _normal(account["actor_role"], account["actor_id"], span, (since, rules["baseline_days"]))
        normal = span.unmeasured if normal is None else normal
        if account["count"] >= rules["times"] * normal:
            _raise(account, span, normal, since=since, now=now)
            raised += 1
    return raised


def _was_raised(actor_id: int, span: _Span, since: datetime) -> bool:
    return ReadAlarm.objects.filter(actor_id=actor_id, span_minutes=span.minutes, raised_at__gt=since).exists()


class _SpanNumber(Func):
    """Which span of so many seconds an instant lies in, counted from 1970: grouped where the rows are."""

    template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / %(seconds)s"
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / %(seconds)s)"
        return super().as_sql(compiler, connection, template=template, **more)


def _normal(role: str, but: int, span: _Span, measured: tuple[datetime, int]) -> float | None:
    """Readings for each active span of this role's other accounts; None when there is nothing to measure by.

    Measured anew every quarter of an hour: weeks of reading do not change in one tick.
    """
    quarter = int(measured[0].timestamp() // REMEMBERED_S)
    key = f"reading-normal:{role}:{but}:{span.minutes}:{measured[1]}:{quarter}"
    known = cache.get(key)
    if known is None:
        known = _measured(role, but, span, measured)
        cache.set(key, known, REMEMBERED_S)
    return known or None


def _measured(role: str, but: int, span: _Span, measured: tuple[datetime, int]) -> float:
    until, days = measured
    rows = Reading.objects.filter(actor_role=role, at__gt=until - timedelta(days=days), at__lte=until)
    others = rows.exclude(actor_id=but).annotate(span=_SpanNumber("at", seconds=span.minutes * 60))
    told = others.values("actor_id", "span").annotate(count=Count("id")).aggregate(normal=Avg("count"))
    return float(told["normal"] or 0)


def _raise(account: dict[str, Any], span: _Span, normal: float, *, since: datetime, now: datetime) -> None:
    with journal.act(system_actor(), "raise_read_alarm", at=now) as line:
        ReadAlarm.objects.create(
            raised_at=now,
            actor_id=account["actor_id"],
            actor_role=account["actor_role"],
            path=account["path"],
            span_minutes=span.minutes,
            since=since,
            read_count=account["count"],
            normal_count=normal,
        )
        line.about("user", account["actor_id"], area=code_of(account["path"]))
        line.details = {"minutes": span.minutes, "count": account["count"], "normal": round(normal, 1)}
