"""Published rows of the IKP 2024 come out of the reconstruction; these tables are also printed in docs/method."""

from __future__ import annotations

import polars as pl
import pytest

from tests.spec.tables import PROVINCE_ROWS, PUBLISHED_TOTALS, DimensionRow
from wasdini.core.index.categories import cutoffs_of
from wasdini.core.index.score import score_units
from wasdini.core.terms import Level
from wasdini.methods.loader import load_method


@pytest.mark.parametrize("row", PROVINCE_ROWS, ids=lambda row: row.name)
def test_the_published_total_comes_out_within_a_hundredth(row: DimensionRow) -> None:
    method = load_method("ikp-2024")
    units = pl.DataFrame(
        {"unit_code": ["31"], **{i: [v] for i, v in zip(method.indicator_ids, row.scores, strict=True)}}
    )
    assert score_units(units, method)["score"][0] == pytest.approx(row.published, abs=0.01)


def scored() -> pl.DataFrame:
    codes = [f"{11 + place}" for place in range(len(PUBLISHED_TOTALS))]
    totals = [row.total for row in PUBLISHED_TOTALS]
    return score_units(pl.DataFrame({"unit_code": codes, "total": totals}), load_method("ikp-2024-totals"))


def test_all_34_province_categories_follow_from_mean_and_sd() -> None:
    assert len(PUBLISHED_TOTALS) == 34
    assert scored()["category"].to_list() == [row.category for row in PUBLISHED_TOTALS]


def test_the_cut_offs_are_the_published_ones() -> None:
    low, high = cutoffs_of(scored(), load_method("ikp-2024-totals"))[Level.PROVINSI]
    assert (round(low, 1), round(high, 1)) == (21.7, 68.5)


def test_kalimantan_timur_at_77_04_as_most_papers_printed_does_not_fit() -> None:
    totals = [77.04 if row.name == "Kalimantan Timur" else row.total for row in PUBLISHED_TOTALS]
    mean = sum(totals) / 34
    assert round(mean, 2) != 45.10 and round(sum(row.total for row in PUBLISHED_TOTALS) / 34, 2) == 45.10


def test_unequal_weights_fit_and_equal_ones_do_not() -> None:
    jakarta = PROVINCE_ROWS[0]
    assert abs(sum(jakarta.scores) / 4 - jakarta.published) > 0.5
