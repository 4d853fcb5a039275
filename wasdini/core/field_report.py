"""One field report, checked and frozen: the shape every door ends in before `accept_report`.

Source of the form: `docs/api.md` (reports). Nothing here knows where the bytes came from. A refusal names the field and
what would be right; everything wrong is told at once.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

from wasdini.core.place_codes import path_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.report_fields import FIELDS, Reading, read_fields
from wasdini.core.terms import Aspect, Athg, CheckinStep, Classification, Ladder, Mode, ReportKind

BODY_BYTES_MAX = 128 * 1024
TEXT_CHARS_MAX = 10_000
DIGITS_MAX = 18
# A clock that is decades off is kept as said; beyond these years databases disagree about what a date is.
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?")
# Invisible marks that turn a line around or hide in it: a verifier must read what stands there.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff\ufff9-\ufffb]")


@dataclass(frozen=True, kw_only=True)
class SourcePerson:
    """Who told the reporter, when somebody did. Personal: never in an export, sealed when the report is closed."""

    name: str = ""
    phone: str = ""
    relation: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A structured fact: `ballots_short` 12 `lembar`. `value` None: seen, not counted."""

    code: str
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Checkin:
    """How far a polling station has come. `voters_count` with the step `turnout`."""

    step: CheckinStep
    voters_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A file that belongs to the report: its SHA-256 (hex), its length in bytes, its media type."""

    sha256: str
    bytes: int
    type: str


@dataclass(frozen=True, kw_only=True)
class FieldReport:
    """What somebody said. Codes are in Wasdini's writing; `occurred_at` is aware and in UTC."""

    report_id: UUID
    kind: ReportKind
    mode: Mode
    place_code: str
    occurred_at: datetime
    zone_assumed: bool
    text: str
    issues: tuple[str, ...] = ()
    urgency: int = 2
    tps_code: str = ""
    lat: float | None = None
    lon: float | None = None
    source: SourcePerson | None = None
    findings: tuple[Finding, ...] = ()
    checkin: Checkin | None = None
    ladder: Ladder | None = None
    athg: Athg | None = None
    aspect: Aspect | None = None
    classification: Classification
    attachments: tuple[Announced, ...] = ()
    form_id: str = ""
    form_version: str = ""
    on_behalf: bool = False
    supersedes: UUID | None = None

    @property
    def path(self) -> str:
        """Where: the polling station when one is named, else the region."""
        return path_of(self.tps_code or self.place_code)


@dataclass(frozen=True)
class Vocabulary:
    """What the method files know: codes of issues and findings, and the zone of a place code."""

    issues: frozenset[str]
    findings: frozenset[str]
    zone_of: Callable[[str], tzinfo]


def read_body(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a request. Raises `InputRefused` for anything a careful writer would not send.

    Refused: more than 128 KiB, not UTF-8, not JSON, not an object, a name twice, NaN and infinities, numbers of more
    than 18 digits, nesting no form needs.
    """
    if len(body) > BODY_BYTES_MAX:
        raise InputRefused([Problem("report_body_too_large", expected=f"≤ {BODY_BYTES_MAX // 1024} KiB")])
    try:
        found = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=_short,
            parse_float=_real,
        )
    except UnicodeDecodeError as wrong:
        raise InputRefused([Problem("report_body_not_utf8")]) from wrong
    except (ValueError, RecursionError) as wrong:
        raise InputRefused([Problem("report_body_not_json")]) from wrong
    if not isinstance(found, dict):
        raise InputRefused([Problem("report_body_not_object")])
    return found


def read_field_report(report_id: UUID, body: Mapping[str, Any], vocabulary: Vocabulary) -> FieldReport:
    """Check every field of the contract and freeze them. Raises `InputRefused` naming every field that is wrong."""
    reading = read_fields(body, vocabulary.issues, vocabulary.findings)
    problems = list(reading.problems)
    values = reading.values
    occurred = _moment(reading, vocabulary, problems)
    text = _words(values.get("text", ""), problems)
    _needed(values, text, problems)
    if problems:
        raise InputRefused(problems)
    mode = values["mode"]
    source = values.get("source")
    checkin = values.get("checkin")
    return FieldReport(
        report_id=report_id,
        kind=values["kind"],
        mode=mode,
        place_code=values["place_code"],
        tps_code=values.get("tps_code", ""),
        occurred_at=occurred[0],
        zone_assumed=occurred[1],
        text=text,
        issues=values.get("issues", ()),
        urgency=values.get("urgency", 2),
        lat=values.get("lat"),
        lon=values.get("lon"),
        source=SourcePerson(**source) if source else None,
        findings=tuple(Finding(**one) for one in values.get("findings", ())),
        checkin=Checkin(**checkin) if checkin else None,
        ladder=values.get("ladder"),
        athg=values.get("athg"),
        aspect=values.get("aspect"),
        classification=values.get(
            "classification", Classification.RAHASIA if mode is Mode.TERTUTUP else Classification.BIASA
        ),
        attachments=tuple(Announced(**one) for one in values.get("attachments", ())),
        form_id=values.get("form", {}).get("id", ""),
        form_version=values.get("form", {}).get("version", ""),
        on_behalf=values.get("on_behalf", False),
        supersedes=values.get("supersedes"),
    )


def read_moment(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    """RFC 3339 -> (UTC instant, whether the zone had to be assumed); None when it is no moment at all.

    A leap second is read as the second before it. Years beyond 1970-2199 are moved to that edge: no report is refused
    for its clock.
    """
    said = text.strip()
    if not _MOMENT.fullmatch(said):
        return None
    written = said.upper().replace(",", ".").replace(":60", ":59")
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    assumed = found.tzinfo is None
    try:
        moment = (found.replace(tzinfo=zone) if assumed else found).astimezone(UTC)
    except OverflowError:
        moment = _FIRST if found.year < 1970 else _LAST
    return min(max(moment, _FIRST), _LAST), assumed


def clean_words(text: str) -> str | None:
    """Text in one Unicode form (NFC), line ends as one; None when it carries marks that hide or turn words."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    hidden = any(unicodedata.category(letter) in {"Cc", "Cs", "Co"} and letter not in "\n\t" for letter in plain)
    return None if hidden or _TURNING.search(plain) else plain.strip()


def _moment(reading: Reading, vocabulary: Vocabulary, problems: list[Problem]) -> tuple[datetime, bool]:
    said = reading.values.get("occurred_at")
    place = reading.values.get("place_code", "")
    if said is None:
        return _FIRST, False
    found = read_moment(said, vocabulary.zone_of(place))
    if found is None:
        problems.append(Problem("report_moment_invalid", column="occurred_at", value=said[:40]))
        return _FIRST, False
    return found


def _words(text: str, problems: list[Problem]) -> str:
    if len(text) > TEXT_CHARS_MAX:
        problems.append(Problem("report_text_too_long", column="text", expected=f"≤ {TEXT_CHARS_MAX}"))
        return ""
    clean = clean_words(text)
    if clean is None:
        problems.append(Problem("report_text_hidden_marks", column="text"))
    return clean or ""


def _needed(values: Mapping[str, Any], text: str, problems: list[Problem]) -> None:
    """What a report of its kind cannot do without."""
    kind = values.get("kind")
    told = {problem.column for problem in problems}
    if kind is ReportKind.CHECKIN and "checkin" not in values and "checkin" not in told:
        problems.append(Problem("report_field_missing", column="checkin"))
    if kind is ReportKind.CLARIFICATION and not values.get("supersedes") and "supersedes" not in told:
        problems.append(Problem("report_field_missing", column="supersedes"))
    speaks = kind in {ReportKind.NIL, ReportKind.CHECKIN} or text or values.get("findings")
    if kind is not None and not speaks and not told & {"text", "findings"}:
        problems.append(Problem("report_field_missing", column="text"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> float:
    raise ValueError(text)


def _short(text: str) -> int:
    if len(text) > DIGITS_MAX:
        raise ValueError(text)
    return int(text)


def _real(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise ValueError(text)
    return value


__all__ = ["FIELDS", "FieldReport", "Vocabulary", "read_body", "read_field_report"]
