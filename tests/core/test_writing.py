"""Dates, hours and numbers as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.writing import (
    largest_remainder,
    write_date,
    write_days_to,
    write_moment,
    write_number,
    write_share,
)
from wasdini.core.zones import WIB, WIT, WITA, zone_of


def test_voting_morning_is_written_as_people_write_it() -> None:
    opens_at = datetime(2024, 2, 14, 0, 0, tzinfo=UTC)
    assert write_moment(opens_at, zone=WIB) == "Rabu, 14 Februari 2024, 07.00 WIB"
    assert write_moment(opens_at, zone=WITA) == "Rabu, 14 Februari 2024, 08.00 WITA"
    assert write_moment(opens_at, zone=WIT, language="en") == "Wednesday, 14 February 2024, 09.00 WIT"


def test_midnight_in_utc_is_already_the_next_day_in_papua() -> None:
    assert write_moment(datetime(2024, 2, 13, 15, 30, tzinfo=UTC), zone=WIT).startswith("Rabu, 14 Februari")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        write_moment(datetime(2024, 2, 14), zone=WIB)


@pytest.mark.parametrize(
    ("code", "zone"),
    [("11", WIB), ("31.71.01.1001", WIB), ("61", WIB), ("62.01", WIB), ("63", WITA), ("51.71", WITA), ("65", WITA),
     ("7371011001001", WITA), ("81", WIT), ("9671011001", WIT), ("0", WIB), ("99.01", WIB)],
)  # fmt: skip
def test_each_region_has_the_zone_of_its_province(code: str, zone: object) -> None:
    assert zone_of(code) == zone


def test_a_date_can_carry_its_weekday() -> None:
    assert write_date(date(2024, 11, 27), weekday=True) == "Rabu, 27 November 2024"
    assert write_date(date(2024, 11, 27), language="en") == "27 November 2024"


def test_numbers_follow_the_language() -> None:
    assert write_number(820161) == "820.161"
    assert write_number(1234.56, decimals=1, language="en") == "1,234.6"
    assert write_number(-3.25, decimals=1) == "−3,2"
    assert write_number(-0.04, decimals=1) == "0,0"


def test_a_share_that_is_not_quite_all_is_not_called_all() -> None:
    assert write_share(0.999) == ">99%"
    assert write_share(0.001) == "<1%"
    assert write_share(1.0) == "100%"
    assert write_share(0.0) == "0%"


def test_days_to_voting_are_counted_as_officers_count() -> None:
    assert [write_days_to(days) for days in (14, 0, -3)] == ["H-14", "Hari H", "H+3"]


@given(st.lists(st.floats(min_value=0, max_value=100, allow_nan=False), min_size=1, max_size=30))
def test_shown_parts_add_up_to_the_shown_whole(parts: list[float]) -> None:
    shown = largest_remainder(tuple(parts), decimals=1)
    assert round(sum(shown), 1) == pytest.approx(round(sum(parts), 1), abs=0.051)
    assert all(abs(a - b) <= 0.1 + 1e-9 for a, b in zip(shown, parts, strict=True))
