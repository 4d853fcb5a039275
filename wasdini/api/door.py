"""The REST door, version 1: OpenAPI 3.1, and one answer for what is not there and what is not for you."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from wasdini import __version__
from wasdini.api import views_elections, views_places, views_tiles
from wasdini.core.access import NotAllowed, NotVisible

api = NinjaAPI(
    title="Wasdini",
    version=__version__,
    description=(
        "Kerawanan wilayah dan TPS, tahapan pemilu. Sign in with `Authorization: Bearer TOKEN` "
        "(`wasdini accounts token --user NAME`). What you may not see and what is not there answer alike: 404."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
api.add_router("", views_places.router)
api.add_router("", views_elections.router)
api.add_router("", views_tiles.router)


@api.exception_handler(NotVisible)
def _not_there(request: HttpRequest, refusal: NotVisible) -> HttpResponse:
    return api.create_response(request, {"error": "not_found"}, status=404)


@api.exception_handler(NotAllowed)
@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, refusal: Exception) -> HttpResponse:
    return api.create_response(request, {"error": "forbidden"}, status=403)


@api.exception_handler(ValidationError)
def _refused_input(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    """`errors: [{field, message}]`, the field named as the caller wrote it."""
    errors = [{"field": str(error["loc"][-1]), "message": str(error["msg"])} for error in refusal.errors]
    return api.create_response(request, {"errors": errors}, status=422)
