"""Everything a brief says, read once: the picture, what changed, the stage, where it all comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wasdini.accounts import queries as accounts
from wasdini.assessments import queries as assessments
from wasdini.assessments.queries_origins import Origin, origins_of_run
from wasdini.briefs.kinds import BriefKind, kinds
from wasdini.core.access import Act, Actor, require_visible
from wasdini.core.place_codes import ancestors_of, level_of, parent_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification, Level
from wasdini.elections import queries as elections
from wasdini.methods.catalogue import Potential
from wasdini.places import queries as places


@dataclass(frozen=True, kw_only=True)
class BriefRequest:
    """Which brief: of which place, on which day, of which kind and class; `subject` only for an incidental one."""

    area: str
    on: date
    kind: str = "harian"
    classification: Classification = Classification.TERBATAS
    subject: str = ""


@dataclass(frozen=True)
class OfficeHead:
    """What the letterhead needs to know of the office."""

    name: str
    region: str
    letterhead: dict[str, str]
    is_demo: bool
    is_exercise: bool


@dataclass(frozen=True)
class Facts:
    """What is known for one brief, in the language that was active when it was gathered."""

    request: BriefRequest
    kind: BriefKind
    office: OfficeHead | None
    place: str
    situation: assessments.Situation
    history: tuple[assessments.HistoryPoint, ...]
    compared_on: date | None
    changes: assessments.Changes | None
    clock: elections.ElectionClock | None
    potentials: tuple[Potential, ...]
    origins: tuple[Origin, ...]
    names: dict[str, str]


class NothingAssessed(LookupError):
    """There is no assessment of this place on or before that day, so there is nothing to brief about."""


def check(request: BriefRequest) -> BriefKind:
    """The kind asked for; refuses an unknown kind and an incidental brief without a subject."""
    if request.kind not in kinds():
        raise InputRefused([Problem("brief_kind", value=request.kind, expected=", ".join(kinds()))])
    if request.kind == "insidentil" and not request.subject.strip():
        raise InputRefused([Problem("brief_subject_missing")])
    return kinds()[request.kind]


def gather(actor: Actor, request: BriefRequest, known_at: datetime | None = None) -> Facts:
    """Read everything; raises `NotVisible` outside the duty area and `NothingAssessed` before the first assessment."""
    kind = check(request)
    require_visible(actor, Act.SEE_RISK, area=request.area)
    situation = assessments.situation_of(actor, request.area, request.on, known_at)
    if situation is None:
        raise NothingAssessed(request.area)
    history = assessments.history_of(actor, request.area, known_at)
    clock = elections.clock(request.on, request.area)
    compared_on = _compared_on(kind, situation, clock)
    changes = assessments.changes_between(actor, request.area, compared_on, request.on) if compared_on else None
    return Facts(
        request=request,
        kind=kind,
        office=_office(),
        place=_place(request.area),
        situation=situation,
        history=tuple(point for point in history if point.on <= request.on),
        compared_on=changes.earlier.assessed_on if changes else None,
        changes=changes,
        clock=clock,
        potentials=_potentials(clock),
        origins=origins_of_run(actor, situation.run.id, area=request.area),
        names=_names(situation, changes),
    )


def _compared_on(
    kind: BriefKind, situation: assessments.Situation, clock: elections.ElectionClock | None
) -> date | None:
    """The day of the assessment this kind compares with; None while there is none."""
    if kind.compare == "days":
        return situation.on - timedelta(days=kind.days)
    if kind.compare == "stage":
        leading = clock.leading if clock else None
        return leading.starts_on - timedelta(days=1) if leading and leading.starts_on else None
    return situation.change.since.assessed_on if situation.change else None


def _potentials(clock: elections.ElectionClock | None) -> tuple[Potential, ...]:
    """What the leading stage tends to bring, then the other running ones, each once."""
    if clock is None:
        return ()
    running = sorted(clock.running, key=lambda stage: stage is not clock.leading)
    told = [one for stage in running for one in elections.stage_potentials(stage.code, clock.election.kind)]
    return tuple(dict.fromkeys(told))


def _place(area: str) -> str:
    """The name, for a village and a kecamatan with the region it lies in."""
    above = (area, *reversed(ancestors_of(area)))[: {Level.DESA: 2, Level.KECAMATAN: 2}.get(level_of(area), 1)]
    names = places.names_of(above)
    return ", ".join(spoken(code, names[code]) for code in above if code in names) or area


def _names(situation: assessments.Situation, changes: assessments.Changes | None) -> dict[str, str]:
    """Names of the regions in which the units that are named lie."""
    units = [unit.code for unit in situation.top_five]
    units += [unit.code for unit in (*changes.risen, *changes.fallen)] if changes else []
    return places.names_of({code for unit in units for code in ancestors_of(unit)[1:]} | {situation.area})


def _office() -> OfficeHead | None:
    row = accounts.the_office()
    if row is None:
        return None
    region = places.names_of([row.area]).get(row.area, "")
    words = {key: str(value) for key, value in row.letterhead.items()}
    return OfficeHead(row.name, region, words, row.is_demo, row.is_exercise)


def region_of(code: str, names: dict[str, str]) -> str:
    """`Muara Satu, Kec. Muara`: the two regions above a unit, nearest first."""
    above = parent_of(code) or ""
    return ", ".join(spoken(one, names[one]) for one in (above, parent_of(above) or "") if _is_named(one, names))


def spoken(code: str, name: str) -> str:
    """A region's name as people say it: registers leave `Kecamatan` out."""
    if level_of(code) is Level.KECAMATAN and not name.lower().startswith(("kec", "distrik")):
        return f"Kec. {name}"
    return name


def _is_named(code: str, names: dict[str, str]) -> bool:
    return code in names and level_of(code) in (Level.DESA, Level.KECAMATAN)
