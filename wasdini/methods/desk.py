"""What the rules of the verification desk are set to: same event, grading, report signals, limits. Files, read once.

Each reader also takes the text of an office's own version in the same form; what is wrong in it is refused with its
place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TypeVar

from wasdini.core.grading import GradingRules
from wasdini.core.index.method import Source
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.report_signals import SignalRule, SignalRules
from wasdini.core.same_event import EVIDENCE, NEVER_POSITIVE, EventModel
from wasdini.core.terms import Credibility, Ladder, Reliability
from wasdini.core.triage import Limits, TriageRules
from wasdini.methods import catalogue
from wasdini.methods.reading import Entry, Reading, read_sources

Read = TypeVar("Read")
Code = TypeVar("Code", bound=StrEnum)
_LIMITS = (
    "account_per_hour", "account_urgent_per_hour", "device_per_hour", "device_urgent_per_hour", "region_per_hour",
    "region_fair_share", "urgent_from", "watched_after", "watched_per_hour",
)  # fmt: skip


class SignalKind(StrEnum):
    FINDING = "finding"
    ISSUE = "issue"


def read_event_model(text: str, *, file: str = "") -> EventModel:
    """`same-event.toml`: a weight for each evidence of core, of the right sign."""

    def read(whole: Entry) -> EventModel:
        model = _section(whole, "model")
        weights = _numbers(model, "weights", EVIDENCE)
        for name, weight in weights.items():
            wanted = "≤ 0" if name in NEVER_POSITIVE else "≥ 0"
            if (weight > 0) if name in NEVER_POSITIVE else (weight < 0):
                model.refuse("method_value_wrong", f"weights.{name}", weight, wanted)
        bounds = {name: _share(model, name) for name in ("suggest_from", "group_from")}
        return EventModel(intercept=model.needed_number("intercept"), weights=weights, **bounds)

    return _read(text, file, read)


def read_grading(text: str, *, file: str = "") -> GradingRules:
    """`grading.toml`: bounds of the suggestion and the strength table."""

    def read(whole: Entry) -> GradingRules:
        record, others, pull = (_section(whole, name) for name in ("track_record", "corroboration", "strength"))
        shares = {name: _share(record, name) for name in ("interval", "a_from", "b_from", "c_from", "e_below")}
        return GradingRules(
            prior_right=_positive(record, "prior_right"),
            prior_wrong=_positive(record, "prior_wrong"),
            least_judged=_whole(record, "least_judged"),
            confirmed_sources=_whole(others, "confirmed_sources"),
            probable_sources=_whole(others, "probable_sources"),
            reliability_values=_by_code(pull, "reliability", Reliability),
            credibility_values=_by_code(pull, "credibility", Credibility),
            source_weight=_share(pull, "source_weight"),
            unverified=_share(pull, "unverified"),
            **shares,
        )

    return _read(text, file, read)


def read_signal_rules(text: str, *, file: str = "") -> SignalRules:
    """`report-signals.toml`: findings and issues by their known codes, half-lives above zero."""

    def read(whole: Entry) -> SignalRules:
        share = _share(_section(whole, "spread"), "desa_share")
        return SignalRules(tuple(_signal(entry) for entry in whole.entries("signal")), share)

    return _read(text, file, read)


def read_limits(text: str, *, file: str = "") -> tuple[Limits, TriageRules]:
    """`limits.toml`: hourly limits, and the minutes of the queue."""

    def read(whole: Entry) -> tuple[Limits, TriageRules]:
        limits, queue = _section(whole, "limits"), _section(whole, "queue")
        sources = int(_bounded(limits, "escalation_sources", lambda n: n in {0, 2, 3, 4, 5}, "0, 2, 3, 4, 5"))
        hourly = {name: _whole(limits, name) for name in _LIMITS}
        return Limits(**hourly, escalation_sources=sources), _queue(queue)

    return _read(text, file, read)


@cache
def event_model() -> EventModel:
    return read_event_model(_shipped("same-event.toml"), file="same-event.toml")


@cache
def grading_rules() -> GradingRules:
    return read_grading(_shipped("grading.toml"), file="grading.toml")


@cache
def signal_rules() -> SignalRules:
    return read_signal_rules(_shipped("report-signals.toml"), file="report-signals.toml")


@cache
def limits() -> Limits:
    return read_limits(_shipped("limits.toml"), file="limits.toml")[0]


@cache
def triage_rules() -> TriageRules:
    return read_limits(_shipped("limits.toml"), file="limits.toml")[1]


def desk_sources(text: str) -> dict[str, Source]:
    """The named sources of such a file: what is unverified is shown so."""
    reading = Reading(text, "")
    read_sources(reading, tomllib.loads(text).get("sources", {}))
    return reading.sources


def _shipped(name: str) -> str:
    return (resources.files("wasdini.methods") / name).read_text("utf-8")


def _read(text: str, file: str, read: Callable[[Entry], Read]) -> Read:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused([Problem("method_not_toml", file=file, expected=str(error))]) from error
    reading = Reading(text, file)
    read_sources(reading, data.pop("sources", {}))
    whole = Entry(reading, data, "")
    found = read(whole)
    if reading.problems:
        raise InputRefused(reading.problems)
    return found


def _section(whole: Entry, name: str) -> Entry:
    entry = Entry(whole.reading, whole.raw(name), name, whole.reading.row_of(name))
    entry.source("source")
    return entry


def _signal(entry: Entry) -> SignalRule:
    kind = entry.choice("kind", SignalKind, default=SignalKind.FINDING)
    known = catalogue.findings() if kind is SignalKind.FINDING else catalogue.issues()
    code = entry.text("code")
    if code not in known:
        entry.refuse("method_value_wrong", "code", code, ", ".join(known))
    entry.source("source")
    return SignalRule(code, entry.text("indicator"), _positive(entry, "half_life_h"))


def _queue(queue: Entry) -> TriageRules:
    given = queue.raw("urgency", [])
    minutes = tuple(float(each) for each in given if isinstance(each, int | float)) if isinstance(given, list) else ()
    if len(minutes) != 5 or list(minutes) != sorted(minutes):
        queue.refuse("method_value_wrong", "urgency", given, "[0, 20, 60, 180, 300]")
        minutes = (0.0,) * 5
    grave = queue.raw("grave_findings", [])
    unknown = [code for code in grave if code not in catalogue.findings()]
    if unknown:
        queue.refuse("method_value_wrong", "grave_findings", unknown, ", ".join(catalogue.findings()))
    first, second, third, fourth, fifth = minutes
    return TriageRules(
        urgency=(first, second, third, fourth, fifth),
        ladder={Ladder(code): n for code, n in _numbers(queue, "ladder", tuple(Ladder)).items()},
        grave_findings=frozenset(grave),
        further_sources_at_most=_whole(queue, "further_sources_at_most"),
        **{name: _not_negative(queue, name) for name in ("grave_finding", "further_source", "turn", "refuted", "held")},
    )


def _by_code(entry: Entry, key: str, codes: type[Code]) -> dict[Code, float]:
    found = _numbers(entry, key, tuple(codes))
    for code, value in found.items():
        if not 0 <= value <= 1:
            entry.refuse("method_value_wrong", f"{key}.{code}", value, "0-1")
    return {codes(code): value for code, value in found.items()}


def _numbers(entry: Entry, key: str, names: tuple[str, ...]) -> dict[str, float]:
    table = Entry(entry.reading, entry.raw(key), f"{entry.where}.{key}", entry.reading.row_of(f"{entry.where}.{key}"))
    found = {str(name): table.needed_number(name) for name in names}
    table.done()
    return found


def _share(entry: Entry, key: str) -> float:
    return _bounded(entry, key, lambda value: 0 <= value <= 1, "0-1")


def _positive(entry: Entry, key: str) -> float:
    return _bounded(entry, key, lambda value: value > 0, "> 0")


def _not_negative(entry: Entry, key: str) -> float:
    return _bounded(entry, key, lambda value: value >= 0, "≥ 0")


def _whole(entry: Entry, key: str) -> int:
    return int(_bounded(entry, key, lambda value: value >= 1 and value == int(value), "1, 2, 3 …"))


def _bounded(entry: Entry, key: str, holds: Callable[[float], bool], expected: str) -> float:
    value = entry.needed_number(key)
    if key in entry.data and not holds(value):
        entry.refuse("method_value_wrong", key, value, expected)
    return value
