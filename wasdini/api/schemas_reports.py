"""The JSON of the reports door: what goes in (as OpenAPI) and what comes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from wasdini.core import terms
from wasdini.core.report_fields import FILE_BYTES_MAX, FILES_MAX, LIST_MAX, MEDIA_TYPES, NAMES_MAX
from wasdini.methods import catalogue
from wasdini.reports.queries import ReportCard


class ReceiptOut(Schema):
    """What the phone waits for. A closed report's names no digest. The signature covers `received_at` as text."""

    receipt: str
    received_at: str
    sha256: str | None = None


class ConflictOut(Schema):
    """Why nothing was taken, in words."""

    error: str
    message: str


class ReceiptStateOut(Schema):
    """A receipt asked for again. `receipt` is null for a closed report: only the very bytes bring it back."""

    report_id: UUID
    receipt: str | None
    received_at: str
    sha256: str | None
    status: terms.ReportStatus
    missing: list[str]


class FindingOut(Schema):
    """A structured fact. `value` null: seen, not counted."""

    code: str
    value: float | None
    unit: str


class CheckinOut(Schema):
    """How far a polling station has come."""

    step: terms.CheckinStep
    voters_count: int | None


class AttachmentOut(Schema):
    """A file of a report."""

    sha256: str
    bytes: int
    type: str
    complete: bool


class ReportOut(Schema):
    """A report as it stands now. Of a closed one time and place are coarse, and nobody is named."""

    report_id: UUID
    kind: terms.ReportKind
    mode: terms.Mode
    place_code: str
    tps_code: str | None
    occurred_at: datetime
    zone_assumed: bool
    received_at: datetime
    text: str
    issues: list[str]
    urgency: int
    findings: list[FindingOut]
    checkin: CheckinOut | None
    ladder: str | None
    athg: str | None
    aspect: str | None
    classification: terms.Classification
    stage: str | None
    status: terms.ReportStatus
    reliability: str | None
    credibility: str | None
    on_behalf: bool
    supersedes: UUID | None
    superseded_by: UUID | None
    incident_id: UUID | None
    attachments: list[AttachmentOut]


class ReportsOut(Schema):
    """A page of reports; `next` is the address of the following page, or null."""

    results: list[ReportOut]
    next: str | None


def report_out(card: ReportCard) -> dict[str, Any]:
    """A card as the public contract writes it."""
    same = (
        "report_id", "kind", "mode", "place_code", "occurred_at", "zone_assumed", "received_at", "text", "urgency",
        "classification", "status", "on_behalf", "supersedes", "superseded_by", "incident_id", "checkin",
    )  # fmt: skip
    blank = ("tps_code", "ladder", "athg", "aspect", "stage", "reliability", "credibility")
    return {
        **{name: getattr(card, name) for name in same},
        **{name: getattr(card, name) or None for name in blank},
        "issues": list(card.issues),
        "findings": [dict(one) for one in card.findings],
        "attachments": [
            {"sha256": one.sha256, "bytes": one.bytes_count, "type": one.media_type, "complete": one.complete}
            for one in card.attachments
        ],
    }


def _choice(kind: type[Any]) -> dict[str, Any]:
    return {"type": ["string", "null"], "enum": [*(member.value for member in kind), None]}


def _only(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


_LINE = {"type": ["string", "null"], "maxLength": NAMES_MAX}
_CODE = {"type": "string"}
_SOURCE = _only({"name": _LINE, "phone": _LINE, "relation": _LINE}, [])
_FINDING = _only(
    {
        "code": {"type": "string", "enum": sorted(catalogue.findings())},
        "value": {"type": ["number", "null"], "minimum": 0, "maximum": 1e9},
        "unit": _LINE,
    },
    ["code"],
)
_CHECKIN = _only(
    {
        "step": {"type": "string", "enum": [step.value for step in terms.CheckinStep]},
        "voters_count": {"type": ["integer", "null"], "minimum": 0, "maximum": 100_000},
    },
    ["step"],
)
_FILE = _only(
    {
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "bytes": {"type": "integer", "minimum": 1, "maximum": FILE_BYTES_MAX},
        "type": {"type": "string", "enum": sorted(MEDIA_TYPES)},
    },
    ["sha256", "bytes", "type"],
)
_REPORT = _only(
    {
        "kind": {"type": "string", "enum": [kind.value for kind in terms.ReportKind]},
        "mode": {"type": "string", "enum": [mode.value for mode in terms.Mode]},
        "place_code": {"type": ["string", "null"]},
        "tps_code": {"type": ["string", "null"]},
        "occurred_at": {"type": "string", "format": "date-time"},
        "text": {"type": ["string", "null"], "maxLength": 10_000},
        "issues": {
            "type": ["array", "null"],
            "items": {"type": "string", "enum": sorted(catalogue.issues())},
            "maxItems": LIST_MAX,
        },
        "urgency": {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
        "lat": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
        "lon": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
        "source": {"anyOf": [_SOURCE, {"type": "null"}]},
        "findings": {"type": ["array", "null"], "items": _FINDING, "maxItems": LIST_MAX},
        "checkin": {"anyOf": [_CHECKIN, {"type": "null"}]},
        "ladder": _choice(terms.Ladder),
        "athg": _choice(terms.Athg),
        "aspect": _choice(terms.Aspect),
        "classification": _choice(terms.Classification),
        "attachments": {"type": ["array", "null"], "items": _FILE, "maxItems": FILES_MAX},
        "form": {"anyOf": [_only({"id": _LINE, "version": _LINE}, []), {"type": "null"}]},
        "on_behalf": {"type": ["boolean", "null"]},
        "supersedes": {"type": ["string", "null"], "format": "uuid"},
    },
    ["kind", "mode", "occurred_at"],
)
REPORT_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": _REPORT},
        "application/vnd.wasdini.sealed": {"schema": {"type": "string", "format": "binary"}},
    },
}
