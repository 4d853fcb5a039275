"""A place among the first is certain only when neither wavering weights nor unknown cells can take it away."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.index.units import method_of, random_units, tps
from wasdini.core.index.stability import StabilityUndefined, rank_stability


def told(units: pl.DataFrame, weights: list[float], k: int, seed: int = 1) -> dict[str, tuple[float, str]]:
    frame = rank_stability(units, method_of(weights), k=k, rng=np.random.default_rng(seed))
    return {code: (share, kind) for code, share, kind in frame.rows()}


def test_a_unit_that_leads_in_everything_is_certain_and_one_that_trails_is_outside() -> None:
    units = pl.DataFrame({"unit_code": [tps(1), tps(2), tps(3)], "i0": [1.0, 0.5, 0.0], "i1": [1.0, 0.4, 0.0]})
    assert told(units, [1, 2], k=1) == {tps(1): (1.0, "certain"), tps(2): (0.0, "outside"), tps(3): (0.0, "outside")}


def test_two_units_led_by_different_signs_of_like_weight_are_not_certain() -> None:
    units = pl.DataFrame({"unit_code": [tps(1), tps(2)], "i0": [1.0, 0.0], "i1": [0.0, 1.0]})
    one, two = told(units, [1.05, 1.0], k=1).values()
    assert 0.5 <= one[0] < 0.7 and one[1] == "likely" and two[1] == "unstable"


def test_an_unknown_cell_makes_a_leader_uncertain() -> None:
    sure = pl.DataFrame(
        {"unit_code": [tps(n) for n in range(1, 7)], "i0": [0.9, 0.6, 0, 0, 0, 0], "i1": [1.0, 1, 0, 0, 0, 1]}
    )
    assert told(sure, [1, 1], k=1)[tps(1)][1] == "certain"
    unsure = sure.with_columns(i1=pl.Series([None, 1.0, 0, 0, 0, 1]))
    assert told(unsure, [1, 1], k=1)[tps(1)][1] in {"likely", "unstable"}


def test_units_alike_share_the_last_place_evenly() -> None:
    units = pl.DataFrame({"unit_code": [tps(n) for n in range(4)], "i0": [1.0, 0.0, 0.0, 0.0]})
    shares = [share for share, _ in told(units, [1], k=2).values()]
    assert shares == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_shares_sum_to_k_and_the_same_dice_give_the_same_answer(seed: int, k: int) -> None:
    units = random_units(np.random.default_rng(seed), 30, 4, missing=0.3)
    method = method_of([4, 3, 2, 1])
    first, again = (rank_stability(units, method, k=k, rng=np.random.default_rng(seed)) for _ in range(2))
    assert first.equals(again)
    assert first["top_share"].sum() == pytest.approx(min(k, units.height))
    assert first["top_share"].is_between(0, 1).all()


def test_a_method_without_settings_or_no_places_at_all_is_refused() -> None:
    units = random_units(np.random.default_rng(1), 5, 1)
    with pytest.raises(StabilityUndefined):
        rank_stability(units, method_of([1]), k=0, rng=np.random.default_rng(1))


def test_an_empty_table_has_no_ranks() -> None:
    assert (
        rank_stability(pl.DataFrame({"unit_code": []}), method_of([1]), k=3, rng=np.random.default_rng(1)).height == 0
    )


def test_a_regency_of_three_thousand_stations_is_tried_in_less_than_two_seconds() -> None:
    units = random_units(np.random.default_rng(9), 3200, 26)
    began = time.perf_counter()
    rank_stability(units, method_of([1.0] * 26), k=20, rng=np.random.default_rng(1))
    assert time.perf_counter() - began < 2
