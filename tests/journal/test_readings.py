"""Who read what: noted in one statement, changed by nobody, forgotten only when old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import KECAMATAN, NOW, Cast
from wasdini.core.access import system_actor
from wasdini.core.terms import Classification, Mode
from wasdini.journal.models import Reading
from wasdini.journal.operations_reads import Seen, note_readings


def seen(number: int, rank: Classification = Classification.RAHASIA, mode: Mode = Mode.TERBUKA) -> Seen:
    return Seen("report", f"laporan-{number}", KECAMATAN, rank, "report", mode)


@pytest.mark.both
def test_a_page_of_fifty_costs_one_statement(cast: Cast) -> None:
    actor = cast.analis.actor
    with CaptureQueriesContext(connection) as asked:
        assert note_readings(actor, [seen(n) for n in range(50)], NOW) == 50
    assert len([entry for entry in asked if "SAVEPOINT" not in entry["sql"]]) == 1
    row = Reading.objects.get(subject_id="laporan-7")
    assert (row.actor_id, row.actor_role, row.at) == (cast.analis.user.pk, "analis", NOW)
    assert (row.subject_kind, row.classification, row.path) == ("report", "rahasia", KECAMATAN)


def test_only_rahasia_and_above_and_the_covert_are_noted(cast: Cast) -> None:
    told = [seen(at, rank, mode) for at, (rank, mode) in enumerate((r, m) for r in Classification for m in Mode)]
    note_readings(cast.analis.actor, told, NOW)
    kept = set(Reading.objects.values_list("classification", "mode"))
    assert kept == {(r.value, m.value) for r in Classification for m in Mode} - {
        ("biasa", "open"),
        ("terbatas", "open"),
    }


def test_nothing_to_note_asks_the_database_nothing(cast: Cast) -> None:
    actor = cast.analis.actor
    with CaptureQueriesContext(connection) as asked:
        assert note_readings(actor, [seen(1, Classification.BIASA)], NOW) == 0
        assert note_readings(system_actor(), [seen(1)], NOW) == 0
    assert len(asked) == 0


@pytest.mark.both
def test_a_reading_cannot_be_changed_and_goes_only_when_it_is_old(cast: Cast) -> None:
    now = datetime.now(UTC)
    note_readings(cast.analis.actor, [seen(1)], now - timedelta(days=89))
    note_readings(cast.analis.actor, [seen(2)], now - timedelta(days=91))
    for attempt in (
        lambda: Reading.objects.update(actor_id=1),
        lambda: Reading.objects.filter(subject_id="laporan-1").delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    Reading.objects.filter(subject_id="laporan-2").delete()
    assert list(Reading.objects.values_list("subject_id", flat=True)) == ["laporan-1"]
