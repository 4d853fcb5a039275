"""The page of reading: who saw what; and the draft notice made from it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wasdini.accounts.queries import people_who_read
from wasdini.briefs.forms_reads import ReadsForm
from wasdini.briefs.operations_notice import draft_notice
from wasdini.briefs.queries_reads import Asked, reads_page
from wasdini.core.access import Actor
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.terms import Classification
from wasdini.core.zones import zone_of
from wasdini.documents.queries import page_marking

NOTICE_FORMS = ("docx", "pdf")


@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    return _page(request, _form(request, request.GET if request.GET.get("siapa") else None))


@require_POST
def read_notice(request: HttpRequest) -> HttpResponse:
    """The draft as a file. Nothing leaves the office by this button."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form)
    wanted = request.POST.get("bentuk", "")
    card = draft_notice(
        _actor(request), form.notice(wanted if wanted in NOTICE_FORMS else NOTICE_FORMS[0]), at=timezone.now()
    )
    answer = HttpResponse(card.body, content_type=card.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{card.file_name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(request: HttpRequest, form: ReadsForm) -> HttpResponse:
    code = request.GET.get("kode", "").strip()[:40]
    asked = form.asked() if form.is_bound and form.is_valid() else Asked(code=code)
    page = reads_page(_actor(request), asked)
    told = {"page": page, "form": form, "code": code}
    told |= page_marking(Classification.RAHASIA if page.radius or page.mark else Classification.TERBATAS)
    answer = render(request, "briefs/reads.html", told, status=422 if form.errors else 200)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _form(request: HttpRequest, told: object) -> ReadsForm:
    actor = _actor(request)
    zone = zone_of(next(iter(actor.areas), NASIONAL_CODE))
    return ReadsForm(told, people=people_who_read(actor), zone=zone)  # type: ignore[arg-type]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
