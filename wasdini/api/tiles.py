"""Drawing a map tile: outlines of regions with their score, and stations as clusters or points.

Every station is counted once: at low zoom at the point of its region, at high zoom at its measured position, or at the
estimated point of its desa, marked as an estimate. A position is never invented.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.core.cache import caches

from wasdini import __version__
from wasdini.assessments import queries_tiles as assessments
from wasdini.assessments.queries_tiles import Judged
from wasdini.core.access import Act, Actor, NotVisible, looking_at, may
from wasdini.core.place_codes import code_of
from wasdini.core.terms import Level
from wasdini.core.tiles import BUFFER_SHARE, EXTENT, Tile, cluster_level, outline_level
from wasdini.core.vector_tile import Attribute, Feature, Ring, encode_tile
from wasdini.places import queries_tiles as places

LAYERS = ("regions", "tps", *(level.value for level in (Level.PROVINSI, Level.KABKOTA, Level.KECAMATAN, Level.DESA)))
# A tile is drawn 512 pixels wide at least: 8 units a pixel. Half a pixel is the finest anybody sees.
FINEST = 4.0
# From so far away a tile shows half the nation: dear to draw, the same for everybody who looks at the area, and few.
KEPT_UP_TO_ZOOM = 6


@dataclass(frozen=True)
class Edition:
    """What this actor's map is drawn from: the same edition gives the same bytes."""

    runs: Mapping[str, UUID]
    stamp: str


def on_the_map(actor: Actor, area: str = "") -> Actor:
    """Whose map it is: the actor's own, or one area of it, as its page shows it. Raises `NotVisible`."""
    if not may(actor, Act.SEE_RISK):
        raise NotVisible("map")
    return looking_at(actor, Act.SEE_RISK, area=area) if area else actor


def edition_of(actor: Actor) -> Edition:
    """Scope, assessments, imports and release behind the actor's map, and their digest for the ETag."""
    runs = assessments.runs_on_the_map(actor)
    told = repr((__version__, sorted(actor.areas), sorted(runs.items()), places.map_vintage()))
    return Edition(runs, hashlib.sha256(told.encode()).hexdigest()[:24])


def tile_of(actor: Actor, layer: str, tile: Tile, edition: Edition) -> bytes:
    """The tile's bytes, from far away kept: the edition's stamp names scope and data, so an old tile is never asked
    for again. `actor` as `on_the_map` gave it: who may not see the map must not see what was kept either."""
    if tile.z > KEPT_UP_TO_ZOOM:
        return draw_tile(actor, layer, tile, edition)
    drawn = outline_level(tile.z).value if layer == "regions" else layer  # so far away nothing stands in for it
    kept, name = caches["tiles"], f"{edition.stamp}/{drawn}/{tile.z}/{tile.x}/{tile.y}"
    found: bytes | None = kept.get(name)
    if found is None:
        found = draw_tile(actor, layer, tile, edition)
        kept.set(name, found)
    return found


def draw_tile(actor: Actor, layer: str, tile: Tile, edition: Edition) -> bytes:
    """The tile's bytes; empty when nothing of the layer lies in it."""
    if layer == "tps":
        return encode_tile({"tps": _stations(actor, tile, edition)})
    level = outline_level(tile.z) if layer == "regions" else Level(layer)
    return encode_tile({"regions": _regions(actor, tile, edition, level, fall_back=layer == "regions")})


def _regions(actor: Actor, tile: Tile, edition: Edition, level: Level, *, fall_back: bool) -> Iterator[Feature]:
    """Outlines of a level; where the finer ones are not known, the kabupaten's own stand in."""
    shapes = places.region_shapes(actor, tile.box(buffer_share=BUFFER_SHARE), level)
    if not shapes and fall_back and level is not Level.KABKOTA:
        level = Level.KABKOTA
        shapes = places.region_shapes(actor, tile.box(buffer_share=BUFFER_SHARE), level)
    drawn = _in_tile(tile, [shape.wkb for shape in shapes])
    seen = [(shape, rings) for shape, rings in zip(shapes, drawn, strict=True) if rings]
    judged = assessments.judged_units(edition.runs, [shape.path for shape, _ in seen], level.value)
    for shape, rings in seen:
        attributes: dict[str, Attribute] = {"code": code_of(shape.path), "name": shape.name, "level": level.value}
        attributes |= _score(judged.get(shape.path))
        yield Feature(_number_of(shape.path), attributes, polygons=rings)


def _stations(actor: Actor, tile: Tile, edition: Edition) -> Iterator[Feature]:
    level = cluster_level(tile.z)
    if level is not Level.TPS:
        yield from _clusters(actor, tile, edition, level)
        return
    points = places.station_points(actor, tile.box())
    judged = assessments.judged_units(edition.runs, [point.path for point in points], Level.TPS.value)
    for point in points:
        attributes: dict[str, Attribute] = {"code": code_of(point.path), "name": point.name, "level": Level.TPS.value}
        attributes |= {**_score(judged.get(point.path)), "tps_count": 1, "estimated": point.estimated}
        yield Feature(_number_of(point.path), attributes, point=_unit(tile, point))
    yield from _unplaced(actor, tile, edition)


def _clusters(actor: Actor, tile: Tile, edition: Edition, level: Level) -> Iterator[Feature]:
    points = places.region_points(actor, tile.box(), level)
    judged = assessments.judged_units(edition.runs, [point.path for point in points], level.value)
    for point in points:
        told = judged.get(point.path)
        if told is not None:
            counts = _counts(told.category_counts)
            attributes = {**_cluster(point, level), **counts, "tps_count": told.tps_count}
            yield Feature(_number_of(point.path), attributes, point=_unit(tile, point))


def _unplaced(actor: Actor, tile: Tile, edition: Edition) -> Iterator[Feature]:
    """Stations without a position, counted at their desa's estimated point."""
    desas = {point.path: point for point in places.region_points(actor, tile.box(), Level.DESA)}
    stations = places.unplaced_stations(actor, desas)
    every = [path for paths in stations.values() for path in paths]
    judged = assessments.judged_units(edition.runs, every, Level.TPS.value)
    for desa, paths in stations.items():
        if paths:
            counted = Counter(told.category if (told := judged.get(path)) else "" for path in paths)
            attributes = {**_cluster(desas[desa], Level.DESA), **_counts(counted), "tps_count": len(paths)}
            yield Feature(_number_of(desa), attributes, point=_unit(tile, desas[desa]))


def _cluster(point: places.PointOf, level: Level) -> dict[str, Attribute]:
    return {"code": code_of(point.path), "name": point.name, "level": level.value, "estimated": True}


def _counts(counts: Mapping[str, int]) -> dict[str, Attribute]:
    """`n_tinggi: 12 …`; stations nobody could judge stand under `n_unknown`."""
    return {f"n_{category or 'unknown'}": count for category, count in counts.items() if count}


def _score(told: Judged | None) -> dict[str, Attribute]:
    if told is None:
        return {"score": None, "category": ""}
    score = None if told.score is None else round(told.score, 1)
    return {"score": score, "category": told.category, "tps_count": told.tps_count}


def _unit(tile: Tile, point: places.PointOf) -> tuple[int, int]:
    right, down = tile.place(point.lon, point.lat)
    return round(float(right)), round(float(down))


def _number_of(path: str) -> int:
    """The code's digits: a number the browser can hang its own state on."""
    return int(path.replace(".", ""))


def _in_tile(tile: Tile, outlines: list[bytes]) -> list[list[list[Ring]]]:
    """Outlines in tile units, clipped to the tile and its margin, without detail smaller than a unit."""
    if not outlines:
        return []
    shapes = shapely.transform(
        shapely.from_wkb(outlines), lambda points: np.column_stack(tile.place(points[:, 0], points[:, 1]))
    )
    margin = EXTENT * BUFFER_SHARE
    parts, owners = shapely.get_parts(shapes, return_index=True)
    parts, owners = _seen(parts, owners)  # most islands of an archipelago are too small to see from afar
    parts = shapely.clip_by_rect(parts, -margin, -margin, EXTENT + margin, EXTENT + margin)
    parts, inner = shapely.get_parts(parts, return_index=True)
    parts, owners = _seen(parts, owners[inner])
    parts, owners = _seen(shapely.simplify(parts, FINEST, preserve_topology=False), owners)
    drawn: list[list[list[Ring]]] = [[] for _ in outlines]
    for part, owner in zip(parts, owners, strict=True):
        drawn[owner] += [_rings(one) for one in (part.geoms if part.geom_type == "MultiPolygon" else (part,))]
    return drawn


def _seen(parts: Any, owners: Any) -> tuple[Any, Any]:
    """Parts large enough to see."""
    large = shapely.area(parts) >= FINEST * FINEST
    return parts[large], owners[large]


def _rings(polygon: shapely.Polygon) -> list[Ring]:
    rings = (polygon.exterior, *polygon.interiors)
    return [np.rint(shapely.get_coordinates(ring)).astype(np.int64) for ring in rings]
