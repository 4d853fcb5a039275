"""Pages on which an office sets up an election, moves its stages and records what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasdini.board.forms_elections import ActForm, ElectionForm, HappeningForm, NewStageForm, StageForm
from wasdini.core.access import Actor
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.problems import InputRefused
from wasdini.elections import operations, queries
from wasdini.elections.queries import local_date

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def new_election(request: HttpRequest) -> HttpResponse:
    """Copy a shipped schedule for one's own area."""
    actor = _actor(request)
    form = ElectionForm(request.POST or None, initial={"area": queries.area_to_set_up(actor)})
    if _done(form, lambda: operations.set_up_election(actor, form.stated(), at=timezone.now())):
        messages.success(request, _("Pemilu sudah disiapkan. Periksa tanggal yang belum diverifikasi."))
        return HttpResponseRedirect(reverse("election", args=[form.cleaned_data["slug"]]))
    return _form_page(request, form, _("Menyiapkan pemilu"), reverse("stages"))


@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """All stages of an election with what can be changed."""
    actor = _actor(request)
    page = queries.election_to_change(actor, slug, on=_today(actor))
    return render(request, "board/elections/election.html", {"page": page})


@require_http_methods(FORM_METHODS)
def stage(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Move one stage or its deadline."""
    actor = _actor(request)
    _page, card = queries.stage_to_change(actor, slug, position, on=_today(actor))
    form = StageForm(request.POST or None, card=card)
    if _done(form, lambda: operations.change_stage(actor, slug, position, form.stated(), at=timezone.now())):
        messages.success(request, _("Tahapan sudah diubah dan tercatat di jurnal."))
        return HttpResponseRedirect(reverse("election", args=[slug]))
    title = card.legal_name.in_language(request.LANGUAGE_CODE)
    return _form_page(request, form, title, reverse("election", args=[slug]))


@require_http_methods(FORM_METHODS)
def new_stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a local stage, for example the distribution of logistics."""
    actor = _actor(request)
    queries.election_to_change(actor, slug, on=_today(actor))
    form = NewStageForm(request.POST or None)
    if _done(form, lambda: operations.add_stage(actor, slug, form.stated(), at=timezone.now())):
        messages.success(request, _("Tahapan sudah ditambahkan."))
        return HttpResponseRedirect(reverse("election", args=[slug]))
    return _form_page(request, form, _("Menambah tahapan setempat"), reverse("election", args=[slug]))


@require_http_methods(FORM_METHODS)
def happening(request: HttpRequest, slug: str) -> HttpResponse:
    """Record what happened, so that deadlines count from it."""
    actor = _actor(request)
    queries.election_to_change(actor, slug, on=_today(actor))
    form = HappeningForm(request.POST or None, initial={"code": request.GET.get("kejadian", "")})

    def record() -> None:
        told = form.cleaned_data
        operations.record_happening(
            actor, slug, told["code"], told["happened_on"], basis=told["basis"], at=timezone.now()
        )

    if _done(form, record):
        messages.success(request, _("Kejadian sudah dicatat; tenggatnya berjalan."))
        return HttpResponseRedirect(reverse("election", args=[slug]))
    return _form_page(request, form, _("Mencatat kejadian"), reverse("election", args=[slug]))


@require_POST
def end_calendar_links(request: HttpRequest) -> HttpResponse:
    """End all secret calendar addresses of this person."""
    operations.revoke_calendar_links(_actor(request), at=timezone.now())
    messages.success(request, _("Alamat kalender Anda sudah tidak berlaku."))
    return HttpResponseRedirect(reverse("stages"))


def _done(form: ActForm, act: Callable[[], object]) -> bool:
    """Whether the form was sent, read, and taken by the operation; what was refused stands in the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except InputRefused as refusal:
        form.say(refusal)
        return False
    return True


def _form_page(request: HttpRequest, form: ActForm, title: str, back: str) -> HttpResponse:
    told = {"form": form, "title": title, "back": back}
    return render(request, "board/elections/form.html", told, status=422 if form.is_bound else 200)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _today(actor: Actor) -> date:
    return local_date(timezone.now(), next(iter(actor.areas), NASIONAL_CODE))
