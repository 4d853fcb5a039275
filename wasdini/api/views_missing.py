"""An address that is not there: told to a program as a program expects it, to a person as a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import bad_request, page_not_found

API = "/api/"


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same body as for what one may not see."""
    if request.path.startswith(API):
        return JsonResponse({"error": "not_found"}, status=404)
    return page_not_found(request, exception)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request Django itself cannot read."""
    if request.path.startswith(API):
        return JsonResponse({"error": "bad_request"}, status=400)
    return bad_request(request, exception)
