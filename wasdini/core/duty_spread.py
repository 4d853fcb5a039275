"""Spreading the polling stations of a kecamatan over its officers: a proposal that a person accepts or changes.

Rule (a practice of the office, not a regulation): stations in the order of their codes, so that neighbours in one desa
stay together; each officer gets one unbroken run, as many as the others or one more. An officer whose duty area is a
desa is asked for that desa only. Route and travel time are not looked at: the proposal says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wasdini.core.place_codes import NASIONAL_CODE, code_of, covers


@dataclass(frozen=True)
class Officer:
    """Who may be asked, and where this person has duty."""

    person_id: int
    areas: tuple[str, ...]


def spread(officers: Sequence[Officer], paths: Sequence[str]) -> dict[str, int]:
    """TPS path -> person. A station no officer may watch is left out. Same input, same answer."""
    asked: dict[str, int] = {}
    for group, stations in _groups(officers, sorted(paths)).items():
        asked |= _dealt(group, stations)
    return asked


def _groups(officers: Sequence[Officer], paths: Sequence[str]) -> dict[tuple[int, ...], list[str]]:
    """Stations that the same officers may watch. Those with duty closest by come before those of the whole area."""
    groups: dict[tuple[int, ...], list[str]] = {}
    known: dict[str, tuple[int, ...]] = {}
    for path in paths:
        desa = path[:13]
        if desa not in known:
            known[desa] = _closest(officers, path)
        if known[desa]:
            groups.setdefault(known[desa], []).append(path)
    return groups


def _closest(officers: Sequence[Officer], path: str) -> tuple[int, ...]:
    near: dict[int, list[int]] = {}
    for officer in officers:
        depths = [_depth(area) for area in officer.areas if covers(area, code_of(path))]
        if depths:
            near.setdefault(max(depths), []).append(officer.person_id)
    return tuple(sorted(near[max(near)])) if near else ()


def _depth(area: str) -> int:
    return 0 if area == NASIONAL_CODE else len(area)


def _dealt(people: Sequence[int], stations: Sequence[str]) -> dict[str, int]:
    share, more = divmod(len(stations), len(people))
    asked: dict[str, int] = {}
    start = 0
    for position, person in enumerate(people):
        end = start + share + (1 if position < more else 0)
        asked |= dict.fromkeys(stations[start:end], person)
        start = end
    return asked
