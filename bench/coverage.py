"""Coverage of one regency on voting day: 15,000 stations, one officer for five, seven reports each; beside it the plain
way, one query a duty (measured on one duty in a hundred, told for all).

    python -m bench coverage [--rows STATIONS]
"""

from __future__ import annotations

import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

STATIONS_MAX = 15_000
START = datetime(2024, 2, 13, 23, tzinfo=UTC)
REPORTS_EACH, SILENT_EVERY, STATIONS_EACH, SAMPLE = 7, 9, 5, 100


def run(rows: int) -> Iterator[dict[str, Any]]:
    """One regency with at most `STATIONS_MAX` stations."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="wasdini.settings", WASDINI_TESTING="1")
        os.environ.setdefault("WASDINI_DATA_DIR", folder)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        stations = min(rows, STATIONS_MAX)
        _fill(stations)
        yield _measured(stations)


def _fill(stations: int) -> None:
    """Duties from 06.00 to 22.00 WIB and the reports of those who are not silent."""
    from wasdini.accounts.models import Duty, User
    from wasdini.places.models import Import, Place
    from wasdini.reports.models import Report

    added = Import.objects.create(
        kind="places", file_name="bench", file_sha256="0" * 64, imported_at=START, imported_by="bench"
    )
    Place.objects.create(path="99.01", parent_code="99", level="kabkota", name="Contoh", added_by=added)
    people = [User(username=f"p{n}", role="petugas", created_at=START) for n in range(-(-stations // STATIONS_EACH))]
    User.objects.bulk_create(people, batch_size=2000)
    ids = list(User.objects.order_by("id").values_list("id", flat=True))
    watched = [
        (ids[n // STATIONS_EACH], f"99.01.{n // 1000 + 1:02d}.{2001 + n // 20 % 50}.{n % 20 + 1:03d}")
        for n in range(stations)
    ]
    until = START + timedelta(hours=16)
    Duty.objects.bulk_create(
        (Duty(user_id=who, path=path, starts_at=START, ends_at=until, assigned_at=START) for who, path in watched),
        batch_size=2000,
    )
    told = {"kind": "nil", "mode": "open", "urgency": 1, "classification": "biasa", "channel": "phone"}
    Report.objects.bulk_create(
        (
            Report(
                report_id=uuid.uuid4(),
                path=path,
                occurred_at=START,
                received_at=START + timedelta(minutes=60 * hour + n % 60),
                reporter_id=who,
                sha256="0" * 64,
                **told,
            )
            for n, (who, path) in enumerate(watched)
            if n % SILENT_EVERY
            for hour in range(REPORTS_EACH)
        ),
        batch_size=5000,
    )


def _measured(stations: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from wasdini.core.access import Actor
    from wasdini.core.terms import Classification, Role
    from wasdini.readiness.queries import coverage
    from wasdini.reports.models import Report

    actor = Actor(1, "bench", Role.KABAN, ("99.01",), Classification.BIASA, second_factor=True)
    at = START + timedelta(hours=11)
    with CaptureQueriesContext(connection) as asked:
        page = coverage(actor, "99.01", on=None, at=at)
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        coverage(actor, "99.01", on=None, at=at)
        spent.append(time.perf_counter() - began)
    return {
        "bench": "coverage",
        "database": connection.vendor,
        "stations": stations,
        "reports": Report.objects.count(),
        "silent": page.counts.silent,
        "queries": len(asked),
        "seconds": round(sorted(spent)[2], 3),
        "one_query_a_duty_seconds": round(_plainly() * SAMPLE, 1),
    }


def _plainly() -> float:
    """Seconds for one duty in `SAMPLE`, each looking for its own report."""
    from wasdini.accounts.models import Duty
    from wasdini.reports.models import Report

    began = time.perf_counter()
    for one in Duty.objects.all()[::SAMPLE]:
        Report.objects.filter(
            mode="open",
            reporter_id=one.user_id,
            path=one.path,
            received_at__gte=one.starts_at,
            received_at__lt=one.ends_at,
        ).exists()
    return time.perf_counter() - began
