"""Vector tiles with the national registry loaded: p50 and p95 over the whole way of a request, sign-in included.

Loads 91,599 regions, 514 outlines and 820,161 TPS into a throw-away database, assesses the nation, then asks for tiles
around places people look at (a sample of desa points at every zoom), each once: nothing is warm but the database's own
cache. On a busy machine the processor time says more than the clock; both are printed. Beside each figure stands the
usual encoder (mapbox-vector-tile) writing the same features.

    WASDINI_OPEN_DATA=… python -m bench tiles
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

DATA = Path(os.environ.get("WASDINI_OPEN_DATA", "/nonexistent"))
AT = datetime(2024, 2, 13, tzinfo=UTC)
SAMPLE, SEED = 60, 20240214


def run(rows: int) -> Iterator[dict[str, Any]]:
    """`rows` is not used: the real registry has its own size."""
    if not (DATA / "idn_regions_2025.csv.gz").exists():
        print("set WASDINI_OPEN_DATA to the folder with idn_regions_2025.csv.gz", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="wasdini.settings", WASDINI_TESTING="1")
        os.environ.setdefault("WASDINI_DATA_DIR", folder)
        import django

        django.setup()
        _load()
        yield from _measure()


def _load() -> None:
    from django.core.management import call_command

    from wasdini.assessments.operations import AssessmentRequest, assess
    from wasdini.assessments.queries import latest_run
    from wasdini.core.access import system_actor
    from wasdini.elections.operations import NewElection, set_up_election
    from wasdini.places import operations as places

    call_command("migrate", verbosity=0)
    actor = system_actor("bench")
    if latest_run(actor, "0") is not None:
        return
    places.import_places(actor, DATA / "idn_regions_2025.csv.gz", at=AT)
    places.import_boundaries(actor, DATA / "idn_kabkota_boundaries.geojson.gz", at=AT)
    keep = places.ImportRequest(keep_old=True)
    places.expand_tps(actor, DATA / "pemilu2024_tps_per_desa.csv.gz", at=AT, request=keep)
    set_up_election(actor, NewElection("pemilu-2024", "Pemilu 2024", "0", "pemilu-2024"), at=AT)
    assess(actor, AssessmentRequest(election_slug="pemilu-2024", on=date(2024, 2, 13), area="0"), at=AT)


def _measure() -> Iterator[dict[str, Any]]:
    from django.db import connection

    client = _officer_of_the_nation()
    for layer in ("tps", "regions"):
        for zooms in (range(0, 6), range(6, 9), range(9, 13), range(13, 16)):
            asked = [(zoom, tile) for zoom in zooms for tile in _tiles(zoom)]
            spent, busy, sizes, usual = [], [], [], []
            for zoom, (x, y) in asked:
                began, began_busy = time.perf_counter(), time.process_time()
                answer = client.get(f"/api/v1/tiles/{layer}/{zoom}/{x}/{y}.mvt")
                spent.append((time.perf_counter() - began) * 1000)
                busy.append((time.process_time() - began_busy) * 1000)
                assert answer.status_code == 200, answer.content[:200]
                sizes.append(len(answer.content))
                usual.append(_usual_encoder_ms(answer.content))
            yield {
                "bench": "tiles",
                "database": connection.vendor,
                "layer": layer,
                "zooms": f"{zooms[0]}-{zooms[-1]}",
                "tiles": len(asked),
                "p50_ms": round(statistics.median(spent), 1),
                "p95_ms": p95(spent),
                "p95_processor_ms": p95(busy),
                "load_average": round(os.getloadavg()[0], 1),
                "max_ms": round(max(spent), 1),
                "max_kb": round(max(sizes) / 1024, 1),
                "encoder_alone_usual_p95_ms": p95(usual),
            }


def p95(values: list[float]) -> float:
    return round(sorted(values)[max(0, int(len(values) * 0.95) - 1)], 1)


def _usual_encoder_ms(content: bytes) -> float:
    """What mapbox-vector-tile takes to write the same features, geometry already in tile units."""
    import mapbox_vector_tile
    from shapely.geometry import shape

    if not content:
        return 0.0
    read = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    layers = [
        {
            "name": name,
            "features": [
                {"geometry": shape(one["geometry"]), "properties": one["properties"]} for one in layer["features"]
            ],
        }
        for name, layer in read.items()
    ]
    began = time.perf_counter()
    mapbox_vector_tile.encode(layers, default_options={"y_coord_down": True})
    return (time.perf_counter() - began) * 1000


def _tiles(zoom: int) -> list[tuple[int, int]]:
    """Tiles over a sample of villages: where people live is where people look."""
    import numpy as np

    from wasdini.core.tiles import EXTENT, Tile
    from wasdini.places.models import Place

    known = Place.objects.filter(level="desa", lat__isnull=False, superseded_by=None).order_by("path")
    points = np.array(known.values_list("lat", "lon"))
    chosen = points[np.random.default_rng(SEED + zoom).choice(len(points), SAMPLE, replace=False)]
    right, down = Tile(0, 0, 0).place(chosen[:, 1], chosen[:, 0])
    across = 2**zoom
    return sorted({(int(x / EXTENT * across), int(y / EXTENT * across)) for x, y in zip(right, down, strict=True)})


def _officer_of_the_nation() -> Any:
    from django.test import Client

    from tests.cast import make_user, signed_in
    from wasdini.accounts.models import User
    from wasdini.core.terms import Classification, Role

    found = User.objects.filter(username="bench-nasional").first()
    user = found or make_user("bench-nasional", Role.KABAN, ("0",), Classification.TERBATAS)
    client: Client = signed_in(user, second_factor=True)
    return client
