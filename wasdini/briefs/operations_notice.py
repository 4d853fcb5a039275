"""Drafting the notice of a breach: from the blast radius to a marked paper in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from wasdini.accounts import queries as accounts
from wasdini.briefs.notice import Breach, compose_notice, notice_head
from wasdini.briefs.queries_reads import blast_radius
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.terms import Classification
from wasdini.documents.operations_export import ExportCard, Handed, hand_over_paper
from wasdini.documents.queries_export import CopyLine
from wasdini.methods.rules import read_rules
from wasdini.places import queries as places

CLASS_OF_DRAFT = Classification.TERBATAS


@dataclass(frozen=True)
class NoticeRequest:
    user_id: int
    since: datetime
    until: datetime
    form: str = "docx"


def draft_notice(actor: Actor, asked: NoticeRequest, *, at: datetime) -> ExportCard:
    """The notice as a file for this actor; one journal line. Nothing is sent: a person reads, decides and signs."""
    require_allowed(actor, Act.SEE_READS)
    radius = blast_radius(actor, asked.user_id, asked.since, asked.until)
    office = accounts.the_office()
    area = office.area if office else next(iter(actor.areas), NASIONAL_CODE)
    breach = Breach(
        area=area,
        kinds=frozenset(thing.kind for thing in radius.things) | frozenset(_kinds_of_copies(radius.copies)),
        things_count=len(radius.things),
        copies_count=len(radius.copies),
        since=asked.since,
        until=asked.until,
        at=at,
    )
    head = notice_head(office, places.names_of([area]).get(area, ""), breach)
    stamp = ("LATIHAN" if office.is_exercise else "CONTOH" if office.is_demo else "") if office else ""
    paper = compose_notice(breach, read_rules("notice-pdp", settings.RULES_DIR), head=head, stamp=stamp)
    return hand_over_paper(
        actor, Handed("notice", "", paper.title, area, CLASS_OF_DRAFT), paper, form=asked.form, at=at
    )


def _kinds_of_copies(copies: tuple[CopyLine, ...]) -> set[str]:
    """An export of rows is of reports; every other copy is of a paper."""
    return {"report" if copy.subject_kind == "rows" else "document" for copy in copies}
