"""Pages of the head of the office: appointing custodians, asking who a source is, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wasdini.core.problems import InputRefused
from wasdini.custody import operations_keys, operations_unmask, queries_asking
from wasdini.custody.forms import said
from wasdini.custody.views import actor_of, page


@require_GET
def unmaskings(request: HttpRequest) -> HttpResponse:
    return _own_page(request, [])


@require_POST
def appoint(request: HttpRequest) -> HttpResponse:
    told = request.POST
    try:
        operations_keys.appoint_pair(actor_of(request), told.get("outer", ""), told.get("inner", ""), at=timezone.now())
    except InputRefused as refusal:
        return _own_page(request, said(refusal))
    messages.success(request, _("Kustodian ditunjuk. Identitas disegel untuk keduanya mulai sekarang."))
    return redirect("unmaskings")


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Reason and legal basis for one report; two custodians decide."""
    errors: list[str] = []
    told = {name: request.POST.get(name, "") for name in ("reason", "legal_basis")}
    if request.method == "POST":
        try:
            operations_unmask.ask_unmasking(actor_of(request), report_id, **told, at=timezone.now())
        except InputRefused as refusal:
            errors = said(refusal)
        else:
            messages.success(request, _("Permintaan diteruskan kepada dua kustodian."))
            return redirect("unmaskings")
    report = queries_asking.report_to_ask(actor_of(request), report_id)
    return page(request, "ask", {"report_id": report, "told": told, "errors": errors})


def _own_page(request: HttpRequest, errors: list[str]) -> HttpResponse:
    shown = queries_asking.appoint_page(actor_of(request), at=timezone.now())
    return page(request, "unmaskings", {"page": shown, "errors": errors})
