"""One broken step must not silence the others, nor hide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wasdini.accounts.models import SignInSession
from wasdini.pulse.queries import worker_state
from wasdini.worker.tick import STEPS, tick

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2024, 2, 14, 0, 0, tzinfo=UTC)


def test_a_failing_step_is_named_and_the_next_one_runs() -> None:
    ran = []

    def breaks(now: datetime) -> None:
        raise ValueError("rusak")

    def works(now: datetime) -> None:
        ran.append(now)

    assert tick(NOW, (breaks, works)) == ["breaks"]
    assert ran == [NOW]
    assert worker_state(NOW).failed_steps == ("breaks",)


def test_the_shipped_steps_run_on_an_empty_database() -> None:
    assert tick(NOW, STEPS) == []
    assert worker_state(NOW).alive


def test_sign_ins_that_are_over_are_forgotten_and_others_kept() -> None:
    for key, hours in (("lewat", -1), ("berlaku", 1)):
        SignInSession.objects.create(session_key=key, session_data="", expire_date=NOW + timedelta(hours=hours))
    tick(NOW)
    assert [session.session_key for session in SignInSession.objects.all()] == ["berlaku"]
