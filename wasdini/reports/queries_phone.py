"""What the reporting page and the phone's offline lists hold: choices in words, and the places of the duty area.

The lists go to the phone once and work there without a network: regions and polling stations of the actor's own area,
labels in both languages, the election the pseudonym of a covert reporter hangs on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl
from django.utils.crypto import salted_hmac

from wasdini.core.access import Act, Actor, may, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE, level_of, parent_of
from wasdini.core.terms import Coordinate, Level, Mode, ReportKind
from wasdini.core.writing import write_moment
from wasdini.core.zones import zone_of
from wasdini.custody import queries as custody
from wasdini.elections import queries as elections
from wasdini.methods import catalogue
from wasdini.methods.labels import codes, label
from wasdini.places import queries as places
from wasdini.reports import queries
from wasdini.reports.keys import sign_receipt
from wasdini.reports.models import Report
from wasdini.reports.queries_mailbox import OpenQuestion, open_questions

# From a province up, polling stations would be too many for a phone: the officer of such an area names a region.
_WITH_STATIONS = frozenset({Level.KABKOTA, Level.KECAMATAN, Level.DESA, Level.TPS})
_DEEPEST = {Level.PROVINSI: Level.KECAMATAN, Level.NASIONAL: Level.KABKOTA}
_LISTED = ("issue", "finding", "report_kind", "checkin_step", "report_status", "ladder", "athg", "aspect")
KINDS = (ReportKind.SITUATION, ReportKind.INCIDENT, ReportKind.TPS_FINDING, ReportKind.CHECKIN, ReportKind.NIL)
GRADED = frozenset({"graded", "referred", "closed"})
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
    closed_offer: str = "yes"
    typed: Mapping[str, str] = field(default_factory=dict)


def form_page(actor: Actor | None, typed: Typed, *, language: str) -> PhoneForm:
    """The form with what was typed before. Without an actor: the shell that lies on every phone."""
    regions = _regions(actor) if actor else []
    top = min((code.count(".") for code, *_ in regions), default=0)
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
        places=tuple(Choice(code, _indented(code, name, top), code == chosen) for code, name, *_ in regions),
        closed_offer=closed_offer(actor) if actor else "yes",
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
        "closed": closed_offer(actor),
        "election": clock.election.slug if clock and clock.election else "",
        "places": [[code, name, _short(lat), _short(lon)] for code, name, lat, lon in _regions(actor)],
        "tps": stations,
        "labels": {kind: {code: _both(kind, code) for code in codes(kind)} for kind in _LISTED},
    }


def closed_offer(actor: Actor) -> str:
    """Whether this person can report covertly now: `yes`, `desk` (grades reports), `no_keys` (no custodians yet)."""
    if may(actor, Act.GRADE_REPORT):
        return "desk"
    return "yes" if custody.is_ready() else "no_keys"


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


def _indented(code: str, name: str, top: int) -> str:
    """A desa stands under its kecamatan, as the eye looks for it."""
    return "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * (code.count(".") - top) + name


def _short(degrees: float | None) -> float | None:
    """To about ten metres: enough to find the nearest, and a third of the bytes."""
    return None if degrees is None else round(degrees, 4)


def _first(typed: Typed, name: str) -> str:
    values = typed.get(name, ())
    return values[0].strip() if values else ""


@dataclass(frozen=True)
class OwnReport:
    """One of the person's own reports, in words."""

    report_id: str
    number: str
    kind: str
    place: str
    place_code: str
    received: str
    text: str
    status: str
    status_words: str
    is_graded: bool
    receipt: str
    missing_count: int


@dataclass(frozen=True)
class OwnQuestion:
    """What the verifier asks back about one report."""

    report_id: str
    number: str
    place_code: str
    text: str


@dataclass(frozen=True)
class OwnPage:
    """Own open reports, the newest first, and what the verifier asks about them."""

    reports: tuple[OwnReport, ...]
    next_after: str
    questions: tuple[OwnQuestion, ...] = ()


def own_reports(actor: Actor, *, after: str, language: str) -> OwnPage:
    """A page of what this person sent. The text is their own and is shown to nobody else here."""
    require_allowed(actor, Act.SUBMIT_REPORT)
    page = queries.reports_page(actor, own=True, after=after, limit=30)
    names = places.names_of(card.where for card in page.results)
    receipts = _receipts([card.report_id for card in page.results])
    shown = tuple(_own(card, names, receipts, language) for card in page.results)
    asked = open_questions(actor) if not after else ()
    return OwnPage(shown, page.next_after, tuple(_question(one) for one in asked))


def _question(asked: OpenQuestion) -> OwnQuestion:
    place = parent_of(asked.place_code) if level_of(asked.place_code) is Level.TPS else asked.place_code
    return OwnQuestion(str(asked.report_id), str(asked.report_id)[:4].upper(), place or "", asked.text)


def _receipts(report_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = Report.objects.filter(report_id__in=report_ids).values_list("report_id", "sha256", "received_at")
    return {report_id: sign_receipt(report_id, sha256, at) for report_id, sha256, at in rows}


def _own(card: queries.ReportCard, names: Mapping[str, str], receipts: Mapping[UUID, str], language: str) -> OwnReport:
    return OwnReport(
        report_id=str(card.report_id),
        number=str(card.report_id)[:4].upper(),
        kind=label("report_kind", card.kind, language),
        place=names.get(card.where, card.where),
        place_code=card.place_code,
        received=write_moment(card.received_at, zone=zone_of(card.place_code), language=language),
        text=card.text,
        status=card.status.value,
        status_words=label("report_status", card.status, language),
        is_graded=card.status.value in GRADED,
        receipt=receipts.get(card.report_id, ""),
        missing_count=sum(not file.complete for file in card.attachments),
    )
