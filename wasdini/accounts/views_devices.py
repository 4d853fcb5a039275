"""Pages of one's own phones: device passwords with their QR code, and numbers for reports by text message."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wasdini.accounts import operations_devices, queries_devices
from wasdini.accounts.queries import language
from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused
from wasdini.methods.sentences import sentence


@never_cache
@require_http_methods(["GET", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """What one has; POST makes a password for one more phone and shows it once, with the QR code that sets it up."""
    if request.method == "GET":
        return _list(request)
    label = request.POST.get("label", "")
    try:
        username, password = operations_devices.issue_device_password(
            _actor(request), _actor(request).name, label=label, at=timezone.now()
        )
    except InputRefused as refusal:
        return _list(request, refusal)
    told = {"username": username, "password": password, "server_url": server_url(request), "label": label}
    packed = queries_devices.collect_settings(told["server_url"], username, password)
    return render(request, "accounts/device_made.html", {**told, "picture": queries_devices.qr_picture(packed)})


@require_POST
def revoke_device(request: HttpRequest, pk: int) -> HttpResponse:
    operations_devices.revoke_device_password(_actor(request), pk, at=timezone.now())
    return redirect("devices")


@never_cache
@require_POST
def register_number(request: HttpRequest) -> HttpResponse:
    """A PIN for this number, shown once, with the letter of each TPS of the duty area when they are few."""
    try:
        made = operations_devices.register_number(
            _actor(request), _actor(request).name, request.POST.get("number", ""), at=timezone.now()
        )
    except InputRefused as refusal:
        return _list(request, refusal)
    return render(request, "accounts/number_made.html", {"pin": made.pin, "letters": made.card})


@require_POST
def revoke_number(request: HttpRequest, pk: int) -> HttpResponse:
    operations_devices.revoke_number(_actor(request), pk, at=timezone.now())
    return redirect("devices")


def server_url(request: HttpRequest) -> str:
    """Where the phone finds the forms."""
    address = settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"
    return f"{address.rstrip('/')}/openrosa"


def _list(request: HttpRequest, refusal: InputRefused | None = None) -> HttpResponse:
    problems = refusal.problems if refusal else ()
    told = [sentence(one.code, {"expected": one.expected, "value": one.value}, language()) for one in problems]
    found = {"own": queries_devices.device_page(_actor(request)), "server_url": server_url(request), "problems": told}
    return render(request, "accounts/devices.html", found, status=422 if told else 200)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
