"""What the reporting page and the phone's offline lists hold: choices in words, and the places of the duty area.

The lists go to the phone once and work there without a network: regions and polling stations of the actor's own area,
labels in both languages, the election the pseudonym of a covert reporter hangs on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from django.utils.crypto import salted_hmac

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE, level_of
from wasdini.core.terms import Coordinate, Level, Mode, ReportKind
from wasdini.elections import queries as elections
from wasdini.methods import catalogue
from wasdini.methods.labels import codes, label
from wasdini.places import queries as places

# From a province up, polling stations would be too many for a phone: the officer of such an area names a region.
_WITH_STATIONS = frozenset({Level.KABKOTA, Level.KECAMATAN, Level.DESA, Level.TPS})
_DEEPEST = {Level.PROVINSI: Level.KECAMATAN, Level.NASIONAL: Level.KABKOTA}
_LISTED = ("issue", "finding", "report_kind", "checkin_step", "report_status", "ladder", "athg", "aspect")
KINDS = (ReportKind.SITUATION, ReportKind.INCIDENT, ReportKind.TPS_FINDING, ReportKind.CHECKIN, ReportKind.NIL)
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Choice:
    """One thing to tap: its code, its word, whether it is chosen, and for findings how it is counted."""

    code: str
    words: str
    chosen: bool = False
    unit: str = ""
    count: str = ""


@dataclass(frozen=True)
class PhoneForm:
    """Everything the form shows. `places` is empty in the offline shell: the phone fills it from its lists."""

    kinds: tuple[Choice, ...]
    urgencies: tuple[Choice, ...]
    issues: tuple[Choice, ...]
    findings: tuple[Choice, ...]
    steps: tuple[Choice, ...]
    more: Mapping[str, tuple[Choice, ...]]
    modes: Mapping[str, bool]
    places: tuple[Choice, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


def form_page(actor: Actor | None, typed: Typed, *, language: str) -> PhoneForm:
    """The form with what was typed before. Without an actor: the shell that lies on every phone."""
    regions = _regions(actor) if actor else []
    chosen = _first(typed, "place_code") or (actor.areas[0] if actor and actor.areas else "")
    mode = _first(typed, "mode") or Mode.TERBUKA.value
    return PhoneForm(
        kinds=_choices("report_kind", typed.get("kind", ()), language, [kind.value for kind in KINDS]),
        urgencies=_choices("urgency", [_first(typed, "urgency") or "2"], language),
        issues=_choices("issue", typed.get("issue", ()), language),
        findings=tuple(
            Choice(code, finding.name.in_language(language), code in typed.get("finding", ()), finding.unit.value,
                   _first(typed, f"count_{code}"))
            for code, finding in catalogue.findings().items()
        ),
        steps=_choices("checkin_step", typed.get("checkin_step", ()), language),
        more={
            kind: _choices(kind, typed.get(kind, ()), language)
            for kind in ("ladder", "athg", "aspect", "classification")
        },
        modes={one.value: one.value == mode for one in Mode},
        places=tuple(Choice(code, _indented(code, name), code == chosen) for code, name, *_ in regions),
        typed={name: values[0] for name, values in typed.items() if values},
    )  # fmt: skip


def phone_lists(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """`places`: [code, name, lat, lon]; `tps`: desa code -> [number, name, lat, lon]; labels in both languages."""
    require_allowed(actor, Act.SUBMIT_REPORT)
    clock = elections.clock_now(at, next(iter(actor.areas), NASIONAL_CODE))
    stations: dict[str, list[list[Any]]] = {}
    for area in actor.areas:
        if level_of(area) in _WITH_STATIONS:
            _add_stations(stations, places.tps_frame(area))
    return {
        "account": account_mark(actor),
        "areas": list(actor.areas),
        "election": clock.election.slug if clock and clock.election else "",
        "places": [[code, name, _short(lat), _short(lon)] for code, name, lat, lon in _regions(actor)],
        "tps": stations,
        "labels": {kind: {code: _both(kind, code) for code in codes(kind)} for kind in _LISTED},
    }


def account_mark(actor: Actor | None) -> str:
    """Tells two people on one phone apart without naming either: what one wrote never goes out as the other's."""
    if actor is None or actor.user_id is None:
        return ""
    return salted_hmac("wasdini.reports.phone", str(actor.user_id)).hexdigest()[:20]


def _regions(actor: Actor) -> list[tuple[str, str, float | None, float | None]]:
    """Each region of the actor's areas once, as deep as a phone can carry, in the order of their codes."""
    require_allowed(actor, Act.SUBMIT_REPORT)
    found: dict[str, tuple[str, str, float | None, float | None]] = {}
    for area in actor.areas:
        level = level_of(area)
        home = f"{area[:2]}.{area[2:4]}.{area[4:6]}.{area[6:10]}" if level is Level.TPS else area
        frame = places.region_frame(home)
        if level in _DEEPEST:
            allowed = [one.value for one in Level if one.rank >= _DEEPEST[level].rank]
            frame = frame.filter(pl.col("level").is_in(allowed))
        for row in frame.select("path", "name", "lat", "lon").iter_rows():
            found[row[0]] = row
    return [found[code] for code in sorted(found)]


def _add_stations(stations: dict[str, list[list[Any]]], frame: pl.DataFrame) -> None:
    measured = pl.col("coordinate") == Coordinate.MEASURED.value
    shown = frame.select(
        pl.col("path").str.slice(0, 13),
        pl.col("path").str.slice(14).cast(pl.Int64).alias("number"),
        pl.col("name"),
        pl.when(measured).then(pl.col("lat")).alias("lat"),
        pl.when(measured).then(pl.col("lon")).alias("lon"),
    )
    for desa, number, name, lat, lon in shown.iter_rows():
        row = [number, name] if lat is None else [number, name, _short(lat), _short(lon)]
        known = stations.setdefault(desa, [])
        if not known or known[-1][0] < number:
            known.append(row)


def _choices(kind: str, chosen: Sequence[str], language: str, only: Sequence[str] = ()) -> tuple[Choice, ...]:
    return tuple(Choice(code, label(kind, code, language), code in chosen) for code in only or codes(kind))


def _both(kind: str, code: str) -> list[str]:
    return [label(kind, code, "id"), label(kind, code, "en")]


def _indented(code: str, name: str) -> str:
    """A desa stands under its kecamatan, as the eye looks for it."""
    return "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * max(0, code.count(".") - 1) + name


def _short(degrees: float | None) -> float | None:
    """To about ten metres: enough to find the nearest, and a third of the bytes."""
    return None if degrees is None else round(degrees, 4)


def _first(typed: Typed, name: str) -> str:
    values = typed.get(name, ())
    return values[0].strip() if values else ""
