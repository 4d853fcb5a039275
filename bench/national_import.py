"""National import: 91,599 regions and the TPS of Pemilu 2024, beside Django's `bulk_create` in batches.

Both write the same columns with the same durability (`synchronous=FULL` on SQLite, `fsync=on` on PostgreSQL), each into
its own fresh database, each in a process of its own, so that peak memory is its own. Prints one line of JSON per run.

    WASDINI_OPEN_DATA=… python -m bench national_import
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests import postgres

DATA = Path(os.environ.get("WASDINI_OPEN_DATA", "/nonexistent"))
REGIONS, COUNTS = DATA / "idn_regions_2025.csv.gz", DATA / "pemilu2024_tps_per_desa.csv.gz"
BATCH_ROWS = 5_000
AT = datetime(2024, 2, 13, tzinfo=UTC)


def run(_rows: int) -> Iterator[dict[str, object]]:
    """Both ways on SQLite and, where its binaries are, on PostgreSQL. The real files set the number of rows."""
    if not REGIONS.exists():
        yield {
            "bench": "national_import",
            "skipped": "set WASDINI_OPEN_DATA to the folder with idn_regions_2025.csv.gz",
        }
        return
    for database in ("sqlite", "postgresql") if postgres.binaries() else ("sqlite",):
        for way in WAYS:
            yield in_own_process(way, database)


def in_own_process(way: str, database: str) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        environment = {**os.environ, "WASDINI_TESTING": "1", "WASDINI_DATA_DIR": folder}
        if database == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(postgres.cluster(fsync=True)).database("postgres")
        command = [sys.executable, "-m", "bench.national_import", way]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def one_run(name: str) -> dict[str, object]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "wasdini.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    before_mb = peak_mb()
    began = time.perf_counter()
    parts = WAYS[name]()
    seconds = time.perf_counter() - began
    rows = sum(count for count, _ in parts.values())
    return {
        "bench": "national_import",
        "way": name,
        "database": connection.vendor,
        "rows": rows,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "peak_mb": round(peak_mb()),
        "peak_mb_before": round(before_mb),
        "parts": {part: {"rows": count, "seconds": round(spent, 2)} for part, (count, spent) in parts.items()},
    }


def ours() -> dict[str, tuple[int, float]]:
    """What an officer runs: read, check, write, count, find neighbours, journal."""
    from wasdini.core.access import system_actor
    from wasdini.places import operations

    actor = system_actor("bench")
    keep = operations.ImportRequest(keep_old=True)
    return {
        "regions": timed(lambda: operations.import_places(actor, REGIONS, at=AT).report.accepted),
        "tps": timed(lambda: operations.expand_tps(actor, COUNTS, at=AT, request=keep).report.accepted),
        "regions again": timed(lambda: operations.import_places(actor, REGIONS, at=AT).report.accepted),
    }


def bulk_create() -> dict[str, tuple[int, float]]:
    """The plain way, without any check, count, neighbour or report: only rows into the same two tables."""
    from django.db import transaction

    from wasdini.core.place_codes import level_of, parent_of
    from wasdini.places.models import Import, Place, Tps

    batch = Import.objects.create(kind="bench", file_name="", file_sha256="", imported_at=AT, imported_by="bench")

    def places() -> Iterator[Place]:
        for row in rows_of(REGIONS):
            lat, lon = (float(row[name]) if row[name] else None for name in ("lat", "lon"))
            yield Place(
                path=row["code"],
                parent_code=parent_of(row["code"]) or "",
                level=level_of(row["code"]).value,
                kind=row["type"],
                name=row["name"],
                lat=lat,
                lon=lon,
                coordinate="centroid" if lat is not None else "unknown",
                added_by=batch,
            )

    def stations() -> Iterator[Tps]:
        for row in rows_of(COUNTS):
            for first, column in ((1, "tps_regular"), (901, "tps_lokasi_khusus_901plus")):
                for number in range(first, first + int(row[column])):
                    path = f"{row['kemendagri_code']}.{number:03d}"
                    yield Tps(path=path, special_location=first == 901, added_by=batch)

    def write(model: type[Place] | type[Tps], rows: Iterator[Place] | Iterator[Tps]) -> int:
        count = 0
        with transaction.atomic():
            while part := [row for _, row in zip(range(BATCH_ROWS), rows, strict=False)]:
                model.objects.bulk_create(part)
                count += len(part)
        return count

    return {"regions": timed(lambda: write(Place, places())), "tps": timed(lambda: write(Tps, stations()))}


WAYS: dict[str, Callable[[], dict[str, tuple[int, float]]]] = {"wasdini": ours, "bulk_create": bulk_create}


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    count = work()
    return count, time.perf_counter() - began


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(one_run(sys.argv[1])))
