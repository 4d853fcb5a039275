"""Reports move the picture by who says so, how good it is, how long ago; nothing raises twice from one mouth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wasdini.core.report_signals import SIGNALS_SCHEMA, SignalReport, SignalRule, SignalRules, report_signals

NOW = datetime(2024, 11, 27, 12, 0, tzinfo=UTC)
RULES = SignalRules(
    (
        SignalRule("intimidation_seen", "fear", 48),
        SignalRule("intimidation", "fear", 48),
        SignalRule("power_out", "power", 12),
    ),
    0.5,
)
STATION = "99.01.01.2001.001"
STATIONS = (STATION, "99.01.01.2001.002", "99.01.01.2002.001")


def said(name: str = "r1", source: str = "a", hours: float = 0, strength: float = 0.8, **more: object) -> SignalReport:
    report = SignalReport(
        report_id=name, path=STATION, occurred_at=NOW - timedelta(hours=hours), codes=("intimidation_seen",),
        source=source, strength=strength, grade="b2",
    )  # fmt: skip
    return replace(report, **more)  # type: ignore[arg-type]


def value(reports: list[SignalReport], indicator: str = "fear", station: str = STATION) -> float:
    found = report_signals(reports, STATIONS, RULES, at=NOW)
    row = found.filter((pl.col("path") == station) & (pl.col("indicator") == indicator))
    return float(row["value"][0]) if row.height else 0.0


def test_a_fresh_report_counts_whole_and_half_of_it_after_a_half_life() -> None:
    assert value([said()]) == pytest.approx(0.8)
    assert value([said(hours=48)]) == pytest.approx(0.4)


def test_two_independent_sources_add_up_and_one_source_does_not() -> None:
    assert value([said(), said("r2", "b")]) == pytest.approx(1 - 0.2 * 0.2)
    assert value([said(), said("r2", "a", hours=1)]) == pytest.approx(0.8)
    assert value([said(codes=("intimidation_seen", "intimidation"))]) == pytest.approx(0.8)


def test_unknown_sources_count_once_together() -> None:
    assert value([said(source=""), said("r2", source=""), said("r3", source="")]) == pytest.approx(0.8)


def test_nil_and_denied_reports_give_nothing() -> None:
    assert value([said(nil=True)]) == value([said(denied=True)]) == value([said(strength=0)]) == 0
    assert value([said(), said("r2", "b", nil=True)]) == pytest.approx(0.8)


def test_a_report_about_a_desa_counts_half_at_its_stations_and_a_wider_one_nowhere() -> None:
    found = report_signals([said(path="99.01.01.2001")], STATIONS, RULES, at=NOW)
    assert found["path"].to_list() == list(STATIONS[:2]) and found["value"].to_list() == pytest.approx([0.4, 0.4])
    assert report_signals([said(path="99.01.01")], STATIONS, RULES, at=NOW).is_empty()


def test_what_stands_behind_a_value_is_told() -> None:
    found = report_signals(
        [said(hours=5), said("r2", "b", hours=3, grade="a1"), said("r3", "b", hours=9)], STATIONS, RULES, at=NOW
    )
    row = found.row(0, named=True)
    assert (row["sources"], row["best_grade"], row["newest_at"]) == (2, "a1", NOW - timedelta(hours=3))
    assert row["report_ids"] == ["r2", "r1", "r3"]


def test_nothing_said_is_an_empty_table_of_the_same_columns() -> None:
    for empty in (report_signals([], STATIONS, RULES, at=NOW), report_signals([said()], [], RULES, at=NOW)):
        assert empty.is_empty() and dict(empty.schema) == SIGNALS_SCHEMA
    assert dict(report_signals([said()], STATIONS, RULES, at=NOW).schema) == SIGNALS_SCHEMA


SAID = st.builds(
    lambda n, source, hours, strength, code: said(f"r{n}", source, hours, strength, codes=(code,)),
    st.integers(0, 999), st.sampled_from(["", "a", "b", "c"]), st.floats(-2, 500), st.floats(0, 1),
    st.sampled_from(["intimidation_seen", "power_out", "unknown_code"]),
)  # fmt: skip


@given(st.lists(SAID, max_size=8), SAID)
@settings(max_examples=60, deadline=None)
def test_values_stay_in_bounds_never_fall_by_a_further_report_and_ignore_order(
    reports: list[SignalReport], more: SignalReport
) -> None:
    for indicator in ("fear", "power"):
        before, after = value(reports, indicator), value([*reports, more], indicator)
        assert 0 <= before <= after + 1e-12 <= 1 + 1e-9
        assert value(reports[::-1], indicator) == pytest.approx(before, abs=1e-12)


@given(st.lists(SAID, min_size=1, max_size=6), st.floats(0, 100))
@settings(max_examples=40, deadline=None)
def test_what_is_left_alone_only_fades(reports: list[SignalReport], hours: float) -> None:
    later = [replace(each, occurred_at=each.occurred_at - timedelta(hours=hours)) for each in reports]
    assert value(later) <= value(reports) + 1e-12
