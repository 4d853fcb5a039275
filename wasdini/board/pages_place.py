"""Situation, a place, a TPS: everything one page says, gathered once, each part through its own scoped query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wasdini.assessments import queries as assessments
from wasdini.assessments.queries import Contribution, MapValue, Ranking, RunCard, Situation, UnitAssessment
from wasdini.board.outline import Spot, outline_map
from wasdini.board.shapes import (
    ScoreDrawing,
    Trend,
    WaterfallRow,
    drawn,
    score_drawing,
    sentences,
    silent_rows,
    trend_of,
    unknown_rows,
    waterfall_rows,
)
from wasdini.board.templatetags.board_words import level, number, spoken, step_of
from wasdini.core.access import Act, Actor, NotVisible, may
from wasdini.core.place_codes import level_of
from wasdini.core.terms import LEVELS_UP, Level
from wasdini.elections import queries as elections
from wasdini.methods.catalogue import Potential
from wasdini.methods.labels import label
from wasdini.places import queries as places
from wasdini.places.queries import PlaceCard, TpsCard

PAGE_ROWS = 50


@dataclass(frozen=True)
class LegendEntry:
    """One step of the method with how many places or TPS stand in it."""

    chip: SafeString
    count: int
    unit: str


@dataclass(frozen=True)
class FirstSteps:
    """What stands where a region should: somebody without a duty area (`area` empty), or one not imported yet."""

    area: str
    may_import: bool


@dataclass(frozen=True)
class SituationPage:
    place: PlaceCard
    areas: tuple[tuple[str, str], ...]
    clock: elections.ElectionClock | None
    on: date
    known_at: datetime | None
    situation: Situation | None
    drawing: ScoreDrawing | None
    reasons: tuple[str, ...]
    would_change: tuple[str, ...]
    map: SafeString
    map_sentence: str
    legend: tuple[LegendEntry, ...]
    ranking: Ranking | None
    ranking_caption: str
    potentials: tuple[Potential, ...]


@dataclass(frozen=True)
class PlacePage:
    place: PlaceCard
    crumbs: tuple[tuple[str, str], ...]
    level_name: str
    known_at: datetime | None
    unit: UnitAssessment | None
    drawing: ScoreDrawing | None
    spread: tuple[LegendEntry, ...]
    waterfall_sentence: str
    waterfall: tuple[WaterfallRow, ...]
    silent: tuple[tuple[Contribution, str], ...]
    unknown: tuple[Contribution, ...]
    trend: Trend | None
    levels: tuple[tuple[str, str], ...]
    ranking: Ranking | None
    ranking_caption: str
    neighbours: tuple[places.NeighbourCard, ...]


@dataclass(frozen=True)
class TpsPage:
    title: str
    place: TpsCard
    crumbs: tuple[tuple[str, str], ...]
    known_at: datetime | None
    unit: UnitAssessment | None
    drawing: ScoreDrawing | None
    waterfall_sentence: str
    waterfall: tuple[WaterfallRow, ...]
    silent: tuple[tuple[Contribution, str], ...]
    unknown: tuple[Contribution, ...]
    trend: Trend | None


def own_place(actor: Actor, area: str) -> PlaceCard | FirstSteps:
    """The region a page is about; the first steps instead when it is the actor's own and not there yet."""
    try:
        return places.place_card(actor, area)
    except NotVisible:
        if area and area not in actor.areas:
            raise
        return FirstSteps(area, may(actor, Act.IMPORT_DATA))


def situation_page(actor: Actor, area: str, on: date, known_at: datetime | None = None) -> SituationPage | FirstSteps:
    """How is my region today, and what changed?"""
    place = own_place(actor, area)
    if isinstance(place, FirstSteps):
        return place
    below = level_below(area)
    picture = assessments.picture_of(actor, area, on, below, PAGE_ROWS, known_at)
    situation, ranking = (picture.situation, picture.ranking) if picture else (None, None)
    values = picture.values if picture else ()
    clock = elections.clock(on, area)
    return SituationPage(
        place=place,
        areas=_named_areas(actor, place),
        clock=clock,
        on=on,
        known_at=known_at,
        situation=situation,
        drawing=drawing_of(place.level, situation.run, situation) if situation else None,
        reasons=sentences(situation.reasons) if situation else (),
        would_change=sentences(situation.would_change) if situation else (),
        map=still_map(actor, place, situation.run, values) if situation else SafeString(),
        map_sentence=_map_sentence(ranking),
        legend=legend_of(situation.run, Counter(value.category for value in values), below) if situation else (),
        ranking=ranking,
        ranking_caption=ranking_caption(ranking),
        potentials=_potentials(clock),
    )


def _named_areas(actor: Actor, place: PlaceCard) -> tuple[tuple[str, str], ...]:
    """The actor's duty areas by name; that of the page is known already."""
    others = [code for code in actor.areas if code != place.code]
    names = {place.code: place.name, **(places.names_of(others) if others else {})}
    return tuple((code, names.get(code, code)) for code in actor.areas)


def _potentials(clock: elections.ElectionClock | None) -> tuple[Potential, ...]:
    """What the leading stage of the day tends to bring."""
    if clock is None or clock.leading is None:
        return ()
    return elections.stage_potentials(clock.leading.code, clock.election.kind)


def place_page(actor: Actor, code: str, tier: str, offset: int, known_at: datetime | None) -> PlacePage:
    """Why this place? `tier`: the level ranked inside it, by default the one just below."""
    unit = assessments.unit_assessment(actor, code, known_at)
    place = places.place_card(actor, code)
    tiers = tiers_below(code)
    tier = tier if tier in tiers else tiers[0]
    ranking = assessments.ranking(actor, code, tier, PAGE_ROWS, known_at, offset=offset) if unit else None
    return PlacePage(
        place=place,
        crumbs=crumbs_of(actor, place.ancestors, place.name),
        level_name=label("level", place.level, spoken()),
        known_at=known_at,
        unit=unit,
        drawing=drawing_of(unit.level, unit.run, unit) if unit else None,
        spread=legend_of(unit.run, unit.category_counts, Level.TPS) if unit else (),
        waterfall_sentence=_waterfall_sentence(unit),
        waterfall=waterfall_rows(unit) if unit else (),
        silent=silent_rows(unit) if unit else (),
        unknown=unknown_rows(unit) if unit else (),
        trend=trend_of(unit.history) if unit else None,
        levels=tuple((one, label("level", one, spoken())) for one in tiers),
        ranking=ranking,
        ranking_caption=ranking_caption(ranking),
        neighbours=places.neighbours_of(actor, code),
    )


def tps_page(actor: Actor, code: str, known_at: datetime | None) -> TpsPage:
    """Why this polling station: every indicator with its points, its value, its source and its date."""
    unit = assessments.unit_assessment(actor, code, known_at)
    tps = places.tps_card(actor, code)
    title = _("TPS %(number)s %(desa)s") % {"number": f"{tps.number:03d}", "desa": tps.ancestors[-1][1]}
    return TpsPage(
        title=title,
        place=tps,
        crumbs=crumbs_of(actor, tps.ancestors, f"TPS {tps.number:03d}"),
        known_at=known_at,
        unit=unit,
        drawing=drawing_of(unit.level, unit.run, unit) if unit else None,
        waterfall_sentence=_waterfall_sentence(unit),
        waterfall=waterfall_rows(unit) if unit else (),
        silent=silent_rows(unit) if unit else (),
        unknown=unknown_rows(unit) if unit else (),
        trend=trend_of(unit.history) if unit else None,
    )


def drawing_of(level: str, run: RunCard, told: Situation | UnitAssessment) -> ScoreDrawing:
    return score_drawing(level, run.steps, (told.score, told.lower, told.upper))


def level_below(code: str) -> str:
    """The level just under a place; a desa holds TPS."""
    return tiers_below(code)[0]


def tiers_below(code: str) -> tuple[str, ...]:
    """Every level a place holds, nearest first, at most four down so that a list stays a list."""
    own = level_of(code)
    return tuple(tier.value for tier in reversed(LEVELS_UP) if tier.rank < own.rank)


def crumbs_of(actor: Actor, ancestors: Sequence[tuple[str, str]], name: str) -> tuple[tuple[str, str], ...]:
    """The way down; places above the actor's own area are named but not linked."""
    from_own = [
        (code if any(code == area or code.startswith(f"{area}.") or area == "0" for area in actor.areas) else "", label)
        for code, label in ancestors
    ]
    return (*from_own, ("", name))


def legend_of(run: RunCard, counts: Mapping[str, int], tier: str) -> tuple[LegendEntry, ...]:
    """Steps from the gravest down, the unknown last and only when there are any."""
    unit = label("level", tier, spoken())
    entries = [LegendEntry(level(run.steps, step.code), counts.get(step.code, 0), unit) for step in reversed(run.steps)]
    if counts.get("", 0):
        entries.append(LegendEntry(level(run.steps, ""), counts[""], unit))
    return tuple(entries)


def still_map(actor: Actor, place: PlaceCard, run: RunCard, values: Sequence[MapValue]) -> SafeString:
    """The map drawn on the server; empty when nothing can be drawn, and for TPS (they stand on the full map)."""
    if level_below(place.code) == Level.TPS:
        return SafeString()
    by_code = {value.code: value for value in values}
    words = {step.code: step.label for step in run.steps}
    spots = []
    below = places.points_below(actor, place.code)
    for child in below:
        value = by_code.get(child.code)
        category = value.category if value else ""
        told = words.get(category, _("Belum diketahui"))
        if value and value.score is not None:
            told = f"{told}, {number(value.score, 1)}"
        address = reverse("place", args=[child.code])
        spots.append(Spot(child.code, child.name, told, step_of(run.steps, category), address, child.lon, child.lat))
    title = _("Peta %(name)s menurut tingkat kerawanan") % {"name": place.name}
    return drawn(outline_map(spots, places.outlines_among(below), title=title))


def ranking_caption(ranking: Ranking | None) -> str:
    if ranking is None or not ranking.rows:
        return ""
    words = {
        "first": number(ranking.rows[0].position),
        "last": number(ranking.rows[-1].position),
        "total": number(ranking.total_count),
        "tier": label("level", ranking.level, spoken()),
    }
    return _("%(tier)s urutan %(first)s sampai %(last)s dari %(total)s, yang paling rawan di atas") % words


def _map_sentence(ranking: Ranking | None) -> str:
    """The finding of the map, as its title."""
    if ranking is None or not ranking.rows:
        return _("Peta wilayah")
    first = ranking.rows[0]
    return _("%(name)s paling rawan: %(level)s, skor %(score)s") % {
        "name": first.name,
        "level": first.category_label,
        "score": number(first.score, 1),
    }


def _waterfall_sentence(unit: UnitAssessment | None) -> str:
    """The finding of the waterfall: how few indicators make how much of the score."""
    known = [one for one in unit.contributions if one.value is not None and one.points > 0] if unit else []
    if unit is None or not known:
        return _("Belum ada indikator yang menambah skor")
    if len(known) < 3:
        return _("%(label)s menyumbang terbanyak pada skor") % {"label": known[0].label}
    share_count = sum(one.points for one in known[:3])
    return _("Tiga indikator menyumbang %(points)s dari %(score)s poin") % {
        "points": number(share_count, 1),
        "score": number(unit.score, 1),
    }
