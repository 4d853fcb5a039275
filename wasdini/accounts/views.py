"""Pages of sign-in and of one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasdini.accounts import operations_demo, operations_sign_in, queries
from wasdini.accounts.sessions import DEMO_SIGN_IN
from wasdini.accounts.sign_in import note_session
from wasdini.core.access import Actor

YEAR_SECONDS = 365 * 24 * 60 * 60


class SignIn(LoginView):  # type: ignore[misc]
    """Name and password; in a demonstration also one button for each of its people."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**named)
        return {**told, "demo_people": operations_demo.demo_sign_ins()}


@login_not_required
@require_safe
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
    now = timezone.now()
    user = operations_demo.demo_user(request.POST.get("name", ""), at=now)
    if user is None:
        raise Http404
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session[DEMO_SIGN_IN] = True
    note_session(request, now)
    return HttpResponseRedirect(_safe_next(request, request.POST.get("next", "/")))


@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """A person's own account: second factor, password, where one is signed in."""
    own = queries.own_page(_actor(request), request.session.session_key, at=timezone.now())
    return render(request, "accounts/own_page.html", {"own": own})


@require_POST
def end_session(request: HttpRequest, session_id: str) -> HttpResponse:
    operations_sign_in.end_session(_actor(request), session_id, at=timezone.now())
    return redirect("own_page")


@require_POST
def end_all_sessions(request: HttpRequest) -> HttpResponse:
    operations_sign_in.end_all_sessions(_actor(request), at=timezone.now())
    logout(request)
    return redirect("account_login")


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    operations_sign_in.revoke_token(_actor(request), pk, at=timezone.now())
    return redirect("own_page")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _safe_next(request: HttpRequest, address: str) -> str:
    """Only addresses of this server: another's would make us a signpost for thieves."""
    own = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, own, request.is_secure()) else "/"
