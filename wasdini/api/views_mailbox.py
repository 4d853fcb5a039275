"""The clarification mailbox a phone polls: what the verifier asks its sender, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from wasdini.api.schemas import REFUSALS
from wasdini.api.senders import sender_of
from wasdini.reports.queries_mailbox import open_questions

router = Router(tags=["reports"])


class QuestionOut(Schema):
    """A question without an answer yet. It is answered by a report of kind `clarification` with `supersedes`."""

    report_id: UUID
    text: str
    asked_at: datetime
    due_at: datetime | None
    place_code: str


class MailboxOut(Schema):
    """All that waits, the oldest first."""

    results: list[QuestionOut]
    next: str | None = None


@router.get("/reports/mailbox", response={200: MailboxOut, **REFUSALS}, url_name="mailbox")
def mailbox(request: HttpRequest, response: HttpResponse) -> Any:
    """Questions about one's own open reports, or, under a pseudonym, about its closed ones."""
    sender = sender_of(request, at=datetime.now(UTC))
    response.headers["Cache-Control"] = "private, no-store"
    return {"results": [vars(one) for one in open_questions(sender.actor, sender.voice)], "next": None}
