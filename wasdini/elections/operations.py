"""Setting up an election, moving a stage, putting a happening on record, handing out a calendar link."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.text import slugify

from wasdini.core import stages as rules
from wasdini.core.access import Act, Actor, NotAllowed, NotVisible, require_allowed
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.stages import Happening
from wasdini.core.terms import ElectionKind, StageCode
from wasdini.elections.models import CalendarLink, Election, HappeningRecord, StageDate
from wasdini.elections.queries import ElectionCard, election_to_change
from wasdini.elections.queries_calendar import digest_of
from wasdini.journal.operations import act
from wasdini.methods import catalogue
from wasdini.methods.catalogue import Schedule, ScheduledStage

EARLIEST = date(1999, 1, 1)  # before the first election of the present law nothing can be meant
LATEST = date(2100, 1, 1)


@dataclass(frozen=True)
class NewElection:
    """What an office states: the rest is copied from a shipped schedule, moved to the voting day when it differs."""

    slug: str
    name: str
    area: str
    schedule: str
    voting_on: date | None = None


@dataclass(frozen=True)
class StageChange:
    """New dates of a stage, or another number of days for its deadline rule; and what the office relies on.

    Dates replace a deadline rule. `verified` says that somebody compared them with the official text.
    """

    basis: str
    starts_on: date | None = None
    ends_on: date | None = None
    within_days: int | None = None
    verified: bool = False


@dataclass(frozen=True)
class NewStage:
    """A stage the schedule does not carry, for example the local distribution of logistics."""

    code: str
    legal_name: str
    starts_on: date | None
    ends_on: date | None
    basis: str


def set_up_election(actor: Actor, new: NewElection, *, at: datetime) -> ElectionCard:
    """Copy a shipped schedule into an election of an area. Raises `InputRefused`, `NotAllowed`, `NotVisible`."""
    area, schedule = _checked(new)
    require_allowed(actor, Act.SET_UP_ELECTION, area=area)
    voting_on = new.voting_on or schedule.voting_on
    with act(actor, "set_up_election", at=at) as line:
        election = Election.objects.create(
            slug=new.slug,
            kind=schedule.kind.value,
            name=new.name.strip(),
            area=area,
            voting_on=voting_on,
            schedule=f"{schedule.name}/{schedule.version}",
        )
        StageDate.objects.bulk_create(
            _stage_row(election, shipped, schedule, (voting_on - schedule.voting_on).days)
            for shipped in schedule.stages
        )
        line.about("election", election.slug, area=area)
        line.details = {"schedule": election.schedule, "voting_on": voting_on.isoformat()}
    return ElectionCard(
        slug=election.slug,
        kind=ElectionKind(election.kind),
        name=election.name,
        area=area,
        voting_on=voting_on,
        schedule=election.schedule,
    )


def change_stage(actor: Actor, slug: str, position: int, change: StageChange, *, at: datetime) -> None:
    """Move a stage or its deadline. A changed voting day moves the election's own."""
    election = _to_change(actor, slug, at)
    _refuse_dates(change.starts_on, change.ends_on)
    _refuse_blank(change.basis, "basis")
    with act(actor, "change_stage", at=at) as line:
        row = StageDate.objects.select_for_update().filter(election=election, position=position).first()
        if row is None:
            raise NotVisible(f"{slug}/{position}")
        before = _dates_of(row)
        _apply(row, change)
        row.save()
        if row.stage == StageCode.VOTING and row.starts_on:
            Election.objects.filter(pk=election.pk).update(voting_on=row.starts_on)
        line.about("stage", f"{slug}/{position}", area=election.area)
        line.details = {"before": before, "after": _dates_of(row), "verified": row.verified}


def add_stage(actor: Actor, slug: str, new: NewStage, *, at: datetime) -> int:
    """Add a local stage at the end of the schedule; returns its position."""
    election = _to_change(actor, slug, at)
    if new.code not in list(StageCode):
        raise InputRefused([Problem("stage_unknown", column="code", value=new.code, expected=", ".join(StageCode))])
    _refuse_blank(new.legal_name, "legal_name")
    _refuse_blank(new.basis, "basis")
    _refuse_dates(new.starts_on, new.ends_on)
    if new.starts_on is None:
        raise InputRefused([Problem("date_needed", column="starts_on")])
    with act(actor, "add_stage", at=at) as line:
        Election.objects.select_for_update().get(pk=election.pk)
        last = StageDate.objects.filter(election=election).aggregate(last=Max("position"))["last"] or 0
        StageDate.objects.create(
            election=election,
            position=last + 1,
            stage=new.code,
            legal_name=new.legal_name.strip(),
            starts_on=new.starts_on,
            ends_on=new.ends_on or new.starts_on,
            source=new.basis.strip(),
        )
        line.about("stage", f"{slug}/{last + 1}", area=election.area)
        line.details = {"stage": new.code, "starts_on": new.starts_on.isoformat()}
    return last + 1


def record_happening(actor: Actor, slug: str, code: str, happened_on: date | None, *, basis: str, at: datetime) -> None:
    """Put on record that something happened, so that deadline rules count; None takes an earlier record back."""
    election = _to_change(actor, slug, at)
    if code not in list(Happening):
        raise InputRefused([Problem("happening_unknown", column="code", value=code, expected=", ".join(Happening))])
    _refuse_blank(basis, "basis")
    _refuse_dates(happened_on, None)
    with act(actor, "record_happening", at=at) as line:
        HappeningRecord.objects.create(
            election=election,
            code=code,
            happened_on=happened_on,
            basis=basis.strip(),
            recorded_at=at,
            recorded_by=actor.name,
        )
        line.about("happening", f"{slug}/{code}", area=election.area)
        line.details = {"happened_on": happened_on.isoformat() if happened_on else None}


def make_calendar_link(actor: Actor, *, at: datetime) -> str:
    """A new secret for this person's calendar feed; earlier ones end. The secret itself is shown once, never kept."""
    if actor.user_id is None:
        raise NotAllowed("calendar_link")
    token = secrets.token_urlsafe(32)
    with act(actor, "make_calendar_link", at=at) as line:
        CalendarLink.objects.filter(user_id=actor.user_id, revoked_at=None).update(revoked_at=at)
        link = CalendarLink.objects.create(user_id=actor.user_id, token_sha256=digest_of(token), made_at=at)
        line.about("calendar_link", link.pk)
    return token


def revoke_calendar_links(actor: Actor, *, at: datetime) -> int:
    """End all calendar feeds of this person; returns how many there were."""
    if actor.user_id is None:
        raise NotAllowed("calendar_link")
    with act(actor, "revoke_calendar_links", at=at) as line:
        ended = CalendarLink.objects.filter(user_id=actor.user_id, revoked_at=None).update(revoked_at=at)
        line.about("person", actor.user_id)
        line.details = {"ended": ended}
    return ended


def _checked(new: NewElection) -> tuple[str, Schedule]:
    """Area and schedule, or everything that is wrong at once."""
    problems = []
    if not new.slug or slugify(new.slug) != new.slug or len(new.slug) > 60:
        problems.append(Problem("slug_invalid", column="slug", value=new.slug))
    elif Election.objects.filter(slug=new.slug).exists():
        problems.append(Problem("slug_taken", column="slug", value=new.slug))
    if not new.name.strip() or len(new.name) > 120:
        problems.append(Problem("text_needed", column="name", expected="120"))
    if new.schedule not in catalogue.schedules():
        known = ", ".join(catalogue.schedules())
        problems.append(Problem("schedule_unknown", column="schedule", value=new.schedule, expected=known))
    try:
        area = parse_place_code(new.area).dotted
    except PlaceCodeInvalid:
        problems.append(Problem("area_invalid", column="area", value=new.area))
    if new.voting_on and not EARLIEST <= new.voting_on < LATEST:
        problems.append(Problem("date_implausible", column="voting_on", value=new.voting_on.isoformat()))
    if problems:
        raise InputRefused(problems)
    return area, catalogue.schedule(new.schedule)


def _stage_row(election: Election, shipped: ScheduledStage, schedule: Schedule, days: int) -> StageDate:
    """A shipped stage as a row. One that was moved to another voting day is an estimate, whatever the source said."""
    stage = rules.moved(shipped.stage, days)
    source = f"{schedule.legal_basis}; {shipped.source.title} ({shipped.source.address})"
    note = (shipped.note.id, shipped.note.en) if shipped.note else ("", "")
    if days:
        source = f"{schedule.name}; {schedule.legal_basis}"
        note = (
            f"Perkiraan: jadwal {schedule.title.id} digeser {days} hari; belum ditetapkan KPU.",
            f"Estimate: schedule of {schedule.title.en} moved by {days} days; not yet set by the commission.",
        )
    return StageDate(
        election=election,
        position=stage.position,
        stage=stage.code.value,
        legal_name=shipped.name.id,
        legal_name_en=shipped.name.en,
        starts_on=stage.starts_on,
        ends_on=stage.ends_on,
        after_happening=stage.after_happening or "",
        within_days=stage.within_days,
        until_happening=stage.until_happening or "",
        source=source[:300],
        verified=shipped.verified and not days,
        note=note[0],
        note_en=note[1],
    )


def _to_change(actor: Actor, slug: str, at: datetime) -> Election:
    """The election, once this actor may change it."""
    election_to_change(actor, slug, on=at.date())
    return Election.objects.get(slug=slug)


def _apply(row: StageDate, change: StageChange) -> None:
    if change.starts_on is None and change.ends_on is None and change.within_days is None:
        raise InputRefused([Problem("date_needed", column="starts_on")])
    if change.starts_on or change.ends_on:
        row.starts_on, row.ends_on = change.starts_on, change.ends_on or change.starts_on
        row.after_happening, row.until_happening, row.within_days = "", "", None
    elif row.after_happening and not row.until_happening:
        row.within_days = change.within_days
    else:
        raise InputRefused([Problem("rule_missing", column="within_days")])
    row.source, row.verified, row.note, row.note_en = change.basis.strip(), change.verified, "", ""


def _dates_of(row: StageDate) -> str:
    if row.after_happening:
        return f"{row.after_happening}+{row.within_days}" if row.within_days is not None else row.after_happening
    return f"{row.starts_on or ''}/{row.ends_on or ''}"


def _refuse_dates(starts_on: date | None, ends_on: date | None) -> None:
    for column, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day and not EARLIEST <= day < LATEST:
            raise InputRefused([Problem("date_implausible", column=column, value=day.isoformat())])
    if starts_on and ends_on and ends_on < starts_on:
        raise InputRefused(
            [Problem("ends_before_start", column="ends_on", value=ends_on.isoformat(), expected=starts_on.isoformat())]
        )


def _refuse_blank(text: str, column: str) -> None:
    if not text.strip() or len(text) > 300:
        raise InputRefused([Problem("text_needed", column=column, expected="300")])
