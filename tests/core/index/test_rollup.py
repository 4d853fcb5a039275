"""A region is the mean of its stations, each counted once, at every level."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.core.index.units import method_of, random_units, tps
from wasdini.core.index.categories import missing_category_reasons
from wasdini.core.index.method import CutKind
from wasdini.core.index.rollup import MixedLevels, roll_up
from wasdini.core.index.score import contributions, score_units

METHOD = method_of([3, 2, 1, 0.5])


def test_every_level_is_the_mean_over_its_stations_and_not_over_its_children() -> None:
    units = random_units(np.random.default_rng(2), 300, 4, missing=0.4)
    scores = score_units(units, METHOD)
    regions = roll_up(units, scores, METHOD)
    lengths = {"desa": 10, "kecamatan": 6, "kabkota": 4, "provinsi": 2, "nasional": 0}
    assert set(regions["level"].cast(pl.String)) == set(lengths)
    points = contributions(units, METHOD)
    for row in regions.iter_rows(named=True):
        digits = row["unit_code"].replace(".", "")[: lengths[row["level"]]]
        inside = scores["unit_code"].str.starts_with(digits)
        within = scores.filter(inside)
        known = within["score"].drop_nulls()
        assert row["tps_count"] == within.height
        assert row["score"] == pytest.approx(known.mean()) and row["max_score"] == known.max()
        assert row["high_share"] == pytest.approx((within["category"] == "tinggi").sum() / known.len())
        mean_points = {i: (points.filter(inside)[i].sum() or 0) / known.len() for i in METHOD.indicator_ids}
        assert sum(mean_points.values()) == pytest.approx(row["score"], abs=1e-9)
        best = max(mean_points, key=lambda i: mean_points[i])
        assert row["top_1"] == best and row["top_1_points"] == pytest.approx(mean_points[best])
    assert regions.group_by("level").agg(pl.col("tps_count").sum())["tps_count"].unique().to_list() == [units.height]


def test_a_lopsided_region_shows_that_stations_are_counted_and_not_desa() -> None:
    codes = [tps(n, "9901011001") for n in range(1, 10)] + [tps(1, "9901011002")]
    units = pl.DataFrame({"unit_code": codes, "i0": [0.0] * 9 + [1.0]})
    method = method_of([1])
    regions = roll_up(units, score_units(units, method), method)
    kecamatan = regions.filter(pl.col("level") == "kecamatan").row(0, named=True)
    assert (kecamatan["score"], kecamatan["high_share"], kecamatan["tps_count"]) == (10.0, 0.1, 10)


def test_a_given_parent_goes_before_the_code() -> None:
    units = pl.DataFrame({"unit_code": [tps(1), tps(2)], "parent_code": ["99.02.01.1001", None], "i0": [1.0, 0.0]})
    method = method_of([1])
    regions = roll_up(units, score_units(units, method), method)
    desa = regions.filter(pl.col("level") == "desa").select("unit_code", "score").rows()
    assert desa == [("99.01.01.1001", 0.0), ("99.02.01.1001", 100.0)]


def test_units_of_which_nothing_is_known_are_counted_but_do_not_pull_the_mean() -> None:
    units = pl.DataFrame({"unit_code": [tps(1), tps(2)], "i0": [1.0, None]})
    method = method_of([1])
    desa = roll_up(units, score_units(units, method), method).row(0, named=True)
    assert (desa["score"], desa["tps_count"], desa["completeness"], desa["lower"]) == (100.0, 2, 0.5, 50.0)


def test_fewer_than_three_units_at_a_level_have_no_category_by_mean_and_sd_and_the_reason_is_told() -> None:
    units = random_units(np.random.default_rng(2), 200, 4)
    method = method_of([3, 2, 1, 0.5], cut=CutKind.MEAN_SD, bounds=(-1, 1))
    regions = roll_up(units, score_units(units, method), method)
    regions = regions.with_columns(missing_category_reasons(regions, method))
    kab = regions.filter(pl.col("level") == "kabkota")
    assert kab.height == 2 and kab["category"].null_count() == 2
    assert kab["category_reason"].unique().to_list() == ["fewer_than_three_units"]
    kec = regions.filter(pl.col("level") == "kecamatan")
    assert kec["category"].null_count() == 0 and kec["category_reason"].null_count() == kec.height


def test_units_of_several_levels_are_refused() -> None:
    units = pl.DataFrame({"unit_code": [tps(1), "99.01"], "i0": [1.0, 0.0]})
    with pytest.raises(MixedLevels):
        roll_up(units, score_units(units, METHOD), METHOD)


def test_regencies_roll_up_without_a_station_count() -> None:
    units = pl.DataFrame({"unit_code": ["99.01", "99.02", "98.01"], "i0": [1.0, 0.0, 0.5]})
    method = method_of([1])
    regions = roll_up(units, score_units(units, method), method)
    assert regions.select("unit_code", "score", "tps_count").rows() == [
        ("98", 50.0, None),
        ("99", 50.0, None),
        ("0", 50.0, None),
    ]
