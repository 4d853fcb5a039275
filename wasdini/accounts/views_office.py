"""The office's own page: name, letterhead, number pattern, with the letterhead as papers will carry it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wasdini.accounts import queries_office
from wasdini.accounts.forms import LetterheadFields
from wasdini.accounts.operations_office import change_letterhead
from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    card = queries_office.office_card(actor, at=timezone.now())
    form = LetterheadFields(request.POST or None, initial=card.stated)
    if request.method == "POST" and form.is_valid():
        try:
            change_letterhead(actor, form.as_operation(), at=timezone.now())
        except InputRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Kop surat disimpan. Dokumen yang terbit mulai sekarang memakainya."))
            return redirect("office")
    return render(request, "accounts/office.html", {"card": card, "form": form}, status=422 if form.errors else 200)
