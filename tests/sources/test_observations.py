"""The newest value counts, as known at a moment; nothing is overwritten; a withdrawn source counts no longer."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.access import Actor, NotAllowed, NotVisible, system_actor
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.journal.models import Entry
from wasdini.sources.models import Observation
from wasdini.sources.operations import Delivery, paths_of, record_observation, record_observations, withdraw_source
from wasdini.sources.queries import known_values, sources_of
from wasdini.sources.values import newest_values

AT = datetime(2024, 2, 10, 2, 0, tzinfo=UTC)
TPS = ["9901012001001", "9901012001002", "9901012001003"]
PATHS = paths_of(pl.Series(TPS))
SURVEY = Delivery(name="Survei kecamatan", area="99.01", vintage="2024", licence="internal")
ANALYST = Actor(1, "analis", Role.ANALIS, ("99.01",), Classification.TERBATAS, second_factor=True)
both = [pytest.mark.django_db, pytest.mark.both]


def known(at: datetime = AT + timedelta(days=30), on: date = date(2024, 3, 1)) -> list[list[float | None]]:
    values = known_values("99.01", PATHS, ["hazard", "signal"], known_at=at, on=on).values
    return [[None if np.isnan(cell) else float(cell) for cell in row] for row in values]


def record(frame: dict[str, list[object]], *, on: date, at: datetime = AT) -> object:
    return record_observations(ANALYST, SURVEY, pl.DataFrame(frame), observed_on=on, at=at)


class TestOnBothDatabases:
    pytestmark = both

    def test_the_value_observed_last_counts_and_silence_keeps_the_older_one(self) -> None:
        record({"unit_code": TPS, "hazard": [1, 0, None], "signal": [0.4, None, None]}, on=date(2024, 2, 1))
        record({"unit_code": TPS[:2], "hazard": [0, None], "signal": [None, 0.9]}, on=date(2024, 2, 5))
        assert known() == [[0.0, 0.4], [0.0, 0.9], [None, None]]

    def test_a_late_delivery_about_an_earlier_day_does_not_overtake(self) -> None:
        record({"unit_code": TPS[:1], "hazard": [1]}, on=date(2024, 2, 5))
        record({"unit_code": TPS[:1], "hazard": [0]}, on=date(2024, 2, 1), at=AT + timedelta(days=3))
        assert known()[0][0] == 1.0

    def test_what_was_recorded_later_was_not_known_before(self) -> None:
        record({"unit_code": TPS[:1], "hazard": [0]}, on=date(2024, 2, 1))
        record({"unit_code": TPS[:1], "hazard": [1]}, on=date(2024, 2, 9), at=AT + timedelta(hours=8))
        assert known(at=AT + timedelta(hours=7))[0][0] == 0.0
        assert known(at=AT + timedelta(hours=8))[0][0] == 1.0

    def test_a_withdrawn_source_counts_no_longer_but_did_then(self) -> None:
        record({"unit_code": TPS[:1], "hazard": [0]}, on=date(2024, 2, 1))
        card = record({"unit_code": TPS[:1], "hazard": [1]}, on=date(2024, 2, 9))
        withdraw_source(ANALYST, card.id, at=AT + timedelta(days=1))  # type: ignore[attr-defined]
        assert known()[0][0] == 0.0
        assert known(at=AT + timedelta(hours=23))[0][0] == 1.0

    def test_each_value_says_its_source_and_day(self) -> None:
        record({"unit_code": TPS[:1], "hazard": [1], "signal": [1]}, on=date(2024, 2, 1))
        other = Delivery(name="Laporan warga", area="99.01", verified=False)
        record_observation(ANALYST, other, unit_code=TPS[0], values={"signal": 0}, observed_on=date(2024, 2, 3), at=AT)
        known = known_values("99.01", PATHS, ["hazard", "signal"], known_at=AT, on=date(2024, 3, 1))
        hazard, signal = (known.sources[index] for index in known.origins[0])
        assert (hazard.name, hazard.observed_on, hazard.verified) == ("Survei kecamatan", date(2024, 2, 1), True)
        assert (signal.name, signal.observed_on, signal.verified) == ("Laporan warga", date(2024, 2, 3), False)
        assert known.origins[1].tolist() == [-1, -1]

    def test_observations_cannot_be_changed_or_removed(self) -> None:
        record({"unit_code": TPS, "hazard": [1, 0, 1]}, on=date(2024, 2, 1))
        for change in (
            lambda: Observation.objects.update(values={}),
            lambda: Observation.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()
        assert Observation.objects.count() == 3

    def test_a_refused_delivery_leaves_nothing(self) -> None:
        with pytest.raises(InputRefused) as refusal:
            record(
                {"unit_code": [TPS[0], TPS[0], "9902012001001"], "hazard": [1.0, 1.0, float("inf")]},
                on=date(2024, 2, 1),
            )
        codes = [problem.code for problem in refusal.value.problems]
        assert codes == ["observation_twice", "observation_outside_area", "observation_not_a_number"]
        assert not Observation.objects.exists() and not Entry.objects.exists()

    def test_one_delivery_is_one_line_in_the_journal(self) -> None:
        record({"unit_code": TPS, "hazard": [1, 0, None]}, on=date(2024, 2, 1))
        entry = Entry.objects.get()
        assert (entry.act, entry.path, json.loads(entry.details)) == (
            "record_observations",
            "99.01",
            {"units_count": 2},
        )


@pytest.mark.django_db
def test_only_who_may_import_in_the_area_records() -> None:
    frame = pl.DataFrame({"unit_code": TPS[:1], "hazard": [1]})
    officer = Actor(2, "petugas", Role.PETUGAS, ("99.01",), Classification.BIASA)
    neighbour = Actor(3, "tetangga", Role.ANALIS, ("99.02",), Classification.BIASA)
    with pytest.raises(NotAllowed):
        record_observations(officer, SURVEY, frame, observed_on=date(2024, 2, 1), at=AT)
    with pytest.raises(NotVisible):
        record_observations(neighbour, SURVEY, frame, observed_on=date(2024, 2, 1), at=AT)


@pytest.mark.django_db
def test_the_list_of_sources_shows_those_of_the_area_only() -> None:
    record({"unit_code": TPS[:1], "hazard": [1]}, on=date(2024, 2, 1))
    elsewhere = Delivery(name="Lain", area="99.02")
    frame = pl.DataFrame({"unit_code": ["9902012001001"], "hazard": [1]})
    record_observations(system_actor(), elsewhere, frame, observed_on=date(2024, 2, 1), at=AT)
    assert [card.name for card in sources_of(ANALYST, "99.01")] == ["Survei kecamatan"]


def test_paths_follow_codes() -> None:
    assert PATHS.to_list()[0] == "99.01.01.2001.001"
    assert paths_of(pl.Series(["99.01.01.2001", "99"])).to_list() == ["99.01.01.2001", "99"]


rows = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 4), st.integers(0, 2),
        st.one_of(st.none(), st.integers(0, 9)), st.one_of(st.none(), st.integers(0, 9)),
    ),
    max_size=25,
)  # fmt: skip


@given(rows)
def test_newest_values_agree_with_reading_row_by_row(told: list[tuple[int, int, int, int | None, int | None]]) -> None:
    frame = pl.DataFrame(
        {
            "id": range(len(told)),
            "path": [f"u{row[0]}" for row in told],
            "source_id": [f"s{row[2]}" for row in told],
            "observed_on": [date(2024, 1, 1 + row[1]) for row in told],
            "recorded_at": [AT] * len(told),
            "a": [row[3] for row in told],
            "b": [row[4] for row in told],
        },
        schema_overrides={"path": pl.String, "source_id": pl.String, "observed_on": pl.Date, "a": pl.Float64,
                          "b": pl.Float64, "recorded_at": pl.Datetime("us", "UTC")},
    )  # fmt: skip
    units = pl.Series(["u0", "u1", "u2"])
    newest = newest_values(frame, units, ["a", "b"])
    for index, unit in enumerate(units):
        for column in (0, 1):
            mine = [
                (row[1], n, row) for n, row in enumerate(told) if f"u{row[0]}" == unit and row[3 + column] is not None
            ]
            value, origin = newest.values[index, column], newest.origins[index, column]
            if not mine:
                assert np.isnan(value) and origin == -1
                continue
            row = max(mine)[2]
            assert value == row[3 + column]
            assert newest.deliveries.row(int(origin)) == (f"s{row[2]}", date(2024, 1, 1 + row[1]))
    assert set(newest.origins.flatten().tolist()) - {-1} == set(range(newest.deliveries.height))
