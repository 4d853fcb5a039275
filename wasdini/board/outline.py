"""A map drawn on the server: outlines of the places below one place, each a link to its page.

It needs no script and no outside tile; where a place has no outline, its known point is drawn as a dot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians
from typing import Any

WIDTH = 800.0
PAD = 12.0


@dataclass(frozen=True)
class Spot:
    """What the map says of one place: its name, level in words, step of the ramp, address, and point if known."""

    code: str
    name: str
    words: str
    step: int
    address: str
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    squeeze: float
    scale: float
    height: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Longitude, latitude -> x, y on the sheet (equirectangular, true to scale at the middle latitude)."""
        return (PAD + (lon - self.west) * self.squeeze * self.scale, PAD + (self.north - lat) * self.scale)


def outline_map(spots: Sequence[Spot], features: Mapping[str, Any], *, title: str) -> str:
    """SVG text; empty when neither outlines nor points are known."""
    shapes = {str(one["properties"]["code"]): one["geometry"] for one in features.get("features", ())}
    dotted = [spot for spot in spots if spot.code not in shapes and spot.lon is not None and spot.lat is not None]
    points = [pair for geometry in shapes.values() for ring in _rings(geometry) for pair in ring]
    points += [(spot.lon, spot.lat) for spot in dotted if spot.lon is not None and spot.lat is not None]
    if not points:
        return ""
    frame = _frame(points)
    drawn = [_shape(spot, _path(shapes[spot.code], frame)) for spot in spots if spot.code in shapes]
    drawn += [_shape(spot, _dot(spot, frame)) for spot in dotted]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="outline-map" viewBox="0 0 {WIDTH:g} {frame.height:.0f}" '
        f'role="group" aria-label="{escape(title)}">{"".join(drawn)}</svg>'
    )


def _shape(spot: Spot, body: str) -> str:
    label = escape(f"{spot.name}: {spot.words}")
    words = f'href="{escape(spot.address)}" aria-label="{label}"'
    return f'<a {words}><title>{label}</title>{body} class="step-{spot.step}"/></a>'


def _path(geometry: Mapping[str, Any], frame: _Frame) -> str:
    rings = []
    for ring in _rings(geometry):
        pairs: list[str] = []
        for lon, lat in ring:
            x, y = frame.place(lon, lat)
            pair = f"{x:.1f} {y:.1f}"
            if not pairs or pairs[-1] != pair:
                pairs.append(pair)
        rings.append("M" + "L".join(pairs) + "Z")
    return f'<path d="{"".join(rings)}" fill-rule="evenodd"'


def _dot(spot: Spot, frame: _Frame) -> str:
    x, y = frame.place(spot.lon or 0.0, spot.lat or 0.0)
    return f'<path d="M{x - 9:.1f} {y:.1f}a9 9 0 1 0 18 0a9 9 0 1 0 -18 0Z"'


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[tuple[float, float]]]:
    if geometry["type"] == "Polygon":
        yield from geometry["coordinates"]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def _frame(points: Sequence[Sequence[float]]) -> _Frame:
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    squeeze = cos(radians((north + south) / 2))
    wide, tall = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = (WIDTH - 2 * PAD) / wide
    if tall * scale > 1.1 * WIDTH:
        scale = 1.1 * WIDTH / tall
    spare = (WIDTH - 2 * PAD) / scale - wide
    return _Frame(west - spare / 2 / squeeze, north, squeeze, scale, tall * scale + 2 * PAD)
