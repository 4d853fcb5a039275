"""What stands now, as frames and series: current codes, changed codes, outlines and boxes. Reads no instances."""

from __future__ import annotations

import polars as pl

from wasdini.core.place_codes import path_range
from wasdini.places.models import Boundary, Place, PlaceAlias, TpsCount
from wasdini.rows.bulk import read_frame


def codes(level: str = "") -> pl.Series:
    """Codes of current regions, of one level or of all."""
    rows = Place.objects.filter(superseded_by=None)
    if level:
        rows = rows.filter(level=level)
    return pl.Series("code", list(rows.values_list("path", flat=True)), dtype=pl.String)


def aliases() -> dict[str, str]:
    """Old code -> the code it is now, followed through every change (a chain that bites its tail ends)."""
    direct = dict(PlaceAlias.objects.filter(superseded_by=None).values_list("path", "new_code"))
    return {old: _follow(old, direct) for old in direct}


def _follow(code: str, direct: dict[str, str]) -> str:
    seen = {code}
    while (following := direct.get(code)) is not None and following not in seen:
        seen.add(following)
        code = following
    return code


def shapes(area_codes: list[str]) -> dict[str, bytes]:
    """Current outlines of these regions, as WKB."""
    rows = Boundary.objects.filter(superseded_by=None)
    if len(area_codes) < 500:
        rows = rows.filter(path__in=area_codes)
    wanted = set(area_codes)
    return {path: bytes(wkb) for path, wkb in rows.values_list("path", "wkb").iterator() if path in wanted}


def boxes() -> pl.DataFrame:
    """`parent`, `lat_min`, `lat_max`, `lon_min`, `lon_max` of every current region that has a bounding box."""
    return read_frame(
        "SELECT path AS parent, lat_min, lat_max, lon_min, lon_max FROM places_place "
        "WHERE superseded_by_id IS NULL AND lat_min IS NOT NULL AND lon_min IS NOT NULL",
        [],
        {
            "parent": pl.String,
            "lat_min": pl.Float64,
            "lat_max": pl.Float64,
            "lon_min": pl.Float64,
            "lon_max": pl.Float64,
        },
    )


def named_desa() -> pl.DataFrame:
    """`path`, `name` of every current desa."""
    return read_frame(
        "SELECT path, name FROM places_place WHERE superseded_by_id IS NULL AND level = 'desa'",
        [],
        {"path": pl.String, "name": pl.String},
    )


def provinces() -> list[str]:
    """Codes of provinces that have, or had, TPS."""
    counted = TpsCount.objects.extra(where=["LENGTH(path) = 2"]).values_list("path", flat=True)
    return sorted({*counted, *codes("provinsi")})


def desa_with_tps_only() -> list[str]:
    """Desa codes that current TPS name but that do not stand."""
    rows = read_frame(
        "SELECT path FROM places_tpscount WHERE LENGTH(path) = 13 AND path NOT IN "
        "(SELECT path FROM places_place WHERE superseded_by_id IS NULL AND level = 'desa') ORDER BY path LIMIT 20",
        [],
        {"path": pl.String},
    )
    return list(rows["path"])


def inside(area: str, column: str = "path") -> tuple[str, list[str]]:
    """SQL condition and parameters for everything in an area."""
    bounds = path_range(area)
    return (f"{column} >= %s AND {column} < %s", list(bounds)) if bounds else ("1 = 1", [])
