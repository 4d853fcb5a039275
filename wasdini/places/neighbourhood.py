"""Neighbours of every region, found anew after regions or outlines changed. Derived rows: replaced, not superseded.

Where both outlines are known, neighbours are those that touch. Elsewhere the Gabriel rule on centroids inside the same
kab/kota (for kab/kota: inside the province) and the nearest across the border stand in, marked estimated.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from django.db import connection

from wasdini.core.neighbours import Pairs, gabriel_pairs, nearest_across, plane_km
from wasdini.core.terms import Level
from wasdini.places import standing
from wasdini.places.models import Neighbour
from wasdini.rows.bulk import insert_frame, read_frame

TOUCHING_DEGREES = 0.002
_CODE_LENGTH = {Level.PROVINSI: 2, Level.KABKOTA: 5, Level.KECAMATAN: 8, Level.DESA: 13}
_GROUP_LENGTH = {Level.PROVINSI: 0, Level.KABKOTA: 2, Level.KECAMATAN: 5, Level.DESA: 5}


def rebuild_neighbours() -> dict[str, int]:
    """Find the neighbours of every current region; gives the number of pairs per level."""
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM places_neighbour")
    for level in _CODE_LENGTH:
        pairs = _pairs_of(level)
        insert_frame(Neighbour, pairs)
        counts[level.value] = pairs.height // 2
    return counts


def _pairs_of(level: Level) -> pl.DataFrame:
    places = read_frame(
        "SELECT path, lat, lon FROM places_place WHERE superseded_by_id IS NULL AND level = %s ORDER BY path",
        [level.value],
        {"path": pl.String, "lat": pl.Float64, "lon": pl.Float64},
    )
    codes = places["path"].to_list()
    shapes = standing.shapes(codes)
    touching = _touching(codes, shapes)
    estimated = _estimated(places, _GROUP_LENGTH[level], frozenset(shapes))
    both = pl.concat([_named(codes, touching, estimated=False), _named(codes, estimated, estimated=True)])
    return both.unique(["path", "neighbour_code"], keep="first", maintain_order=True)


def _touching(codes: list[str], shapes: dict[str, bytes]) -> Pairs:
    rows = np.array([row for row, code in enumerate(codes) if code in shapes], dtype=np.int64)
    if not len(rows):
        return np.empty((0, 2), dtype=np.int64)
    outlines = shapely.from_wkb([shapes[codes[row]] for row in rows])
    found = shapely.STRtree(outlines).query(outlines, predicate="dwithin", distance=TOUCHING_DEGREES).T
    pairs: Pairs = rows[found[found[:, 0] < found[:, 1]]]
    return pairs


def _estimated(places: pl.DataFrame, group_length: int, outlined: frozenset[str]) -> Pairs:
    """Pairs of which at least one has no outline."""
    known = places.with_row_index("row").filter(pl.col("lat").is_not_null() & pl.col("lon").is_not_null())
    if known.height < 2:
        return np.empty((0, 2), dtype=np.int64)
    rows = known["row"].to_numpy().astype(np.int64)
    points = plane_km(known["lat"].to_numpy(), known["lon"].to_numpy())
    group = known["path"].str.slice(0, group_length).rank("dense").to_numpy().astype(np.int64)
    found = [rows[nearest_across(points, group)]]
    order = np.argsort(group, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        found.append(rows[members[gabriel_pairs(points[members])]])
    pairs = np.concatenate(found)
    bare: npt.NDArray[np.bool_] = ~places["path"].is_in(list(outlined)).to_numpy()
    kept: Pairs = pairs[bare[pairs[:, 0]] | bare[pairs[:, 1]]]
    return kept


def _named(codes: list[str], pairs: Pairs, *, estimated: bool) -> pl.DataFrame:
    names = pl.Series(codes, dtype=pl.String)
    one, other = names.gather(pairs[:, 0]), names.gather(pairs[:, 1])
    return pl.DataFrame(
        {"path": pl.concat([one, other]), "neighbour_code": pl.concat([other, one])},
        schema={"path": pl.String, "neighbour_code": pl.String},
    ).with_columns(estimated=pl.lit(estimated))
