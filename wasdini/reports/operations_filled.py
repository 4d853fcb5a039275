"""A filled form from a phone becomes a report: its files first, then the report itself, as often as it is sent.

Phones send a form several times, each time with some of its files. The report is the XML: same bytes, same receipt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import IntegrityError, transaction

from wasdini.core.access import Actor
from wasdini.core.field_report import read_field_report
from wasdini.core.form_mapping import FilledForm, media_names, report_body
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.report_fields import FILES_MAX
from wasdini.core.terms import Mode
from wasdini.reports.arrivals import Arrival, Receipt
from wasdini.reports.gate import room_to_write
from wasdini.reports.models import Attachment, Report
from wasdini.reports.operations import accept_report
from wasdini.reports.operations_attachments import Chunk, receive_whole
from wasdini.reports.queries import vocabulary
from wasdini.reports.queries_forms import form_answered


@dataclass(frozen=True)
class FormFile:
    """A file that came with a form. `name` is only what the form calls it; nothing is ever stored under it."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Submitted:
    """What the phone is told: the receipt, and how many files are still on their way."""

    receipt: Receipt
    missing_count: int


def submit_filled_form(actor: Actor, filled: FilledForm, files: Sequence[FormFile], arrival: Arrival) -> Submitted:
    """Keep the files, then accept the report. Raises what `accept_report` and `receive_whole` raise."""
    with room_to_write():  # one place at the gate for the whole form
        return _submitted(actor, filled, files, arrival)


def _submitted(actor: Actor, filled: FilledForm, files: Sequence[FormFile], arrival: Arrival) -> Submitted:
    form = form_answered(actor, filled.form_id, filled.version)
    named = media_names(filled, form.questions)
    strange = [file.name for file in files if file.name not in named]
    if strange:
        raise InputRefused([Problem("form_file_not_named", value=strange[0][:60])])
    body = report_body(filled, form.questions, kind=form.kind, now=arrival.received_at.isoformat())
    body["attachments"] = [
        {"sha256": file.sha256, "bytes": len(file.content), "type": file.media_type}
        for file in {file.sha256: file for file in files}.values()
    ]
    report = read_field_report(filled.report_id, body, vocabulary())
    known = Report.objects.filter(report_id=report.report_id).first()
    if known is not None and (known.reporter_id != actor.user_id or known.sha256 != _digest(arrival)):
        return Submitted(accept_report(actor, report, arrival), 0)  # a conflict: its files have no place
    for file in files:
        if known is not None:
            _expect(known, file, arrival)
        whole = Chunk(content=file.content, total=len(file.content), media_type=file.media_type)
        receive_whole(actor, report.report_id, file.sha256, whole, at=arrival.received_at)
    receipt = accept_report(actor, report, arrival)
    complete = Attachment.objects.filter(report_id=report.report_id, complete=True).count()
    return Submitted(receipt, max(0, len(named) - complete))


def _digest(arrival: Arrival) -> str:
    return hashlib.sha256(arrival.body).hexdigest()


def _expect(known: Report, file: FormFile, arrival: Arrival) -> None:
    """A later file of a report that stands: it was not announced, since the phone had not sent it yet."""
    own = Attachment.objects.filter(report_id=known.report_id)
    if known.mode != Mode.TERBUKA or own.filter(sha256=file.sha256).exists():
        return
    if own.count() >= FILES_MAX:
        raise InputRefused([Problem("attachment_too_many", expected=str(FILES_MAX))])
    try:
        with transaction.atomic():
            Attachment.objects.create(
                report_id=known.report_id,
                sha256=file.sha256,
                media_type=file.media_type,
                bytes_count=len(file.content),
                name=uuid4().hex,
                arrived_on=arrival.received_at.date(),
            )
    except IntegrityError:
        return  # the same file came twice at once
