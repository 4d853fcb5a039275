"""Two pages before anybody has an account: set up the office, and put its certificate on a phone."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused
from wasdini.operate import queries
from wasdini.operate.forms import SetUpForm
from wasdini.operate.operations_setup import check_setup_code, set_up_office


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Only while there is no office, and only with the code printed on the server's console."""
    if not queries.waits_for_set_up():
        raise Http404
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        try:
            check_setup_code(form.cleaned_data["setup_code"])
            card = set_up_office(system_actor("pasang"), form.stated(), at=datetime.now(UTC))
        except InputRefused as refusal:
            form.say(refusal)
        else:
            return render(request, "operate/set_up_done.html", {"card": card})
    factor = queries.second_factor_of(form.data.get("username", ""), form.data.get("totp_secret", ""))
    status = 422 if form.is_bound else 200
    return render(request, "operate/set_up.html", {"form": form, "factor": factor}, status=status)


@login_not_required
@require_GET
def authority(request: HttpRequest) -> HttpResponse:
    """How a phone comes to trust this server: the certificate, its fingerprint, a QR code to fetch it."""
    card = queries.authority_card(request.build_absolute_uri(reverse("authority_file")))
    return render(request, "operate/authority.html", {"card": card})


@login_not_required
@require_GET
def authority_file(request: HttpRequest) -> HttpResponse:
    """The certificate itself, in the type that makes a phone offer to install it."""
    card = queries.authority_card(request.build_absolute_uri())
    if card is None:
        return HttpResponseRedirect(reverse("authority"))
    response = HttpResponse(card.content, content_type="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'attachment; filename="wasdini-ca.crt"'
    return response


def fault(request: HttpRequest) -> HttpResponse:
    """The last resort for every page: busy or full is said as such, with when to come back; never a trace.

    Drawn without the request, because what is around a page asks the database, and the database may be the fault.
    """
    status = queries.status_of_fault(sys.exc_info()[1])
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"error": queries.FAULT_WORDS[status]}, status=status)
    else:
        template = "500.html" if status == queries.FAULT else "operate/busy.html"
        response = HttpResponse(render_to_string(template, {"full": status == queries.FULL}), status=status)
    if status != queries.FAULT:
        response.headers["Retry-After"] = str(queries.COME_BACK_AFTER_S)
    return response
