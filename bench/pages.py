"""Pages with the national registry loaded: p50 and p95 of the whole way of a request, sign-in and template included.

The database is that of `bench.tiles`. Each page is asked for at a sample of places, each place once: nothing is warm
but the database's own cache. Beside each figure stands the frame alone (a page that asks for no place), so that what
the page itself costs can be read off. The target is a p95 of 200 ms.

    WASDINI_OPEN_DATA=… python -m bench pages
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

from bench import tiles

SAMPLE, SEED, TARGET_MS = 40, 20240214, 200


def run(rows: int) -> Iterator[dict[str, Any]]:
    """`rows` is not used: the real registry has its own size."""
    if not (tiles.DATA / "idn_regions_2025.csv.gz").exists():
        print("set WASDINI_OPEN_DATA to the folder with idn_regions_2025.csv.gz", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="wasdini.settings", WASDINI_TESTING="1")
        os.environ.setdefault("WASDINI_DATA_DIR", folder)
        import django

        django.setup()
        tiles._load()
        yield from measure()


def measure() -> Iterator[dict[str, Any]]:
    """Figures of each page over the database at hand."""
    from django.db import connection

    client = tiles._officer_of_the_nation()
    client.get("/metode")
    frame, _ = _timed(client, ["/metode"] * SAMPLE)
    for name, addresses in _addresses().items():
        spent, sizes = _timed(client, addresses)
        yield {
            "bench": "pages",
            "database": connection.vendor,
            "page": name,
            "asked": len(addresses),
            "p50_ms": round(statistics.median(spent), 1),
            "p95_ms": round(_p95(spent), 1),
            "max_kb": round(max(sizes) / 1024, 1),
            "frame_alone_p95_ms": round(_p95(frame), 1),
            "target_p95_ms": TARGET_MS,
        }


def _timed(client: Any, addresses: Sequence[str]) -> tuple[list[float], list[int]]:
    spent, sizes = [], []
    for address in addresses:
        began = time.perf_counter()
        answer = client.get(address)
        spent.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        sizes.append(len(answer.content))
    return spent, sizes


def _p95(spent: Sequence[float]) -> float:
    return sorted(spent)[math.ceil(len(spent) * 0.95) - 1]


def _addresses() -> dict[str, list[str]]:
    """A sample of places of every level, the same at every run."""
    import numpy as np

    from wasdini.core.place_codes import code_of
    from wasdini.places.models import Place, Tps

    dice = np.random.default_rng(SEED)
    pages: dict[str, list[str]] = {"situation of the nation": ["/"] * 10, "map of the nation": ["/peta"] * 10}
    for level in ("provinsi", "kabkota", "kecamatan", "desa"):
        paths = list(
            Place.objects.filter(level=level, superseded_by=None).order_by("path").values_list("path", flat=True)
        )
        chosen = [str(path) for path in dice.permutation(paths)[:SAMPLE]]
        pages[f"situation of a {level}"] = [f"/?wilayah={path}" for path in chosen]
        pages[f"place: {level}"] = [f"/tempat/{path}" for path in chosen]
        if level == "kabkota":
            pages["map data of a kabkota"] = [f"/peta/data/{path}.json" for path in chosen]
    stations = Tps.objects.filter(superseded_by=None).order_by("path").values_list("path", flat=True)
    count = stations.count()
    rows = [stations[int(place)] for place in dice.choice(count, min(SAMPLE, count), replace=False)]
    pages["tps"] = [f"/tps/{code_of(path)}" for path in rows]
    pages["search"] = ["/cari?q=sumber", "/cari?q=muara", "/cari?q=bandung", "/cari?q=31.71"] * 5
    return pages
