"""Pages of issued papers; the code check is open to anybody who holds a paper in the hand."""

from __future__ import annotations

import uuid
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from wasdini.core.access import Actor
from wasdini.documents import operations, operations_export, queries
from wasdini.documents.drawing import drawable
from wasdini.documents.rendering import FORMS


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    page = queries.documents(
        actor_of(request),
        area=request.GET.get("wilayah", ""),
        kind=request.GET.get("jenis", ""),
        language=language(),
        before=request.GET.get("sesudah", ""),
    )
    return render(request, "documents/list.html", {"page": page})


@require_GET
def document_page(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    card = operations.hand_out_document(actor_of(request), str(document_id), form="html", at=timezone.now())
    shown = drawable(card.paper(language()), card.marking(address_of(request)))
    told = {"document": card, "paper": shown, "forms": list(FORMS), **queries.page_marking(card.classification)}
    return render(request, "documents/page.html", told)


@require_GET
def document_copy(request: HttpRequest, document_id: uuid.UUID, form: str) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    copy = operations_export.hand_out_copy(
        actor_of(request), str(document_id), form, language=language(), address=address_of(request), at=timezone.now()
    )
    return copy_answer(copy)


@login_not_required
@require_GET
def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """Which paper carries a code: number and dates, no content. The form leads to the address a QR code holds."""
    asked = request.GET.get("kode", "").strip()
    if asked and not code:
        return redirect("check", code=asked[:40])
    answer = queries.document_of_code(code) if code else None
    return render(request, "documents/check.html", {"code": code, "answer": answer})


def copy_answer(copy: operations_export.ExportCard) -> HttpResponse:
    """A file to keep; never stored by anything on the way."""
    answer = HttpResponse(copy.body, content_type=copy.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{copy.file_name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def address_of(request: HttpRequest) -> str:
    """Where this instance is reached: as the office says, else as this browser reached it."""
    return settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
