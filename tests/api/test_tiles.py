"""Tiles: what is drawn for whom, each station counted once, no position invented."""

from __future__ import annotations

from typing import Any

import mapbox_vector_tile
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import MEASURED, POINTS
from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR, SIBLING_DESA, Cast
from wasdini.assessments.models import Assessment, Run
from wasdini.core.tiles import EXTENT, Tile
from wasdini.places.models import Boundary, Import, Place, Tps

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def tile_at(zoom: int, lat: float, lon: float) -> Tile:
    right, down = Tile(0, 0, 0).place(lon, lat)
    return Tile(zoom, int(right / EXTENT * 2**zoom), int(down / EXTENT * 2**zoom))


def features(client: Client, layer: str, tile: Tile) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt")
    assert answer.status_code == 200
    if not answer.content:
        return []
    (read,) = mapbox_vector_tile.decode(answer.content, default_options={"y_coord_down": True}).values()
    return read["features"]


def told(client: Client, layer: str, tile: Tile) -> dict[str, dict[str, Any]]:
    return {feature["properties"]["code"]: feature["properties"] for feature in features(client, layer, tile)}


@pytest.mark.parametrize("zoom", [3, 7, 10])
def test_every_station_is_counted_once_at_every_distance(cast: Cast, assessed: Run, zoom: int) -> None:
    tile = tile_at(zoom, *POINTS[KABUPATEN])
    across = {tile, tile_at(zoom, *POINTS[DESA]), tile_at(zoom, *POINTS[SIBLING_DESA])}
    clusters = [found for one in across for found in told(cast.kaban.client, "tps", one).values()]
    assert sum(cluster["tps_count"] for cluster in clusters) == 4
    assert sum(cluster.get("n_tinggi", 0) for cluster in clusters) == 2
    assert sum(cluster.get("n_unknown", 0) for cluster in clusters) == 1
    assert all(cluster["estimated"] for cluster in clusters)


def test_nearby_a_measured_station_stands_where_it_was_measured(cast: Cast, assessed: Run) -> None:
    tile = tile_at(14, *MEASURED)
    found = {f["properties"]["code"]: f for f in features(cast.petugas.client, "tps", tile)}
    station = found["9901012001001"]
    assert station["properties"]["estimated"] is False
    assert (station["properties"]["score"], station["properties"]["category"]) == (80.0, "tinggi")
    right, down = tile.place(MEASURED[1], MEASURED[0])
    assert station["geometry"]["coordinates"] == [round(float(right)), round(float(down))]


def test_stations_without_a_position_are_counted_at_their_desa_and_marked(cast: Cast, assessed: Run) -> None:
    found = told(cast.petugas.client, "tps", tile_at(14, *POINTS[DESA]))
    desa = found[DESA]
    assert (desa["tps_count"], desa["n_tinggi"], desa["estimated"]) == (1, 1, True)
    assert "9901012001002" not in found


def test_a_desa_without_a_point_stands_in_tables_only(cast: Cast, assessed: Run) -> None:
    Place.objects.filter(path=DESA).update(lat=None, lon=None, coordinate="unknown")
    Tps.objects.update(lat=None, lon=None, coordinate="unknown")
    assert told(cast.petugas.client, "tps", tile_at(14, *POINTS[DESA])) == {}


def test_outlines_carry_score_and_category(cast: Cast, assessed: Run) -> None:
    tile = tile_at(6, *POINTS[KABUPATEN])
    found = told(cast.kaban.client, "regions", tile)
    assert list(found) == [KABUPATEN]
    assert (found[KABUPATEN]["score"], found[KABUPATEN]["level"]) == (53.3, "kabkota")
    assert told(cast.kaban.client, "desa", tile_at(11, *POINTS[DESA])).keys() == {DESA}


def test_where_finer_outlines_are_not_known_the_kabupaten_stands_in(cast: Cast, assessed: Run) -> None:
    Place.objects.exclude(level="kabkota").update(level="lain")
    assert told(cast.kaban.client, "regions", tile_at(12, *POINTS[KABUPATEN])).keys() == {KABUPATEN}


def test_nobody_sees_the_neighbour_at_any_zoom(cast: Cast, assessed: Run) -> None:
    for zoom in range(17):
        for layer in ("tps", "regions", "kabkota", "desa"):
            tile = tile_at(zoom, *POINTS[NEIGHBOUR])
            assert not [code for code in told(cast.kaban.client, layer, tile) if code.startswith(NEIGHBOUR)]
    assert told(cast.tetangga.client, "kabkota", tile_at(9, *POINTS[NEIGHBOUR])).keys() == {NEIGHBOUR}


def test_an_officer_of_one_kecamatan_sees_no_sum_of_the_kabupaten(cast: Cast, assessed: Run) -> None:
    assert told(cast.petugas.client, "tps", tile_at(3, *POINTS[KABUPATEN])) == {}


@pytest.mark.parametrize("address", ["tps/3/9/3", "tps/17/0/0", "suara/3/1/1", "tps/-1/0/0"])
def test_what_is_no_tile_is_not_there(cast: Cast, assessed: Run, address: str) -> None:
    assert cast.kaban.client.get(f"/api/v1/tiles/{address}.mvt").status_code == 404


def test_a_tile_is_private_and_travels_only_when_it_changed(cast: Cast, assessed: Run) -> None:
    tile = tile_at(7, *POINTS[KABUPATEN])
    address = f"/api/v1/tiles/tps/{tile.z}/{tile.x}/{tile.y}.mvt"
    first = cast.kaban.client.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Authorization"} <= {word.strip() for word in first.headers["Vary"].split(",")}
    again = cast.kaban.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = cast.petugas.client.get(address)
    assert other.headers["ETag"] != first.headers["ETag"]
    assessed.pk = None
    assessed.assessed_at = assessed.assessed_at.replace(hour=6)
    assessed.save(force_insert=True)
    assert cast.kaban.client.get(address).headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(("layer", "zoom", "queries"), [("tps", 10, 4), ("tps", 14, 7), ("regions", 9, 5)])
def test_a_tile_costs_few_queries_however_much_it_shows(
    cast: Cast, assessed: Run, layer: str, zoom: int, queries: int
) -> None:
    tile = tile_at(zoom, *POINTS[DESA])
    address = f"/api/v1/tiles/{layer}/{zoom}/{tile.x}/{tile.y}.mvt"
    cast.kaban.client.get(address)
    with CaptureQueriesContext(connection) as taken:
        cast.kaban.client.get(address)
    own = [query["sql"] for query in taken if "places_" in query["sql"] or "assessments_" in query["sql"]]
    assert len(own) == queries, "\n".join(own)


def test_a_tile_can_be_asked_for_one_area_and_follows_its_own_newest_assessment(cast: Cast, assessed: Run) -> None:
    tile = tile_at(10, *POINTS[DESA])
    address = f"/api/v1/tiles/kecamatan/{tile.z}/{tile.x}/{tile.y}.mvt"
    client = cast.kaban.client
    (read,) = mapbox_vector_tile.decode(client.get(address, {"area": KECAMATAN}).content).values()
    assert [feature["properties"]["code"] for feature in read["features"]] == [KECAMATAN]
    assert client.get(address, {"area": KECAMATAN}).headers["ETag"] != client.get(address).headers["ETag"]
    for hidden in (NEIGHBOUR, "99", "0", "x", "88.01"):
        assert client.get(address, {"area": hidden}).status_code == 404


def test_a_tile_from_far_away_is_drawn_once_and_again_after_an_assessment(cast: Cast, assessed: Run) -> None:
    tile = tile_at(5, *POINTS[KABUPATEN])
    caches["tiles"].clear()
    assert told(cast.kaban.client, "regions", tile)[KABUPATEN]["score"] == 53.3
    with CaptureQueriesContext(connection) as taken:
        assert told(cast.kaban.client, "regions", tile) == told(cast.kaban.client, "kabkota", tile)
    assert not [query for query in taken if "places_boundary" in query["sql"]]
    newer = Run.objects.get(pk=assessed.pk)
    newer.pk, newer.assessed_at = None, assessed.assessed_at.replace(hour=6)
    newer.save(force_insert=True)
    Assessment.objects.create(
        run=newer, path=KABUPATEN, level="kabkota", score=11.0, category="rendah", completeness=1.0, tps_count=4,
        category_counts={}, sheet=b"",
    )  # fmt: skip
    assert told(cast.kaban.client, "regions", tile)[KABUPATEN]["score"] == 11.0


def test_a_kept_tile_is_renewed_by_an_import(cast: Cast, assessed: Run, regions: Import) -> None:
    tile = tile_at(5, *POINTS[KABUPATEN])
    caches["tiles"].clear()
    assert KABUPATEN in told(cast.kaban.client, "regions", tile)
    again = Import.objects.get(pk=regions.pk)
    again.pk = None
    again.save(force_insert=True)
    Boundary.objects.filter(path=KABUPATEN).update(superseded_by=again)
    assert told(cast.kaban.client, "regions", tile) == {}


def test_who_may_not_see_the_map_does_not_see_what_was_kept_for_others(cast: Cast, assessed: Run) -> None:
    tile = tile_at(5, *POINTS[KABUPATEN])
    assert told(cast.kaban.client, "regions", tile)
    address = f"/api/v1/tiles/regions/{tile.z}/{tile.x}/{tile.y}.mvt"
    for stranger in (cast.admin, cast.kustodian1):  # the same area, no right to its scores
        assert stranger.client.get(address).status_code == 404
        assert stranger.client.get(address, {"area": KABUPATEN}).status_code == 404
    assert told(cast.tetangga.client, "regions", tile).keys() <= {NEIGHBOUR}
