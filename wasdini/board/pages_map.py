"""The map page and its data: outlines of the places below, TPS as points, each with its level in words.

A regency whose parts have outlines is small enough to be handed over whole; everything else is drawn from tiles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wasdini.assessments import queries as assessments
from wasdini.assessments.queries import MapValue, Ranking, RunCard
from wasdini.board.pages_place import (
    PAGE_ROWS,
    FirstSteps,
    LegendEntry,
    crumbs_of,
    legend_of,
    level_below,
    own_place,
    ranking_caption,
    still_map,
)
from wasdini.board.templatetags.board_words import number, spoken, step_of
from wasdini.core.access import Act, Actor, require_visible
from wasdini.core.place_codes import level_of, parent_of
from wasdini.core.terms import Coordinate, Level
from wasdini.core.tiles import STATIONS_FROM_ZOOM
from wasdini.methods.labels import label
from wasdini.places import queries as places
from wasdini.places.queries import PlaceCard
from wasdini.places.queries_tiles import extent_of, has_outlines


@dataclass(frozen=True)
class MapPage:
    place: PlaceCard
    crumbs: tuple[tuple[str, str], ...]
    run: RunCard | None
    below_name: str
    still: SafeString
    legend: tuple[LegendEntry, ...]
    tps_legend: tuple[LegendEntry, ...]
    ranking: Ranking | None
    ranking_caption: str


def map_page(actor: Actor, code: str, offset: int = 0) -> MapPage | FirstSteps:
    """Where? The frame, the legend with counts and the table twin; the drawing fetches `map_data`."""
    place = own_place(actor, code)
    if isinstance(place, FirstSteps):
        return place
    run = assessments.latest_run(actor, code)
    below = _drawn_level(code)
    values = assessments.map_values(actor, code, below) if run else ()
    children = level_below(code)  # what the drawing of the server shows
    stood = values if children == below or not run else assessments.map_values(actor, code, children)
    ranking = assessments.ranking(actor, code, below, PAGE_ROWS, offset=offset) if run else None
    unit = assessments.unit_assessment(actor, code) if run else None
    return MapPage(
        place=place,
        crumbs=crumbs_of(actor, place.ancestors, place.name),
        run=run,
        below_name=label("level", below, spoken()),
        still=still_map(actor, place, run, stood) if run else SafeString(),
        legend=legend_of(run, Counter(value.category for value in values), below) if run else (),
        tps_legend=legend_of(run, unit.category_counts, Level.TPS) if run and unit else (),
        ranking=ranking,
        ranking_caption=ranking_caption(ranking),
    )


def map_data(actor: Actor, code: str) -> dict[str, Any]:
    """`{"places": FeatureCollection, "points": FeatureCollection}` of everything below `code`, in the page's words; or
    `{"tiles": {…}, "bounds": […], …}` when there is too much to hand over whole, or nothing to outline."""
    run = assessments.latest_run(actor, code)
    if level_of(code).rank > Level.KABKOTA.rank or not has_outlines(actor, code):
        return _tiled(actor, code, run)
    below = level_below(code)
    values = {value.code: value for value in assessments.map_values(actor, code, below)} if run else {}
    outlines = places.outlines(actor, code)
    features = []
    for feature in outlines["features"]:
        own = feature["properties"]
        address = reverse("place", args=[own["code"]])
        told = _words(run, values.get(own["code"]))
        features.append({**feature, "properties": {"name": own["name"], "address": address, **told}})
    return {
        "places": {"type": "FeatureCollection", "features": features},
        "points": {"type": "FeatureCollection", "features": list(_points(actor, code, run))},
    }


def _drawn_level(code: str) -> str:
    """What the map colours, the legend counts and the table lists: of the nation the regencies, not the provinces."""
    return Level.KABKOTA.value if level_of(code).rank > Level.KABKOTA.rank else level_below(code)


def _tiled(actor: Actor, code: str, run: RunCard | None) -> dict[str, Any]:
    """Where the tiles are, what their categories mean, gravest first, and where the map opens."""
    box = extent_of(actor, code)
    steps = run.steps if run else ()
    layers = ("kabkota", "regions", "tps") if level_of(code).rank > Level.KABKOTA.rank else ("regions", "tps")
    return {
        "tiles": {layer: f"{_tile_address(layer)}?area={code}" for layer in layers},
        "bounds": [box.west, box.south, box.east, box.north] if box else [],
        # Single stations are drawn from here; a desa is asked for its stations.
        "open_at_zoom": STATIONS_FROM_ZOOM if level_of(code) is Level.DESA else 0,
        "steps": [{"code": one.code, "step": step_of(steps, one.code), "level": one.label} for one in reversed(steps)],
        "pages": {"place": reverse("place", args=["-"])[:-1], "tps": reverse("tps", args=["-"])[:-1]},
    }


def _tile_address(layer: str) -> str:
    first = {"layer": layer, "z": 0, "x": 0, "y": 0}
    return reverse("api:tile", kwargs=first).replace("0/0/0", "{z}/{x}/{y}")


def _points(actor: Actor, code: str, run: RunCard | None) -> Iterator[dict[str, Any]]:
    """One point per TPS with a position; who has none is in the table, and counted on the page."""
    require_visible(actor, Act.SEE_RISK, area=code)
    values = {value.code: value for value in assessments.map_values(actor, code, Level.TPS)} if run else {}
    frame = places.tps_frame(code).filter(pl.col("lat").is_not_null() & pl.col("lon").is_not_null())
    rows = list(frame.select("unit_code", "lat", "lon", "coordinate").iter_rows())
    desa_names = places.names_of({parent_of(tps_code) or "" for tps_code, *_rest in rows})
    for tps_code, lat, lon, coordinate in rows:
        told = _words(run, values.get(tps_code))
        desa = desa_names.get(parent_of(tps_code) or "", "")
        name = _("TPS %(number)s %(desa)s") % {"number": tps_code[-3:], "desa": desa}
        estimated = {"estimated": True} if coordinate == Coordinate.CENTROID else {}
        yield {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
            "properties": {"name": name, "address": reverse("tps", args=[tps_code]), **told, **estimated},
        }


def _words(run: RunCard | None, value: MapValue | None) -> dict[str, Any]:
    category = value.category if value else ""
    steps = run.steps if run else ()
    word = next((step.label for step in steps if step.code == category), _("Belum diketahui"))
    score = number(value.score, 1) if value and value.score is not None else ""
    return {"step": step_of(steps, category), "level": word, "score": score}
