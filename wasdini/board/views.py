"""Pages: each view makes one call."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_safe

THEMES = {"ikut", "terang", "gelap"}
YEAR_SECONDS = 365 * 24 * 60 * 60


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
def situation(request: HttpRequest) -> HttpResponse:
    return render(request, "board/situation.html")


@login_not_required
@require_GET
def theme(request: HttpRequest) -> HttpResponse:
    """Follow the device, light, or dark as in the posko; and stay on the page."""
    back = request.GET.get("next", "/")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if own else "/")
    chosen = request.GET.get("tampilan", "")
    if chosen in THEMES:
        response.set_cookie("tampilan", chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS)
    return response
