"""The trade's own lists: issues, measures, what each stage tends to bring, schedules, and where each was read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from wasdini.core.stages import Happening, Stage
from wasdini.core.terms import Aspect, Athg, ElectionKind, StageCode


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.id


@dataclass(frozen=True)
class Publication:
    """Where a fact was read."""

    tag: str
    title: str
    address: str


@dataclass(frozen=True)
class Issue:
    """A coded topic. `athg` and `aspect` are what an officer is offered first."""

    code: str
    name: Words
    about: Words
    athg: Athg
    aspect: Aspect
    source: Publication


@dataclass(frozen=True)
class Measure:
    """A measure of early prevention."""

    code: str
    name: Words
    about: Words
    source: Publication


class FindingUnit(StrEnum):
    """How the value of a finding is read."""

    YES_NO = "yes_no"
    COUNT = "count"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Finding:
    """A structured fact in a report. `issue` is the topic it belongs to, offered first."""

    code: str
    name: Words
    about: Words
    unit: FindingUnit
    issue: str
    source: Publication


@dataclass(frozen=True)
class Potential:
    """A potential conflict of some stages, with the issues to expect and the measures to take in time.

    `verified` speaks of the potential; that these measures answer it is practice and never verified.
    """

    code: str
    stages: tuple[StageCode, ...]
    kinds: tuple[ElectionKind, ...]
    title: Words
    why: Words
    issues: tuple[str, ...]
    measures: tuple[str, ...]
    source: Publication
    verified: bool


@dataclass(frozen=True)
class ScheduledStage:
    """A legal stage as a schedule ships it."""

    stage: Stage
    name: Words
    source: Publication
    verified: bool
    note: Words | None
    conflicts: tuple[Publication, ...]


@dataclass(frozen=True)
class Schedule:
    """The stages of one election as the named regulation sets them."""

    name: str
    version: str
    kind: ElectionKind
    title: Words
    legal_basis: str
    voting_on: date
    stages: tuple[ScheduledStage, ...]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("wasdini.methods") / name).read_text("utf-8"))


@cache
def publications() -> dict[str, Publication]:
    return {
        tag: Publication(tag, entry["title"], entry["address"]) for tag, entry in _read("publications.toml").items()
    }


@cache
def issues() -> dict[str, Issue]:
    return {
        code: Issue(
            code,
            Words(entry["id"], entry["en"]),
            Words(**entry["about"]),
            Athg(entry["athg"]),
            Aspect(entry["aspect"]),
            publications()[entry["source"]],
        )
        for code, entry in _read("issues.toml").items()
    }


@cache
def measures() -> dict[str, Measure]:
    return {
        code: Measure(code, Words(entry["id"], entry["en"]), Words(**entry["about"]), publications()[entry["source"]])
        for code, entry in _read("measures.toml").items()
    }


@cache
def findings() -> dict[str, Finding]:
    return {
        code: Finding(
            code=code,
            name=Words(entry["id"], entry["en"]),
            about=Words(**entry["about"]),
            unit=FindingUnit(entry["unit"]),
            issue=issues()[entry["issue"]].code,
            source=publications()[entry["source"]],
        )
        for code, entry in _read("findings.toml").items()
    }


@cache
def potentials() -> tuple[Potential, ...]:
    return tuple(
        Potential(
            code=entry["code"],
            stages=tuple(StageCode(code) for code in entry["stages"]),
            kinds=tuple(ElectionKind(kind) for kind in entry["kinds"]),
            title=Words(**entry["title"]),
            why=Words(**entry["why"]),
            issues=tuple(entry["issues"]),
            measures=tuple(entry["measures"]),
            source=publications()[entry["source"]],
            verified=entry["verified"],
        )
        for entry in _read("potentials.toml")["potential"]
    )


@cache
def schedules() -> tuple[str, ...]:
    """Names of the shipped schedules, the latest election first."""
    names = [entry.name for entry in resources.files("wasdini.methods").iterdir() if entry.name.startswith("stages-")]
    shipped = [schedule(name.removeprefix("stages-").removesuffix(".toml")) for name in names]
    return tuple(found.name for found in sorted(shipped, key=lambda found: found.voting_on, reverse=True))


@cache
def schedule(name: str) -> Schedule:
    """A shipped schedule by name; `KeyError` when there is none."""
    known = {entry.name for entry in resources.files("wasdini.methods").iterdir()}
    if f"stages-{name}.toml" not in known:
        raise KeyError(name)
    read = _read(f"stages-{name}.toml")
    return Schedule(
        name=read["name"],
        version=read["version"],
        kind=ElectionKind(read["kind"]),
        title=Words(**read["title"]),
        legal_basis=read["legal_basis"],
        voting_on=read["voting_on"],
        stages=tuple(_scheduled(entry, n) for n, entry in enumerate(read["stage"], start=1)),
    )


def _scheduled(entry: dict[str, Any], position: int) -> ScheduledStage:
    return ScheduledStage(
        stage=Stage(
            position=position,
            code=StageCode(entry["code"]),
            starts_on=entry.get("starts_on"),
            ends_on=entry.get("ends_on"),
            after_happening=Happening(entry["after_happening"]) if "after_happening" in entry else None,
            within_days=entry.get("within_days"),
            until_happening=Happening(entry["until_happening"]) if "until_happening" in entry else None,
        ),
        name=Words(**entry["name"]),
        source=publications()[entry["source"]],
        verified=entry["verified"],
        note=Words(**entry["note"]) if "note" in entry else None,
        conflicts=tuple(publications()[tag] for tag in entry.get("conflicts", ())),
    )
