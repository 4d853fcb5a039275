"""The real web application with one more door, for the fault tests only: a journalled write by anybody."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import django
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
django.setup()
settings.ROOT_URLCONF = "tests.faults.door"
settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None

from django.core.wsgi import get_wsgi_application  # noqa: E402

from wasdini.core.access import system_actor  # noqa: E402
from wasdini.sources import operations  # noqa: E402
from wasdini.sources.models import Source  # noqa: E402
from wasdini.urls import handler400, handler404, handler500  # noqa: E402, F401

UNIT = "9901012001001"


@login_not_required
@csrf_exempt
def write(request: HttpRequest, name: str) -> HttpResponse:
    """Source, observation, journal line and head of the chain: four tables, one transaction, then the answer."""
    if request.method == "GET":
        return HttpResponse(str(Source.objects.filter(name=name).count()))
    now = datetime.now(UTC)
    delivery = operations.Delivery(name=name, area="99.01", report={"isi": request.body.decode()})
    operations.record_observation(
        system_actor("uji"), delivery, unit_code=UNIT, values={"hazard_prone": 1}, observed_on=now.date(), at=now
    )
    return HttpResponse(status=201)


urlpatterns = [path("tulis/<str:name>", write, name="tulis"), path("", include("wasdini.urls"))]
application = get_wsgi_application()
