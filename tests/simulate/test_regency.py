"""The invented regency looks like one: big enough, whole, in the open sea, and the same for the same dice."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely

from wasdini.core.place_codes import covers, path_of
from wasdini.simulate.regency import Regency, make_regency
from wasdini.simulate.signs import DEMO_LIFT, SHARES, SOURCES, day_of_visits, first_signs


@pytest.fixture(scope="module")
def regency() -> Regency:
    return make_regency(np.random.default_rng([20240214, 1]))


def of_level(regency: Regency, level: str, area: str = "99") -> pl.DataFrame:
    return regency.places.filter((pl.col("level") == level) & pl.col("code").str.starts_with(area))


def test_it_is_as_big_as_a_real_regency(regency: Regency) -> None:
    assert of_level(regency, "kecamatan", "99.01").height == 16
    assert 270 <= of_level(regency, "desa", "99.01").height <= 330
    assert 2_700 <= regency.tps.filter(pl.col("tps_code").str.starts_with("9901")).height <= 3_300
    assert of_level(regency, "kecamatan", "99.02").height == 4


def test_every_parent_and_every_desa_of_a_station_exists(regency: Regency) -> None:
    codes = set(regency.places["code"]) | {"0"}
    assert set(regency.places["parent_code"]) <= codes
    assert set(regency.tps["desa_code"]) <= codes
    assert all(covers(desa, tps) for tps, desa in regency.tps.select("tps_code", "desa_code").rows())
    assert regency.tps["tps_code"].is_unique().all() and regency.places["code"].is_unique().all()
    within_one = of_level(regency, "desa").with_columns(pl.col("code").str.slice(0, 8).alias("kecamatan"))
    assert within_one.select(pl.struct("kecamatan", "name").is_unique().all()).item()


def test_the_outlines_cover_the_land_once_and_nest(regency: Regency) -> None:
    for code, outline in regency.outlines.items():
        assert outline.is_valid and not outline.is_empty, code
    desa = [shape for code, shape in regency.outlines.items() if len(code) == 13]
    total = sum(shape.area for shape in desa)
    assert shapely.union_all(desa).area == pytest.approx(total, rel=2e-3)
    for code, shape in regency.outlines.items():
        inside = sum(regency.outlines[one].area for one in regency.outlines if len(one) == 13 and covers(code, one))
        assert shape.area == pytest.approx(inside, rel=5e-3), code


def test_it_lies_in_the_open_sea_and_stations_lie_in_their_desa(regency: Regency) -> None:
    low_x, low_y, high_x, high_y = regency.outlines["99"].bounds
    assert low_x > 107.5 and high_x < 109.5 and low_y > -10 and high_y < -8.9
    for desa, ours in regency.ground.group_by("desa_code"):
        outline = regency.outlines[str(desa[0])].buffer(1e-4)
        assert shapely.contains_xy(outline, ours["lon"].to_numpy(), ours["lat"].to_numpy()).all()


def test_stations_have_voters_as_the_rule_of_pemilu_allows_and_some_have_no_position(regency: Regency) -> None:
    voters = regency.tps["voters_male"] + regency.tps["voters_female"]
    assert voters.max() == 300 and 215 < float(voters.mean()) < 260  # type: ignore[arg-type]
    assert 0.01 < regency.tps["lat"].is_null().mean() < 0.06  # type: ignore[operator]
    special = regency.tps.filter("special_location")
    assert 4 <= special.height <= 10 and (special["number"] >= 901).all()


def test_signs_are_somewhat_rarer_than_in_the_country_and_follow_the_land(regency: Regency) -> None:
    told = first_signs(np.random.default_rng([20240214, 2]), regency.ground)
    every = pl.concat([frame.drop("unit_code") for frame in told.values()], how="horizontal")
    for sign, share in SHARES.items():
        expected = share * every.height
        found = float(every[sign].sum())
        assert found < 4 * expected + 3, sign
        assert found > 0.5 * DEMO_LIFT * expected or expected < 10, sign
    hazard = regency.ground.with_columns(told[SOURCES[1].name]["disaster_prone"]).filter(pl.col("disaster_prone") == 1)
    near = pl.min_horizontal("river_km", "coast_km")
    assert hazard.select(near.median()).item() < 0.6 * regency.ground.select(near.median()).item()
    island = (
        regency.ground.with_columns(told[SOURCES[2].name]["internet_trouble"])
        .group_by("is_island")
        .agg(pl.col("internet_trouble").mean())
    )
    share = dict(island.rows())
    assert share[True] > 3 * share[False]


def test_every_source_but_the_lists_leaves_something_unknown(regency: Regency) -> None:
    told = first_signs(np.random.default_rng([20240214, 2]), regency.ground)
    for source in SOURCES:
        unknown = float(told[source.name][source.signs[0]].is_null().mean())  # type: ignore[arg-type]
        assert (unknown > 0) == (source.unreached_share > 0)
        assert unknown < 0.35


def test_the_same_dice_make_the_same_regency_and_other_dice_another(regency: Regency) -> None:
    again = make_regency(np.random.default_rng([20240214, 1]))
    assert again.tps.equals(regency.tps) and again.places.equals(regency.places)
    assert all(again.outlines[code].equals(shape) for code, shape in regency.outlines.items())
    told = first_signs(np.random.default_rng(5), regency.ground)
    visits = [day_of_visits(np.random.default_rng(seed), regency.ground, told) for seed in (1, 1, 2)]
    assert visits[0].equals(visits[1]) and not visits[0].equals(visits[2])
    assert visits[0]["unit_code"].is_unique().all()


def test_paths_of_all_codes_can_be_made(regency: Regency) -> None:
    assert all(path_of(code).startswith("99") for code in regency.tps["tps_code"])
