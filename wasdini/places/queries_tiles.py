"""What a map tile shows of regions and polling stations: points and outlines in a box, inside the actor's areas.

A station without a measured position is never given one: it is counted at its desa's estimated point.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Max, Min, Q, QuerySet

from wasdini.core.access import Act, Actor, NotVisible, may, require_visible
from wasdini.core.place_codes import level_of
from wasdini.core.terms import Coordinate, Level
from wasdini.core.tiles import Box
from wasdini.places.models import Boundary, Import, Place, Tps
from wasdini.rows.scoping import within

# No kabupaten is wider than this; outlines are looked for among regions whose own point lies so near the box.
_REACH_DEGREES = {Level.PROVINSI: 20.0, Level.KABKOTA: 5.0, Level.KECAMATAN: 3.0, Level.DESA: 1.5}
_UNITED_AT_MOST = 200  # SQLite unites at most 500 selections
_NAMED_AT_MOST = 5000  # above it the database asks itself again, instead of being handed so many names


@dataclass(frozen=True)
class PointOf:
    """Where a region or station stands. `estimated`: a region's centre, not a measured position."""

    path: str
    name: str
    lat: float
    lon: float
    estimated: bool


@dataclass(frozen=True)
class ShapeOf:
    """The outline of a region, well-known binary in degrees."""

    path: str
    name: str
    wkb: bytes


def map_vintage() -> str:
    """Changes whenever an import or an undo changes what a map shows."""
    # Counted, not only the newest: of two imports at once the older number may be committed last.
    told = Import.objects.aggregate(newest=Max("id"), made=Count("id"), undone=Count("undone_at"))
    return f"{told['newest']}-{told['made']}-{told['undone']}"


def has_outlines(actor: Actor, code: str) -> bool:
    """Whether any region directly below has an outline."""
    require_visible(actor, Act.SEE_REFERENCE, area=code)
    below = Place.objects.filter(parent_code=code, superseded_by=None).values("path")
    return Boundary.objects.filter(path__in=below, superseded_by=None).exists()


def extent_of(actor: Actor, code: str) -> Box | None:
    """The box around a region: as its regencies' boxes say, or its own, else around the points of all it holds."""
    require_visible(actor, Act.SEE_REFERENCE, area=code)
    every = Place.objects.filter(within([code]), superseded_by=None)
    wide = level_of(code).rank > Level.KABKOTA.rank
    boxed = every.filter(level=Level.KABKOTA.value) if wide else every.filter(path=code)
    return _around(boxed, "{}_min", "{}_max") or _around(every, "{}", "{}")


def _around(rows: QuerySet[Place], least: str, most: str) -> Box | None:
    told = rows.aggregate(
        west=Min(least.format("lon")), south=Min(least.format("lat")),
        east=Max(most.format("lon")), north=Max(most.format("lat")),
    )  # fmt: skip
    return None if None in told.values() else Box(**told)


def region_points(actor: Actor, box: Box, level: Level) -> tuple[PointOf, ...]:
    """Regions of one level whose own point lies in the box. A region without a point stands in tables only."""
    _require_map(actor)
    rows = Place.objects.filter(_in(box), within(actor.areas), level=level.value, superseded_by=None)
    columns = rows.values_list("path", "name", "lat", "lon", "coordinate")
    return tuple(_point(*row) for row in columns)


def station_points(actor: Actor, box: Box) -> tuple[PointOf, ...]:
    """Stations with a measured position in the box."""
    _require_map(actor)
    rows = Tps.objects.filter(_in(box), within(actor.areas), superseded_by=None)
    columns = rows.values_list("path", "name", "lat", "lon", "coordinate")
    return tuple(_point(*row) for row in columns)


def unplaced_stations(actor: Actor, desa_paths: Iterable[str]) -> dict[str, list[str]]:
    """Paths of the stations without a position, by desa.

    One range of the index for each desa, united: joined by OR they would make SQLite read the nation.
    """
    _require_map(actor)
    found: dict[str, list[str]] = {desa: [] for desa in desa_paths}
    rest = iter(found)
    while some := list(islice(rest, _UNITED_AT_MOST)):
        first, *others = [
            Tps.objects.filter(within([desa]), within(actor.areas), lat=None, superseded_by=None).values_list(
                "path", flat=True
            )
            for desa in some
        ]
        for path in first.union(*others, all=True):
            found[path.rpartition(".")[0]].append(path)
    return found


def region_shapes(actor: Actor, box: Box, level: Level) -> tuple[ShapeOf, ...]:
    """Outlines of one level that may reach into the box."""
    _require_map(actor)
    reach = _REACH_DEGREES[level]
    around = Q(lat__gte=box.south - reach, lat__lte=box.north + reach, lon__gte=box.west - reach,
               lon__lte=box.east + reach)  # fmt: skip
    touching = Q(lat_min__lte=box.north, lat_max__gte=box.south, lon_min__lte=box.east, lon_max__gte=box.west)
    near = Place.objects.filter(
        Q(lat=None) | around,
        Q(lat_min=None) | touching,
        within(actor.areas),
        level=level.value,
        superseded_by=None,
    )
    names = dict(near.values_list("path", "name"))
    if not names:
        return ()
    wanted = list(names) if len(names) <= _NAMED_AT_MOST else near.values("path")
    rows = Boundary.objects.filter(within(actor.areas), superseded_by=None, path__in=wanted)
    return tuple(ShapeOf(path, names[path], bytes(wkb)) for path, wkb in rows.values_list("path", "wkb"))


def _require_map(actor: Actor) -> None:
    if not may(actor, Act.SEE_RISK):
        raise NotVisible("map")


def _point(path: str, name: str, lat: float | None, lon: float | None, kind: str) -> PointOf:
    """A row that lies in a box has both; anything not measured is an estimate."""
    assert lat is not None and lon is not None
    return PointOf(path, name, lat, lon, estimated=kind != Coordinate.MEASURED)


def _in(box: Box) -> Q:
    return Q(lat__gte=box.south, lat__lt=box.north, lon__gte=box.west, lon__lt=box.east)
