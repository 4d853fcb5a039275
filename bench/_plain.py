"""What a competent engineer writes first: a signed-in Django view that stores the body in one row and answers 201."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from uuid import UUID

import django
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
django.setup()
settings.ROOT_URLCONF = "bench._plain"

from django.core.wsgi import get_wsgi_application  # noqa: E402

from wasdini.urls import handler400, handler404, handler500  # noqa: E402, F401

TABLE = "CREATE TABLE IF NOT EXISTS bench_plain (report_id CHAR(32) PRIMARY KEY, author BIGINT, body TEXT, at TEXT)"
with connection.cursor() as _cursor:
    _cursor.execute(TABLE)
connection.close()


def plain(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Signed in by the same middleware; one INSERT, committed before the answer."""
    actor = request.actor  # type: ignore[attr-defined]
    at = datetime.now(UTC).isoformat()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_plain VALUES (%s, %s, %s, %s)", [report_id.hex, actor.user_id, request.body.decode(), at]
        )
    return JsonResponse({"at": at}, status=201)


plain.csrf_exempt = True  # type: ignore[attr-defined]
urlpatterns = [path("api/polos/<uuid:report_id>", plain, name="polos"), path("", include("wasdini.urls"))]
application = get_wsgi_application()
