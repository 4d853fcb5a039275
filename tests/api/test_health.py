"""Health: the process, the database, the worker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from wasdini.pulse.models import Heartbeat
from wasdini.pulse.operations import beat


def test_the_process_answers_without_asking_the_database() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}


@pytest.mark.both
@pytest.mark.django_db
def test_ready_means_a_write_was_tried_and_taken_back() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (200, {"alive": False, "last_tick_at": None})
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db
def test_a_database_that_takes_no_write_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(Heartbeat, "save_base", refuse)
    assert Client().get("/readyz").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize(("age_seconds", "status"), [(5, 200), (300, 503)])
def test_a_late_worker_is_seen_but_does_not_stop_intake(age_seconds: int, status: int) -> None:
    beat(at=datetime.now(UTC) - timedelta(seconds=age_seconds))
    assert Client().get("/workerz").status_code == status
    assert Client().get("/readyz").status_code == 200


@pytest.mark.django_db
def test_health_tells_nothing_of_the_region_and_is_never_kept() -> None:
    for page in ("healthz", "readyz", "workerz"):
        answer = Client().get(f"/{page}")
        assert "no-store" in answer.headers["Cache-Control"]
        assert set(answer.json()) <= {"status", "worker", "alive", "last_tick_at"}
