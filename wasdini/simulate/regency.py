"""The demonstration regency as frames: regions, outlines, polling stations and the land each stands on.

Pure: dice in, frames out, the same for the same seed. `operations` puts them into the database through the front doors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from wasdini.core.place_codes import SPECIAL_TPS_FROM, tps_code_of
from wasdini.simulate import names
from wasdini.simulate.terrain import (
    CENTRE,
    KM_PER_DEGREE,
    Land,
    Points,
    away_km,
    height_m,
    make_land,
    points_inside,
    villages,
)

KECAMATAN_COUNTS = {"99.01": 16, "99.02": 4}
MAINLAND_VILLAGES = 325
TPS_PER_VILLAGE = 9.9
VOTERS_AT_MOST = 300
SPECIAL_TPS_COUNT = 6
WITHOUT_POSITION_SHARE = 0.03
CAPITAL_NEAR = CENTRE + np.array([-0.05, -0.09])


@dataclass(frozen=True)
class Regency:
    """`places`: code, name, level, parent_code, lat, lon. `outlines`: code -> polygon. `tps`: as `tps import` takes it.

    `ground`: one row per TPS: `tps_code, kecamatan_code, desa_code, lat, lon, height_m, coast_km, river_km, town_km,
    is_island` at its true position, also where the office does not know it.
    """

    places: pl.DataFrame
    outlines: dict[str, BaseGeometry]
    tps: pl.DataFrame
    ground: pl.DataFrame
    land: Land


@dataclass(frozen=True)
class _Village:
    code: str
    name: str
    kecamatan: str
    cell: Polygon
    kind: str
    town_km: float


def make_regency(rng: np.random.Generator) -> Regency:
    """Kabupaten 99.01 (16 kecamatan, about 300 villages, about 3,000 TPS) and its small neighbour 99.02."""
    land = make_land(rng)
    cells, on_island = villages(rng, land, mainland_count=MAINLAND_VILLAGES)
    centres = np.array([cell.representative_point().coords[0] for cell in cells])
    kecamatan_of, towns = _kecamatan(rng, centres, on_island)
    told = _villages(rng, land, cells, centres, kecamatan_of, towns)
    places, outlines = _places(told)
    tps, ground = _stations(rng, land, told)
    return Regency(places, outlines, tps, ground, land)


def _kecamatan(
    rng: np.random.Generator, centres: Points, on_island: NDArray[np.bool_]
) -> tuple[list[str], dict[str, Points]]:
    """Each village's kecamatan, and each kecamatan's town. The islands are one, the eastern four the neighbour's."""
    count = sum(KECAMATAN_COUNTS.values()) - 1
    mainland = centres[~on_island]
    seats = mainland[rng.choice(len(mainland), size=count, replace=False)]
    for _ in range(12):
        nearest = _nearest(mainland, seats)
        seats = np.array([mainland[nearest == seat].mean(axis=0) for seat in range(count)])
    seats = seats[np.argsort(seats[:, 0])]
    own = KECAMATAN_COUNTS["99.01"] - 1
    capital = int(np.argmin(np.linalg.norm(seats[:own] - CAPITAL_NEAR, axis=1)))
    order = [capital, *(seat for seat in range(own) if seat != capital)]
    codes = {seat: f"99.01.{place + 1:02d}" for place, seat in enumerate(order)}
    codes |= {own + place: f"99.02.{place + 1:02d}" for place in range(KECAMATAN_COUNTS["99.02"])}
    island_code = f"99.01.{own + 1:02d}"
    which = _nearest(centres, seats)
    towns = {codes[seat]: seats[seat] for seat in range(count)} | {island_code: centres[on_island].mean(axis=0)}
    return [island_code if island else codes[int(s)] for island, s in zip(on_island, which, strict=True)], towns


def _nearest(points: Points, seats: Points) -> NDArray[np.intp]:
    return np.asarray(np.linalg.norm(points[:, None, :] - seats[None, :, :], axis=2).argmin(axis=1))


def _villages(
    rng: np.random.Generator, land: Land, cells: list[Polygon], centres: Points, kecamatan: list[str],
    towns: dict[str, Points],
) -> list[_Village]:  # fmt: skip
    town_km = np.array(
        [np.linalg.norm(centre - towns[code]) * KM_PER_DEGREE for centre, code in zip(centres, kecamatan, strict=True)]
    )
    coast, river = away_km(centres, land.outline[0].exterior), away_km(centres, land.river)
    height = height_m(centres, land)
    island = np.array([code.endswith("01.16") for code in kecamatan])
    town_like = town_km < np.where(np.array([code == "99.01.01" for code in kecamatan]), 4.0, 1.2)
    kinds = np.select(
        [island, town_like, coast < 2.2, height > 260, river < 2.0],
        ["island", "town", "coast", "hill", "river"],
        "plain",
    ).tolist()
    called = village_order(kecamatan, centres)
    told = names.village_names(rng, kinds)
    return [
        _Village(f"{kecamatan[i]}.{_number(kecamatan[i], kinds[i], turn)}", told[i], kecamatan[i], cells[i], kinds[i],
                 float(town_km[i]))
        for i, turn in called
    ]  # fmt: skip


def village_order(kecamatan: list[str], centres: Points) -> list[tuple[int, int]]:
    """Villages numbered within their kecamatan from north-west to south-east: (index, number)."""
    numbered: list[tuple[int, int]] = []
    for code in sorted(set(kecamatan)):
        mine = [index for index, own in enumerate(kecamatan) if own == code]
        mine.sort(key=lambda index: (-round(centres[index][1], 2), centres[index][0]))
        numbered += [(index, turn + 1) for turn, index in enumerate(mine)]
    return numbered


def _number(kecamatan: str, kind: str, turn: int) -> int:
    """Kelurahan of the capital count from 1001, desa from 2001."""
    return (1000 if kecamatan == "99.01.01" and kind == "town" else 2000) + turn


def _places(told: list[_Village]) -> tuple[pl.DataFrame, dict[str, BaseGeometry]]:
    outlines: dict[str, BaseGeometry] = {village.code: village.cell for village in told}
    rows = [(v.code, v.name, "desa", v.kecamatan) for v in told]
    spare = iter(names.KECAMATAN)
    fixed = {"99.01.01": names.CAPITAL_KECAMATAN, "99.01.16": names.ISLAND_KECAMATAN}
    for code in sorted({v.kecamatan for v in told}):
        outlines[code] = _union([v.cell for v in told if v.kecamatan == code])
        rows.append((code, fixed.get(code) or next(spare), "kecamatan", code[:5]))
    for code, name in names.KABUPATEN.items():
        outlines[code] = _union([v.cell for v in told if v.kecamatan.startswith(code)])
        rows.append((code, name, "kabkota", "99"))
    outlines["99"] = _union([outlines[code] for code in names.KABUPATEN])
    rows.append((*names.PROVINCE, "provinsi", "0"))
    middle = {code: outline.representative_point() for code, outline in outlines.items()}
    schema = ["code", "name", "level", "parent_code"]
    places = pl.DataFrame(rows, schema=schema, orient="row").sort("code")
    return (
        places.with_columns(
            lat=pl.Series([round(middle[code].y, 5) for code in places["code"]]),
            lon=pl.Series([round(middle[code].x, 5) for code in places["code"]]),
        ),
        outlines,
    )


def _union(cells: list[Polygon] | list[BaseGeometry]) -> BaseGeometry:
    """One outline: borders shared by two cells vanish, hair cracks from rounding too."""
    joined = shapely.union_all([cell.buffer(2e-5, join_style="mitre") for cell in cells]).buffer(
        -2e-5, join_style="mitre"
    )
    return shapely.set_precision(joined, 1e-5)


def _stations(rng: np.random.Generator, land: Land, told: list[_Village]) -> tuple[pl.DataFrame, pl.DataFrame]:
    size = np.array([2.1 if v.kind == "town" else 0.55 if v.kind in ("hill", "island") else 1.0 for v in told])
    share = size * rng.lognormal(sigma=0.35, size=len(told))
    counts = np.maximum(2, np.round(share / share.mean() * TPS_PER_VILLAGE)).astype(int)
    towns = [i for i, v in enumerate(told) if v.kind == "town"]
    special = set(rng.choice(towns, size=SPECIAL_TPS_COUNT, replace=False).tolist())
    stations: list[dict[str, object]] = []
    ground: list[dict[str, object]] = []
    for index, village in enumerate(told):
        numbers = [*range(1, counts[index] + 1), *([SPECIAL_TPS_FROM] if index in special else [])]
        at = points_inside(rng, village.cell, len(numbers))
        unknown = rng.random(len(numbers)) < WITHOUT_POSITION_SHARE
        for number, point, hidden in zip(numbers, at, unknown, strict=True):
            code = tps_code_of(village.code, number)
            lon, lat = (round(float(part), 5) for part in point)
            stations.append(_station(rng, village, code, number) | ({} if hidden else {"lat": lat, "lon": lon}))
            ground.append({"tps_code": code, "kecamatan_code": village.kecamatan, "desa_code": village.code, "lat": lat,
                           "lon": lon, "town_km": village.town_km, "is_island": village.kind == "island"})  # fmt: skip
    return pl.DataFrame(stations, infer_schema_length=None), _with_terrain(pl.DataFrame(ground), land)


def _station(rng: np.random.Generator, village: _Village, code: str, number: int) -> dict[str, object]:
    usual = {"town": 262, "hill": 205, "island": 190}.get(village.kind, 238)
    voters = int(np.clip(rng.normal(usual, 27), 96, VOTERS_AT_MOST))
    male = int(rng.binomial(voters, 0.495))
    special = number >= SPECIAL_TPS_FROM
    site = f"{rng.choice(names.SPECIAL_SITES)} {village.name}" if special else names.site_name(rng, village.name)
    return {
        "tps_code": code, "desa_code": village.code, "number": number, "name": site, "lat": None, "lon": None,
        "voters_male": male, "voters_female": voters - male, "special_location": special,
    }  # fmt: skip


def _with_terrain(ground: pl.DataFrame, land: Land) -> pl.DataFrame:
    points = ground.select("lon", "lat").to_numpy()
    coast = np.min([away_km(points, outline.exterior) for outline in land.outline], axis=0)
    return ground.with_columns(
        height_m=pl.Series(height_m(points, land)),
        coast_km=pl.Series(coast),
        river_km=pl.Series(away_km(points, land.river)),
    )
