"""From the answers of any form to a field report: which question fills which field, named in the form itself.

The column `wasdini::field` of an XLSForm says it, or the mapping page does. What no question claims is not lost:
it becomes a line of the report's text. Pure; XML and spreadsheets are read elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any
from uuid import UUID

from wasdini.core.terms import Aspect, Athg, CheckinStep, Ladder, ReportKind

ELSEWHERE = "lain"  # the choice that says: not in the list, its code is typed below
FINDING = "finding:"
_YES = {"yes", "ya", "y", "1", "true", "ok", "ada"}
_NO = {"no", "tidak", "n", "0", "false", "tidak_ada", ""}
_TEXTS = frozenset({"text", "calculate", "hidden", "barcode"})
_ONE = frozenset({"select_one", "select_one_from_file"})
_WHOLE = frozenset({"integer", "calculate"})

# Field of a report -> the types of questions that can fill it.
FIELDS: Mapping[str, frozenset[str]] = {
    "place_code": _TEXTS | _ONE,
    "tps_code": _TEXTS | _ONE,
    "kind": _ONE | {"calculate", "hidden"},
    "occurred_at": frozenset({"dateTime", "date", "start", "end", "calculate"}),
    "urgency": _ONE | _WHOLE,
    "issues": _ONE | {"select_multiple"},
    "findings": _ONE | {"select_multiple"},
    "checkin.step": _ONE | {"calculate", "hidden"},
    "checkin.voters_count": _WHOLE,
    "ladder": _ONE,
    "athg": _ONE,
    "aspect": _ONE,
    "text": _TEXTS,
    "position": frozenset({"geopoint"}),
    "source.name": _TEXTS,
    "source.phone": _TEXTS,
    "source.relation": _TEXTS,
}
FINDING_TYPES = _WHOLE | _ONE | {"decimal", "acknowledge"}
# Fields whose choices must be our own codes.
CODED: Mapping[str, frozenset[str]] = {
    "kind": frozenset(kind.value for kind in ReportKind if kind is not ReportKind.CLARIFICATION),
    "urgency": frozenset("12345"),
    "checkin.step": frozenset(step.value for step in CheckinStep),
    "ladder": frozenset(step.value for step in Ladder),
    "athg": frozenset(one.value for one in Athg),
    "aspect": frozenset(one.value for one in Aspect),
}
MEDIA_TYPES = frozenset({"image", "audio", "video"})  # their answer is the name of a file that comes along
PLACES = ("place_code", "tps_code")
MAY_REPEAT = frozenset({"text", *PLACES})


@dataclass(frozen=True)
class Question:
    """One question of a form: where its answer stands, what it asks, which field of a report it fills ("": none)."""

    path: str
    type: str
    label: str
    field: str = ""
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True)
class FilledForm:
    """A form as a phone sent it: the answers by path, several when the question stands in a repeat."""

    report_id: UUID
    form_id: str
    version: str
    answers: Mapping[str, Sequence[str]]
    supersedes: UUID | None = None


def report_body(filled: FilledForm, questions: Sequence[Question], *, kind: str, now: str) -> dict[str, Any]:
    """The body of a report (`docs/api.md`). `kind`: when no question says it; `now`: when none says the time."""
    filling = _Filling({"mode": "open", "form": {"id": filled.form_id, "version": filled.version}})
    for question in questions:
        for answer in filled.answers.get(question.path, ()):
            if answer.strip() and question.type not in MEDIA_TYPES:
                filling.take(question, answer.strip())
    body = {"kind": kind, "occurred_at": now, **filling.body, "text": "\n".join(filling.lines)}
    if filled.supersedes:
        body["supersedes"] = str(filled.supersedes)
    if filling.findings:
        body["findings"] = [
            {"code": code} if value is None else {"code": code, "value": value}
            for code, value in filling.findings.items()
        ]
    return body


def media_names(filled: FilledForm, questions: Sequence[Question]) -> frozenset[str]:
    """Names of the files this form says it comes with."""
    asked = (question.path for question in questions if question.type in MEDIA_TYPES)
    return frozenset(name.strip() for path in asked for name in filled.answers.get(path, ()) if name.strip())


@dataclass
class _Filling:
    """A report's body as it fills, answer by answer."""

    body: dict[str, Any]
    findings: dict[str, float | None] = dataclass_field(default_factory=dict)
    lines: list[str] = dataclass_field(default_factory=list)

    def take(self, question: Question, answer: str) -> None:
        name = question.field
        readers = {
            "position": self._position,
            "findings": self._seen,
            "issues": self._issues,
            "urgency": self._whole,
            "checkin.voters_count": self._whole,
            "text": self._said,
            "occurred_at": self._moment,
        }
        if name.startswith(FINDING):
            self._count(question, answer)
        elif name == "":
            self.lines.append(f"{question.label}: {_in_words(question, answer)}")
        elif not (name in PLACES and answer == ELSEWHERE):
            readers.get(name, self._put)(name, answer)

    def _put(self, name: str, value: object) -> None:
        outer, dot, inner = name.partition(".")
        if not dot:
            self.body.setdefault(outer, value)
        else:
            self.body.setdefault(outer, {}).setdefault(inner, value)

    def _whole(self, name: str, answer: str) -> None:
        is_whole = answer.isascii() and answer.isdigit() and len(answer) < 10
        self._put(name, int(answer) if is_whole else answer)

    def _moment(self, name: str, answer: str) -> None:
        self._put(name, f"{answer}T12:00:00" if len(answer) == len("2024-02-14") else answer)

    def _said(self, _name: str, answer: str) -> None:
        self.lines.append(answer)

    def _seen(self, _name: str, answer: str) -> None:
        for code in answer.split():
            self.findings.setdefault(code, None)

    def _issues(self, name: str, answer: str) -> None:
        known = self.body.setdefault(name, [])
        known += [code for code in answer.split() if code not in known]

    def _position(self, _name: str, answer: str) -> None:
        self.body |= _position(answer)

    def _count(self, question: Question, answer: str) -> None:
        """A number, or yes and no; anything else is said in words."""
        code = question.field.removeprefix(FINDING)
        value = _number(answer) if question.type in {"integer", "decimal", "calculate"} else None
        if value is not None:
            self.findings |= {code: int(value) if value.is_integer() else value} if value > 0 else {}
        elif answer.lower() in _YES:
            self.findings.setdefault(code, None)
        elif answer.lower() not in _NO:
            self.lines.append(f"{question.label}: {_in_words(question, answer)}")


def _number(answer: str) -> float | None:
    try:
        value = float(answer)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _position(answer: str) -> dict[str, float]:
    """`lat lon altitude accuracy`; nothing when it is none: a missing fix loses no report."""
    try:
        lat, lon = (float(part) for part in answer.split()[:2])
    except ValueError:
        return {}
    return {"lat": lat, "lon": lon} if -90 <= lat <= 90 and -180 <= lon <= 180 else {}


def _in_words(question: Question, answer: str) -> str:
    if not question.choices or not question.type.startswith("select"):
        return answer
    return ", ".join(question.choices.get(code, code) for code in answer.split())
