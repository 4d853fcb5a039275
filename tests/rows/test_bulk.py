"""Frames written in bulk read back as Django itself would have written them, on both databases."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import polars as pl
import pytest

from wasdini.places.models import Import, Place
from wasdini.rows.bulk import insert_frame, read_frame, uuid_text
from wasdini.sources.models import Observation, Source

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT = datetime(2024, 2, 13, 11, 0, 0, 250, tzinfo=UTC)


def a_source() -> Source:
    return Source.objects.create(name="Survei", area="99.01", received_at=AT, received_by="analis")


def test_what_is_written_in_bulk_reads_back_through_the_models() -> None:
    source = a_source()
    frame = pl.DataFrame(
        {
            "source_id": [str(source.id)] * 2,
            "path": ["99.01.01.2001.001", "99.01.01.2001.002"],
            "observed_on": [date(2024, 2, 12)] * 2,
            "recorded_at": [AT, AT.replace(microsecond=0)],
            "values": ['{"a": 1}', '{"a": null, "b": "ya \\"betul\\", \\u00e9"}'],
        }
    )
    assert insert_frame(Observation, frame) == 2
    first, second = Observation.objects.order_by("path")
    assert (first.source, first.observed_on, first.recorded_at) == (source, date(2024, 2, 12), AT)
    assert second.values == {"a": None, "b": 'ya "betul", é'}
    assert Observation.objects.filter(recorded_at__lt=AT).get() == second


def test_empty_text_stays_empty_and_unknown_stays_unknown() -> None:
    batch = Import.objects.create(kind="places", file_name="a", file_sha256="", imported_at=AT, imported_by="analis")
    frame = pl.DataFrame(
        {
            "path": ["99.01", "99.02"], "parent_code": ["99", "99"],
            "level": ["kabkota"] * 2, "kind": ["", ""], "name": ["", 'Tanjung "Lama", Baru'], "lat": [None, -9.25],
            "coordinate": ["unknown"] * 2, "added_by_id": [batch.pk] * 2,
        }
    )  # fmt: skip
    insert_frame(Place, frame)
    first, second = Place.objects.order_by("path")
    assert (first.name, first.lat, first.lon) == ("", None, None)
    assert (second.name, second.lat) == ('Tanjung "Lama", Baru', -9.25)


def test_a_frame_read_back_carries_dates_and_instants() -> None:
    source = a_source()
    Observation.objects.create(source=source, path="99.01", observed_on=date(2024, 2, 1), recorded_at=AT, values={})
    frame = read_frame(
        "SELECT path, observed_on, recorded_at FROM sources_observation WHERE source_id = %s",
        [uuid_text(source.id)],
        {"path": pl.String, "observed_on": pl.Date, "recorded_at": pl.Datetime("us", "UTC")},
    )
    assert frame.rows() == [("99.01", date(2024, 2, 1), AT)]


def test_an_empty_frame_writes_nothing() -> None:
    assert insert_frame(Observation, pl.DataFrame(schema={"path": pl.String})) == 0
    assert uuid.UUID(uuid_text(uuid.UUID(int=7))).int == 7
