"""Pages of covert sources' pseudonyms: a list without names, registering one, a lost phone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wasdini.core.problems import InputRefused
from wasdini.custody import operations_pseudonyms, queries_desk
from wasdini.custody.forms import new_pseudonym, said
from wasdini.custody.views import actor_of, page


@require_http_methods(["GET", "POST"])
def voices(request: HttpRequest) -> HttpResponse:
    """The list; posting registers what the browser made: a digest and a sealed identity."""
    errors: list[str] = []
    if request.method == "POST":
        try:
            operations_pseudonyms.register_pseudonym(actor_of(request), new_pseudonym(request.POST), at=timezone.now())
        except InputRefused as refusal:
            errors = said(refusal)
        else:
            messages.success(request, _("Samaran terdaftar. Petugas dapat melapor tertutup sekarang."))
            return redirect("custody_voices")
    return page(request, "voices", {"page": queries_desk.voices_page(actor_of(request)), "errors": errors})


@require_GET
def voice(request: HttpRequest, voice_id: UUID) -> HttpResponse:
    return _voice_page(request, voice_id, [])


@require_POST
def act_on_voice(request: HttpRequest, voice_id: UUID, act: str) -> HttpResponse:
    """A lost phone gets a new pseudonym of the same voice; or the voice is revoked."""
    actor, now = actor_of(request), timezone.now()
    try:
        if act == "ganti":
            operations_pseudonyms.reissue_pseudonym(actor, voice_id, request.POST.get("digest", ""), at=now)
            messages.success(request, _("Samaran lama mati; yang baru berlaku dengan rekam jejak yang sama."))
        elif act == "cabut":
            operations_pseudonyms.revoke_pseudonym(actor, voice_id, at=now)
            messages.success(request, _("Samaran dicabut."))
        else:
            raise Http404
    except InputRefused as refusal:
        return _voice_page(request, voice_id, said(refusal))
    return redirect("custody_voices")


def _voice_page(request: HttpRequest, voice_id: UUID, errors: list[str]) -> HttpResponse:
    card = queries_desk.voice(actor_of(request), voice_id)
    return page(request, "voice", {"card": card, "errors": errors})
