"""One broken step must not silence the others, nor hide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt

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


def test_who_tried_in_vain_is_forgotten_after_a_day() -> None:
    for name, hours in (("lama", 25), ("baru", 1)):
        attempt = AccessAttempt.objects.create(
            username=name, ip_address="127.0.0.1", user_agent="-", failures_since_start=1
        )
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=NOW - timedelta(hours=hours))
    tick(NOW)
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["baru"]
