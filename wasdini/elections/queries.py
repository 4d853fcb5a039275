"""What stage it is, how many days to voting, what comes next, and what such a stage tends to bring.

Schedules are public reference: `clock` asks for no actor. Pages about one election pass through the access layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from wasdini.core import stages as rules
from wasdini.core.access import Act, Actor, NotAllowed, NotVisible, may, require_allowed, require_visible
from wasdini.core.place_codes import NASIONAL_CODE, PlaceCodeInvalid, ancestors_of, covers, parse_place_code
from wasdini.core.stages import Happening, Stage
from wasdini.core.terms import ElectionKind, StageCode
from wasdini.core.zones import zone_of
from wasdini.elections.models import Election, HappeningRecord, StageDate
from wasdini.methods import catalogue
from wasdini.methods.catalogue import Potential, Words
from wasdini.rows.scoping import within

# While these run, the election that just voted stays on the clock though the next one is already being prepared.
_AFTERMATH = frozenset(
    {StageCode.VOTING, StageCode.COUNTING, StageCode.RECAP, StageCode.DISPUTE, StageCode.RESULT_DETERMINATION}
)


@dataclass(frozen=True)
class ElectionCard:
    """An election as others see it."""

    slug: str
    kind: ElectionKind
    name: str
    area: str
    voting_on: date
    schedule: str


@dataclass(frozen=True)
class StageCard:
    """One legal stage with its dates as known: `waiting_for` names the happening a deadline rule still waits for.

    A start of None without `waiting_for` is a start that the source does not state.
    """

    election_slug: str
    position: int
    code: StageCode
    legal_name: Words
    starts_on: date | None
    ends_on: date | None
    after_happening: Happening | None
    within_days: int | None
    until_happening: Happening | None
    waiting_for: Happening | None
    source: str
    verified: bool
    note: Words
    running: bool


@dataclass(frozen=True)
class ElectionClock:
    """The clock of an area on a date. `days_to_vote` is negative after voting; `other_running` are stages of other
    elections of the same area that run at the same time."""

    on: date
    election: ElectionCard
    running: tuple[StageCard, ...]
    leading: StageCard | None
    days_to_vote: int
    next_stages: tuple[StageCard, ...]
    waiting: tuple[StageCard, ...]
    other_running: tuple[StageCard, ...]


@dataclass(frozen=True)
class HappeningCard:
    """What the office has put on record, newest first for each code."""

    code: Happening
    happened_on: date | None
    basis: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class ElectionPage:
    """Everything about one election on a date, and whether this actor may change it."""

    card: ElectionCard
    stages: tuple[StageCard, ...]
    leading: StageCard | None
    days_to_vote: int
    happenings: tuple[HappeningCard, ...]
    may_change: bool


@dataclass(frozen=True)
class _Timeline:
    card: ElectionCard
    stages: tuple[StageCard, ...]
    leading: StageCard | None


def clock(on: date, area: str) -> ElectionClock | None:
    """The clock of `area` on its own calendar date; None while no election is set up for it.

    On the clock stands the election whose voting, count or dispute runs; else the next to vote; else the last that did.
    """
    timelines = _timelines(_elections_over(area), on)
    if not timelines:
        return None
    chosen = _on_the_clock(timelines, on)
    others = [line for line in timelines if line is not chosen]
    upcoming = [stage for stage in chosen.stages if stage.starts_on and stage.starts_on > on]
    first_on = min((stage.starts_on for stage in upcoming if stage.starts_on), default=None)
    return ElectionClock(
        on=on,
        election=chosen.card,
        running=tuple(stage for stage in chosen.stages if stage.running),
        leading=chosen.leading,
        days_to_vote=rules.days_to_vote(chosen.card.voting_on, on),
        next_stages=tuple(stage for stage in upcoming if stage.starts_on == first_on),
        waiting=tuple(stage for stage in chosen.stages if stage.waiting_for),
        other_running=tuple(stage for line in others for stage in line.stages if stage.running),
    )


def clock_now(now: datetime, area: str) -> ElectionClock | None:
    """The clock at an instant, on the calendar of the region's own zone (WIB, WITA or WIT)."""
    return clock(local_date(now, area), area)


def clock_of(actor: Actor, code: str, *, on: date | None, now: datetime) -> ElectionClock | None:
    """The clock of a region this actor sees (no code: the first duty area), on a date or today. `NotVisible`."""
    area = code or next(iter(actor.areas), "")
    try:
        parsed = parse_place_code(area).dotted
    except PlaceCodeInvalid:
        raise NotVisible(area) from None
    require_visible(actor, Act.SEE_REFERENCE, area=parsed)
    return clock(on or local_date(now, parsed), parsed)


def local_date(now: datetime, area: str) -> date:
    """Today as the people of that region write it."""
    return now.astimezone(zone_of(area).clock).date()


def stage_potentials(stage_code: str, kind: str) -> tuple[Potential, ...]:
    """Conflict potentials that a stage of such an election tends to bring, with issues and measures."""
    return tuple(
        potential for potential in catalogue.potentials() if stage_code in potential.stages and kind in potential.kinds
    )


def elections_seen_by(actor: Actor) -> tuple[ElectionCard, ...]:
    """Elections held over or inside the actor's areas, the latest voting first."""
    return tuple(_card(election) for election in _visible(actor).order_by("-voting_on", "slug"))


def election_page(actor: Actor, slug: str, *, on: date) -> ElectionPage:
    """One election with all its stages; `NotVisible` when there is none or not for this actor."""
    election = _visible(actor).filter(slug=slug).first()
    if election is None:
        raise NotVisible(slug)
    line = _timelines([election], on)[0]
    return ElectionPage(
        card=line.card,
        stages=line.stages,
        leading=line.leading,
        days_to_vote=rules.days_to_vote(election.voting_on, on),
        happenings=_happening_cards(election),
        may_change=may(actor, Act.SET_UP_ELECTION, area=election.area),
    )


def election_to_change(actor: Actor, slug: str, *, on: date) -> ElectionPage:
    """The same page for somebody who is about to change it. `NotAllowed` first, so that a refusal confirms nothing."""
    require_allowed(actor, Act.SET_UP_ELECTION)
    page = election_page(actor, slug, on=on)
    if not page.may_change:
        raise NotAllowed(Act.SET_UP_ELECTION)
    return page


def stage_to_change(actor: Actor, slug: str, position: int, *, on: date) -> tuple[ElectionPage, StageCard]:
    """One stage of an election that this actor may change."""
    page = election_to_change(actor, slug, on=on)
    stage = next((card for card in page.stages if card.position == position), None)
    if stage is None:
        raise NotVisible(f"{slug}/{position}")
    return page, stage


def area_to_set_up(actor: Actor) -> str:
    """The area a new election is offered for: the actor's first duty area. `NotAllowed`."""
    require_allowed(actor, Act.SET_UP_ELECTION)
    return next(iter(actor.areas), "")


def calendar_stages(actor: Actor) -> tuple[tuple[ElectionCard, tuple[StageCard, ...]], ...]:
    """Elections the actor sees and their stages: what goes into the calendar feed."""
    lines = _timelines(_visible(actor).order_by("voting_on", "slug"), None)
    return tuple((line.card, line.stages) for line in lines)


def _visible(actor: Actor) -> QuerySet[Election]:
    if not may(actor, Act.SEE_REFERENCE):
        return Election.objects.none()
    above = {NASIONAL_CODE, *actor.areas, *(code for area in actor.areas for code in ancestors_of(area))}
    return Election.objects.filter(Q(area__in=above) | within(actor.areas, "area"))


def _elections_over(area: str) -> list[Election]:
    """Elections that cover the area; for an area above all of them (a province, the nation), those inside it."""
    above = {NASIONAL_CODE, area, *ancestors_of(area)}
    found = list(Election.objects.filter(Q(area__in=above) | within([area], "area")).order_by("voting_on", "slug"))
    covering = [election for election in found if covers(election.area, area)]
    return covering or found


def _timelines(elections: Iterable[Election], on: date | None) -> list[_Timeline]:
    """Stages of several elections in three queries, however many."""
    elections = list(elections)
    ids = [election.pk for election in elections]
    stage_rows: dict[int, list[StageDate]] = {pk: [] for pk in ids}
    for row in StageDate.objects.filter(election__in=ids).order_by("position"):
        stage_rows[row.election_id].append(row)
    happened: dict[int, dict[Happening, date | None]] = {pk: {} for pk in ids}
    for record in HappeningRecord.objects.filter(election__in=ids).order_by("id"):
        happened[record.election_id][Happening(record.code)] = record.happened_on
    return [_timeline(election, stage_rows[election.pk], happened[election.pk], on) for election in elections]


def _timeline(
    election: Election, rows: Sequence[StageDate], happened: dict[Happening, date | None], on: date | None
) -> _Timeline:
    on_record = {code: day for code, day in happened.items() if day is not None}
    stages = [_stage(row) for row in rows]
    running = rules.running_on(stages, on_record, on) if on else ()
    leader = rules.leading(running, on_record)
    held = {stage.position for stage in running}
    cards = tuple(
        _stage_card(election, row, rules.span_of(stage, on_record), row.position in held)
        for row, stage in zip(rows, stages, strict=True)
    )
    first = next((card for card in cards if leader and card.position == leader.position), None)
    return _Timeline(_card(election), cards, first)


def _on_the_clock(timelines: Sequence[_Timeline], on: date) -> _Timeline:
    aftermath = [line for line in timelines if any(s.running and s.code in _AFTERMATH for s in line.stages)]
    if aftermath:
        return max(aftermath, key=lambda line: line.card.voting_on)
    upcoming = [line for line in timelines if line.card.voting_on >= on]
    if upcoming:
        return min(upcoming, key=lambda line: line.card.voting_on)
    return max(timelines, key=lambda line: line.card.voting_on)


def _happening_cards(election: Election) -> tuple[HappeningCard, ...]:
    newest = {record.code: record for record in HappeningRecord.objects.filter(election=election).order_by("id")}
    return tuple(
        HappeningCard(Happening(code), record.happened_on, record.basis, record.recorded_at, record.recorded_by)
        for code, record in newest.items()
    )


def _card(election: Election) -> ElectionCard:
    return ElectionCard(
        slug=election.slug,
        kind=ElectionKind(election.kind),
        name=election.name,
        area=election.area,
        voting_on=election.voting_on,
        schedule=election.schedule,
    )


def _stage(row: StageDate) -> Stage:
    return Stage(
        position=row.position,
        code=StageCode(row.stage),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        after_happening=Happening(row.after_happening) if row.after_happening else None,
        within_days=row.within_days,
        until_happening=Happening(row.until_happening) if row.until_happening else None,
    )


def _stage_card(election: Election, row: StageDate, span: rules.Span, running: bool) -> StageCard:
    stage = _stage(row)
    return StageCard(
        election_slug=election.slug,
        position=row.position,
        code=stage.code,
        legal_name=Words(row.legal_name, row.legal_name_en or row.legal_name),
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        after_happening=stage.after_happening,
        within_days=row.within_days,
        until_happening=stage.until_happening,
        waiting_for=span.waiting_for,
        source=row.source,
        verified=row.verified,
        note=Words(row.note, row.note_en or row.note),
        running=running,
    )
