"""Stages on the calendar: spans, deadline rules, the leading stage, days to voting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.stages import Happening, Stage, days_to_vote, leading, moved, running_on, span_of
from wasdini.core.terms import StageCode
from wasdini.core.zones import zone_of

DAYS = st.dates(date(2022, 1, 1), date(2030, 1, 1))


def test_a_rule_waits_until_its_happening_is_on_record() -> None:
    rule = Stage(1, StageCode.RESULT_DETERMINATION, after_happening=Happening.COURT_NOTICE, within_days=5)
    assert span_of(rule, {}).waiting_for is Happening.COURT_NOTICE
    assert running_on([rule], {}, date(2025, 1, 6)) == ()


@pytest.mark.parametrize(("day", "runs"), [(5, False), (6, True), (11, True), (12, False)])
def test_five_days_after_counts_calendar_days_from_the_happening(day: int, runs: bool) -> None:
    rule = Stage(1, StageCode.RESULT_DETERMINATION, after_happening=Happening.COURT_NOTICE, within_days=5)
    on_record = {Happening.COURT_NOTICE: date(2025, 1, 6)}
    assert bool(running_on([rule], on_record, date(2025, 1, day))) is runs


def test_a_dispute_stays_open_until_the_ruling() -> None:
    dispute = Stage(
        1,
        StageCode.DISPUTE,
        after_happening=Happening.DISPUTE_REGISTERED,
        until_happening=Happening.COURT_RULING,
    )
    opened = {Happening.DISPUTE_REGISTERED: date(2024, 12, 11)}
    assert running_on([dispute], opened, date(2025, 2, 1))
    ruled = {**opened, Happening.COURT_RULING: date(2025, 2, 4)}
    assert running_on([dispute], ruled, date(2025, 2, 4))
    assert not running_on([dispute], ruled, date(2025, 2, 5))


def test_a_start_that_no_source_states_counts_as_begun_and_leads_last() -> None:
    unstated = Stage(1, StageCode.PLANNING, ends_on=date(2024, 11, 18))
    stated = Stage(2, StageCode.CAMPAIGN, date(2024, 9, 25), date(2024, 11, 23))
    running = running_on([unstated, stated], {}, date(2024, 10, 1))
    assert running == (unstated, stated)
    assert leading(running, {}) is stated


def test_on_voting_day_voting_leads_though_the_count_begins_the_same_evening() -> None:
    counting = Stage(1, StageCode.COUNTING, date(2024, 2, 14), date(2024, 2, 15))
    voting = Stage(2, StageCode.VOTING, date(2024, 2, 14), date(2024, 2, 14))
    assert leading([counting, voting], {}) is voting


def test_nothing_running_has_no_leader() -> None:
    assert leading([], {}) is None


def test_days_to_vote_are_calendar_days() -> None:
    voting_on = date(2024, 2, 14)
    assert [days_to_vote(voting_on, date(2024, 2, day)) for day in (13, 14, 15)] == [1, 0, -1]


def test_the_same_instant_is_another_day_further_east() -> None:
    instant = datetime(2024, 2, 13, 15, 30, tzinfo=UTC)  # 22.30 WIB, 23.30 WITA, 00.30 WIT
    days = [instant.astimezone(zone_of(code).clock).date().day for code in ("32", "51", "91")]
    assert days == [13, 13, 14]


@given(start=DAYS, length=st.integers(0, 400), days=st.integers(-4000, 4000), on=DAYS)
def test_a_moved_stage_runs_exactly_when_the_old_one_did(start: date, length: int, days: int, on: date) -> None:
    stage = Stage(1, StageCode.CAMPAIGN, start, start + timedelta(days=length))
    shifted = moved(stage, days)
    assert bool(running_on([stage], {}, on)) == bool(running_on([shifted], {}, on + timedelta(days=days)))


@given(
    spans=st.lists(st.tuples(DAYS, st.integers(0, 300)), min_size=1, max_size=8),
    on=DAYS,
)
def test_no_running_stage_started_later_than_the_leading_one(spans: list[tuple[date, int]], on: date) -> None:
    stages = [Stage(n, StageCode.PLANNING, first, first + timedelta(days=d)) for n, (first, d) in enumerate(spans)]
    running = running_on(stages, {}, on)
    first = leading(running, {})
    assert (first is None) == (not running)
    assert all(stage.starts_on <= first.starts_on for stage in running if first and first.starts_on and stage.starts_on)
