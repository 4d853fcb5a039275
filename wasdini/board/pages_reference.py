"""Stages, methods, search: pages about how the picture is made and what the calendar says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wasdini.accounts import queries as accounts
from wasdini.assessments import queries as assessments
from wasdini.board.templatetags.board_words import number, spoken
from wasdini.core.access import Act, Actor, NotVisible, may, require_allowed
from wasdini.core.index.method import Category, CutKind, Cuts, Indicator, Method
from wasdini.core.place_codes import NASIONAL_CODE, code_of
from wasdini.elections import queries as elections
from wasdini.elections.queries import ElectionCard, ElectionClock, ElectionPage, StageCard
from wasdini.journal.queries import EntryCard
from wasdini.methods.catalogue import Potential
from wasdini.methods.labels import codes, label
from wasdini.methods.loader import load_method, shipped_methods
from wasdini.methods.sentences import known_codes, sentence
from wasdini.places import queries as places

SEARCH_ROWS = 50
JOURNAL_ROWS = 50


@dataclass(frozen=True)
class PotentialCard:
    """What a stage tends to bring, in the words of the page."""

    potential: Potential
    issues: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class StagesPage:
    clock: ElectionClock | None
    election: ElectionPage | None
    elections: tuple[ElectionCard, ...]
    stages: tuple[StageCard, ...]
    past: tuple[StageCard, ...]
    potentials: tuple[PotentialCard, ...]
    on: date
    may_set_up: bool


@dataclass(frozen=True)
class VariableGroup:
    """Indicators of one variable, with the share of the whole weight they carry."""

    name: str
    weight_share: float | None
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class MethodPage:
    method: Method
    groups: tuple[VariableGroup, ...]
    cuts: tuple[tuple[Cuts, str, tuple[tuple[Category, str], ...]], ...]
    in_use: bool


@dataclass(frozen=True)
class MethodsPage:
    methods: tuple[Method, ...]
    in_use: str


@dataclass(frozen=True)
class SearchPage:
    text: str
    hits: tuple[places.PlaceCard, ...]
    is_cut: bool


def stages_page(actor: Actor, on: date, slug: str = "") -> StagesPage:
    """Where are we in the calendar, and what does this stage tend to bring?"""
    require_allowed(actor, Act.SEE_REFERENCE)
    clock = elections.clock(on, next(iter(actor.areas), NASIONAL_CODE))
    slug = slug or (clock.election.slug if clock else "")
    page = elections.election_page(actor, slug, on=on) if slug else None
    running = {stage.code for stage in page.stages if stage.running} if page else set()
    found: dict[str, Potential] = {}
    for code in sorted(running):
        for one in elections.stage_potentials(code, page.card.kind if page else ""):
            found.setdefault(one.code, one)
    return StagesPage(
        clock=clock,
        election=page,
        elections=elections.elections_seen_by(actor),
        stages=tuple(sorted(page.stages, key=_by_date)) if page else (),
        past=tuple(stage for stage in page.stages if stage.ends_on and stage.ends_on < on) if page else (),
        potentials=tuple(_potential_card(one) for one in found.values()),
        on=on,
        may_set_up=may(actor, Act.SET_UP_ELECTION),
    )


def _by_date(stage: StageCard) -> tuple[date, date]:
    """In the order of the calendar; what still waits for something comes last."""
    first = stage.starts_on or stage.ends_on or date.max
    return first, stage.ends_on or first


def methods_page(actor: Actor) -> MethodsPage:
    """By which methods is anything judged here, and which one made the numbers of my area?"""
    require_allowed(actor, Act.SEE_REFERENCE)
    in_use = _method_in_use(actor)
    names = sorted(shipped_methods(), key=lambda name: name != in_use)
    return MethodsPage(tuple(load_method(name) for name in names), in_use)


def method_page(actor: Actor, name: str) -> MethodPage:
    """One method whole: every indicator with its weight and its source. Only names that are shipped, never a path."""
    require_allowed(actor, Act.SEE_REFERENCE)
    if name not in shipped_methods():
        raise NotVisible(name)
    method = load_method(name)
    whole = sum(indicator.weight for indicator in method.indicators)
    groups = []
    for code, words in method.variables.items():
        own = tuple(indicator for indicator in method.indicators if indicator.variable == code)
        share = sum(indicator.weight for indicator in own) / whole if whole else None
        groups.append(VariableGroup(words.in_language(spoken()), share, own))
    cuts = tuple((one, _levels_of(one), _bounds_of(method, one)) for one in method.cuts)
    return MethodPage(method, tuple(groups), cuts, _method_in_use(actor) == method.name)


def search_page(actor: Actor, text: str) -> SearchPage:
    """Where is the place I mean? By name or code, inside the actor's areas."""
    text = text.strip()[:80]
    hits = places.search_places(actor, text, SEARCH_ROWS + 1) if len(text) >= 2 else ()
    return SearchPage(text, tuple(hits[:SEARCH_ROWS]), len(hits) > SEARCH_ROWS)


def _method_in_use(actor: Actor) -> str:
    """The method behind the newest numbers of the actor's area; empty for who may not see any."""
    area = next(iter(actor.areas), "")
    if not may(actor, Act.SEE_RISK, area=area):
        return ""
    run = assessments.latest_run(actor, area)
    return run.method_name if run else ""


def _levels_of(cuts: Cuts) -> str:
    return ", ".join(label("level", one.value, spoken()) for one in cuts.levels)


def _bounds_of(method: Method, cuts: Cuts) -> tuple[tuple[Category, str], ...]:
    """Each category with the text of where it begins: a score, a number of signs, or so many SD from the mean."""
    begins = ["", *(_bound_words(cuts.kind, bound) for bound in cuts.bounds)]
    return tuple(zip(method.categories, begins, strict=False))


def _bound_words(kind: CutKind, bound: float) -> str:
    if kind is CutKind.MEAN_SD:
        return f"μ {'+' if bound >= 0 else '−'} {number(abs(bound), 1)} SD"
    decimals = 0 if float(bound).is_integer() else 2
    return f"≥ {number(bound, decimals)}"


def _potential_card(one: Potential) -> PotentialCard:
    return PotentialCard(
        one,
        tuple(label("issue", code, spoken()) for code in one.issues),
        tuple(label("measure", code, spoken()) for code in one.measures),
    )


@dataclass(frozen=True)
class JournalRow:
    """One line in words: the verb as a phrase, who, where, about what kind of thing."""

    entry: EntryCard
    act: str
    who: str
    place: str
    subject: str


@dataclass(frozen=True)
class JournalPage:
    area: str
    area_name: str
    rows: tuple[JournalRow, ...]
    before_seq: int | None


def journal_page(actor: Actor, before_seq: int | None) -> JournalPage:
    """Who did what in my area? Newest first, fifty at a time."""
    area = next(iter(actor.areas), NASIONAL_CODE)
    lines = accounts.journal_page(actor, area, before_seq, JOURNAL_ROWS + 1)
    names = places.names_of({area, *(code_of(entry.path) for entry, _who in lines)})
    rows = tuple(
        JournalRow(
            entry,
            act_words(entry.act),
            who,
            names.get(code_of(entry.path), entry.path),
            subject_words(entry.subject_kind),
        )
        for entry, who in lines[:JOURNAL_ROWS]
    )
    more = len(lines) > JOURNAL_ROWS
    return JournalPage(area, names.get(area, area), rows, rows[-1].entry.seq if more else None)


def subject_words(kind: str) -> str:
    """The word for what an act was about; a kind without one is shown as it was written."""
    return label("journal_subject", kind, spoken()) if kind in codes("journal_subject") else kind


def act_words(verb: str) -> str:
    """The phrase of a verb; an act that has none yet is shown as it was written, never hidden."""
    code = f"act_{verb}"
    return sentence(code, {}, spoken()) if code in known_codes() else verb.replace("_", " ")
