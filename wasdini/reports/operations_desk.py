"""The verification desk: grading, correcting, closing a report. Each is one act with its reason, its step, its line.

What arrived stays as it came; the desk changes only where a report stands. Nobody judges a report of one's own.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from wasdini.core.access import Act, Actor, NotAllowed, may
from wasdini.core.place_codes import PlaceCodeInvalid, covers, parse_place_code, path_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import (
    Aspect,
    Athg,
    Classification,
    Credibility,
    Ladder,
    Mode,
    Reliability,
    ReportOutcome,
    ReportStatus,
)  # fmt: skip
from wasdini.core.veil import MAIL_MARK, NUMBER_MARK, PHONE_MARK, redact
from wasdini.methods import catalogue
from wasdini.places import queries as places
from wasdini.reports.changing import Change, changing, open_status, refuse_status, refuse_text
from wasdini.reports.changing import Touch as Touch
from wasdini.reports.ordering import push_back

HELD, DONE = ReportStatus.QUARANTINED, ReportStatus.CLOSED
# Lowering a class is for whom the office trusts with assessments; a verifier asks one of them.
MAY_DOWNGRADE = Act.ASSESS


@dataclass(frozen=True, kw_only=True)
class GradeForm:
    """Source A-F, information 1-6, and in the officer's words what is fact and what is opinion."""

    reliability: str
    credibility: str
    facts: str
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Revision:
    """Codes of a report as the desk sees them. None: leave as it is."""

    issues: tuple[str, ...] | None = None
    ladder: str | None = None
    athg: str | None = None
    aspect: str | None = None
    classification: str | None = None
    urgency: int | None = None
    place: str | None = None


def grade_report(actor: Actor, touch: Touch, grade: GradeForm) -> None:
    """Judge source and information apart. Never the reporter's, nor the typist's, own report."""
    _one_of(grade.reliability, set(Reliability), "reliability")
    _one_of(grade.credibility, set(Credibility), "credibility")
    refuse_text(grade.facts, column="facts")
    refuse_text(grade.opinion, column="opinion", needed=False)
    with changing(actor, touch, "grade_report", verdict=True, reasoned=True) as change:
        standing = change.standing
        refuse_status(standing, HELD, DONE)
        standing.reliability, standing.credibility = grade.reliability, grade.credibility
        standing.facts, standing.opinion = grade.facts.strip(), grade.opinion.strip()
        if standing.status != ReportStatus.REFERRED:
            standing.status = ReportStatus.GRADED.value
        change.told["grade"] = f"{grade.reliability.upper()}{grade.credibility}"


def revise_report(actor: Actor, touch: Touch, revision: Revision) -> None:
    """Correct issues, ladder, ATHG, aspect, class, urgency, and for an open report the place.

    Lowering the class needs `MAY_DOWNGRADE`; nobody raises it above what they may read themselves.
    """
    with changing(actor, touch, "revise_report", verdict=True, reasoned=True) as change:
        refuse_status(change.standing, DONE)
        _codes(change, revision)
        if revision.classification is not None:
            _reclassify(actor, change, revision.classification)
        if revision.place is not None:
            _replace(actor, change, revision.place)


def close_report(actor: Actor, touch: Touch, outcome: str) -> None:
    _one_of(outcome, set(ReportOutcome), "outcome")
    with changing(actor, touch, "close_report", verdict=True, reasoned=True) as change:
        refuse_status(change.standing, DONE)
        change.standing.status, change.standing.outcome = DONE.value, outcome
        if outcome == ReportOutcome.FALSE and change.report.reporter_id is not None:
            push_back(change.report.reporter_id)  # what else of this account waits steps back, and stays readable


def reopen_report(actor: Actor, touch: Touch) -> None:
    with changing(actor, touch, "reopen_report", verdict=True, reasoned=True) as change:
        if change.standing.status != DONE:
            raise InputRefused([Problem("desk_not_closed")])
        change.standing.status, change.standing.outcome = open_status(change.standing), ""


def release_report(actor: Actor, touch: Touch) -> None:
    """Out of quarantine, into the queue."""
    with changing(actor, touch, "release_report", verdict=True) as change:
        if change.standing.status != HELD:
            raise InputRefused([Problem("desk_not_held")])
        change.standing.status = ReportStatus.RECEIVED.value


def write_twin(actor: Actor, touch: Touch, text: str, classification: str) -> None:
    """The twin of a report: its content in the desk's own words, for readers who may not see the report.

    Refused: the very words of the source, numbers and addresses that lead to a person, a class above the report's.
    """
    refuse_text(text, column="twin")
    _one_of(classification, set(Classification), "classification")
    with changing(actor, touch, "write_twin", verdict=True) as change:
        clean = redact(text.strip())
        if any(clean.count(mark) > text.count(mark) for mark in (MAIL_MARK, NUMBER_MARK, PHONE_MARK)):
            raise InputRefused([Problem("desk_twin_identifies", column="twin")])
        if change.report.mode == Mode.TERTUTUP and _bare(clean) == _bare(change.report.words.text):
            raise InputRefused([Problem("desk_twin_same", column="twin")])
        if Classification(classification).rank > Classification(change.standing.classification).rank:
            raise InputRefused([Problem("desk_twin_class", column="classification")])
        change.standing.twin, change.standing.twin_classification = clean, classification


def _codes(change: Change, revision: Revision) -> None:
    standing = change.standing
    if revision.issues is not None:
        for code in revision.issues:
            _one_of(code, set(catalogue.issues()), "issues")
        standing.issues = list(dict.fromkeys(revision.issues))
    allowed: dict[str, Container[str]] = {"ladder": set(Ladder), "athg": set(Athg), "aspect": set(Aspect)}
    for name, known in allowed.items():
        value = getattr(revision, name)
        if value is not None:
            if value:
                _one_of(value, known, name)
            setattr(standing, name, value)
    if revision.urgency is not None:
        if not 1 <= revision.urgency <= 5:
            raise InputRefused([Problem("report_not_whole", column="urgency", expected="1–5")])
        standing.urgency = revision.urgency


def _reclassify(actor: Actor, change: Change, classification: str) -> None:
    _one_of(classification, set(Classification), "classification")
    wanted, now = Classification(classification), Classification(change.standing.classification)
    if wanted.rank < now.rank and not may(actor, MAY_DOWNGRADE):
        raise NotAllowed(MAY_DOWNGRADE)
    if not may(actor, Act.GRADE_REPORT, classification=wanted):
        raise InputRefused([Problem("desk_class_above_own", column="classification")])
    change.standing.classification = wanted.value


def _replace(actor: Actor, change: Change, place: str) -> None:
    """Where it was, said more exactly. A closed report's place is coarse for a reason and stays so."""
    if change.report.mode == Mode.TERTUTUP:
        raise InputRefused([Problem("desk_place_closed", column="place")])
    try:
        code = parse_place_code(place).dotted if place else ""
    except PlaceCodeInvalid:
        code = ""
    if not code or not any(covers(area, code) for area in actor.areas) or not places.is_known(code):
        raise InputRefused([Problem("report_place_unknown", column="place", value=place[:20])])
    change.standing.path = path_of(code)


def _one_of(value: str, known: Container[str], column: str) -> None:
    if value not in known:
        told = ", ".join(sorted(str(one) for one in known)[:40]) if isinstance(known, set) else ""
        raise InputRefused([Problem("report_not_one_of", column=column, expected=told)])


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
