"""The REST door, version 1: OpenAPI 3.1, and one answer for what is not there and what is not for you."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from wasdini import __version__
from wasdini.accounts.queries import language
from wasdini.api import (
    views_attachments,
    views_coverage,
    views_elections,
    views_mailbox,
    views_places,
    views_reports,
    views_tiles,
)
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.problems import InputRefused, Problem
from wasdini.methods.sentences import problem_sentence, sentence
from wasdini.reports.operations import Overloaded, ReportConflict, StorageFull

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
api.add_router("", views_mailbox.router)
api.add_router("", views_reports.router)
api.add_router("", views_attachments.router)
api.add_router("", views_coverage.router)


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


@api.exception_handler(InputRefused)
def _refused_report(request: HttpRequest, refusal: InputRefused) -> HttpResponse:
    """Everything that is wrong at once, in the reader's language."""
    errors = [{"field": one.column or "body", "message": _told(one)} for one in refusal.problems]
    return api.create_response(request, {"errors": errors}, status=422)


@api.exception_handler(ReportConflict)
def _conflict(request: HttpRequest, refusal: ReportConflict) -> HttpResponse:
    told = {"error": "conflict", "message": sentence("report_conflict", {}, language())}
    return api.create_response(request, told, status=409)


@api.exception_handler(Overloaded)
@api.exception_handler(StorageFull)
def _no_room(request: HttpRequest, fault: Overloaded | StorageFull) -> HttpResponse:
    """503 busy, 507 full: nothing was kept, and when to come again."""
    full = isinstance(fault, StorageFull)
    code, status = ("intake_full", 507) if full else ("intake_busy", 503)
    response = api.create_response(request, {"error": code, "message": sentence(code, {}, language())}, status=status)
    response.headers["Retry-After"] = str(fault.retry_after_s)
    return response


def _told(problem: Problem) -> str:
    """The sentence without the field's name, which stands beside it."""
    bare = Problem(problem.code, value=problem.value, expected=problem.expected, params=problem.params)
    return problem_sentence(bare, language())
