"""Pages of subjects' requests: what waits with its clock, recording one, answering or refusing one."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wasdini.accounts import operations_subjects, queries_subjects
from wasdini.accounts.forms_subjects import AnswerForm, NewRequestForm
from wasdini.accounts.queries import language
from wasdini.accounts.subjects import Ground
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification
from wasdini.methods.labels import label

_CLASS = Classification.TERBATAS  # names of people who asked stand on these pages


@require_safe
def subject_requests(request: HttpRequest) -> HttpResponse:
    page = queries_subjects.requests_page(_actor(request), at=timezone.now())
    return _shown(request, "accounts/subject_requests.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new_subject_request(request: HttpRequest) -> HttpResponse:
    require_allowed(_actor(request), Act.ANSWER_SUBJECTS)
    form = NewRequestForm(request.POST or None)
    if form.is_valid():
        try:
            operations_subjects.record_subject_request(_actor(request), form.as_operation(), at=timezone.now())
        except InputRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Permohonan dicatat. Waktunya 3 x 24 jam."))
            return redirect("subject_requests")
    return _shown(request, "accounts/subject_request_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def subject_request(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    actor, now = _actor(request), timezone.now()
    page = queries_subjects.request_page(actor, request_id, at=now)
    form = AnswerForm(request.POST or None, grounds=page.grounds)
    if form.is_valid():
        try:
            _close(actor, request_id, form, at=now)
        except InputRefused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("subject_requests")
    status = 422 if form.errors else 200
    return _shown(request, "accounts/subject_request.html", {"page": page, "form": form}, status=status)


def _close(actor: Actor, request_id: uuid.UUID, form: AnswerForm, *, at: datetime) -> None:
    told = form.cleaned_data
    if told["ground"]:
        operations_subjects.refuse_subject_request(
            actor, request_id, ground=Ground(told["ground"]), language=language(), at=at
        )
    else:
        operations_subjects.answer_subject_request(actor, request_id, answer=told["answer"], language=language(), at=at)


def _shown(request: HttpRequest, template: str, told: dict[str, object], *, status: int = 200) -> HttpResponse:
    words = f"{label('classification', _CLASS.value, language())} ({_CLASS.mark})"
    answer = render(request, template, {**told, "marking": _CLASS, "marking_words": words}, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
