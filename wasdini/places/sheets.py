"""The tables that places reads: what a file of regions, of TPS, of TPS counts or of changed codes must look like."""

from __future__ import annotations

from wasdini.core.tables import Column, Kind, Table
from wasdini.core.terms import Level

_REGIONS = (Level.NASIONAL, Level.PROVINSI, Level.KABKOTA, Level.KECAMATAN, Level.DESA)
VOTERS_MAX = 100_000


def _number(name: str, *, minimum: float, maximum: float | None, aliases: tuple[str, ...] = ()) -> Column:
    return Column(name=name, kind=Kind.NUMBER, required=False, minimum=minimum, maximum=maximum, aliases=aliases)


def _degrees(name: str, bound: float) -> Column:
    return Column(name=name, kind=Kind.NUMBER, required=False, minimum=-bound, maximum=bound)


def _count(name: str, *, maximum: float, required: bool = False, minimum: float = 0) -> Column:
    return Column(name=name, kind=Kind.INTEGER, required=required, blank=not required, minimum=minimum, maximum=maximum)


PLACES = Table(
    name="places",
    columns=(
        Column(name="code", kind=Kind.PLACE_CODE, blank=False, levels=_REGIONS),
        Column(name="name", kind=Kind.TEXT, blank=False),
        Column(name="type", kind=Kind.TEXT, required=False),
        Column(name="parent_code", kind=Kind.PLACE_CODE, required=False, levels=_REGIONS),
        _degrees("lat", 90),
        _degrees("lon", 180),
        _degrees("lat_min", 90),
        _degrees("lat_max", 90),
        _degrees("lon_min", 180),
        _degrees("lon_max", 180),
        Column(name="area_km2", kind=Kind.NUMBER, required=False, minimum=0, aliases=("area_km2_approx",)),
    ),
    ignore_unknown=True,
)

TPS = Table(
    name="tps",
    columns=(
        Column(name="tps_code", kind=Kind.PLACE_CODE, required=False, blank=False, levels=(Level.TPS,)),
        Column(name="desa_code", kind=Kind.PLACE_CODE, required=False, blank=False, levels=(Level.DESA,)),
        _count("number", minimum=1, maximum=999),
        Column(name="name", kind=Kind.TEXT, required=False),
        _degrees("lat", 90),
        _degrees("lon", 180),
        _count("voters_male", maximum=VOTERS_MAX),
        _count("voters_female", maximum=VOTERS_MAX),
        Column(name="special_location", kind=Kind.YES_NO, required=False),
    ),
    one_of=(("tps_code",), ("desa_code", "number")),
    ignore_unknown=True,
)

TPS_COUNTS = Table(
    name="tps_counts",
    columns=(
        Column(name="kemendagri_code", kind=Kind.PLACE_CODE, blank=False, levels=(Level.DESA,)),
        _count("tps_regular", maximum=900, required=True),
        _count("tps_lokasi_khusus_901plus", maximum=99, required=True),
        Column(name="desa", kind=Kind.TEXT, required=False),
        Column(name="kecamatan", kind=Kind.TEXT, required=False),
    ),
    unique=("kemendagri_code",),
    ignore_unknown=True,
)

ALIASES = Table(
    name="aliases",
    columns=(
        Column(name="old_code", kind=Kind.PLACE_CODE, blank=False, levels=_REGIONS),
        Column(name="new_code", kind=Kind.PLACE_CODE, blank=False, levels=_REGIONS),
        Column(name="changed_on", kind=Kind.DATE, required=False),
    ),
    unique=("old_code",),
    ignore_unknown=True,
)
