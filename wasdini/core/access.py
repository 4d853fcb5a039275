"""The one access policy: who may do what, where, up to which class, in which mode.

Every query and operation that touches something scoped passes through `may` or `scope`. The same rights stand in
officers' words in `docs/method/rights.toml`; the permission matrix compares the two, cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from wasdini.core.place_codes import NASIONAL_CODE, covers
from wasdini.core.terms import Classification, Mode, Role


class Act(StrEnum):
    """What can be done. One word per right, as an officer would name it."""

    SEE_REFERENCE = "see_reference"  # region names, stages, methods: no judgement about a place
    SEE_RISK = "see_risk"  # scores, indicators, the situation of a place
    WRITE_BRIEF = "write_brief"
    ASSESS = "assess"
    IMPORT_DATA = "import_data"
    UNDO_IMPORT = "undo_import"
    SET_UP_ELECTION = "set_up_election"
    CHANGE_METHOD = "change_method"
    MANAGE_PEOPLE = "manage_people"
    CHANGE_OFFICE = "change_office"  # name, letterhead and number pattern
    CONFIRM_RESET = "confirm_reset"  # the second person of a second-factor reset
    SEE_JOURNAL = "see_journal"
    OPERATE = "operate"  # backup, restore, certificates, anchors
    SUBMIT_REPORT = "submit_report"
    SEE_REPORTS = "see_reports"  # other people's reports; one's own are always one's own
    GRADE_REPORT = "grade_report"  # the verification desk: grade, ask back, revise, merge, split, refer, close
    ANSWER_REFERRAL = "answer_referral"  # Forkopimcam posts: acknowledge what was referred to them
    EXPORT_REPORTS = "export_reports"
    DESIGN_FORM = "design_form"  # checklists of the office's own (XLSForm)
    PLAN_DUTY = "plan_duty"  # who watches which TPS, and when
    SEE_COVERAGE = "see_coverage"
    ASK_UNMASKING = "ask_unmasking"
    KEEP_SOURCES = "keep_sources"  # custodians: keys, pseudonyms, their half of an unmasking
    SEE_READS = "see_reads"  # who read what: blast radius, draft notice
    ANSWER_SUBJECTS = "answer_subjects"  # requests of people about their own data (UU 27/2022)


class NotVisible(LookupError):
    """Not there, or not for this actor: both answer alike (404)."""


class NotAllowed(PermissionError):
    """Visible, but this actor may not do that (403)."""


@dataclass(frozen=True)
class Actor:
    """Who acts. Built by accounts' middleware for people, by `system_actor` for the worker and the console."""

    user_id: int | None
    name: str
    role: Role
    areas: tuple[str, ...]
    clearance: Classification
    second_factor: bool = False


@dataclass(frozen=True)
class Scope:
    """What an actor may read: the bound every scoped query applies."""

    areas: tuple[str, ...]
    highest: Classification
    modes: tuple[Mode, ...]


_EVERYONE = frozenset({Act.SEE_REFERENCE})
_FIELD = _EVERYONE | {Act.SEE_RISK, Act.SUBMIT_REPORT}
_READING = _FIELD | {Act.WRITE_BRIEF, Act.SEE_REPORTS, Act.EXPORT_REPORTS, Act.SEE_COVERAGE}
_DESK = _READING | {Act.GRADE_REPORT, Act.PLAN_DUTY}
_ANALYSIS = _DESK | {
    Act.ASSESS, Act.IMPORT_DATA, Act.UNDO_IMPORT, Act.SET_UP_ELECTION, Act.CHANGE_METHOD, Act.DESIGN_FORM,
}  # fmt: skip

RIGHTS: Mapping[Role, frozenset[Act]] = {
    Role.PETUGAS: _FIELD,
    Role.CAMAT: _FIELD | {Act.SEE_REPORTS, Act.ANSWER_REFERRAL, Act.SEE_COVERAGE},
    Role.VERIFIKATOR: _DESK,
    Role.ANALIS: _ANALYSIS,
    Role.KABAN: _ANALYSIS
    | {
        Act.SEE_JOURNAL, Act.CONFIRM_RESET, Act.CHANGE_OFFICE, Act.ASK_UNMASKING, Act.SEE_READS, Act.ANSWER_SUBJECTS,
    },
    Role.KUSTODIAN: _EVERYONE | {Act.CONFIRM_RESET, Act.KEEP_SOURCES},
    Role.ADMIN: _EVERYONE
    | {
        Act.IMPORT_DATA, Act.UNDO_IMPORT, Act.MANAGE_PEOPLE, Act.CHANGE_OFFICE, Act.SEE_JOURNAL, Act.OPERATE,
        Act.ANSWER_SUBJECTS,
    },
    Role.SISTEM: frozenset(Act),
}  # fmt: skip

SECOND_FACTOR_ROLES = frozenset({Role.VERIFIKATOR, Role.ANALIS, Role.KABAN, Role.KUSTODIAN, Role.ADMIN})

_CLOSED_READERS = frozenset({Role.VERIFIKATOR, Role.ANALIS, Role.KABAN, Role.SISTEM})


def may(
    actor: Actor,
    act: Act,
    *,
    area: str | None = None,
    classification: Classification = Classification.BIASA,
    mode: Mode = Mode.TERBUKA,
) -> bool:
    """Whether `actor` may do `act` on something in `area` of that class and mode. No area: the right itself."""
    if act not in RIGHTS[actor.role]:
        return False
    bound = scope(actor)
    if classification.rank > bound.highest.rank or mode not in bound.modes:
        return False
    return area is None or any(covers(own, area) for own in bound.areas)


def scope(actor: Actor) -> Scope:
    """The bound of everything this actor reads. Rahasia and above needs a second factor."""
    highest = actor.clearance
    if not actor.second_factor and highest.rank > Classification.TERBATAS.rank:
        highest = Classification.TERBATAS
    modes = (Mode.TERBUKA, Mode.TERTUTUP) if actor.role in _CLOSED_READERS else (Mode.TERBUKA,)
    return Scope(actor.areas, highest, modes)


def require_visible(actor: Actor, act: Act, *, area: str) -> None:
    """Raise `NotVisible` unless `actor` may do `act` in `area`: for reading, where a refusal must not confirm."""
    if not may(actor, act, area=area):
        raise NotVisible(area)


def looking_at(actor: Actor, act: Act, *, area: str) -> Actor:
    """The same person, bounded to one of the areas that are theirs. Raises `NotVisible`."""
    require_visible(actor, act, area=area)
    return replace(actor, areas=(area,))


def require_allowed(actor: Actor, act: Act, *, area: str | None = None) -> None:
    """For acting: `NotAllowed` when the right is missing, `NotVisible` when the area is not the actor's."""
    if not may(actor, act):
        raise NotAllowed(act)
    if area is not None and not may(actor, act, area=area):
        raise NotVisible(area)


def system_actor(name: str = "sistem") -> Actor:
    """The worker and the operator at the console of the machine itself."""
    return Actor(None, name, Role.SISTEM, (NASIONAL_CODE,), Classification.SANGAT_RAHASIA, second_factor=True)
