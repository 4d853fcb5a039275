"""A small map of one report: the outline of its kecamatan, the report, and those that may tell of the same event.

Drawn on the server as SVG. Of a covert report only the coarse region is drawn, without a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians
from typing import Any

from wasdini.core.access import Actor, NotVisible
from wasdini.core.place_codes import ancestors_of, level_of
from wasdini.core.terms import Coordinate, Level, Mode
from wasdini.places import queries as places
from wasdini.reports.models import Report
from wasdini.reports.queries import ReportCard, card_of

SIDE, PAD = 360.0, 14.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Sketch:
    """SVG text; `is_estimate`: the report's own point is the centre of its place."""

    svg: str
    is_estimate: bool


def sketch_of(actor: Actor, row: Report, others: Sequence[ReportCard]) -> Sketch | None:
    """None when neither an outline nor a point is known to the actor."""
    card = card_of(row)
    region = _region(card.where)
    try:
        features = places.outline_of(actor, region).get("features", [])
        spot, is_estimate = (None, False) if card.mode is Mode.TERTUTUP else _spot(actor, row, card)
    except NotVisible:
        return None
    rings = [ring for one in features for ring in _rings(one["geometry"])]
    near = [(one.lat, one.lon) for one in others if one.lat is not None and one.lon is not None]
    points = [(lon, lat) for lat, lon in near if lat is not None and lon is not None]
    if not rings and spot is None:
        return None
    name = places.names_of([region]).get(region, region)
    return Sketch(_svg(rings, spot, points, title=name), is_estimate)


def _region(code: str) -> str:
    """The kecamatan of a place, or the place itself when it is wider."""
    return next((one for one in ancestors_of(code) if level_of(one) is Level.KECAMATAN), code)


def _spot(actor: Actor, row: Report, card: ReportCard) -> tuple[Point | None, bool]:
    if row.lat is not None and row.lon is not None:
        return (row.lon, row.lat), False
    place = places.tps_card(actor, card.tps_code) if card.tps_code else places.place_card(actor, card.place_code)
    if place.lat is None or place.lon is None:
        return None, False
    return (place.lon, place.lat), place.coordinate is not Coordinate.MEASURED


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Point]]:
    if geometry["type"] == "Polygon":
        yield from geometry["coordinates"]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def _svg(rings: Sequence[Sequence[Point]], spot: Point | None, near: Sequence[Point], *, title: str) -> str:
    known = [pair for ring in rings for pair in ring] + ([spot] if spot else []) + list(near)
    west, east = min(pair[0] for pair in known), max(pair[0] for pair in known)
    south, north = min(pair[1] for pair in known), max(pair[1] for pair in known)
    squeeze = cos(radians((north + south) / 2))
    scale = (SIDE - 2 * PAD) / max((east - west) * squeeze, north - south, 0.002)

    def place(pair: Point) -> tuple[float, float]:
        return PAD + (pair[0] - west) * squeeze * scale, PAD + (north - pair[1]) * scale

    shapes = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(place, ring)) + "Z" for ring in rings)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" class="near"/>' for x, y in map(place, near)]
    if spot:
        x, y = place(spot)
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" class="this"/>')
    width = 2 * PAD + max((east - west) * squeeze * scale, 40)
    height = 2 * PAD + max((north - south) * scale, 40)
    outline = f'<path d="{shapes}" class="land" fill-rule="evenodd"/>' if shapes else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sketch" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{outline}{"".join(dots)}</svg>'
    )
