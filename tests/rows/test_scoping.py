"""Areas become a database condition that means the same however it is combined."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db.models import Q

from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.rows.scoping import within
from wasdini.sources.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def areas() -> None:
    at = datetime(2024, 2, 13, tzinfo=UTC)
    for area in ("99.01", "99.01.01", "99.012", "99.02", "0"):
        Source.objects.create(name=area, area=area, received_at=at, received_by="analis")


def found(condition: Q) -> set[str]:
    return set(Source.objects.filter(condition).values_list("area", flat=True))


def test_an_area_holds_itself_and_what_lies_below_and_no_code_that_only_begins_alike() -> None:
    assert found(within(["99.01"], "area")) == {"99.01", "99.01.01"}


def test_the_nation_holds_everything_also_when_combined() -> None:
    everything = {"99.01", "99.01.01", "99.012", "99.02", "0"}
    assert found(within([NASIONAL_CODE], "area")) == everything
    assert found(Q(area="99.02") | within([NASIONAL_CODE], "area")) == everything
    assert found(Q(area="99.02") & within([NASIONAL_CODE], "area")) == {"99.02"}


def test_no_area_holds_nothing_also_when_combined() -> None:
    assert found(within([], "area")) == set()
    assert found(Q(area="99.02") | within([], "area")) == {"99.02"}
