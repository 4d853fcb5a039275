"""The clarification mailbox a phone polls: what the verifier asks its sender, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from wasdini.api.schemas import REFUSALS
from wasdini.api.senders import sender_of
from wasdini.core.terms import ReportStatus
from wasdini.reports.queries_mailbox import open_questions, own_statuses

router = Router(tags=["reports"])
_ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
Ids = Annotated[str, Query(pattern=f"^({_ID}(,{_ID}){{0,99}})?$")]


class QuestionOut(Schema):
    """A question without an answer yet. It is answered by a report of kind `clarification` with `supersedes`."""

    report_id: UUID
    text: str
    asked_at: datetime
    due_at: datetime | None
    place_code: str


class StatusOut(Schema):
    """Where one of the reports that were asked for stands."""

    report_id: UUID
    status: ReportStatus


class MailboxOut(Schema):
    """All that waits, the oldest first; `statuses` of the reports named in `ids`, as far as they are one's own."""

    results: list[QuestionOut]
    statuses: list[StatusOut] = []
    next: str | None = None


@router.get("/reports/mailbox", response={200: MailboxOut, **REFUSALS}, url_name="mailbox")
def mailbox(request: HttpRequest, response: HttpResponse, ids: Ids = "") -> Any:
    """Questions about one's own open reports, or, under a pseudonym, about its closed ones; `ids`: up to 100 reports,
    parted by commas, whose status is wanted."""
    sender = sender_of(request, at=datetime.now(UTC))
    response.headers["Cache-Control"] = "private, no-store"
    found = own_statuses(sender.actor, [UUID(one) for one in ids.split(",") if one], sender.voice)
    return {
        "results": [vars(one) for one in open_questions(sender.actor, sender.voice)],
        "statuses": [{"report_id": one, "status": status} for one, status in found.items()],
        "next": None,
    }
