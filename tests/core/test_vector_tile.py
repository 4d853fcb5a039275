"""Tiles of the world and their bytes, read back by an independent decoder."""

from __future__ import annotations

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.terms import Level
from wasdini.core.tiles import EXTENT, Tile, TileInvalid, cluster_level
from wasdini.core.vector_tile import Feature, encode_tile

SQUARE = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]])
HOLE = np.array([[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]])


def read(tile: bytes) -> dict[str, object]:
    return mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})


def test_points_come_back_with_all_kinds_of_attributes() -> None:
    told = {"code": "99.01", "score": 71.5, "tps_count": 3001, "minus": -7, "estimated": True, "nothing": None}
    tile = encode_tile({"tps": [Feature(9901, told, point=(100, 4000))]})
    feature = read(tile)["tps"]["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [100, 4000]}
    assert feature["properties"] == {key: value for key, value in told.items() if value is not None}
    assert type(feature["properties"]["estimated"]) is bool
    assert feature["id"] == 9901


def test_a_polygon_keeps_its_hole_whichever_way_its_rings_were_drawn() -> None:
    for outer in (SQUARE, SQUARE[::-1]):
        for hole in (HOLE, HOLE[::-1]):
            tile = encode_tile({"regions": [Feature(1, {}, polygons=[[outer, hole]])]})
            geometry = read(tile)["regions"]["features"][0]["geometry"]
            assert geometry["type"] == "Polygon"
            rings = [{tuple(point) for point in ring} for ring in geometry["coordinates"]]
            assert rings == [{tuple(p) for p in SQUARE.tolist()}, {tuple(p) for p in HOLE.tolist()}]


def test_several_islands_are_one_region() -> None:
    tile = encode_tile({"regions": [Feature(1, {}, polygons=[[SQUARE], [SQUARE + 100]])]})
    assert read(tile)["regions"]["features"][0]["geometry"]["type"] == "MultiPolygon"


def test_what_is_too_small_to_see_is_left_out() -> None:
    speck, line = np.array([[5, 5], [5, 5], [5, 5]]), np.array([[0, 0], [5, 5], [0, 0]])
    assert encode_tile({"regions": [Feature(1, {}, polygons=[[speck]]), Feature(2, {}, polygons=[[line]])]}) == b""
    tile = encode_tile({"regions": [Feature(1, {}, polygons=[[SQUARE, speck], [line]])]})
    assert read(tile)["regions"]["features"][0]["geometry"]["type"] == "Polygon"


def test_true_and_one_are_two_values() -> None:
    tile = encode_tile({"tps": [Feature(1, {"a": True, "b": 1, "c": 1.0}, point=(1, 1))]})
    found = read(tile)["tps"]["features"][0]["properties"]
    assert [type(found[key]) for key in "abc"] == [bool, int, float]


@given(
    st.lists(st.tuples(st.integers(-(2**20), 2**20), st.integers(-(2**20), 2**20), st.integers(0, 2**53)), min_size=1)
)
def test_any_point_and_number_survives_the_way(points: list[tuple[int, int, int]]) -> None:
    features = [Feature(number, {"n": number}, point=(x, y)) for x, y, number in points]
    back = read(encode_tile({"tps": features}))["tps"]["features"]
    assert [(*f["geometry"]["coordinates"], f["properties"]["n"]) for f in back] == points


@given(z=st.integers(0, 16), lon=st.floats(-179.9, 179.9), lat=st.floats(-80, 80))
def test_a_point_lies_in_the_box_of_the_tile_that_places_it_inside(z: int, lon: float, lat: float) -> None:
    right, down = Tile(0, 0, 0).place(lon, lat)
    x, y = int(right / EXTENT * 2**z), int(down / EXTENT * 2**z)
    tile = Tile(z, x, y)
    box = tile.box()
    assert box.west - 1e-9 <= lon <= box.east + 1e-9
    assert box.south - 1e-9 <= lat <= box.north + 1e-9
    inside = tile.place(lon, lat)
    assert all(-1e-3 <= float(value) <= EXTENT + 1e-3 for value in inside)


@pytest.mark.parametrize("address", [(-1, 0, 0), (0, 1, 0), (3, 0, 8), (17, 0, 0)])
def test_a_tile_that_is_not_there_is_refused(address: tuple[int, int, int]) -> None:
    with pytest.raises(TileInvalid):
        Tile(*address)


def test_from_afar_stations_are_counted_by_region_and_nearby_one_by_one() -> None:
    levels = [cluster_level(zoom) for zoom in range(17)]
    assert levels == sorted(levels, key=lambda level: -level.rank)
    assert (levels[0], levels[16]) == (Level.KABKOTA, Level.TPS)
