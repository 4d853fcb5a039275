"""The custodians' own pages: desk, keys, one request, change of keys. All of it Rahasia, none of it cached."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification
from wasdini.custody import operations_keys, operations_rotation, operations_unmask, queries_desk
from wasdini.custody.envelope_files import read_lines, write_line
from wasdini.custody.forms import box_in, said
from wasdini.documents.queries import page_marking


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    return page(request, "desk", {"desk": queries_desk.desk(actor_of(request), at=timezone.now())})


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Own keys; posting registers the public half of one that this browser just made."""
    errors: list[str] = []
    if request.method == "POST":
        try:
            operations_keys.register_key(actor_of(request), request.POST.get("public_key", ""), at=timezone.now())
        except InputRefused as refusal:
            errors = said(refusal)
        else:
            messages.success(request, _("Kunci terdaftar. Kepala badan kini dapat menunjuknya."))
            return redirect("custody_keys")
    return _keys_page(request, errors)


@require_POST
def act_on_key(request: HttpRequest, act: str) -> HttpResponse:
    """One button beside an own key: begin a drill, type its code, retire the key."""
    actor, now, key_id = actor_of(request), timezone.now(), request.POST.get("key_id", "")
    try:
        if act == "latihan":
            operations_keys.begin_drill(actor, key_id, at=now)
        elif act == "kode":
            operations_keys.finish_drill(actor, key_id, request.POST.get("code", ""), at=now)
            messages.success(request, _("Latihan selesai: kunci ini masih terbuka."))
        elif act == "cabut":
            operations_keys.retire_key(actor, key_id, at=now)
        else:
            raise Http404
    except InputRefused as refusal:
        return _keys_page(request, said(refusal))
    return redirect("custody_keys")


@require_GET
def unmask_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    return _request_page(request, request_id, [])


@require_POST
def act_on_request(request: HttpRequest, request_id: UUID, act: str) -> HttpResponse:
    """A custodian's half of one request."""
    actor, now = actor_of(request), timezone.now()
    try:
        if act == "luar":
            operations_unmask.hand_over_inner_box(actor, request_id, box_in(request.POST.get("box", "")), at=now)
            messages.success(request, _("Kotak dalam diserahkan kepada kustodian kedua."))
        elif act == "dalam":
            operations_unmask.open_identity(actor, request_id, at=now)
        elif act == "tolak":
            operations_unmask.decline_unmasking(actor, request_id, request.POST.get("words", ""), at=now)
        elif act == "catat":
            operations_unmask.note_opening(actor, request_id, at=now)
        else:
            raise Http404
    except InputRefused as refusal:
        return _request_page(request, request_id, said(refusal))
    return redirect("custody_request", request_id)


@require_http_methods(["GET", "POST"])
def rotation(request: HttpRequest) -> HttpResponse:
    """How a key is changed; posting takes the file of re-sealed records."""
    errors: list[str] = []
    file = request.FILES.get("file")
    if request.method == "POST":
        text = file.read().decode("utf-8", "replace") if file else ""
        try:
            count = operations_rotation.replace_envelopes(
                actor_of(request),
                read_lines(text.splitlines(), file=file.name or "" if file else ""),
                at=timezone.now(),
            )
        except InputRefused as refusal:
            errors = said(refusal)
        else:
            messages.success(
                request, _("%(count)d catatan disegel ulang; kunci lama tidak membuka apa pun.") % {"count": count}
            )
            return redirect("custody_rotation")
    count = queries_desk.stale_count(actor_of(request))
    return page(request, "rotation", {"count": count, "errors": errors})


@require_POST
def rotation_file(request: HttpRequest) -> HttpResponse:
    """The sealed records that wait for a change of keys, one a line."""
    lines = operations_rotation.take_envelopes(actor_of(request), at=timezone.now())
    answer = HttpResponse("".join(f"{write_line(line)}\n" for line in lines), content_type="application/jsonl")
    answer.headers["Content-Disposition"] = 'attachment; filename="amplop.jsonl"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def page(request: HttpRequest, name: str, told: dict[str, Any]) -> HttpResponse:
    """A page of this room: marked Rahasia, kept by nobody; 422 when it says what was refused."""
    status = 422 if told.get("errors") else 200
    shown = render(request, f"custody/{name}.html", {**told, **page_marking(Classification.RAHASIA)}, status=status)
    shown.headers["Cache-Control"] = "private, no-store"
    return shown


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _keys_page(request: HttpRequest, errors: list[str]) -> HttpResponse:
    own = queries_desk.own_keys(actor_of(request), at=timezone.now())
    return page(request, "keys", {"keys": own, "errors": errors})


def _request_page(request: HttpRequest, request_id: UUID, errors: list[str]) -> HttpResponse:
    shown = queries_desk.request_page(actor_of(request), request_id, at=timezone.now())
    return page(request, "request", {"page": shown, "card": shown.card, "errors": errors})
