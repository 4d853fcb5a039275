"""Whole areas as frames, for assessments, tiles and the bench: no instances, one SELECT each. Unscoped: the caller
decides for whom it reads."""

from __future__ import annotations

from datetime import date

import polars as pl

from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.terms import Coordinate
from wasdini.places.standing import inside
from wasdini.rows.bulk import read_frame

_TPS_SCHEMA = {
    "path": pl.String,
    "name": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
    "coordinate": pl.String,
    "voters_male": pl.Int64,
    "voters_female": pl.Int64,
    "special_location": pl.Int8,
}
_REGION_SCHEMA = {
    "path": pl.String,
    "parent_code": pl.String,
    "level": pl.String,
    "name": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
    "coordinate": pl.String,
}


def tps_frame(area: str = NASIONAL_CODE, *, on: date | None = None) -> pl.DataFrame:
    """Every TPS of an area: `unit_code, path, name, voters, voters_male, voters_female, lat, lon, coordinate,
    special_location`. Without a measured position: the desa's centre, `coordinate` = `centroid`. `on`: the TPS of that
    day, as imports with a `valid_from` left them; else those that are current."""
    where, values = _rows(area, on, "places_tps")
    columns = "path, name, lat, lon, coordinate, voters_male, voters_female"
    special = "CASE WHEN special_location THEN 1 ELSE 0 END AS special_location"
    statement = f"SELECT {columns}, {special} FROM places_tps WHERE {where} ORDER BY path"  # noqa: S608 (own columns)
    rows = read_frame(statement, values, _TPS_SCHEMA)
    desa = region_frame(area, level="desa").select("path", desa_lat="lat", desa_lon="lon")
    rows = rows.with_columns(desa=pl.col("path").str.slice(0, 13))
    rows = rows.join(desa, left_on="desa", right_on="path", how="left", maintain_order="left")
    lost = pl.col("coordinate") == Coordinate.UNKNOWN.value
    estimated = lost & pl.col("desa_lat").is_not_null()
    male, female = pl.col("voters_male"), pl.col("voters_female")
    return rows.select(
        "path",
        "name",
        "voters_male",
        "voters_female",
        unit_code=pl.col("path").str.replace_all(".", "", literal=True),
        voters=pl.when(male.is_not_null() | female.is_not_null()).then(male.fill_null(0) + female.fill_null(0)),
        lat=pl.when(estimated).then(pl.col("desa_lat")).otherwise(pl.col("lat")),
        lon=pl.when(estimated).then(pl.col("desa_lon")).otherwise(pl.col("lon")),
        coordinate=pl.when(estimated).then(pl.lit(Coordinate.CENTROID.value)).otherwise(pl.col("coordinate")),
        special_location=pl.col("special_location").cast(pl.Boolean),
    )


def region_frame(area: str = NASIONAL_CODE, *, level: str = "", on: date | None = None) -> pl.DataFrame:
    """Every region of an area (itself included): `path, parent_code, level, name, lat, lon, coordinate`, by path."""
    where, values = _rows(area, on, "places_place")
    if level:
        where, values = f"{where} AND level = %s", [*values, level]
    return read_frame(
        f"SELECT {', '.join(_REGION_SCHEMA)} FROM places_place WHERE {where} ORDER BY path",  # noqa: S608
        values,
        _REGION_SCHEMA,
    )


def _rows(area: str, on: date | None, table: str) -> tuple[str, list[object]]:
    """Rows of an area that are current, or that held on a day: added by an import that was valid by then, and not yet
    superseded by another one valid by then. A correction without date counts from the beginning."""
    where, bounds = inside(area, f"{table}.path")
    if on is None:
        return f"{table}.superseded_by_id IS NULL AND {where}", [*bounds]
    stood = "SELECT id FROM places_import WHERE undone_at IS NULL AND"
    added = f"added_by_id IN ({stood} (valid_from IS NULL OR valid_from <= %s))"
    later = f"superseded_by_id IN ({stood} valid_from > %s)"
    return f"{added} AND (superseded_by_id IS NULL OR {later}) AND {where}", [on, on, *bounds]
