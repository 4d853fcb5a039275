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
_FIELD = _EVERYONE | {Act.SEE_RISK}
_DESK = _FIELD | {Act.WRITE_BRIEF}
_ANALYSIS = _DESK | {Act.ASSESS, Act.IMPORT_DATA, Act.UNDO_IMPORT, Act.SET_UP_ELECTION, Act.CHANGE_METHOD}

RIGHTS: Mapping[Role, frozenset[Act]] = {
    Role.PETUGAS: _FIELD,
    Role.CAMAT: _FIELD,
    Role.VERIFIKATOR: _DESK,
    Role.ANALIS: _ANALYSIS,
    Role.KABAN: _ANALYSIS | {Act.SEE_JOURNAL, Act.CONFIRM_RESET, Act.CHANGE_OFFICE},
    Role.KUSTODIAN: _EVERYONE | {Act.CONFIRM_RESET},
    Role.ADMIN: _EVERYONE
    | {Act.IMPORT_DATA, Act.UNDO_IMPORT, Act.MANAGE_PEOPLE, Act.CHANGE_OFFICE, Act.SEE_JOURNAL, Act.OPERATE},
    Role.SISTEM: frozenset(Act),
}

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
