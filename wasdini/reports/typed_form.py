"""What was typed into the plain web form, as the body every other door sends: used when there is no script.

The same page sent twice gives the same bytes: id and time stand in the page, so that a second press doubles nothing.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wasdini.core.problems import InputRefused, Problem

_PLAIN = ("kind", "mode", "text", "ladder", "athg", "aspect", "classification", "supersedes")
_SOURCE = ("name", "phone", "relation")


@dataclass(frozen=True)
class TypedFile:
    """A file chosen on the page."""

    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class TypedForm:
    """The fields as they came, each with all its values, and the files."""

    fields: Mapping[str, Sequence[str]]
    files: tuple[TypedFile, ...] = ()

    def one(self, name: str) -> str:
        values = self.fields.get(name, ())
        return str(values[0]).strip() if values else ""


def report_id_of(form: TypedForm) -> UUID:
    """The id the page was given; raises `InputRefused`."""
    try:
        return uuid.UUID(form.one("report_id"))
    except ValueError:
        raise InputRefused([Problem("report_not_uuid", column="report_id")]) from None


def body_of(form: TypedForm) -> bytes:
    """The body of `PUT /api/v1/reports/…` that this form means."""
    body: dict[str, Any] = {name: form.one(name) for name in _PLAIN if form.one(name)}
    body["occurred_at"] = form.one("occurred_local") or form.one("opened_at")
    body["urgency"] = _number(form.one("urgency"))
    body["place_code"] = form.one("place_code") or None
    if form.one("tps_number"):
        body["tps_code"] = body["place_code"] and f"{body['place_code'].replace('.', '')}{form.one('tps_number'):0>3}"
    body["issues"] = list(form.fields.get("issue", ())) or None
    body["findings"] = [_finding(form, code) for code in form.fields.get("finding", ())] or None
    body["source"] = {name: form.one(f"source_{name}") for name in _SOURCE if form.one(f"source_{name}")} or None
    if body.get("kind") == "checkin" and form.one("checkin_step"):
        body["checkin"] = {"step": form.one("checkin_step"), "voters_count": _number(form.one("voters_count"))}
    if form.one("lat") and form.one("lon"):
        body["lat"], body["lon"] = _number(form.one("lat")), _number(form.one("lon"))
    files = {file.sha256: file for file in form.files}
    body["attachments"] = [
        {"sha256": digest, "bytes": len(file.content), "type": file.media_type} for digest, file in files.items()
    ] or None
    body["form"] = {"id": "lapor", "version": "1"}
    told = {name: value for name, value in body.items() if value is not None}
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _finding(form: TypedForm, code: str) -> dict[str, Any]:
    count = _number(form.one(f"count_{code}"))
    return {"code": code} if count is None else {"code": code, "value": count}


def _number(text: str) -> int | float | str | None:
    """As a number when it is one; what is none is handed on, so that the refusal names its field."""
    if not text:
        return None
    for read in (int, float):
        try:
            return read(text.replace(",", "."))
        except ValueError:
            continue
    return text
