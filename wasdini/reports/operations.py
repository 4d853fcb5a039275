"""Taking in a report: the one operation in which every door ends.

One act, one transaction, one journal line; the receipt is given after the commit and only then. The same id and bytes
give the same receipt, however often and however many at once; other bytes under the same id are kept aside, not lost.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError

from wasdini.core.access import Act, Actor, NotAllowed, may
from wasdini.core.field_report import FieldReport
from wasdini.core.place_codes import covers
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Mode
from wasdini.core.veil import half_day
from wasdini.core.zones import zone_of
from wasdini.journal import operations as journal
from wasdini.places import queries as places
from wasdini.reports import keeping, likeness
from wasdini.reports.arrivals import Arrival as Arrival
from wasdini.reports.arrivals import Receipt as Receipt
from wasdini.reports.gate import Overloaded as Overloaded
from wasdini.reports.gate import StorageFull as StorageFull
from wasdini.reports.gate import room_to_write as room_to_write
from wasdini.reports.keys import sign_receipt
from wasdini.reports.models import Conflict, Report, hidden_id

CONFLICTS_MAX = 20
# Of UUIDs: those that carry the moment, and some the device, in which they were made.
TELLING_VERSIONS = frozenset({1, 2, 6, 7})


class ReportConflict(Exception):
    """This id is taken by other bytes. They are kept aside for a verifier; the report that stands is untouched."""

    def __init__(self, report_id: UUID) -> None:
        self.report_id = report_id
        super().__init__(str(report_id))


def accept_report(actor: Actor, report: FieldReport, arrival: Arrival) -> Receipt:
    """Keep a report and return its receipt.

    Raises `ReportConflict`, `InputRefused` (a place that is not there or not the reporter's: one answer for both; a
    closed report while no custodians are appointed or from somebody who grades), `NotAllowed`, `Overloaded`,
    `StorageFull`.
    """
    with room_to_write():
        known = Report.objects.filter(report_id=report.report_id).first()
        if known is not None:
            return _again(actor, known, arrival)
        _refuse(actor, report, arrival)
        received_at = _moment(report, arrival)
        try:
            with journal.act(actor, "accept_report", at=received_at, veiled=_is_closed(report)) as line:
                row = keeping.keep(actor, report, arrival, received_at=received_at)
                line.about("report", row.report_id, area=keeping.code_of_row(row))
                line.content_digest = row.sealed_digest or journal.keyed_digest(arrival.body)
        except IntegrityError:
            known = Report.objects.filter(report_id=report.report_id).first()
            if known is None:
                raise
            return _again(actor, known, arrival)
        return _receipt(row, arrival, repeated=False)


def _refuse(actor: Actor, report: FieldReport, arrival: Arrival) -> None:
    if not may(actor, Act.SUBMIT_REPORT):
        raise NotAllowed(Act.SUBMIT_REPORT)
    where = report.tps_code or report.place_code
    own = any(covers(area, where) for area in actor.areas)
    if not own or not places.is_known(where):
        column = "tps_code" if report.tps_code else "place_code"
        raise InputRefused([Problem("report_place_unknown", column=column, value=where)])
    if _is_closed(report) and may(actor, Act.GRADE_REPORT):
        raise InputRefused([Problem("report_closed_from_desk", column="mode")])
    if _is_closed(report) and report.report_id.version in TELLING_VERSIONS:
        raise InputRefused([Problem("report_id_tells", column="report_id", expected="UUID 4")])
    if arrival.voice is not None and not _is_closed(report):
        raise InputRefused([Problem("report_open_under_pseudonym", column="mode")])


def _moment(report: FieldReport, arrival: Arrival) -> datetime:
    """Whole milliseconds, as JSON tells them: what is signed is what a phone can check."""
    if _is_closed(report):
        return half_day(arrival.received_at, zone_of(report.place_code))
    at = arrival.received_at
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _again(actor: Actor, known: Report, arrival: Arrival) -> Receipt:
    """The id is known. The same sender's same bytes: the same receipt. Anything else: a conflict, kept aside."""
    guessing = known.mode == Mode.TERTUTUP and may(actor, Act.GRADE_REPORT)  # the desk may try no words on a source
    if not guessing and likeness.is_same(known, arrival.body):
        return _receipt(known, arrival, repeated=True)
    _set_aside(actor, known, arrival)
    raise ReportConflict(known.report_id)


def _set_aside(actor: Actor, known: Report, arrival: Arrival) -> None:
    """Other bytes under a known id. Kept once, bounded, and never shown to the sender."""
    kept = list(Conflict.objects.filter(report=known).values_list("likeness", flat=True))
    if len(kept) >= CONFLICTS_MAX or any(likeness.is_like(one, arrival.body) for one in kept):
        return
    closed = known.mode == Mode.TERTUTUP
    at = half_day(arrival.received_at, zone_of(known.path)) if closed else arrival.received_at
    try:
        with journal.act(actor, "set_conflict_aside", at=at, veiled=closed) as line:
            Conflict.objects.create(
                **({"id": hidden_id()} if closed else {}),
                report=known,
                likeness=likeness.salted(arrival.body) if closed else hashlib.sha256(arrival.body).hexdigest(),
                body=keeping.sealed_conflict(known, arrival.body),
                received_at=at,
            )
            line.about("report", known.report_id, area=keeping.code_of_row(known))
    except IntegrityError:
        return  # the same other bytes came twice at once: one copy is enough


def _receipt(row: Report, arrival: Arrival, *, repeated: bool) -> Receipt:
    """Signed anew each time from the same values. The digest of a closed report is of the bytes just sent."""
    digest = row.sha256 or hashlib.sha256(arrival.body).hexdigest()
    return Receipt(
        report_id=row.report_id,
        receipt=sign_receipt(row.report_id, digest, row.received_at),
        received_at=row.received_at.astimezone(UTC),  # read back it is UTC: the first answer must be the same
        sha256=row.sha256 or None,
        repeated=repeated,
    )


def _is_closed(report: FieldReport) -> bool:
    return report.mode is Mode.TERTUTUP
