"""What the worker judges by itself: again after the desk graded something, and once every new day."""

from __future__ import annotations

from datetime import datetime, timedelta

from wasdini.accounts import queries as accounts
from wasdini.assessments.models import Run
from wasdini.assessments.operations import AssessmentRequest, assess
from wasdini.core.access import system_actor
from wasdini.core.place_codes import level_of
from wasdini.core.terms import Level
from wasdini.core.zones import zone_of
from wasdini.reports.queries_signals import graded_since

# A regency is judged in about a second, a nation in minutes: the larger the area, the longer it waits for more.
WAITS = {Level.PROVINSI: timedelta(minutes=10), Level.NASIONAL: timedelta(hours=1)}
SHORTEST_WAIT = timedelta(minutes=1)


def assess_pending(now: datetime) -> int:
    """Assess the office's own area anew when something was graded since its last run, or a day began. 0 or 1 run.

    By the method and for the election of the last run: an area that nobody assessed yet is left to people.
    """
    office = accounts.the_office()
    last = Run.objects.filter(area=office.area).order_by("-assessed_at").first() if office else None
    if last is None:
        return 0
    today = now.astimezone(zone_of(last.area).clock).date()
    waited = now - last.assessed_at >= WAITS.get(level_of(last.area), SHORTEST_WAIT)
    if last.assessed_on >= today and not (waited and graded_since(last.area, last.assessed_at)):
        return 0
    request = AssessmentRequest(
        election_slug=last.election_slug, on=today, area=last.area, method_name=last.method_name
    )
    assess(system_actor(), request, at=now)
    return 1
