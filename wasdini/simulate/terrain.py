"""The invented land: coast, hills, a river, islands, and villages as a coverage of it. Same dice, same land.

Everything lies in the open sea south of Java (longitude 108, latitude -9.3), so that no real village carries an
invented risk. Coordinates are degrees (WGS 84); at this latitude one degree is about 110 km.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

CENTRE = np.array([108.50, -9.30])
KM_PER_DEGREE = 110.0
GRID_DEGREES = 1e-6
EDGE_STEP_DEGREES = 0.003

ISLANDS = (((-0.46, -0.12), 0.030), ((-0.41, -0.20), 0.022), ((-0.50, -0.22), 0.018), ((-0.33, -0.26), 0.014))

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Land:
    """`outline`: mainland first, then the islands. `river` runs from the hills to the southern coast."""

    outline: tuple[Polygon, ...]
    river: LineString
    hills: Points


@dataclass(frozen=True)
class Field:
    """A smooth random surface with mean 0 and SD about 1: neighbours resemble each other, as they do on real land."""

    waves: Points
    phases: Points

    def at(self, points: Points) -> Points:
        return np.asarray(np.sqrt(2 / len(self.phases)) * np.cos(points @ self.waves.T + self.phases).sum(axis=1))


@dataclass(frozen=True)
class Bend:
    """How straight borders are made to wind: a wide sway and a fine one, each in both directions."""

    wide: tuple[Field, Field]
    fine: tuple[Field, Field]


def a_field(rng: np.random.Generator, *, width_km: float) -> Field:
    """Random Fourier features of a Gaussian surface whose hills are about `width_km` wide."""
    waves = rng.normal(scale=KM_PER_DEGREE / width_km, size=(48, 2))
    return Field(waves, rng.uniform(0, 2 * np.pi, size=48))


def make_land(rng: np.random.Generator) -> Land:
    mainland = _blob(rng, CENTRE, radii=(0.38, 0.19), roughness=0.11)
    islands = tuple(
        _blob(rng, CENTRE + np.array(offset), radii=(size * 1.4, size), roughness=0.16) for offset, size in ISLANDS
    )
    hills = CENTRE + np.column_stack([np.linspace(-0.20, 0.28, 7), 0.085 + 0.02 * rng.normal(size=7)])
    return Land((mainland, *islands), _river(rng, mainland), hills)


def height_m(points: Points, land: Land) -> Points:
    """Metres above the sea: a chain of hills in the north."""
    away = np.linalg.norm(points[:, None, :] - land.hills[None, :, :], axis=2)
    return np.asarray(820 * np.exp(-((away / 0.055) ** 2)).max(axis=1))


def villages(rng: np.random.Generator, land: Land, *, mainland_count: int) -> tuple[list[Polygon], NDArray[np.bool_]]:
    """Cells that cover the land without gap or overlap, and whether each lies on an island."""
    cells = _cells(rng, land.outline[0], mainland_count)
    on_mainland = len(cells)
    for island in land.outline[1:]:
        cells += _cells(rng, island, max(2, round(island.area / land.outline[0].area * mainland_count * 1.6)))
    bend = Bend(
        wide=(a_field(rng, width_km=8), a_field(rng, width_km=8)),
        fine=(a_field(rng, width_km=2), a_field(rng, width_km=2)),
    )
    bent = [_bent(cell, bend) for cell in cells]
    return bent, np.arange(len(bent)) >= on_mainland


def points_inside(rng: np.random.Generator, cell: BaseGeometry, count: int, *, spread: float = 0.55) -> Points:
    """Points in a village, denser near its middle."""
    centre = np.asarray(cell.representative_point().coords[0])
    low_x, low_y, high_x, high_y = cell.bounds
    size = np.array([high_x - low_x, high_y - low_y]) * spread / 2
    found = np.empty((0, 2))
    while len(found) < count:
        tried = centre + rng.normal(size=(4 * count + 8, 2)) * size
        found = np.vstack([found, tried[shapely.contains_xy(cell, tried[:, 0], tried[:, 1])]])
    return found[:count]


def away_km(points: Points, shape: BaseGeometry) -> Points:
    """Distance of each point to a line or outline, in kilometres."""
    return np.asarray(shapely.distance(shapely.points(points), shape)) * KM_PER_DEGREE


def _blob(rng: np.random.Generator, centre: Points, *, radii: tuple[float, float], roughness: float) -> Polygon:
    """A closed coast: an ellipse disturbed by waves that grow smaller as they grow shorter."""
    angle = np.linspace(0, 2 * np.pi, 360, endpoint=False)
    waves = np.arange(2, 26)
    size = roughness * rng.normal(size=waves.size) / waves**0.85
    turn = rng.uniform(0, 2 * np.pi, size=waves.size)
    factor = 1 + (size[:, None] * np.cos(waves[:, None] * angle + turn[:, None])).sum(axis=0)
    shape = np.column_stack([np.cos(angle) * radii[0], np.sin(angle) * radii[1]]) * factor[:, None]
    outline = shapely.make_valid(Polygon(centre + shape))
    return max(shapely.get_parts(outline), key=lambda part: float(part.area))


def _river(rng: np.random.Generator, mainland: Polygon) -> LineString:
    """From the hills southwards, winding more as the land grows flat, clipped at the coast."""
    down = np.linspace(0, 1, 60)
    bends = 0.018 * np.sin(down * 17 + rng.uniform(0, 6)) * down + 0.03 * np.sin(down * 5)
    line = LineString(CENTRE + np.column_stack([-0.04 + bends, 0.10 - 0.36 * down]))
    return max(shapely.get_parts(line.intersection(mainland)), key=lambda part: float(part.length))


def _cells(rng: np.random.Generator, land: Polygon, count: int) -> list[Polygon]:
    """Voronoi cells of evened-out seeds, cut at the coast; a cell cut in pieces keeps the largest, the rest joins."""
    seeds = points_inside(rng, land, count, spread=0.75)
    for _ in range(3):
        seeds = np.array([cell.centroid.coords[0] for cell in _cut(land, seeds)])
    return _cut(land, seeds)


def _cut(land: Polygon, seeds: Points) -> list[Polygon]:
    around = land.buffer(0.2)
    diagram = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(seeds), extend_to=around))
    pieces = shapely.intersection(diagram, land)
    parts = [max(shapely.get_parts(piece), key=lambda part: float(part.area)) for piece in pieces if not piece.is_empty]
    lost = shapely.difference(land, shapely.union_all(parts))
    crumbs = [crumb for crumb in shapely.get_parts(lost) if isinstance(crumb, Polygon) and crumb.area > 1e-7]
    for crumb in crumbs:
        nearest = int(np.argmax([part.buffer(1e-6).intersection(crumb.exterior).length for part in parts]))
        joined = shapely.union(parts[nearest], crumb, grid_size=GRID_DEGREES)
        parts[nearest] = joined if isinstance(joined, Polygon) else parts[nearest]
    return parts


def _bent(cell: Polygon, bend: Bend) -> Polygon:
    """Straight borders become winding ones: every point moves by a smooth field, so shared borders stay shared."""
    fine = shapely.segmentize(cell, EDGE_STEP_DEGREES)

    def move(points: Points) -> Points:
        wide = np.column_stack([field.at(points) for field in bend.wide]) * 0.0030
        fine = np.column_stack([field.at(points) for field in bend.fine]) * 0.0016
        return np.asarray(np.round(points + wide + fine, 5))

    moved = shapely.make_valid(shapely.transform(fine, move))
    return max(shapely.get_parts(moved), key=lambda part: float(part.area))
