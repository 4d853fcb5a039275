"""The score is the weighted mean of what is known; bounds, points and completeness follow from it exactly."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.index.units import method_of, random_units, share, tps, weights
from wasdini.core.index.method import Scale, ScaleKind
from wasdini.core.index.score import area_slice, contributions, rescore_area, score_units
from wasdini.methods.loader import load_method


@given(st.data(), weights)
def test_points_sum_to_the_score_and_the_score_lies_within_its_bounds(data: st.DataObject, drawn: list[float]) -> None:
    row = data.draw(st.lists(share, min_size=len(drawn), max_size=len(drawn)))
    units = pl.DataFrame(
        {"unit_code": [tps(1)], **{f"i{n}": pl.Series([x], dtype=pl.Float64) for n, x in enumerate(row)}}
    )
    method = method_of(drawn)
    scored = score_units(units, method).row(0, named=True)
    points = [p for p in contributions(units, method).row(0)[1:] if p is not None]
    known = [(w, x) for w, x in zip(drawn, row, strict=True) if x is not None]
    assert len(points) == len(known)
    if not known:
        assert scored["score"] is None and scored["category"] is None and scored["top_1"] is None
        assert (scored["lower"], scored["upper"], scored["completeness"]) == (0.0, 100.0, 0.0)
        return
    expected = 100 * sum(w * x for w, x in known) / sum(w for w, _ in known)
    assert scored["score"] == pytest.approx(expected, abs=1e-9)
    assert sum(points) == pytest.approx(scored["score"], abs=1e-9)
    assert scored["lower"] - 1e-9 <= scored["score"] <= scored["upper"] + 1e-9
    assert scored["completeness"] == pytest.approx(sum(w for w, _ in known) / sum(drawn))
    assert scored["indicators_hit"] == sum(x >= 0.5 for _, x in known)
    tops = [scored[f"top_{k}_points"] for k in (1, 2, 3)]
    best = sorted((p for p in points if p > 0), reverse=True)[:3]
    assert [t for t in tops if t is not None] == pytest.approx(best)


@given(st.integers(0, 5), st.floats(0, 1))
def test_learning_an_unknown_indicator_never_leaves_the_bounds(place: int, value: float) -> None:
    rng = np.random.default_rng(7)
    method = method_of([1, 2, 3, 4, 5, 6])
    units = random_units(rng, 20, 6).with_columns(pl.lit(None, dtype=pl.Float64).alias(f"i{place}"))
    before = score_units(units, method)
    after = score_units(units.with_columns(pl.lit(value).alias(f"i{place}")), method)
    inside = (after["lower"] >= before["lower"] - 1e-9) & (after["upper"] <= before["upper"] + 1e-9)
    assert inside.all()


def test_all_known_is_exactly_complete_and_bounds_close_on_the_score() -> None:
    units = random_units(np.random.default_rng(3), 200, 9, missing=0)
    scored = score_units(units, method_of([0.1, 0.27, 0.38, 3.3, 1e-3, 7, 0.7, 0.2, 0.3]))
    assert (scored["completeness"] == 1.0).all()
    assert (scored["lower"] == scored["score"]).all() and (scored["upper"] == scored["score"]).all()


def test_ties_go_to_the_earlier_indicator_and_zero_is_no_reason() -> None:
    units = pl.DataFrame({"unit_code": [tps(1)], "i0": [0.0], "i1": [1.0], "i2": [1.0], "i3": [1.0], "i4": [1.0]})
    row = score_units(units, method_of([1, 1, 1, 1, 1])).row(0, named=True)
    assert (row["top_1"], row["top_2"], row["top_3"]) == ("i1", "i2", "i3")
    one = score_units(units.with_columns(i2=pl.lit(0.0), i3=pl.lit(0.0), i4=pl.lit(0.0)), method_of([1] * 5))
    assert one.row(0, named=True)["top_2"] is None and one.row(0, named=True)["top_2_points"] is None


def test_the_blocks_of_a_large_table_make_no_difference() -> None:
    rng = np.random.default_rng(11)
    units = random_units(rng, 900, 5)
    many = pl.concat([units] * 60)
    method = method_of([1, 2, 3, 4, 5])
    assert score_units(many, method).equals(pl.concat([score_units(units, method)] * 60))


def test_an_area_is_scored_again_by_itself_with_the_same_result_as_the_whole() -> None:
    rng = np.random.default_rng(5)
    method = method_of([3, 2, 1])
    units = random_units(rng, 400, 3)
    start, end = area_slice(units, "9902")
    inside = units["unit_code"].str.starts_with("9902")
    assert units["unit_code"][start:end].to_list() == units.filter(inside)["unit_code"].to_list()
    changed = units.with_columns(pl.when(inside).then(1.0).otherwise("i0").alias("i0"))
    again = rescore_area(score_units(units, method), changed, method, "9902")
    assert again.equals(score_units(changed, method))


@pytest.mark.parametrize(
    ("scale", "value", "x"),
    [
        (Scale(kind=ScaleKind.THRESHOLD, at=20), 20, 1),
        (Scale(kind=ScaleKind.THRESHOLD, at=20), 19.9, 0),
        (Scale(kind=ScaleKind.THRESHOLD, at=2, falling=True), 2, 1),
        (Scale(kind=ScaleKind.THRESHOLD, at=2, falling=True), 3, 0),
        (Scale(kind=ScaleKind.STEP, steps=((1, 0.5), (3, 1))), 0.9, 0),
        (Scale(kind=ScaleKind.STEP, steps=((1, 0.5), (3, 1))), 1, 0.5),
        (Scale(kind=ScaleKind.STEP, steps=((1, 0.5), (3, 1))), 9, 1),
        (Scale(kind=ScaleKind.LINEAR, low=200, high=300), 250, 0.5),
        (Scale(kind=ScaleKind.LINEAR, low=200, high=300), 400, 1),
        (Scale(kind=ScaleKind.LINEAR, low=0.5, high=0.1), 0.3, 0.5),
        (Scale(kind=ScaleKind.LINEAR, low=0.5, high=0.1), 9, 0),
    ],
)
def test_every_scale_turns_its_measure_into_a_share(scale: Scale, value: float, x: float) -> None:
    read = scale.apply(np.array([value, np.nan]))
    assert read[0] == pytest.approx(x) and np.isnan(read[1])


def test_a_station_number_of_901_and_up_is_a_special_location_unless_the_table_says_otherwise() -> None:
    method = load_method("kesbangpol-default")
    units = pl.DataFrame({"unit_code": [tps(901), tps(900), tps(902)], "special_location": [None, None, False]})
    assert score_units(units, method)["top_1"].to_list() == ["special_location", None, None]


def test_booleans_and_whole_numbers_are_read_like_shares() -> None:
    method = method_of([1, 1])
    units = pl.DataFrame({"unit_code": [tps(1), tps(2)], "i0": [True, None], "i1": [0, 1]})
    assert score_units(units, method)["score"].to_list() == [50.0, 100.0]


def test_a_method_of_more_than_254_indicators_is_scored_alike() -> None:
    units = random_units(np.random.default_rng(8), 30, 300, missing=0)
    row = score_units(units, method_of([1.0] * 299 + [500.0])).row(0, named=True)
    *others, last = units.row(0)[1:]
    assert row["score"] == pytest.approx(100 * (sum(others) + 500 * last) / 799)
    assert (row["top_1"], row["top_1_points"]) == ("i299", pytest.approx(100 * 500 * last / 799))
