"""Two officers press at the same moment: one act counts, the other is told who was faster. On both databases."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import OperationalError, connection

from tests.cast import Cast
from tests.reports.samples import send
from tests.reports.test_desk import B2, standing, touch
from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused
from wasdini.journal.models import Entry
from wasdini.journal.queries import verify_chain
from wasdini.places.models import Import
from wasdini.reports.models import Step
from wasdini.reports.operations_desk import Touch, grade_report

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def _press(actor: Actor, seen: Touch, gate: threading.Barrier, told: list[str]) -> None:
    try:
        gate.wait(10)
        grade_report(actor, seen, B2)
        told.append("tercatat")
    except InputRefused as refused:
        told.append(refused.problems[0].code)
    except OperationalError:
        told.append("sibuk")
    finally:
        connection.close()


def test_of_six_who_grade_at_once_exactly_one_is_recorded(cast: Cast, regions: Import) -> None:
    report_id: uuid.UUID = send(cast.petugas.actor).report_id
    seen, gate, told = touch(report_id), threading.Barrier(6), []
    people = [cast[name].actor for name in ("verifikator", "analis", "kaban")] * 2
    threads = [threading.Thread(target=_press, args=(actor, seen, gate, told)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told.count("tercatat") == 1 and len(told) == 6
    # The SQLite of the tests lies in memory and knows no waiting; the one of an office waits its turn.
    refused = {"desk_changed_since", "sibuk"} if connection.vendor == "sqlite" else {"desk_changed_since"}
    assert set(told) <= {"tercatat", *refused}
    assert standing(report_id).version == 2 and Step.objects.filter(verb="grade_report").count() == 1
    assert Entry.objects.filter(act="grade_report").count() == 1
    assert verify_chain().fault is None
