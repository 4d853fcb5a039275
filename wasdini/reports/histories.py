"""The history of a report: its steps as sentences, and what each changed, text word by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wasdini.accounts import queries as accounts
from wasdini.core.place_codes import code_of
from wasdini.core.writing import word_changes
from wasdini.methods.labels import codes, label
from wasdini.methods.sentences import sentence
from wasdini.places import queries as places
from wasdini.reports.models import Report, Step

TEXTS = ("facts", "opinion", "twin")
_KINDS = {
    "status": "report_status", "classification": "classification", "twin_classification": "classification",
    "ladder": "ladder", "athg": "athg", "aspect": "aspect", "reliability": "reliability",
    "credibility": "credibility", "outcome": "report_outcome",
}  # fmt: skip
_SHOWN = ("status", *TEXTS, "reliability", "credibility", "outcome", "classification", "twin_classification", "urgency",
          "issues", "ladder", "athg", "aspect", "path")  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words; of a text the parts that stayed, went and came."""

    field: str
    before: str
    after: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class StepCard:
    """One line of the history. `who` is empty for the reporter of a covert report, and for the system."""

    version: int
    verb: str
    sentence: str
    who: str
    at: datetime
    reason: str
    changes: tuple[FieldChange, ...]


def history_of(row: Report, *, language: str) -> tuple[StepCard, ...]:
    """The newest first. Three statements."""
    steps = list(Step.objects.filter(report=row.pk).order_by("-version"))
    names = accounts.names_of(step.by_id for step in steps)
    asked = {code_of(step.after["area"]) for step in steps if step.after.get("area")}
    asked |= {code_of(told["path"]) for step in steps for told in (step.before, step.after) if told.get("path")}
    where = places.names_of(asked) if asked else {}
    return tuple(
        StepCard(
            version=step.version,
            verb=step.verb,
            sentence=sentence(f"step_{step.verb}", _blanks(step.after, where, language), language),
            who=names.get(step.by_id or 0, ""),
            at=step.at,
            reason=step.reason,
            changes=_changes(step.before, step.after, where, language),
        )
        for step in steps
    )


def _blanks(after: Mapping[str, Any], where: Mapping[str, str], language: str) -> dict[str, str]:
    posts = after.get("posts", [after["post"]] if after.get("post") else [])
    words = [label("forkopimcam_post", post, language) for post in posts]
    area = str(after.get("area", ""))
    return {
        "grade": str(after.get("grade", "")),
        "question": str(after.get("question", "")),
        "answer": str(after.get("answer", "")),
        "posts": ", ".join(words),
        "post": ", ".join(words),
        "place": where.get(area, area),
    }


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], where: Mapping[str, str], language: str
) -> tuple[FieldChange, ...]:
    found = []
    for field in _SHOWN:
        if field not in before or field not in after:
            continue
        old, new = (_in_words(field, told[field], where, language) for told in (before, after))
        parts = word_changes(old, new) if field in TEXTS else ()
        found.append(FieldChange(field, old, new, parts))
    return tuple(found)


def _in_words(field: str, value: Any, where: Mapping[str, str], language: str) -> str:
    if value in (None, "", []):
        return ""
    if field == "issues":
        return _listed(value, language)
    if field == "path":
        return where.get(code_of(value), code_of(value))
    kind = _KINDS.get(field, "")
    return label(kind, value, language) if kind and value in codes(kind) else str(value)


def _listed(issues: Sequence[str], language: str) -> str:
    known = codes("issue")
    return ", ".join(label("issue", one, language) if one in known else one for one in issues)
