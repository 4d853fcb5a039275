"""What a page or another room asks about places: one card, the children, a search, the neighbours, the imports.

Every query but `names_of` takes an actor: what is not the actor's answers like what is not there (`NotVisible`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from wasdini.core.access import Act, Actor, NotVisible, require_allowed, require_visible, scope
from wasdini.core.place_codes import (
    NASIONAL_CODE,
    PlaceCodeInvalid,
    ancestors_of,
    code_of,
    level_of,
    parse_place_code,
    path_of,
)
from wasdini.core.terms import Coordinate, Level
from wasdini.places.models import Boundary, Import, Neighbour, Place, Tps, TpsCount
from wasdini.places.outlines import feature_collection
from wasdini.places.queries_frames import region_frame as region_frame
from wasdini.places.queries_frames import tps_frame as tps_frame
from wasdini.rows.scoping import within

NATION = "Indonesia"


@dataclass(frozen=True)
class PlaceCard:
    """A region as pages show it. `coordinate` says where the point comes from; a centroid is an estimate."""

    code: str
    name: str
    level: Level
    kind: str
    parent_code: str
    ancestors: tuple[tuple[str, str], ...]
    lat: float | None
    lon: float | None
    coordinate: Coordinate
    tps_count: int
    special_count: int
    voters_count: int | None


@dataclass(frozen=True)
class TpsCard:
    """A polling station. Without a measured position it stands at its desa's centre, marked as an estimate."""

    code: str
    number: int
    name: str
    desa_code: str
    ancestors: tuple[tuple[str, str], ...]
    lat: float | None
    lon: float | None
    coordinate: Coordinate
    voters_male: int | None
    voters_female: int | None
    special_location: bool

    @property
    def voters(self) -> int | None:
        if self.voters_male is None and self.voters_female is None:
            return None
        return (self.voters_male or 0) + (self.voters_female or 0)


@dataclass(frozen=True)
class PlacePoint:
    """A region as a small map needs it: its name, and its point when one is known."""

    code: str
    name: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class NeighbourCard:
    """A neighbouring region; `estimated` when no outline is known."""

    code: str
    name: str
    estimated: bool


@dataclass(frozen=True)
class ImportCard:
    """One import: what was read, how good it was, whether it still stands."""

    id: int
    kind: str
    file_name: str
    file_sha256: str
    source: str
    licence: str
    vintage: str
    valid_from: date | None
    imported_at: datetime
    imported_by: str
    undone_at: datetime | None
    report: dict[str, Any]


def place_card(actor: Actor, code: str) -> PlaceCard:
    """The region of this code; raises `NotVisible`."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(code))
    if code == NASIONAL_CODE:
        return _card_of(_nation(), (), _counts([code]).get(code))
    above = ancestors_of(code)
    rows = {row.path: row for row in Place.objects.filter(path__in=[*above, code], superseded_by=None)}
    if code not in rows:
        raise NotVisible(code)
    named = tuple((one, rows[one].name if one in rows else one) for one in above)
    return _card_of(rows[code], named, _counts([code]).get(code))


def children(actor: Actor, code: str) -> tuple[PlaceCard, ...]:
    """The regions directly below, by code. Three queries, however many they are."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(code))
    rows = list(Place.objects.filter(parent_code=code, superseded_by=None).order_by("path"))
    counts = _counts([row.path for row in rows])
    above = _named((*ancestors_of(code), *(() if code == NASIONAL_CODE else (code,)))) if rows else ()
    return tuple(_card_of(row, above, counts.get(row.path)) for row in rows)


def tps_card(actor: Actor, tps_code: str) -> TpsCard:
    """The polling station of this 13-digit code; raises `NotVisible`."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(tps_code))
    row = Tps.objects.filter(path=path_of(_parsed(tps_code)), superseded_by=None).first()
    if row is None:
        raise NotVisible(tps_code)
    return _tps_card(row)


def tps_of_desa(actor: Actor, desa_code: str) -> tuple[TpsCard, ...]:
    """All polling stations of a desa, by number."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(desa_code))
    rows = list(Tps.objects.filter(within([desa_code]), superseded_by=None).order_by("path"))
    if not rows:
        return ()
    above = _ancestors(code_of(rows[0].path))
    desa = Place.objects.filter(path=desa_code, superseded_by=None).first()
    return tuple(_tps_card(row, above, desa) for row in rows)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Code -> name of current places and TPS; a code that is not known is left out."""
    wanted = set(codes)
    stations = {path_of(code) for code in wanted if level_of(code) is Level.TPS}
    names = dict(Place.objects.filter(path__in=wanted - stations, superseded_by=None).values_list("path", "name"))
    rows = Tps.objects.filter(path__in=stations, superseded_by=None).values_list("path", "name") if stations else ()
    names |= {code_of(path): _tps_name(path, name) for path, name in rows}
    if NASIONAL_CODE in wanted:
        names[NASIONAL_CODE] = NATION
    return names


def is_known(code: str) -> bool:
    """Whether there is such a region or polling station now. Unscoped: for rooms that check the area themselves."""
    model = Tps if level_of(code) is Level.TPS else Place
    return model.objects.filter(path=path_of(code), superseded_by=None).exists()


def station_paths(paths: Iterable[str]) -> list[str]:
    """Paths of the stations among `paths`, and of every station of the desas among them. Unscoped; one query."""
    wanted = set(paths)
    stations = {path for path in wanted if path.count(".") == 4}
    desas = [path for path in wanted if path.count(".") == 3]
    if desas:
        stations |= set(Tps.objects.filter(within(desas), superseded_by=None).values_list("path", flat=True))
    return sorted(stations)


def search_places(actor: Actor, text: str, limit: int = 20) -> tuple[PlaceCard, ...]:
    """Regions of the actor's areas by name or code; what begins with the text first, larger regions first."""
    text = text.strip()
    if len(text) < 2:
        return ()
    require_allowed(actor, Act.SEE_REFERENCE)
    wanted = Q(name__icontains=text) | Q(path__startswith=text)
    areas = scope(actor).areas
    rows = list(Place.objects.filter(within(areas), wanted, superseded_by=None).order_by("path")[:2000])
    rows.sort(key=lambda row: (not row.name.casefold().startswith(text.casefold()), len(row.path), row.name))
    rows = rows[:limit]
    counts = _counts([row.path for row in rows])
    names = names_of({code for row in rows for code in ancestors_of(row.path)})
    return tuple(
        _card_of(row, tuple((code, names.get(code, code)) for code in ancestors_of(row.path)), counts.get(row.path))
        for row in rows
    )


def neighbours_of(actor: Actor, code: str) -> tuple[NeighbourCard, ...]:
    """Neighbouring regions of the same level, also across the border of the actor's area (names only)."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(code))
    rows = dict(Neighbour.objects.filter(path=code).values_list("neighbour_code", "estimated"))
    names = names_of(rows)
    return tuple(NeighbourCard(other, names[other], rows[other]) for other in sorted(rows) if other in names)


def outlines(actor: Actor, code: str, tolerance: float = 0.0) -> dict[str, Any]:
    """GeoJSON of the regions directly below that have an outline, with code and name."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(code))
    return outlines_among(points_below(actor, code), tolerance)


def points_below(actor: Actor, code: str) -> tuple[PlacePoint, ...]:
    """The regions directly below, by code, without their counts. One query."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(code))
    rows = Place.objects.filter(parent_code=code, superseded_by=None).order_by("path")
    return tuple(PlacePoint(*row) for row in rows.values_list("path", "name", "lat", "lon"))


def outlines_among(points: Iterable[PlacePoint], tolerance: float = 0.0) -> dict[str, Any]:
    """GeoJSON of those of these regions (as `points_below` gave them) that have an outline. One query."""
    names = {point.code: point.name for point in points}
    rows = Boundary.objects.filter(path__in=list(names), superseded_by=None).order_by("path").values("path", "wkb")
    found = [{**row, "name": names[row["path"]]} for row in rows]
    return feature_collection(found, tolerance=tolerance) if found else {"type": "FeatureCollection", "features": []}


def outline_of(actor: Actor, code: str, tolerance: float = 0.0) -> dict[str, Any]:
    """GeoJSON of one region's own outline; no features when it is not known."""
    require_visible(actor, Act.SEE_REFERENCE, area=_parsed(code))
    rows = list(Boundary.objects.filter(path=code, superseded_by=None).values("path", "wkb"))
    name = names_of([code]).get(code, code)
    found = [{**row, "name": name} for row in rows]
    return feature_collection(found, tolerance=tolerance) if found else {"type": "FeatureCollection", "features": []}


def imports(actor: Actor, limit: int = 50) -> tuple[ImportCard, ...]:
    """The latest imports that lie inside the actor's areas, newest first."""
    require_allowed(actor, Act.IMPORT_DATA)
    return tuple(
        ImportCard(
            row.pk, row.kind, row.file_name, row.file_sha256, row.source, row.licence, row.vintage, row.valid_from,
            row.imported_at, row.imported_by, row.undone_at, row.report,
        )
        for row in Import.objects.filter(within(scope(actor).areas)).order_by("-id")[:limit]
    )  # fmt: skip


def _parsed(code: str) -> str:
    try:
        return parse_place_code(code).dotted
    except PlaceCodeInvalid as error:
        raise NotVisible(code) from error


def _nation() -> Place:
    return Place(path=NASIONAL_CODE, name=NATION, level=Level.NASIONAL.value, coordinate=Coordinate.UNKNOWN.value)


def _counts(codes: list[str]) -> dict[str, TpsCount]:
    return TpsCount.objects.in_bulk(codes)


def _ancestors(code: str) -> tuple[tuple[str, str], ...]:
    return _named(ancestors_of(code))


def _named(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    names = names_of(codes)
    return tuple((one, names.get(one, one)) for one in codes)


def _card_of(place: Place, above: tuple[tuple[str, str], ...], counts: TpsCount | None) -> PlaceCard:
    return PlaceCard(
        code=place.path,
        name=place.name,
        level=Level(place.level),
        kind=place.kind,
        parent_code=place.parent_code,
        ancestors=above,
        lat=place.lat,
        lon=place.lon,
        coordinate=Coordinate(place.coordinate),
        tps_count=counts.tps_count if counts else 0,
        special_count=counts.special_count if counts else 0,
        voters_count=counts.voters_count if counts else None,
    )


def _tps_card(row: Tps, above: tuple[tuple[str, str], ...] = (), desa: Place | None = None) -> TpsCard:
    desa_code = row.path[:13]
    if row.coordinate == Coordinate.UNKNOWN and desa is None:
        desa = Place.objects.filter(path=desa_code, superseded_by=None).first()
    estimated = row.coordinate == Coordinate.UNKNOWN and desa is not None and desa.lat is not None
    return TpsCard(
        code=code_of(row.path),
        number=int(row.path[14:]),
        name=_tps_name(row.path, row.name),
        desa_code=desa_code,
        ancestors=above or _ancestors(code_of(row.path)),
        lat=desa.lat if estimated and desa else row.lat,
        lon=desa.lon if estimated and desa else row.lon,
        coordinate=Coordinate.CENTROID if estimated else Coordinate(row.coordinate),
        voters_male=row.voters_male,
        voters_female=row.voters_female,
        special_location=row.special_location,
    )


def _tps_name(path: str, name: str) -> str:
    return f"TPS {path[14:]}" + (f" {name}" if name else "")
