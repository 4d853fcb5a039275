"""The calendar file and the feed behind a secret address."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from tests.cast import KABUPATEN, NEIGHBOUR, Cast
from wasdini.accounts.queries import actor_of
from wasdini.core.access import NotAllowed, NotVisible, system_actor
from wasdini.elections import operations, queries_calendar
from wasdini.elections.models import CalendarLink
from wasdini.elections.operations import NewElection

AT = datetime(2024, 2, 1, 5, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def elections(db: None) -> None:
    for slug, area, schedule in (("pilkada-2024", KABUPATEN, "pilkada-2024"), ("lain", NEIGHBOUR, "pemilu-2024")):
        operations.set_up_election(system_actor(), NewElection(slug, slug, area, schedule), at=AT)


def entries(file: bytes) -> dict[str, object]:
    return {str(entry["uid"]): entry for entry in Calendar.from_ical(file).walk("VEVENT")}


def test_the_file_holds_every_dated_stage_as_whole_days(cast: Cast) -> None:
    found = entries(queries_calendar.calendar_file(cast.petugas.actor, "pilkada-2024", at=AT))
    campaign = found["pilkada-2024-13@wasdini"]
    assert campaign["dtstart"].dt == date(2024, 9, 25)
    assert campaign["dtend"].dt == date(2024, 11, 24)
    assert len(found) == 18


def test_what_is_not_verified_says_so_in_the_calendar_too(cast: Cast) -> None:
    found = entries(queries_calendar.calendar_file(cast.petugas.actor, "pilkada-2024", at=AT))
    assert str(found["pilkada-2024-14@wasdini"]["summary"]) == "Masa tenang (belum diverifikasi)"
    english = entries(queries_calendar.calendar_file(cast.petugas.actor, "pilkada-2024", at=AT, language="en"))
    assert str(english["pilkada-2024-14@wasdini"]["summary"]) == "Quiet period (not verified)"


def test_the_same_stage_keeps_its_identity_so_that_phones_update_it(cast: Cast) -> None:
    before = entries(queries_calendar.calendar_file(cast.kaban.actor, None, at=AT))
    change = operations.StageChange("Keputusan KPU 1/2024", date(2024, 9, 26), date(2024, 11, 23))
    operations.change_stage(cast.kaban.actor, "pilkada-2024", 13, change, at=AT)
    after = entries(queries_calendar.calendar_file(cast.kaban.actor, None, at=AT))
    assert before.keys() == after.keys()
    assert after["pilkada-2024-13@wasdini"]["dtstart"].dt == date(2024, 9, 26)


def test_a_feed_shows_what_its_owner_sees_and_nothing_of_the_neighbour(cast: Cast) -> None:
    token = operations.make_calendar_link(cast.petugas.actor, at=AT)
    feed = queries_calendar.calendar_feed(token, actor_of=actor_of, at=AT)
    assert feed == queries_calendar.calendar_file(cast.petugas.actor, None, at=AT)
    assert b"lain-" not in feed


def test_the_secret_itself_is_not_kept(cast: Cast) -> None:
    token = operations.make_calendar_link(cast.petugas.actor, at=AT)
    link = CalendarLink.objects.get()
    assert token not in {str(value) for value in vars(link).values()}


def test_a_new_address_ends_the_old_and_revoking_ends_all(cast: Cast) -> None:
    first = operations.make_calendar_link(cast.petugas.actor, at=AT)
    second = operations.make_calendar_link(cast.petugas.actor, at=AT)
    with pytest.raises(NotVisible):
        queries_calendar.calendar_feed(first, actor_of=actor_of, at=AT)
    assert queries_calendar.has_calendar_link(cast.petugas.actor)
    assert operations.revoke_calendar_links(cast.petugas.actor, at=AT) == 1
    with pytest.raises(NotVisible):
        queries_calendar.calendar_feed(second, actor_of=actor_of, at=AT)
    assert not queries_calendar.has_calendar_link(cast.petugas.actor)


def test_the_feed_dies_with_the_account(cast: Cast) -> None:
    token = operations.make_calendar_link(cast.petugas.actor, at=AT)
    cast.petugas.user.is_active = False
    cast.petugas.user.save()
    with pytest.raises(NotVisible):
        queries_calendar.calendar_feed(token, actor_of=actor_of, at=AT)


def test_the_console_has_no_feed() -> None:
    with pytest.raises(NotAllowed):
        operations.make_calendar_link(system_actor(), at=AT)
