"""Reasons sum to what is shown, and what would change the category really would."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.index.units import method_of, share, tps
from wasdini.core.index.explain import explain_unit, shown_points
from wasdini.core.index.score import contributions, score_units
from wasdini.methods.explanations import explanation_sentence, points_words
from wasdini.methods.loader import load_method

WEIGHTS = [5.0, 4.0, 3.0, 2.0, 1.0]
METHOD = method_of(WEIGHTS)


def unit(row: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"unit_code": [tps(1)], **{f"i{n}": pl.Series([x], dtype=pl.Float64) for n, x in enumerate(row)}}
    )


def points(row: list[float | None]) -> dict[str, float | None]:
    return contributions(unit(row), METHOD).drop("unit_code").row(0, named=True)


@given(st.lists(st.floats(0, 100), max_size=30), st.integers(0, 2))
def test_shown_points_sum_to_the_shown_total_and_stay_next_to_the_truth(drawn: list[float], digits: int) -> None:
    shown = shown_points(drawn, digits=digits)
    step = Decimal(1).scaleb(-digits)
    assert sum(shown, Decimal(0)) == Decimal(repr(float(sum(drawn)))).quantize(step)
    assert all(abs(float(s) - p) <= float(step) + 1e-9 for s, p in zip(shown, drawn, strict=True))


def test_the_largest_remainder_is_rounded_up_first() -> None:
    assert shown_points([33.4, 33.3, 33.3]) == (Decimal(34), Decimal(33), Decimal(33))


@given(st.lists(share, min_size=5, max_size=5))
def test_what_would_change_the_category_really_changes_it(row: list[float | None]) -> None:
    explained = explain_unit(points(row), METHOD)
    before = score_units(unit(row), METHOD)["category"][0]
    for way, value, step in ((explained.easing, 0.0, -1), (explained.worsening, 1.0, 1)):
        if way is None:
            continue
        after = [value if f"i{n}" in way.indicator_ids else x for n, x in enumerate(row)]
        assert score_units(unit(after), METHOD)["category"][0] == way.category or way.category != before
        reached = METHOD.category_rank(score_units(unit(after), METHOD)["category"][0])
        assert (reached - METHOD.category_rank(before)) * step >= 1


@given(st.lists(share, min_size=5, max_size=5))
def test_where_no_way_up_is_told_there_is_none(row: list[float | None]) -> None:
    explained = explain_unit(points(row), METHOD)
    before = score_units(unit(row), METHOD)["category"][0]
    worst = score_units(unit([1.0 if x is None else x for x in row]), METHOD)["category"][0]
    if explained.worsening is None and before is not None:
        assert worst == before


def test_an_explanation_reads_as_a_sentence_in_both_languages() -> None:
    method = load_method("kesbangpol-default")
    units = pl.DataFrame(
        {"unit_code": [tps(1)], "disaster_prone": [True], "violence_history": [True], "near_school": [True],
         "power_trouble": [True], "hard_to_reach": [None], "voters": [250]}
    )  # fmt: skip
    explained = explain_unit(contributions(units, method).drop("unit_code").row(0, named=True), method)
    assert explained.shown_score is not None and explained.shown_score == sum(r.shown for r in explained.reasons)
    told = explanation_sentence(explained, method)
    assert told.startswith("+26,9 riwayat kekerasan di TPS, +23,5 dekat lembaga pendidikan"), told
    assert "belum diketahui" in told and "Turun ke sedang bila teratasi: riwayat kekerasan di TPS" in told
    assert points_words(explained, method, "en").endswith("+21.2 power trouble, +20.2 from 2 other signs")


@pytest.mark.parametrize(
    ("row", "words"),
    [([None] * 5, "belum ada tanda yang diketahui"), ([0.0] * 5, "tidak ada tanda kerawanan di antara yang diketahui")],
)
def test_nothing_known_and_nothing_found_are_told_apart(row: list[float | None], words: str) -> None:
    assert points_words(explain_unit(points(row), METHOD), METHOD) == words
