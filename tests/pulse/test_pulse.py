"""The heartbeat as others see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wasdini.pulse.operations import beat
from wasdini.pulse.queries import LATE_AFTER, worker_state

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2024, 2, 14, 0, 0, tzinfo=UTC)


def test_before_the_first_tick_the_worker_is_not_alive() -> None:
    assert not worker_state(NOW).alive
    assert worker_state(NOW).last_tick_at is None


def test_a_fresh_beat_means_alive_and_an_old_one_late() -> None:
    beat(at=NOW)
    assert worker_state(NOW + LATE_AFTER).alive
    assert not worker_state(NOW + LATE_AFTER + timedelta(seconds=1)).alive


def test_the_last_beat_replaces_the_one_before_and_names_what_failed() -> None:
    beat(at=NOW - timedelta(hours=1))
    beat(at=NOW, failed_steps=["anchor_journal"])
    state = worker_state(NOW)
    assert state.alive
    assert (state.last_tick_at, state.failed_steps) == (NOW, ("anchor_journal",))
