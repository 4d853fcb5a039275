"""The REST door of field reports: `PUT` takes one in, attachments whole or in chunks, lists for who may read them.

A phone proves itself by its account (cookie and CSRF header, or a token) or, for a closed report, by its pseudonym
alone (`Authorization: Samaran …`): then no account is looked at.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from wasdini.api.schemas import REFUSALS
from wasdini.api.schemas_reports import (
    REPORT_BODY,
    ConflictOut,
    ReceiptOut,
    ReceiptStateOut,
    ReportOut,
    ReportsOut,
    report_out,
)
from wasdini.api.senders import Sender, actor_of, sender_of
from wasdini.api.views_places import next_page
from wasdini.core.field_report import read_body, read_field_report
from wasdini.core.terms import Channel, ReportStatus
from wasdini.reports import operations, operations_reading, queries

router = Router(tags=["reports"])
Limit = Annotated[int, Query(ge=1, le=500)]
TAKEN = {200: ReceiptOut, 201: ReceiptOut, 409: ConflictOut, 503: ConflictOut, 507: ConflictOut, **REFUSALS}


@router.put(
    "/reports/{uuid:report_id}",
    response=TAKEN,
    exclude_none=True,
    url_name="report",
    openapi_extra={"requestBody": REPORT_BODY},
)
def put_report(request: HttpRequest, report_id: UUID) -> Any:
    """Take in a report. 201 with a receipt; the same id and bytes again: 200 and the same receipt; the same id with
    other bytes: 409, and the other bytes are kept aside for a verifier."""
    now = datetime.now(UTC)
    sender = sender_of(request, at=now)
    body = sender.opened_body(request)
    report = read_field_report(report_id, read_body(body), queries.vocabulary())
    receipt = operations.accept_report(sender.actor, report, _arrival(sender, body, now))
    return (200 if receipt.repeated else 201), _receipt(receipt)


@router.get("/reports/{uuid:report_id}", response={200: ReportOut, **REFUSALS}, url_name="report")
def report(request: HttpRequest, report_id: UUID) -> Any:
    """One report, for its sender and for who may read reports of that place, class and mode."""
    card = operations_reading.read_report(actor_of(request), report_id, page="api:report", at=datetime.now(UTC))
    return report_out(card)


@router.get("/reports", response={200: ReportsOut, **REFUSALS}, url_name="reports")
def reports(
    request: HttpRequest, limit: Limit = 100, after: str = "", place: str = "", status: ReportStatus | None = None
) -> Any:
    """Reports the caller may read, the newest first. `after`: where to go on, as `next` says it."""
    page = operations_reading.read_page(
        actor_of(request),
        area=place,
        status=status.value if status else "",
        after=after,
        limit=limit,
        page="api:reports",
        at=datetime.now(UTC),
    )
    following: dict[str, object] = {"after": page.next_after, "limit": limit}
    following |= {"place": place} if place else {}
    following |= {"status": status.value} if status else {}
    return {
        "results": [report_out(card) for card in page.results],
        "next": next_page(request, **following) if page.next_after else None,
    }


@router.get("/reports/{uuid:report_id}/receipt", response={200: ReceiptStateOut, **REFUSALS}, url_name="report_receipt")
def receipt(request: HttpRequest, report_id: UUID) -> Any:
    """For the sender alone: the receipt again, where the report stands, which attachments are still missing."""
    sender = sender_of(request, at=datetime.now(UTC))
    state = queries.receipt_state(sender.actor, report_id, voice=sender.voice)
    return {
        "report_id": state.report_id,
        "receipt": state.receipt or None,
        "received_at": queries.moment_text(state.received_at),
        "sha256": state.sha256,
        "status": state.status,
        "missing": list(state.missing),
    }


def _arrival(sender: Sender, body: bytes, now: datetime) -> operations.Arrival:
    return operations.Arrival(
        channel=Channel.PHONE if sender.is_phone else Channel.API,
        body=body,
        received_at=now,
        voice=sender.voice,
        device=sender.device,
    )


def _receipt(receipt: operations.Receipt) -> dict[str, Any]:
    told: dict[str, Any] = {"receipt": receipt.receipt, "received_at": queries.moment_text(receipt.received_at)}
    return {**told, "sha256": receipt.sha256} if receipt.sha256 else told


def answer(status: int, content: bytes, media_type: str) -> HttpResponse:
    """Bytes that a browser must not take for a page."""
    response = HttpResponse(content, status=status, content_type=media_type)
    response.headers["Content-Disposition"] = "inline; filename=lampiran"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
