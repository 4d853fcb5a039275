"""Pages of the admin: who works here, and giving back a lost second factor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasdini.accounts import operations, operations_sign_in, queries
from wasdini.accounts.forms import PersonFields
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused
from wasdini.methods.sentences import sentence


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": queries.people(_actor(request))})


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """The password is made here, shown once, and must be replaced at the first sign-in."""
    require_allowed(_actor(request), Act.MANAGE_PEOPLE)
    form = PersonFields(request.POST or None)
    if form.is_valid():
        password = operations.new_password()
        try:
            user = operations.create_user(
                _actor(request), form.as_operation(), password=password, temporary=True, at=timezone.now()
            )
        except InputRefused as refusal:
            form.add_refusal(refusal)
        else:
            return _password_shown(request, user.username, password)
    return render(request, "accounts/person.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    card = queries.person(_actor(request), pk)
    form = PersonFields(request.POST or None, card=card)
    if form.is_valid():
        try:
            operations.change_person(_actor(request), pk, form.as_operation(), at=timezone.now())
        except InputRefused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("people")
    return render(request, "accounts/person.html", {"form": form, "card": card}, status=422 if form.errors else 200)


@require_POST
def act_on_person(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One button of the person's page: close, open, new password, ask for a reset of the second factor."""
    actor, now = _actor(request), timezone.now()
    if act == "sandi":
        password = operations.new_password()
        operations.give_new_password(actor, pk, password=password, at=now)
        return _password_shown(request, queries.person(actor, pk).username, password)
    if act == "pulihkan":
        return _ask_reset(request, actor, pk, now)
    acts: dict[str, Callable[..., None]] = {"tutup": operations.disable_user, "buka": operations.enable_user}
    if act not in acts:
        raise Http404
    acts[act](actor, pk, at=now)
    return redirect("people")


@require_safe
def factor_resets(request: HttpRequest) -> HttpResponse:
    """What waits for the second person."""
    waiting = queries.waiting_resets(_actor(request), at=timezone.now())
    return render(request, "accounts/factor_resets.html", {"waiting": waiting})


@require_POST
def confirm_reset(request: HttpRequest, pk: int) -> HttpResponse:
    operations_sign_in.confirm_factor_reset(_actor(request), pk, at=timezone.now())
    return redirect("factor_resets")


def _ask_reset(request: HttpRequest, actor: Actor, pk: int, now: datetime) -> HttpResponse:
    try:
        operations_sign_in.ask_factor_reset(actor, pk, reason=request.POST.get("reason", ""), at=now)
    except InputRefused as refusal:
        card = queries.person(actor, pk)
        told = {
            "form": PersonFields(card=card),
            "card": card,
            "reset_error": sentence(refusal.problems[0].code, {}, queries.language()),
        }
        return render(request, "accounts/person.html", told, status=422)
    return render(request, "accounts/reset_asked.html", {"card": queries.person(actor, pk)})


def _password_shown(request: HttpRequest, username: str, password: str) -> HttpResponse:
    response = render(request, "accounts/new_password.html", {"username": username, "password": password})
    response.headers["Cache-Control"] = "no-store"
    return response


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
