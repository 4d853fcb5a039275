"""The reporting page and one's own reports: an application that needs no network; without its scripts, a form."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect, ensure_csrf_cookie
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Mode
from wasdini.files.uploads import KeptInMemory
from wasdini.methods.sentences import problem_sentence
from wasdini.reports import operations, operations_form, phone_words, queries_phone
from wasdini.reports.operations_attachments import WrongOffset
from wasdini.reports.typed_form import TypedFile, TypedForm

FORM_BYTES_MAX = 60 * 1024 * 1024


@csrf_exempt  # checked one step further in: the check reads the form, and what reads it must be set before
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_form(request: HttpRequest) -> HttpResponse:
    """The form; a POST is the way without a script. Its files lie on no disk before they are accepted."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > FORM_BYTES_MAX:
        told = Problem("report_body_too_large", expected=f"≤ {FORM_BYTES_MAX >> 20} MiB")
        return _form_answer(request, {}, [problem_sentence(told, _language())], status=413)
    request.upload_handlers = [KeptInMemory(request)]
    return _report_form(request)


@csrf_protect
@ensure_csrf_cookie
def _report_form(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_answer(request, _asked_before(request))
    typed = _typed(request)
    try:
        operations_form.submit_form(_actor(request), typed, at=timezone.now())
    except InputRefused as refusal:
        told = [problem_sentence(problem, _language()) for problem in refusal.problems]
        return _form_answer(request, typed.fields, told, status=422)
    except (operations.ReportConflict, WrongOffset):
        return _form_answer(request, typed.fields, [phone_words.words()["state_conflict"]], status=409)
    except (operations.Overloaded, operations.StorageFull) as busy:
        answer = _form_answer(request, typed.fields, [phone_words.words()["waits_busy"]], status=503)
        answer.headers["Retry-After"] = str(busy.retry_after_s)
        return answer
    messages.success(request, _("Laporan diterima. Tanda terimanya ada di bawah."))
    return HttpResponseRedirect(reverse("own_reports"))


@never_cache
@ensure_csrf_cookie
@require_safe
def own_reports(request: HttpRequest) -> HttpResponse:
    """What this person sent, newest first; the script adds what still lies on the phone."""
    page = queries_phone.own_reports(_actor(request), after=request.GET.get("sesudah", ""), language=_language())
    return render(request, "reports/saya.html", {"page": page, "words": phone_words.words()})


@gzip_page
@require_safe
def lists(request: HttpRequest) -> JsonResponse:
    """For the phone to keep: places, labels, the election. Only the actor's own area."""
    answer = JsonResponse(
        queries_phone.phone_lists(_actor(request), at=timezone.now()), json_dumps_params={"separators": (",", ":")}
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@login_not_required
@never_cache
@ensure_csrf_cookie
@require_safe
def who_is_here(request: HttpRequest) -> JsonResponse:
    """Whether somebody is signed in, as a mark that names nobody: the outbox asks before it sends."""
    return JsonResponse({"account": queries_phone.account_mark(request.actor)})  # type: ignore[attr-defined]


def _form_answer(
    request: HttpRequest, fields: Mapping[str, Sequence[str]], problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    actor = _actor(request)
    require_allowed(actor, Act.SUBMIT_REPORT)
    told: dict[str, Any] = {
        "form": queries_phone.form_page(actor, fields, language=_language()),
        "words": phone_words.words(),
        "report_id": (fields.get("report_id") or [str(uuid.uuid4())])[0],
        "opened_at": (fields.get("opened_at") or [timezone.now().isoformat(timespec="seconds")])[0],
        "problems": problems,
    }
    return render(request, "reports/lapor.html", told, status=status)


def _asked_before(request: HttpRequest) -> dict[str, list[str]]:
    """A page opened to answer a question of the verifier, or by a link that already knows the place."""
    fields: dict[str, list[str]] = {}
    if answered := request.GET.get("jawab", ""):
        fields = {"kind": ["clarification"], "supersedes": [answered[:36]]}
    if request.GET.get("mode", "") == Mode.TERTUTUP:
        fields["mode"] = [Mode.TERTUTUP.value]
    if place := request.GET.get("tempat", ""):
        fields["place_code"] = [place[:20]]
    return fields


def _typed(request: HttpRequest) -> TypedForm:
    chosen = [*request.FILES.getlist("photo"), *request.FILES.getlist("audio")]
    files = [TypedFile(one.read(), (one.content_type or "").partition(";")[0]) for one in chosen if one.size]
    fields = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    return TypedForm(fields, tuple(files))


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
