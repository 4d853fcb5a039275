"""The demonstration's duties: its field officer watches some stations of the own kecamatan, today."""

from __future__ import annotations

from datetime import datetime, timedelta

from wasdini.accounts import queries
from wasdini.accounts.models import User
from wasdini.accounts.models_duties import Duty
from wasdini.accounts.operations_duties import Assigned, NewDuty, assign_duties
from wasdini.core.access import NotAllowed, system_actor
from wasdini.core.place_codes import code_of
from wasdini.core.zones import zone_of
from wasdini.places import queries as places

DEMO_OFFICER = "petugas"
TPS_COUNT = 12
FROM_HOUR, UNTIL_HOUR = 6, 22


def demo_duties(at: datetime) -> Assigned:
    """Today's duties of `petugas`, in three desa of the own kecamatan. Once a day; again the same day adds nothing.

    Late in the day the window is that of tomorrow, so that a demonstration never begins with a list of failures.
    """
    if not queries.is_demo():
        raise NotAllowed("demo")
    person = User.objects.filter(username=DEMO_OFFICER, is_active=True).prefetch_related("duty_areas").first()
    if person is None:
        return Assigned(0, 0)
    area = queries.first_area_of(person)
    clock = zone_of(area).clock
    day = at.astimezone(clock).replace(hour=0, minute=0, second=0, microsecond=0)
    if at.astimezone(clock).hour >= UNTIL_HOUR - 1:
        day += timedelta(days=1)
    starts_at, ends_at = day.replace(hour=FROM_HOUR), day.replace(hour=UNTIL_HOUR)
    standing = Duty.objects.filter(user=person, starts_at=starts_at, ends_at=ends_at).count()
    codes = _stations(area)
    if standing or not codes:
        return Assigned(0, standing)
    duties = [NewDuty(username=DEMO_OFFICER, place_code=code, starts_at=starts_at, ends_at=ends_at) for code in codes]
    return assign_duties(system_actor("demo"), duties, at=at)


def _stations(area: str) -> list[str]:
    """Four stations in each of the first three desa."""
    by_desa: dict[str, list[str]] = {}
    for path in places.tps_frame(area)["path"].to_list():
        by_desa.setdefault(path[:13], []).append(code_of(path))
    return [code for codes in list(by_desa.values())[:3] for code in codes[:4]][:TPS_COUNT]
