"""OpenRosa 1.0 for ODK Collect, KoboCollect, Enketo and every other XForms client: forms out, filled forms in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from wasdini.api import openrosa_xml
from wasdini.api.views_phones import ACCEPTED_BYTES, XML, phones_only, said
from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Channel
from wasdini.files.uploads import KeptInMemory
from wasdini.reports import queries_forms
from wasdini.reports.operations import Arrival
from wasdini.reports.operations_filled import FormFile, submit_filled_form

FILES_MAX = 21
SUBMISSION = "xml_submission_file"
PLACES_FILE = "places.csv"
MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".ogg": "audio/ogg",
    ".oga": "audio/ogg", ".opus": "audio/ogg", ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".wav": "audio/wav",
    ".amr": "audio/amr", ".aac": "audio/aac", ".mp4": "video/mp4", ".webm": "video/webm", ".3gp": "video/3gpp",
    ".3gpp": "video/3gpp",
}  # fmt: skip


@phones_only
@require_safe
def form_list(request: HttpRequest) -> HttpResponse:
    """Forms of the person's duty, with version and hash; `?formID=` asks for one."""
    wanted = request.GET.get("formID", "")
    forms = [form for form in queries_forms.forms_for(_actor(request)) if wanted in {"", form.form_id}]
    told = [
        {
            "formID": form.form_id,
            "name": form.title,
            "version": form.version,
            "hash": f"md5:{form.hash}",
            "downloadUrl": _address(request, "openrosa_form", form.form_id),
            **_manifest_of(request, form.form_id, form.xml),
        }
        for form in forms
    ]
    return HttpResponse(openrosa_xml.form_list(told), content_type=XML)


@phones_only
@require_safe
def form_xml(request: HttpRequest, form_id: str) -> HttpResponse:
    return HttpResponse(queries_forms.form_text(_actor(request), form_id).xml, content_type=XML)


@phones_only
@require_safe
def form_manifest(request: HttpRequest, form_id: str) -> HttpResponse:
    """The list of places, made for this person's duty area; empty for a form that does not ask for it."""
    form = queries_forms.form_text(_actor(request), form_id)
    files = []
    if PLACES_FILE in form.xml:
        content = queries_forms.places_csv(_actor(request))
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        address = _address(request, "openrosa_places", form_id)
        files = [{"filename": PLACES_FILE, "hash": f"md5:{digest}", "downloadUrl": address}]
    return HttpResponse(openrosa_xml.manifest(files), content_type=XML)


@phones_only
@require_safe
def form_places(request: HttpRequest, form_id: str) -> HttpResponse:
    """`places.csv` of a form."""
    return HttpResponse(queries_forms.places_csv(_actor(request)), content_type="text/csv; charset=utf-8")


@phones_only
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest) -> HttpResponse:
    """HEAD: may I? POST: one filled form with some or all of its files. 201 stored; 202 files missing, or again."""
    if request.method == "HEAD":
        response = HttpResponse(status=204)
        response.headers["Location"] = _address(request, "openrosa_submission")
        return response
    raw, files = _parts(request)
    filled = openrosa_xml.read_filled(raw)
    arrival = Arrival(channel=Channel.OPENROSA, body=raw, received_at=datetime.now(UTC))
    done = submit_filled_form(_actor(request), filled, files, arrival)
    number = str(done.receipt.report_id)
    if done.missing_count:
        return said("openrosa_partial", 202, number=number, missing=done.missing_count)
    if done.receipt.repeated:
        return said("openrosa_again", 202, number=number)
    return said("openrosa_stored", 201, number=number)


def _parts(request: HttpRequest) -> tuple[bytes, list[FormFile]]:
    """The XML and the other files of the request, all within bounds, none of them on disk."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > ACCEPTED_BYTES:
        raise InputRefused([Problem("openrosa_too_large", expected=f"{ACCEPTED_BYTES // 10**6} MB")])
    if not (request.content_type or "").startswith("multipart/form-data"):
        raise InputRefused([Problem("openrosa_not_multipart")])
    request.upload_handlers = [KeptInMemory(request)]
    found = [(field, file) for field, listed in request.FILES.lists() for file in listed]
    forms = [file for field, file in found if field == SUBMISSION]
    if len(forms) != 1 or len(found) > FILES_MAX:
        raise InputRefused([Problem("openrosa_not_multipart")])
    return forms[0].read(), [_form_file(file) for field, file in found if field != SUBMISSION]


def _form_file(file: UploadedFile[bytes]) -> FormFile:
    name = file.name or ""
    kind = MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), file.content_type or "")
    return FormFile(name, kind, file.read())


def _manifest_of(request: HttpRequest, form_id: str, xml: str) -> dict[str, str]:
    return {"manifestUrl": _address(request, "openrosa_manifest", form_id)} if PLACES_FILE in xml else {}


def _address(request: HttpRequest, name: str, form_id: str = "") -> str:
    path = reverse(name, kwargs={"form_id": form_id} if form_id else None)
    return (
        f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)
    )


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
