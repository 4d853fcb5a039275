"""Files of reports: `PUT` whole, or `HEAD` and `PATCH` in chunks that can be resumed; `GET` shows what may be shown."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from wasdini.api.schemas import REFUSALS
from wasdini.api.schemas_reports import ConflictOut
from wasdini.api.senders import actor_of, is_sealed, sender_of, whole_body
from wasdini.api.views_reports import answer
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.report_fields import FILE_BYTES_MAX
from wasdini.reports import operations_attachments as operations
from wasdini.reports import operations_reading
from wasdini.reports.operations_attachments import Chunk, Progress, WrongOffset
from wasdini.reports.queries_files import read_file
from wasdini.reports.queries_sealed import SEAL_BYTES

router = Router(tags=["reports"])
ADDRESS = "/reports/{uuid:report_id}/attachments/{sha256}"
CHUNK_MAX = 4 * 1024 * 1024
_FILE = {"schema": {"type": "string", "format": "binary"}}
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": _FILE}}}
TAKEN = {200: None, 201: None, 204: None, 409: ConflictOut, 503: ConflictOut, 507: ConflictOut, **REFUSALS}


class FileAddress(Schema):
    """Which file of which report."""

    report_id: UUID
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


@router.put(ADDRESS, response=TAKEN, url_name="report_attachment", openapi_extra=BODY)
def put_attachment(request: HttpRequest, address: Path[FileAddress]) -> HttpResponse:
    """A whole file. 201 when it is complete, 200 when it already was."""
    now = datetime.now(UTC)
    sender = sender_of(request, at=now)
    body = whole_body(request, FILE_BYTES_MAX + SEAL_BYTES)
    if not body:  # said before anything is looked up: an empty knock learns nothing
        raise InputRefused([Problem("attachment_length_missing", column="Upload-Length", expected="≥ 1")])
    kind = "" if is_sealed(request) else request.content_type or ""
    chunk = Chunk(content=body, total=len(body), media_type=_kind(request, kind), sealed=is_sealed(request))
    try:
        progress = operations.receive_whole(
            sender.actor, address.report_id, address.sha256, chunk, at=now, voice=sender.voice
        )
    except WrongOffset as wrong:
        return _wrong_offset(wrong)
    return _told(progress, 200 if progress.repeated else 201)


@router.api_operation(["HEAD"], ADDRESS, response={204: None, **REFUSALS}, url_name="report_attachment")
def head_attachment(request: HttpRequest, address: Path[FileAddress]) -> HttpResponse:
    """How many bytes are here: `Upload-Offset`, and `Upload-Complete`."""
    sender = sender_of(request, at=datetime.now(UTC))
    return _told(operations.progress_of(sender.actor, address.report_id, address.sha256, voice=sender.voice), 204)


@router.patch(ADDRESS, response=TAKEN, url_name="report_attachment", openapi_extra=BODY)
def patch_attachment(request: HttpRequest, address: Path[FileAddress]) -> HttpResponse:
    """One more piece, from `Upload-Offset` on; the last one is checked against the hash. `Upload-Length`: the whole."""
    now = datetime.now(UTC)
    sender = sender_of(request, at=now)
    chunk = Chunk(
        content=whole_body(request, CHUNK_MAX),
        offset=_number(request, "Upload-Offset", needed=True),
        total=_number(request, "Upload-Length"),
        media_type=_kind(request, ""),
        sealed=request.headers.get("Upload-Sealed", "") == "1",
    )
    try:
        progress = operations.receive_chunk(
            sender.actor, address.report_id, address.sha256, chunk, at=now, voice=sender.voice
        )
    except WrongOffset as wrong:
        return _wrong_offset(wrong)
    return _told(progress, 201 if progress.complete else 204)


@router.get(ADDRESS, response={200: None, **REFUSALS}, url_name="report_attachment")
def get_attachment(request: HttpRequest, address: Path[FileAddress]) -> HttpResponse:
    """The file as it may be shown: photos drawn anew, without hidden data."""
    name, media_type = operations_reading.open_attachment(
        actor_of(request), address.report_id, address.sha256, at=datetime.now(UTC)
    )
    return answer(200, read_file(name), media_type)


def _kind(request: HttpRequest, said: str) -> str:
    return request.headers.get("Upload-Type", "") or said


def _number(request: HttpRequest, name: str, *, needed: bool = False) -> int:
    said = request.headers.get(name, "")
    if said.isascii() and said.isdigit() and len(said) < 12:
        return int(said)
    if said or needed:
        raise InputRefused([Problem("report_not_whole", column=name, expected="0–99999999999")])
    return 0


def _told(progress: Progress, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response.headers["Upload-Offset"] = str(progress.offset)
    response.headers["Upload-Complete"] = "1" if progress.complete else "0"
    response.headers["Cache-Control"] = "no-store"
    return response


def _wrong_offset(wrong: WrongOffset) -> HttpResponse:
    response = HttpResponse(status=409)
    response.headers["Upload-Offset"] = str(wrong.offset)
    return response
