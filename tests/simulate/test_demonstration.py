"""`make run` on an empty database: one call, and every page of an office has something to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from wasdini.accounts.queries import the_office
from wasdini.assessments.queries import changes_between, map_values, ranking, situation_of, unit_assessment
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused
from wasdini.elections.queries import clock
from wasdini.journal.models import Entry
from wasdini.places.models import Place
from wasdini.simulate.operations import Demonstration, load_demonstration

AT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
TODAY = datetime(2026, 11, 24).date()
ACTOR = system_actor()


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demonstration]:
    """Loaded once for the module, inside a transaction that is taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demonstration(AT)
        transaction.set_rollback(True)


pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_the_situation_has_a_level_reasons_a_change_and_five_that_need_attention(demonstration: Demonstration) -> None:
    told = situation_of(ACTOR, demonstration.area, TODAY)
    assert told is not None and told.run.assessed_on == TODAY
    assert told.category_label and told.score is not None and 0 < told.completeness < 1
    assert told.change is not None and told.change.points != 0
    assert told.change.since.assessed_on == TODAY - timedelta(days=1)
    assert len(told.top_five) == 5 and all(unit.drivers and unit.stability for unit in told.top_five)
    assert len({unit.score for unit in told.top_five}) > 1
    assert {reason.code for reason in told.reasons} >= {"situation_driver", "situation_unknown"}
    assert set(told.category_counts) >= {"rendah", "sedang", "tinggi"}


def test_a_station_shows_several_sources_and_a_week_of_history(demonstration: Demonstration) -> None:
    told = ranking(ACTOR, demonstration.area, "tps", limit=1)
    assert told is not None
    first = unit_assessment(ACTOR, told.rows[0].code)
    assert first is not None and len(first.history) == 8
    assert len({one.source_name for one in first.contributions if one.value is not None}) >= 4
    assert all("contoh" in one.source_name for one in first.contributions if one.observed_on)


def test_a_week_brought_movement_up_and_down(demonstration: Demonstration) -> None:
    told = changes_between(ACTOR, demonstration.area, TODAY - timedelta(days=1), TODAY)
    assert told is not None and told.risen and told.fallen and told.risen[0].drivers


def test_the_map_is_not_of_one_colour_and_the_neighbour_has_its_own(demonstration: Demonstration) -> None:
    values = map_values(ACTOR, demonstration.area, "kecamatan")
    assert len(values) == 16 and len({value.category for value in values}) >= 2
    assert len(map_values(ACTOR, "99.02", "kecamatan")) == 4


def test_the_election_is_twelve_days_away_whatever_the_calendar(demonstration: Demonstration) -> None:
    told = clock(TODAY, demonstration.area)
    assert told is not None and told.days_to_vote == 12 and told.leading is not None


def test_the_office_is_marked_as_a_demonstration_and_nothing_is_loaded_twice(demonstration: Demonstration) -> None:
    office = the_office()
    assert office is not None and office.is_demo
    entries, places = Entry.objects.count(), Place.objects.count()
    with pytest.raises(InputRefused) as refusal:
        load_demonstration(AT)
    assert refusal.value.problems[0].code == "demonstration_not_empty"
    assert (Entry.objects.count(), Place.objects.count()) == (entries, places)
