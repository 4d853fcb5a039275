"""Reading reports: one's own, or those of one's area, class and mode. All else answers as if it were not there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wasdini.core.access import Act, Actor, NotVisible, may, require_allowed, scope
from wasdini.core.field_report import Vocabulary
from wasdini.core.place_codes import NASIONAL_CODE, PlaceCodeInvalid, code_of, level_of, parse_place_code
from wasdini.core.terms import Classification, Level, Mode, ReportKind, ReportStatus
from wasdini.core.zones import zone_of
from wasdini.custody import queries as custody
from wasdini.custody.queries import Voice
from wasdini.journal.operations import keyed_digest
from wasdini.methods import catalogue
from wasdini.reports.keys import intake_public_key as intake_public_key
from wasdini.reports.keys import moment_text as moment_text
from wasdini.reports.keys import receipt_public_key as receipt_public_key
from wasdini.reports.keys import sign_receipt
from wasdini.reports.models import Attachment, Report
from wasdini.rows.scoping import within

PAGE_SIZE = 50


@dataclass(frozen=True)
class AttachmentCard:
    """One file of a report. `shown`: a photo drawn anew without hidden data."""

    sha256: str
    media_type: str
    bytes_count: int
    complete: bool
    is_photo: bool


@dataclass(frozen=True)
class ReportCard:
    """One report as the desk, the sender's own list and other programs read it."""

    report_id: UUID
    kind: ReportKind
    mode: Mode
    place_code: str
    tps_code: str
    occurred_at: datetime
    zone_assumed: bool
    received_at: datetime
    text: str
    issues: tuple[str, ...]
    urgency: int
    findings: tuple[Mapping[str, Any], ...]
    checkin: Mapping[str, Any] | None
    ladder: str
    athg: str
    aspect: str
    classification: Classification
    stage: str
    status: ReportStatus
    reliability: str
    credibility: str
    outcome: str
    priority: float
    channel: str
    on_behalf: bool
    supersedes: UUID | None
    superseded_by: UUID | None
    incident_id: UUID | None
    version: int
    facts: str
    opinion: str
    twin: str
    twin_classification: str
    reporter_id: int | None
    attachments: tuple[AttachmentCard, ...] = ()
    lat: float | None = None
    lon: float | None = None

    @property
    def where(self) -> str:
        return self.tps_code or self.place_code


@dataclass(frozen=True)
class ReportsPage:
    """A page of reports, and where the next one begins ("" when there is none)."""

    results: tuple[ReportCard, ...]
    next_after: str


@dataclass(frozen=True)
class ReceiptState:
    """What the sender may ask again: the receipt, where the report stands, which files are still missing."""

    report_id: UUID
    receipt: str
    received_at: datetime
    sha256: str | None
    status: ReportStatus
    missing: tuple[str, ...]


def vocabulary() -> Vocabulary:
    """The codes a report may use, and the zone of a place."""
    return Vocabulary(
        issues=frozenset(catalogue.issues()),
        findings=frozenset(catalogue.findings()),
        zone_of=lambda code: zone_of(code).clock,
    )


def visible_reports(actor: Actor) -> QuerySet[Report]:
    """The one scope of this room: own reports, and those of the area, up to the class, in the modes of the actor."""
    own = Q(reporter_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    rows = Report.objects.select_related("standing", "words")
    if not may(actor, Act.SEE_REPORTS):
        return rows.filter(own)
    bound = scope(actor)
    classes = [rank.value for rank in Classification if rank.rank <= bound.highest.rank]
    area = within(bound.areas, "standing__path")
    return rows.filter(own | (area & Q(standing__classification__in=classes, mode__in=list(bound.modes))))


def report_row(actor: Actor, report_id: UUID) -> Report:
    """For this room's own operations; raises `NotVisible`."""
    row = visible_reports(actor).filter(report_id=report_id).first()
    if row is None:
        raise NotVisible(report_id)
    return row


def report_card(actor: Actor, report_id: UUID) -> ReportCard:
    """One report with its files; raises `NotVisible`."""
    row = report_row(actor, report_id)
    return _as_told(actor, card_of(row, files_of([row]).get(row.report_id, ())))


def reports_page(
    actor: Actor, *, area: str = "", status: str = "", own: bool = False, after: str = "", limit: int = PAGE_SIZE
) -> ReportsPage:
    """Reports the newest first, `limit` at a time. Three queries, however many they are."""
    require_allowed(actor, Act.SUBMIT_REPORT)  # whoever may neither send nor see any has no list
    rows = visible_reports(actor)
    if own:
        rows = rows.filter(reporter_id=actor.user_id or 0)
    if area:
        rows = rows.filter(within([_written(area)], "standing__path"))
    if status:
        rows = rows.filter(standing__status=status)
    if after:
        moment, last = _place_in_list(after)
        rows = rows.filter(Q(received_at__lt=moment) | Q(received_at=moment, report_id__lt=last))
    found = list(rows.order_by("-received_at", "-report_id")[: limit + 1])
    page, files = found[:limit], files_of(found[:limit])
    return ReportsPage(
        tuple(_as_told(actor, card_of(row, files.get(row.report_id, ()))) for row in page),
        _mark(page[-1]) if len(found) > limit else "",
    )


def receipt_state(actor: Actor, report_id: UUID, *, voice: Voice | None = None) -> ReceiptState:
    """For the sender alone: of an open report its account, of a closed one its pseudonym (or who knows its id, when it
    has none); raises `NotVisible`."""
    row = Report.objects.select_related("standing").filter(report_id=report_id).first()
    if row is None or not _is_sender(actor, row, voice):
        raise NotVisible(report_id)
    missing = Attachment.objects.filter(report_id=report_id, complete=False).values_list("sha256", flat=True)
    closed = row.mode == Mode.TERTUTUP
    return ReceiptState(
        report_id=row.report_id,
        receipt="" if closed else sign_receipt(row.report_id, row.sha256, row.received_at),
        received_at=row.received_at,
        sha256=row.sha256 or None,
        status=ReportStatus(row.standing.status),
        missing=tuple(missing),
    )


def attachment_file(actor: Actor, report_id: UUID, sha256: str) -> tuple[str, str]:
    """(name on the shelf, media type) of what may be shown of a file; raises `NotVisible`."""
    row = report_row(actor, report_id)
    file = Attachment.objects.filter(report_id=row.report_id, sha256=sha256, complete=True).first()
    if file is None:
        raise NotVisible(sha256)
    return file.shown_name or file.name, "image/jpeg" if file.shown_name else file.media_type


def card_of(row: Report, files: Sequence[AttachmentCard] = ()) -> ReportCard:
    """A row with its standing and words (both already read) as a card."""
    standing = row.standing
    code = code_of(standing.path)  # the desk may have said more exactly where
    is_tps = level_of(code) is Level.TPS
    return ReportCard(
        report_id=row.report_id,
        kind=ReportKind(row.kind),
        mode=Mode(row.mode),
        place_code=standing.path[:13] if is_tps else code,
        tps_code=code if is_tps else "",
        occurred_at=row.occurred_at,
        zone_assumed=row.zone_assumed,
        received_at=row.received_at,
        text=_text_of(row),
        issues=tuple(standing.issues),
        urgency=standing.urgency,
        findings=tuple(row.findings),
        checkin=row.checkin,
        ladder=standing.ladder,
        athg=standing.athg,
        aspect=standing.aspect,
        classification=Classification(standing.classification),
        stage=row.stage,
        status=ReportStatus(standing.status),
        reliability=standing.reliability,
        credibility=standing.credibility,
        outcome=standing.outcome,
        priority=standing.priority,
        channel=row.channel,
        on_behalf=row.on_behalf,
        supersedes=row.supersedes,
        superseded_by=standing.superseded_by,
        incident_id=standing.incident_id,
        version=standing.version,
        facts=standing.facts,
        opinion=standing.opinion,
        twin=standing.twin,
        twin_classification=standing.twin_classification,
        reporter_id=row.reporter_id,
        attachments=tuple(files),
        lat=row.lat,
        lon=row.lon,
    )


def _as_told(actor: Actor, card: ReportCard) -> ReportCard:
    """Who does not grade is not told that a report lies together with others: it may be with one they may not see."""
    return card if may(actor, Act.GRADE_REPORT) else replace(card, incident_id=None)


def _text_of(row: Report) -> str:
    """Empty once the words were forgotten."""
    words = getattr(row, "words", None)
    return words.text if words else ""


def _is_sender(actor: Actor, row: Report, voice: Voice | None) -> bool:
    if row.mode == Mode.TERBUKA:
        return row.reporter_id is not None and row.reporter_id == actor.user_id
    if may(actor, Act.GRADE_REPORT):  # the desk knows every id and sends nothing closed
        return False
    owner = custody.voices_of([row.report_id]).get(row.report_id)
    return owner is None or (voice is not None and voice.voice_id == owner)


def files_of(rows: Iterable[Report]) -> dict[UUID, list[AttachmentCard]]:
    """The files of some reports, by report. Of a closed one a file that has not come says nothing of its original."""
    found: dict[UUID, list[AttachmentCard]] = {}
    closed = {row.report_id: row.mode == Mode.TERTUTUP for row in rows}
    wanted = list(closed)
    for one in Attachment.objects.filter(report_id__in=wanted).order_by("id") if wanted else ():
        sha256, length = one.sha256, one.bytes_count
        if closed[one.report_id] and not one.complete:
            sha256, length = keyed_digest(sha256.encode()), 0
        card = AttachmentCard(sha256, one.media_type, length, one.complete, bool(one.shown_name))
        found.setdefault(one.report_id, []).append(card)
    return found


def _mark(row: Report) -> str:
    return base64.urlsafe_b64encode(f"{row.received_at.isoformat()} {row.report_id}".encode()).decode()


def _written(area: str) -> str:
    """A place as somebody asked for it, in Wasdini's writing; what is no code is like what is not there."""
    try:
        return area if area == NASIONAL_CODE else parse_place_code(area).dotted
    except PlaceCodeInvalid:
        raise NotVisible(area) from None


def _place_in_list(mark: str) -> tuple[datetime, UUID]:
    """Where a page went on; a mark nobody gave is like one that is not there."""
    try:
        moment, _, last = base64.urlsafe_b64decode(mark.encode()).decode().partition(" ")
        return datetime.fromisoformat(moment), UUID(last)
    except (ValueError, binascii.Error, UnicodeError):
        raise NotVisible(mark) from None
