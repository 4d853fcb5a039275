"""The fields of a report as they arrive: one reader per field, each saying what would be right.

Used by `field_report` only. A reader returns the value in Wasdini's own types or raises `_Wrong` with a sentence code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from wasdini.core.place_codes import PlaceCodeInvalid, covers, parse_place_code
from wasdini.core.problems import Problem
from wasdini.core.terms import Aspect, Athg, CheckinStep, Classification, Ladder, Level, Mode, ReportKind

NAMES_MAX, LIST_MAX, FILES_MAX = 160, 30, 20
FILE_BYTES_MAX = 25 * 1024 * 1024
MEDIA_TYPES = frozenset(
    {
        "image/jpeg", "image/png", "image/webp", "audio/ogg", "audio/webm", "audio/mp4", "audio/mpeg", "audio/wav",
        "audio/amr", "audio/3gpp", "audio/aac", "video/mp4", "video/webm", "video/3gpp",
    }
)  # fmt: skip
REQUIRED = ("kind", "mode", "occurred_at")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HIDDEN = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f\ud800-\udfff]")


class _Wrong(Exception):
    """This value is not it. Carries the code of a sentence and what would be right."""

    def __init__(self, code: str, expected: str = "", column: str = "") -> None:
        self.code, self.expected, self.column = code, expected, column
        super().__init__(code)


@dataclass
class Reading:
    """What could be read, and everything that could not."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_fields(body: Mapping[str, Any], issues: frozenset[str], findings: frozenset[str]) -> Reading:
    """Every field of the contract; unknown names are refused by name. null counts as not given."""
    reading = Reading()
    known = {"issues": issues, "findings": findings}
    for name, value in body.items():
        reader = FIELDS.get(name)
        if reader is None:
            reading.problems.append(Problem("report_field_unknown", column=name[:60]))
        elif value is not None:
            _read(reading, name, partial(reader, value, known.get(name)))
    missing = [name for name in REQUIRED if body.get(name) is None]
    if body.get("place_code") is None and body.get("tps_code") is None:
        missing.append("place_code")
    reading.problems += [Problem("report_field_missing", column=name) for name in missing]
    _settle_place(reading)
    return reading


def _read(reading: Reading, name: str, read: Callable[[], Any]) -> None:
    try:
        reading.values[name] = read()
    except _Wrong as wrong:
        column = f"{name}.{wrong.column}" if wrong.column else name
        reading.problems.append(Problem(wrong.code, column=column, expected=wrong.expected))


def _settle_place(reading: Reading) -> None:
    """A TPS says its region; a region named beside it must hold it. A TPS written as the place is a TPS."""
    values = reading.values
    place, tps = values.get("place_code", ""), values.get("tps_code", "")
    if place and not tps and parse_place_code(place).level is Level.TPS:
        tps = values["tps_code"] = place
        place = ""
    if tps and not place:
        place = values["place_code"] = parse_place_code(tps[:10]).dotted
    if tps and not covers(place, tps):
        reading.problems.append(Problem("report_tps_elsewhere", column="tps_code", value=tps, expected=place))


def _one_of(kind: type[StrEnum]) -> Callable[[Any, Any], StrEnum]:
    allowed = ", ".join(member.value for member in kind)

    def read(value: Any, _known: Any) -> StrEnum:
        if not isinstance(value, str) or value not in {member.value for member in kind}:
            raise _Wrong("report_not_one_of", allowed)
        return kind(value)

    return read


def _text(value: Any, _known: Any = None) -> str:
    if not isinstance(value, str):
        raise _Wrong("report_not_text")
    return value


def _line(value: Any, _known: Any = None) -> str:
    text = _text(value).strip()
    if len(text) > NAMES_MAX or _HIDDEN.search(text):
        raise _Wrong("report_line_too_long", f"≤ {NAMES_MAX}")
    return text


def _whole(low: int, high: int) -> Callable[[Any, Any], int]:
    def read(value: Any, _known: Any = None) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise _Wrong("report_not_whole", f"{low}–{high}")
        return value

    return read


def _degrees(bound: int) -> Callable[[Any, Any], float]:
    def read(value: Any, _known: Any = None) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -bound <= value <= bound:
            raise _Wrong("report_not_degrees", f"-{bound}–{bound}")
        return float(value)

    return read


def _place(value: Any, _known: Any) -> str:
    try:
        return parse_place_code(_line(value)).dotted
    except PlaceCodeInvalid:
        raise _Wrong("report_place_invalid") from None


def _tps(value: Any, _known: Any) -> str:
    code = _place(value, None)
    if parse_place_code(code).level is not Level.TPS:
        raise _Wrong("report_tps_invalid")
    return code


def _flag(value: Any, _known: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("report_not_yes_no")
    return value


def _uuid(value: Any, _known: Any) -> UUID:
    try:
        return UUID(_text(value))
    except ValueError:
        raise _Wrong("report_not_uuid") from None


def _list(value: Any, most: int = LIST_MAX) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise _Wrong("report_not_list", f"≤ {most}")
    return value


def _object(value: Any, names: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong("report_not_object", ", ".join(sorted(names)))
    unknown = sorted(set(value) - names)
    if unknown:
        raise _Wrong("report_field_unknown", ", ".join(sorted(names)), column=unknown[0][:60])
    return {name: one for name, one in value.items() if one is not None}


def _issues(value: Any, known: frozenset[str]) -> tuple[str, ...]:
    codes = [_text(one) for one in _list(value)]
    if unknown := [code for code in codes if code not in known]:
        raise _Wrong("report_issue_unknown", unknown[0][:60])
    return tuple(dict.fromkeys(codes))


def _source(value: Any, _known: Any) -> dict[str, str]:
    told = _object(value, frozenset({"name", "phone", "relation"}))
    return {name: _line(one) for name, one in told.items()}


def _findings(value: Any, known: frozenset[str]) -> tuple[dict[str, Any], ...]:
    found = []
    for one in _list(value):
        told = _object(one, frozenset({"code", "value", "unit"}))
        code = _text(told.get("code", ""))
        if code not in known:
            raise _Wrong("report_finding_unknown", code[:60])
        found.append({"code": code, "value": _amount(told.get("value")), "unit": _line(told.get("unit", ""))})
    return tuple(found)


def _amount(value: Any) -> float | None:
    if value is None or value is True:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e9:
        raise _Wrong("report_not_amount", "0–1000000000")
    return float(value)


def _checkin(value: Any, _known: Any) -> dict[str, Any]:
    told = _object(value, frozenset({"step", "voters_count"}))
    step = _one_of(CheckinStep)(told.get("step"), None)
    count = _whole(0, 100_000)(told["voters_count"], None) if "voters_count" in told else None
    return {"step": step, "voters_count": count}


def _attachments(value: Any, _known: Any) -> tuple[dict[str, Any], ...]:
    found = []
    for one in _list(value, FILES_MAX):
        told = _object(one, frozenset({"sha256", "bytes", "type"}))
        if not _SHA256.fullmatch(_text(told.get("sha256", ""))):
            raise _Wrong("report_sha256_invalid")
        if told.get("type") not in MEDIA_TYPES:
            raise _Wrong("report_media_unknown", ", ".join(sorted(MEDIA_TYPES)))
        size = _whole(1, FILE_BYTES_MAX)(told.get("bytes"), None)
        found.append({"sha256": told["sha256"], "bytes": size, "type": told["type"]})
    if len({one["sha256"] for one in found}) != len(found):
        raise _Wrong("report_attachment_twice")
    return tuple(found)


def _form(value: Any, _known: Any) -> dict[str, str]:
    return {name: _line(one) for name, one in _object(value, frozenset({"id", "version"})).items()}


FIELDS: Mapping[str, Callable[[Any, Any], Any]] = {
    "kind": _one_of(ReportKind),
    "mode": _one_of(Mode),
    "place_code": _place,
    "tps_code": _tps,
    "occurred_at": _line,
    "text": _text,
    "issues": _issues,
    "urgency": _whole(1, 5),
    "lat": _degrees(90),
    "lon": _degrees(180),
    "source": _source,
    "findings": _findings,
    "checkin": _checkin,
    "ladder": _one_of(Ladder),
    "athg": _one_of(Athg),
    "aspect": _one_of(Aspect),
    "classification": _one_of(Classification),
    "attachments": _attachments,
    "form": _form,
    "on_behalf": _flag,
    "supersedes": _uuid,
}
