"""Planning duties and printing their paper forms."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePath
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wasdini.accounts import operations_duties
from wasdini.accounts.operations_duties import Assigned
from wasdini.accounts.queries import language
from wasdini.core.problems import InputRefused, Problem
from wasdini.methods.sentences import problem_sentence
from wasdini.readiness import operations, queries_forms, queries_plan
from wasdini.readiness.forms import DutyFields, WindowFields
from wasdini.readiness.queries_forms import FormsFile
from wasdini.readiness.views import actor_of, asked_day, asked_offset

UPLOAD_BYTES_MAX = 5 * 1024 * 1024
PROBLEMS_SHOWN = 50


@require_http_methods(["GET", "POST"])
def plan_duties(request: HttpRequest) -> HttpResponse:
    """The planning page; POST assigns one duty."""
    page = _plan(request)
    form = DutyFields(request.POST or None, officers=page.officers, on=page.on)
    if form.is_valid():
        try:
            operations_duties.assign_duty(actor_of(request), form.as_operation(), at=timezone.now())
        except InputRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Tugas diberikan."))
            return redirect(_address(page.area, form.cleaned_data["date"]))
    return _shown(request, page, form)


@require_POST
def upload_duties(request: HttpRequest) -> HttpResponse:
    """A whole file of duties, or a list of everything that is wrong with it."""
    actor, now = actor_of(request), timezone.now()
    page = _plan(request)
    try:
        file = _given(request)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / (PurePath(file.name or "").name or "tugas.csv")[-80:]
            path.write_bytes(file.read())
            done = operations.take_duty_file(actor, path, at=now)
    except InputRefused as refusal:
        return _shown(request, page, _empty(page), problems=refusal.problems)
    _say(request, done)
    return redirect(_address(page.area, page.on))


@require_http_methods(["GET", "POST"])
def spread_duties(request: HttpRequest) -> HttpResponse:
    """A proposal for the stations nobody watches (GET), and taking it as shown (POST)."""
    actor, now = actor_of(request), timezone.now()
    told = request.POST if request.method == "POST" else request.GET
    area = queries_plan.area_to_plan(actor, told.get("wilayah", ""))
    form = WindowFields(told)
    if not form.is_valid():
        return redirect(_address(area, None))
    refused: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            done = operations.accept_proposal(actor, area, form.window(area), mark=told.get("tanda", ""), at=now)
        except InputRefused as refusal:
            refused = refusal.problems
        else:
            _say(request, done)
            return redirect(_address(area, form.cleaned_data["date"]))
    proposal = queries_plan.proposal(actor, area, form.window(area))
    shown = {"proposal": proposal, "form": form, "problems": _sentences(refused)}
    return render(request, "readiness/proposal.html", shown, status=422 if refused else 200)


@require_POST
def cancel_duty(request: HttpRequest, pk: int) -> HttpResponse:
    operations_duties.cancel_duty(actor_of(request), pk, at=timezone.now())
    messages.success(request, _("Tugas dibatalkan. Catatannya tetap ada."))
    return redirect(_address(request.POST.get("wilayah", ""), asked_day(request)))


@require_GET
def duty_form(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(queries_forms.duty_form(actor_of(request), pk, address=_own_address(request)))


@require_GET
def area_forms(request: HttpRequest, code: str) -> HttpResponse:
    """Forms of a whole area on one day, to be printed before the day."""
    actor = actor_of(request)
    on = queries_forms.day_in(actor, code, asked_day(request), at=timezone.now())
    try:
        return _file(queries_forms.area_forms(actor, code, on, part=_part(request), address=_own_address(request)))
    except InputRefused as refusal:
        told = {"problems": _sentences(refusal.problems), "code": code, "on": on}
        return render(request, "readiness/no_forms.html", told)


def _plan(request: HttpRequest) -> queries_plan.PlanPage:
    asked = request.POST.get("wilayah", "") or request.GET.get("wilayah", "")
    return queries_plan.plan_page(
        actor_of(request), asked, on=asked_day(request), at=timezone.now(), offset=asked_offset(request)
    )


def _empty(page: queries_plan.PlanPage) -> DutyFields:
    return DutyFields(None, officers=page.officers, on=page.on)


def _shown(
    request: HttpRequest, page: queries_plan.PlanPage, form: DutyFields, problems: Sequence[Problem] = ()
) -> HttpResponse:
    told = {
        "page": page,
        "form": form,
        "window_form": WindowFields(initial=form.initial, auto_id="usul_%s"),
        "problems": _sentences(problems),
        "form_parts": range(1, queries_forms.parts_of(page.duties.total_count) + 1),
        "problems_more": max(len(problems) - PROBLEMS_SHOWN, 0),
    }
    return render(request, "readiness/plan.html", told, status=422 if form.errors or problems else 200)


def _sentences(problems: Sequence[Problem]) -> list[str]:
    return [problem_sentence(one, language()) for one in problems[:PROBLEMS_SHOWN]]


def _given(request: HttpRequest) -> UploadedFile[bytes]:
    file = request.FILES.get("berkas")
    if not isinstance(file, UploadedFile):
        raise InputRefused([Problem("duty_file_missing")])
    if (file.size or 0) > UPLOAD_BYTES_MAX:
        raise InputRefused(
            [Problem("file_too_large", file=file.name or "", expected=f"≤ {UPLOAD_BYTES_MAX >> 20} MiB")]
        )
    return file


def _say(request: HttpRequest, done: Assigned) -> None:
    words = ngettext("%(count)d tugas ditambahkan.", "%(count)d tugas ditambahkan.", done.added_count)
    told = words % {"count": done.added_count}
    if done.known_count:
        told += " " + _("%(count)d sudah ada dan tidak diubah.") % {"count": done.known_count}
    messages.success(request, told)


def _address(area: str, on: date | datetime | None) -> str:
    told = {"wilayah": area, "tanggal": on.isoformat()[:10] if on else ""}
    return f"{reverse('plan_duties')}?{urlencode({name: value for name, value in told.items() if value})}"


def _part(request: HttpRequest) -> int:
    asked = request.GET.get("bagian", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _own_address(request: HttpRequest) -> str:
    return settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")


def _file(file: FormsFile) -> HttpResponse:
    answer = HttpResponse(file.body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
