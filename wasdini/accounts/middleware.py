"""What every request passes: language, who acts, sign-in, second factor; and what a refusal looks like.

Closed by default: a page is open to strangers only when its view says so (`login_not_required`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from wasdini.accounts import queries
from wasdini.accounts.models import User
from wasdini.accounts.sessions import DEMO_SIGN_IN
from wasdini.core.access import Act, NotAllowed, NotVisible, may

Answer = Callable[[HttpRequest], HttpResponse]
API = "/api/"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FORM_METHODS = SAFE_METHODS | {"POST"}
PSEUDONYM_DOORS = {"report", "report_attachment", "report_receipt", "mailbox"}
# What somebody may open who has signed in but must still choose a password or enrol a second factor.
FIRST_STEPS = {
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "language",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


class LanguageMiddleware:
    """Indonesian unless the person switched: the browser's own language is not asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        known = {code for code, _ in settings.LANGUAGES}
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


class TokenMiddleware:
    """`Authorization: Bearer …` on the API: the token's person acts, and no cookie is looked at.

    A page of another site cannot set this header, so such a request needs no CSRF token.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and request.path.startswith(API):
            now = datetime.now(UTC)
            token = queries.living_token(secret.strip(), at=now)
            if token is None:
                return _json_refusal(401)
            if token.scope == "read" and request.method not in SAFE_METHODS:
                return _json_refusal(403)
            request.user = token.user
            request.token = token  # type: ignore[attr-defined]
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)


class ActorMiddleware:
    """Sets `request.actor`: who acts, or None before sign-in; and turns refusals of the policy into answers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = queries.actor_of(request.user, second_factor=has_second_factor(request))
        request.actor = actor  # type: ignore[attr-defined]
        request.needs_factor = (  # type: ignore[attr-defined]
            actor is not None and queries.needs_second_factor(actor.role) and not actor.second_factor
        )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], arguments: Any, named: Any
    ) -> HttpResponse | None:
        if request.method not in FORM_METHODS and not request.path.startswith(API):
            return HttpResponseNotAllowed(sorted(FORM_METHODS))
        actor = request.actor  # type: ignore[attr-defined]
        if not getattr(view, "login_required", True):
            return None
        if actor is None and _under_pseudonym(request):
            return None
        if actor is None:
            return _json_refusal(401) if request.path.startswith(API) else _to_sign_in(request)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if hasattr(request, "token") or name in FIRST_STEPS:
            return None
        if name == "situation" and not may(actor, Act.SEE_RISK):
            return _first_step(request) or HttpResponseRedirect(reverse("own_page"))
        return _first_step(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Not there and not for you are one answer, made in one place."""
        if isinstance(exception, NotVisible):
            raise Http404 from None
        if isinstance(exception, NotAllowed):
            raise PermissionDenied from None


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this sign-in passed a second factor: a code, a key, or the one-click sign-in of a demonstration."""
    token = getattr(request, "token", None)
    if token is not None:
        return bool(token.second_factor)
    if isinstance(request.user, AnonymousUser):
        return False
    if request.session.get(DEMO_SIGN_IN) and queries.is_demo():
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def _under_pseudonym(request: HttpRequest) -> bool:
    """A phone that names no account: the few doors of closed reports look at its pseudonym themselves."""
    scheme = request.headers.get("Authorization", "").partition(" ")[0]
    name = request.resolver_match.url_name if request.resolver_match else ""
    return scheme.lower() == "samaran" and name in PSEUDONYM_DOORS


def _first_step(request: HttpRequest) -> HttpResponse | None:
    """The page somebody must pass before anything else: an own password, then a second factor."""
    user = request.user
    target = None
    if isinstance(user, User) and user.password_is_temporary:
        target = "account_change_password"
    elif request.needs_factor:  # type: ignore[attr-defined]
        target = "mfa_index"
    if target is None:
        return None
    return _json_refusal(403) if request.path.startswith(API) else HttpResponseRedirect(reverse(target))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    after = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': after})}")


def _json_refusal(status: int) -> JsonResponse:
    words = {401: "unauthorized", 403: "forbidden"}[status]
    response = JsonResponse({"error": words}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
