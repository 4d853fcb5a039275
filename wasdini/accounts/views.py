"""Pages of sign-in: help, language, the demonstration's one-click sign-in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wasdini.accounts import operations_demo, queries
from wasdini.accounts.sessions import DEMO_SIGN_IN

YEAR_SECONDS = 365 * 24 * 60 * 60


@login_not_required
@require_GET
def sign_in_help(request: HttpRequest) -> HttpResponse:
    """Accounts are made, and passwords renewed, by the office's own admin: nothing is done by e-mail."""
    return render(request, "account/help.html")


@login_not_required
@require_http_methods(["GET", "POST"])
def choose_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page."""
    told = request.POST if request.method == "POST" else request.GET
    response = HttpResponseRedirect(_safe_next(request, told.get("next", "/")))
    chosen = told.get("bahasa", "")
    if chosen in {code for code, _ in settings.LANGUAGES}:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS
        )
    return response


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click is a sign-in, and stands for the second factor, in a demonstration database only."""
    user = operations_demo.demo_user(request.POST.get("name", ""), at=timezone.now())
    if user is None:
        raise Http404
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session[DEMO_SIGN_IN] = True
    return HttpResponseRedirect(_safe_next(request, request.POST.get("next", "/")))


def _safe_next(request: HttpRequest, address: str) -> str:
    """Only addresses of this server: another's would make us a signpost for thieves."""
    own = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, own, request.is_secure()) else "/"


@require_GET
def own_page(request: HttpRequest) -> HttpResponse:
    """A person's own account: second factor, password, where one is signed in."""
    sessions = queries.own_sessions(request.actor, request.session.session_key, at=timezone.now())  # type: ignore[attr-defined]
    return render(request, "accounts/own_page.html", {"sessions": sessions})
