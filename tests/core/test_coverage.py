"""Reported and silent add up to assigned, whatever windows, reports and clocks there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.coverage import (
    DUTY_SCHEMA,
    HEARD_SCHEMA,
    PAPER_SCHEMA,
    DutyState,
    cut_points,
    late_first,
    rolled_up,
    standing_of,
    totals,
)
from wasdini.core.place_codes import code_of, covers
from wasdini.core.terms import Level

START = datetime(2024, 2, 14, tzinfo=UTC)
PATHS = ["99.01.01.2001.001", "99.01.01.2001.002", "99.01.02.2001.001", "99.01.01.2001", "99.01.01", "99.01"]
hours = st.integers(0, 24)
duties = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(PATHS), hours, st.integers(1, 12), st.integers(1, 2), st.booleans()),
    max_size=12,
)
reports = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(PATHS), st.integers(0, 36 * 60), st.booleans()))


def frames(
    asked: list[tuple[int, str, int, int, int, bool]], said: list[tuple[int, str, int, bool]]
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[datetime, ...]]:
    """Duties, and the reports grouped as the database groups them."""
    rows = [
        (n, who, path, at(start * 60), at((start + length) * 60), want, int(nil), f"{n:032x}")
        for n, (who, path, start, length, want, nil) in enumerate(asked)
    ]
    frame = pl.DataFrame(rows, schema=DUTY_SCHEMA, orient="row")
    cuts = cut_points(frame)
    grouped: dict[tuple[int, str, int], list[tuple[datetime, bool]]] = {}
    for who, path, minute, nil in said:
        bucket = sum(at(minute) >= cut for cut in cuts)
        if cuts and 0 < bucket < len(cuts):
            grouped.setdefault((who, path, bucket), []).append((at(minute), nil))
    heard = [
        (*key, len(found), sum(nil for _, nil in found), min(found)[0], max(found)[0]) for key, found in grouped.items()
    ]
    return frame, pl.DataFrame(heard, schema=HEARD_SCHEMA, orient="row"), cuts


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def no_papers() -> pl.DataFrame:
    return pl.DataFrame(schema=PAPER_SCHEMA)


@given(duties, reports, st.integers(0, 36 * 60))
def test_reported_and_silent_are_all_that_were_assigned(
    asked: list[tuple[int, str, int, int, int, bool]], said: list[tuple[int, str, int, bool]], now: int
) -> None:
    frame, heard, cuts = frames(asked, said)
    standing = standing_of(frame, heard, no_papers(), cuts=cuts, at=at(now))
    assert standing["duty_id"].to_list() == frame["duty_id"].to_list()
    counts = totals(standing)
    assert counts["assigned"] == len(asked) == sum(counts[state.value] for state in DutyState)
    assert late_first(standing).height == counts["assigned"] - counts["reported"]
    for level in (Level.DESA, Level.KECAMATAN, Level.KABKOTA, Level.NASIONAL):
        rows = rolled_up(standing, level)
        assert {name: rows[name].sum() for name in counts} == counts


@given(duties, reports, st.integers(0, 36 * 60))
def test_the_frame_counts_what_looking_at_every_report_one_by_one_counts(
    asked: list[tuple[int, str, int, int, int, bool]], said: list[tuple[int, str, int, bool]], now: int
) -> None:
    frame, heard, cuts = frames(asked, said)
    standing = standing_of(frame, heard, no_papers(), cuts=cuts, at=at(now)).to_dicts()
    for row, (who, path, start, length, want, nil) in zip(standing, asked, strict=True):
        inside = [
            (at(minute), was_nil)
            for person, place, minute, was_nil in said
            if person == who
            and covers(code_of(path), code_of(place))
            and at(start * 60) <= at(minute) < at((start + length) * 60)
        ]
        assert row["reports_count"] == len(inside)
        assert row["nil_count"] == sum(was_nil for _, was_nil in inside)
        assert row["first_at"] == min((moment for moment, _ in inside), default=None)
        begun, over = at(start * 60) <= at(now), at((start + length) * 60) <= at(now)
        silent = "overdue" if over else "waiting" if begun else "ahead"
        assert row["state"] == ("reported" if len(inside) >= want else silent if nil else "may_be_silent")


def test_the_late_stand_first_the_longest_late_at_the_top() -> None:
    asked = [(1, PATHS[0], 8, 4, 1, True), (2, PATHS[1], 2, 4, 1, True), (3, PATHS[2], 1, 2, 1, True)]
    frame, heard, cuts = frames([*asked, (1, PATHS[1], 20, 2, 1, True), (1, PATHS[2], 0, 9, 1, False)], [])
    standing = standing_of(frame, heard, no_papers(), cuts=cuts, at=at(10 * 60))
    assert late_first(standing)["duty_id"].to_list() == [2, 1, 0, 3, 4]


def test_a_paper_form_counts_for_its_duty_whenever_it_was_typed_in() -> None:
    frame, heard, cuts = frames([(1, PATHS[0], 8, 4, 1, True), (1, PATHS[1], 8, 4, 1, True)], [])
    papers = pl.DataFrame([(f"{1:032x}", 1, at(30 * 60))], schema=PAPER_SCHEMA, orient="row")
    rows = standing_of(frame, heard, papers, cuts=cuts, at=at(31 * 60)).to_dicts()
    assert [(row["state"], row["on_paper"], row["nil_count"]) for row in rows] == [
        ("overdue", False, 0),
        ("reported", True, 1),
    ]
