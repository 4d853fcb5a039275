"""A small assessed regency: points, outlines, one measured station, one run."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely

from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR, NEIGHBOUR_DESA, NOW, SIBLING, SIBLING_DESA
from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.sheets import NO_ORIGIN, pack
from wasdini.places.models import Boundary, Import, Place, Tps

# In the sea south of Java, where no village is.
POINTS = {
    KABUPATEN: (-9.30, 108.50),
    KECAMATAN: (-9.31, 108.51),
    SIBLING: (-9.25, 108.40),
    DESA: (-9.312, 108.512),
    SIBLING_DESA: (-9.252, 108.402),
    NEIGHBOUR: (-9.30, 109.00),
    NEIGHBOUR_DESA: (-9.30, 109.01),
}
INDICATOR = {
    "id": "uji",
    "label": {"id": "Uji", "en": "Trial"},
    "unverified": False,
    "yes_no": False,
    "possible_points": 100.0,
}
MEASURED = (-9.3125, 108.5130)


@pytest.fixture
def assessed(regions: Import) -> Run:
    """Kabupaten 99.01 assessed, one of its stations measured; the neighbour has points and no run."""
    for path, (lat, lon) in POINTS.items():
        Place.objects.filter(path=path).update(lat=lat, lon=lon, coordinate="centroid")
        square = shapely.box(lon - 0.04, lat - 0.04, lon + 0.04, lat + 0.04)
        Boundary.objects.create(path=path, wkb=shapely.to_wkb(square), added_by=regions)
    Tps.objects.filter(path=f"{DESA}.001").update(lat=MEASURED[0], lon=MEASURED[1], coordinate="measured")
    run = Run.objects.create(
        election_slug="pemilu-2024",
        assessed_on=date(2024, 2, 13),
        assessed_at=NOW,
        area=KABUPATEN,
        method_name="uji",
        method_version="1",
        method_sha256="0" * 64,
        input_sha256="1" * 64,
        unit_count=4,
        indicators=[INDICATOR],
        categories=[{"code": "tinggi", "id": "Tinggi", "en": "High", "from": {"tps": 50.0}, "high": True}],
    )
    scores = {f"{DESA}.001": 80.0, f"{DESA}.002": 60.0, f"{SIBLING_DESA}.001": 20.0, f"{SIBLING_DESA}.002": None}
    _add(run, "tps", {path: (score, 1) for path, score in scores.items()}, scores)
    _add(run, "desa", {DESA: (70.0, 2), SIBLING_DESA: (20.0, 2)}, scores)
    _add(run, "kecamatan", {KECAMATAN: (70.0, 2), SIBLING: (20.0, 2)}, scores)
    _add(run, "kabkota", {KABUPATEN: (53.3, 4)}, scores)
    return run


def category_of(score: float | None) -> str:
    return "" if score is None else "tinggi" if score >= 50 else "rendah"


def _add(run: Run, level: str, units: dict[str, tuple[float | None, int]], stations: dict[str, float | None]) -> None:
    for path, (score, tps_count) in units.items():
        known = np.array([[np.nan if score is None else score]])
        sheet = pack(known, known, np.array([[NO_ORIGIN]], dtype=np.int32))[0]
        counts: dict[str, int] = {}
        for station, value in stations.items():
            if station.startswith(path):
                counts[category_of(value)] = counts.get(category_of(value), 0) + 1
        Assessment.objects.create(
            run=run, path=path, level=level, score=score, lower=score, upper=score, category=category_of(score),
            completeness=1.0, tps_count=tps_count, category_counts=counts, sheet=sheet,
        )  # fmt: skip
