"""Outlines of regions: reading GeoJSON, asking whether a point lies inside its parent, drawing them for a map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import shapely

from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.files.opening import Content

BOX_MARGIN_SHARE = 0.1
PROBLEMS_MAX = 200


def read_outlines(content: Content) -> pl.DataFrame:
    """`path`, `wkb` (Binary) of every feature of a GeoJSON FeatureCollection. Each feature names its `code`."""
    try:
        document = json.loads(content.unpacked)
    except (ValueError, RecursionError) as error:
        raise InputRefused([Problem("geojson_broken", file=content.name)]) from error
    return outlines_of(document, file=content.name)


def outlines_of(document: Any, *, file: str = "") -> pl.DataFrame:
    """As `read_outlines`, from a document already parsed."""
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise InputRefused([Problem("geojson_without_features", file=file)])
    problems: list[Problem] = []
    rows: dict[str, bytes] = {}
    for number, feature in enumerate(features, start=1):
        read = _feature(feature, number, file)
        if isinstance(read, Problem):
            problems.append(read)
        elif read[0] in rows:
            problems.append(Problem("outline_twice", file=file, row=number, column="code", value=read[0]))
        else:
            rows[read[0]] = read[1]
    if problems:
        raise InputRefused(problems[:PROBLEMS_MAX])
    return pl.DataFrame({"path": list(rows), "wkb": list(rows.values())}, schema={"path": pl.String, "wkb": pl.Binary})


def _feature(feature: Any, number: int, file: str) -> tuple[str, bytes] | Problem:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    written = str((properties or {}).get("code", "")) if isinstance(properties, dict) else ""
    try:
        code = parse_place_code(written).dotted
    except PlaceCodeInvalid:
        return Problem("code_invalid", file=file, row=number, column="code", value=written, expected="31.71.01.1001")
    try:
        shape = shapely.from_geojson(json.dumps(feature.get("geometry")))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        shape = None
    if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return Problem("outline_no_polygon", file=file, row=number, column="geometry", value=code)
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return Problem("outline_not_degrees", file=file, row=number, column="geometry", value=code)
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return code, shapely.to_wkb(shape)


def outside_parent(points: pl.DataFrame, shapes: Mapping[str, bytes], boxes: pl.DataFrame) -> pl.DataFrame:
    """Rows of `points` (`parent`, `lat`, `lon`, …) that lie outside their parent: outside its polygon where there is
    one, else outside its bounding box widened by 10 % on each side. Parents with neither are not judged.

    `boxes`: `parent`, `lat_min`, `lat_max`, `lon_min`, `lon_max`.
    """
    placed = points.filter(pl.col("lat").is_not_null() & pl.col("lon").is_not_null())
    with_shape = placed.filter(pl.col("parent").is_in(list(shapes)))
    rest = placed.filter(~pl.col("parent").is_in(list(shapes))).join(boxes, on="parent", how="inner")
    tall = (pl.col("lat_max") - pl.col("lat_min")) * BOX_MARGIN_SHARE
    wide = (pl.col("lon_max") - pl.col("lon_min")) * BOX_MARGIN_SHARE
    beyond = ~(
        pl.col("lat").is_between(pl.col("lat_min") - tall, pl.col("lat_max") + tall)
        & pl.col("lon").is_between(pl.col("lon_min") - wide, pl.col("lon_max") + wide)
    )
    found = [rest.filter(beyond.fill_null(False)).select(points.columns)]
    for (parent,), part in with_shape.group_by(["parent"], maintain_order=True):
        shape = shapely.from_wkb(shapes[str(parent)])
        shapely.prepare(shape)
        inside = shapely.intersects_xy(shape, part["lon"].to_numpy(), part["lat"].to_numpy())
        found.append(part.filter(pl.Series(~inside)))
    return pl.concat(found)


def feature_collection(rows: list[dict[str, Any]], *, tolerance: float = 0.0) -> dict[str, Any]:
    """GeoJSON of `path`, `name`, `wkb` rows, simplified to `tolerance` degrees, coordinates rounded to about 10 m."""
    shapes = shapely.from_wkb([bytes(row["wkb"]) for row in rows])
    if tolerance:
        shapes = shapely.simplify(shapes, tolerance, preserve_topology=True)
    shapes = shapely.transform(shapes, lambda points: np.round(points, 4))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row["path"],
                "properties": {"code": row["path"], "name": row["name"]},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for row, shape in zip(rows, shapes, strict=True)
        ],
    }
