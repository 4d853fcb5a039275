"""The plain web form, sent without a script: one act, like every other door."""

from __future__ import annotations

from datetime import datetime

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.field_report import read_body, read_field_report
from wasdini.core.terms import Channel
from wasdini.reports.arrivals import Arrival, Receipt
from wasdini.reports.operations import accept_report
from wasdini.reports.operations_attachments import Chunk, receive_chunk
from wasdini.reports.queries import vocabulary
from wasdini.reports.typed_form import TypedForm, body_of, report_id_of


def submit_form(actor: Actor, form: TypedForm, *, at: datetime) -> Receipt:
    """Accept the report, then its files. Raises what `accept_report` and `receive_chunk` raise; sent again, the same
    page adds only what is still missing."""
    require_allowed(actor, Act.SUBMIT_REPORT)
    report_id, body = report_id_of(form), body_of(form)
    report = read_field_report(report_id, read_body(body), vocabulary())
    receipt = accept_report(actor, report, Arrival(channel=Channel.WEB, body=body, received_at=at))
    for file in {file.sha256: file for file in form.files}.values():
        chunk = Chunk(content=file.content, total=len(file.content), media_type=file.media_type)
        receive_chunk(actor, report_id, file.sha256, chunk, at=at)
    return receipt
