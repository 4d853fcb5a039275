"""What a form of the desk means: its fields read, and the one operation it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from wasdini.core.access import Actor
from wasdini.core.field_report import read_body, read_field_report
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Channel, Level, Mode, ReportKind
from wasdini.reports import operations_asking, operations_desk, operations_merging
from wasdini.reports.arrivals import Arrival, Receipt
from wasdini.reports.changing import Touch
from wasdini.reports.operations import accept_report
from wasdini.reports.queries import vocabulary

ENTRY_KINDS = (ReportKind.INCIDENT, ReportKind.SITUATION, ReportKind.TPS_FINDING, ReportKind.NIL)
Told = QueryDict


def touch_of(report_id: UUID, told: Told, *, at: datetime) -> Touch:
    """Which report as the officer saw it; a form without a version is refused."""
    return Touch(report_id=report_id, version=whole(told, "version", needed=True), at=at, reason=told.get("reason", ""))


def whole(told: Told, name: str, *, needed: bool = False) -> int:
    """A whole number of the form; 0 when it was left empty and is not needed."""
    text = told.get(name, "").strip()
    if not text and not needed:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InputRefused([Problem("report_not_whole", column=name, expected="≥ 0")])
    return int(text)


def grade(actor: Actor, touch: Touch, told: Told) -> None:
    form = operations_desk.GradeForm(
        reliability=told.get("reliability", ""),
        credibility=told.get("credibility", ""),
        facts=told.get("facts", ""),
        opinion=told.get("opinion", ""),
    )
    operations_desk.grade_report(actor, touch, form)


def revise(actor: Actor, touch: Touch, told: Told) -> None:
    """A field that the form does not carry stays as it is."""
    place = told.get("place", "").strip()
    operations_desk.revise_report(
        actor,
        touch,
        operations_desk.Revision(
            issues=tuple(told.getlist("issues")) if "issues_shown" in told else None,
            ladder=told.get("ladder"),
            athg=told.get("athg"),
            aspect=told.get("aspect"),
            classification=told.get("classification"),
            urgency=whole(told, "urgency") if "urgency" in told else None,
            place=place or None,
        ),
    )


def ask(actor: Actor, touch: Touch, told: Told) -> None:
    operations_asking.ask_clarification(
        actor, touch, told.get("question", ""), due_hours=whole(told, "due_hours") or None
    )


def refer(actor: Actor, touch: Touch, told: Told) -> None:
    operations_asking.refer_report(
        actor, touch, tuple(told.getlist("posts")), area=told.get("area", ""), note=told.get("note", "")
    )


def close(actor: Actor, touch: Touch, told: Told) -> None:
    operations_desk.close_report(actor, touch, told.get("outcome", ""))


def reopen(actor: Actor, touch: Touch, told: Told) -> None:
    operations_desk.reopen_report(actor, touch)


def release(actor: Actor, touch: Touch, told: Told) -> None:
    operations_desk.release_report(actor, touch)


def twin(actor: Actor, touch: Touch, told: Told) -> None:
    operations_desk.write_twin(actor, touch, told.get("twin", ""), told.get("twin_classification", ""))


def merge(actor: Actor, touch: Touch, told: Told) -> None:
    """One tap: this report and the other, each as it stood on the page."""
    try:
        other = UUID(told.get("other", ""))
    except ValueError:
        raise InputRefused([Problem("desk_merge_needs_two")]) from None
    versions = {touch.report_id: touch.version, other: whole(told, "other_version", needed=True)}
    operations_merging.merge_reports(actor, versions, at=touch.at, reason=touch.reason)


def split(actor: Actor, touch: Touch, told: Told) -> None:
    operations_merging.split_report(actor, touch)


def undo(actor: Actor, touch: Touch, told: Told) -> None:
    operations_merging.undo_merge(actor, touch)


ACTS: Mapping[str, Callable[[Actor, Touch, Told], None]] = {
    "nilai": grade,
    "perbaiki": revise,
    "tanya": ask,
    "rujuk": refer,
    "tutup": close,
    "buka": reopen,
    "lepas": release,
    "salinan": twin,
    "gabung": merge,
    "pisah": split,
    "urungkan": undo,
}


def enter_on_behalf(actor: Actor, report_id: UUID, told: Told, *, at: datetime) -> Receipt:
    """A report taken down at the desk for somebody who called, came, or handed in a paper form. Always open."""
    body = body_on_behalf(told)
    report = read_field_report(report_id, read_body(body), vocabulary())
    return accept_report(actor, report, Arrival(channel=Channel.DESK, body=body, received_at=at))


def body_on_behalf(told: Told) -> bytes:
    """The same form sent twice gives the same bytes, so that a second press doubles nothing."""
    body: dict[str, Any] = {
        "kind": told.get("kind", ""),
        "mode": Mode.TERBUKA.value,
        "occurred_at": told.get("occurred_at", "").strip(),
        "text": told.get("text", ""),
        "urgency": whole(told, "urgency") or None,
        "issues": told.getlist("issues") or None,
        "on_behalf": True,
        "form": {
            "id": "kertas" if told.get("paper") else "meja",
            "version": " ".join(told.get("paper_number", "").split())[:40],
        },
        **_place_of(told.get("place", "")),
    }
    source = {name: " ".join(told.get(name, "").split()) for name in ("name", "phone", "relation")}
    body["source"] = {name: value for name, value in source.items() if value} or None
    kept = {name: value for name, value in body.items() if value not in (None, "")}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()


def _place_of(text: str) -> dict[str, str]:
    try:
        place = parse_place_code(text)
    except PlaceCodeInvalid:
        return {"place_code": text.strip()} if text.strip() else {}
    return {"tps_code" if place.level is Level.TPS else "place_code": place.dotted}
