"""`wasdini elections …`: schedules, the stage of a day, setting an election up, the calendar file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.problems import InputRefused, Problem

if TYPE_CHECKING:
    from wasdini.elections.queries import ElectionCard, StageCard


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    room = commands.add_parser("elections", help=words("help_elections"))
    acts = room.add_subparsers(metavar="PERINTAH", required=True)
    listing = _command(acts, "list", list_elections)
    stages = _command(acts, "stages", show_stages)
    stages.add_argument("--on", type=day, help=words("help_on"))
    stages.add_argument("--place", default=None, help=words("help_place"))
    set_up = _command(acts, "set-up", set_up_election)
    set_up.add_argument("--schedule", required=True, help=words("help_schedule"))
    set_up.add_argument("--place", required=True, help=words("help_place"))
    set_up.add_argument("--voting-on", type=day, help=words("help_voting_on"))
    set_up.add_argument("--slug", help=words("help_slug"))
    set_up.add_argument("--name", help=words("help_name"))
    happening = _command(acts, "happening", record_happening)
    happening.add_argument("slug")
    happening.add_argument("code")
    happening.add_argument("--on", type=day, help=words("help_happened_on"))
    happening.add_argument("--basis", required=True, help=words("help_basis"))
    calendar = _command(acts, "calendar", write_calendar)
    calendar.add_argument("--output", type=Path, required=True, help=words("help_calendar_output"))
    for command in (listing, stages, set_up, happening):
        command.add_argument("--json", action="store_true", help=words("help_json"))


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused([Problem("not_date", value=text)]) from None


def list_elections(options: argparse.Namespace) -> int:
    output.set_up_django(options.data_dir)
    from wasdini.core.access import system_actor
    from wasdini.elections.queries import elections_seen_by
    from wasdini.methods.catalogue import schedule, schedules

    cards = elections_seen_by(system_actor())
    if options.json:
        shipped = [_shipped_json(schedule(name)) for name in schedules()]
        output.print_json({"elections": [_card_json(card) for card in cards], "schedules": shipped})
        return 0
    rows = [(card.slug, card.name, card.area, card.voting_on.isoformat(), card.schedule) for card in cards]
    _table(words("heading_elections"), ("slug", "name", "area", "voting_on", "schedule"), rows)
    names = [(name, schedule(name).legal_basis, schedule(name).voting_on.isoformat()) for name in schedules()]
    _table(words("heading_schedules"), ("schedule", "legal_basis", "voting_on"), names)
    return 0


def show_stages(options: argparse.Namespace) -> int:
    output.set_up_django(options.data_dir)
    from wasdini.core.place_codes import NASIONAL_CODE
    from wasdini.elections.queries import clock, local_date

    area = options.place or NASIONAL_CODE
    found = clock(options.on or local_date(datetime.now(UTC), area), area)
    if found is None:
        raise InputRefused([Problem("no_election", params={"area": area})])
    if options.json:
        output.print_json(
            {
                "on": found.on,
                "election": _card_json(found.election),
                "days_to_vote": found.days_to_vote,
                "leading": _stage_json(found.leading) if found.leading else None,
                "running": [_stage_json(stage) for stage in found.running],
                "next": [_stage_json(stage) for stage in found.next_stages],
                "waiting": [_stage_json(stage) for stage in found.waiting],
                "other_running": [_stage_json(stage) for stage in found.other_running],
            }
        )
        return 0
    from wasdini.core.writing import write_days_to

    title = f"{found.election.name} · {found.on.isoformat()} · {write_days_to(found.days_to_vote)}"
    rows = [_stage_row(stage, leads=stage is found.leading) for stage in found.running]
    _table(title, ("", "stage", "legal_name", "starts_on", "ends_on", "verified"), rows)
    rows = [_stage_row(stage, leads=False) for stage in (*found.next_stages, *found.waiting)]
    _table(words("heading_next"), ("", "stage", "legal_name", "starts_on", "ends_on", "verified"), rows)
    return 0


def set_up_election(options: argparse.Namespace) -> int:
    output.set_up_django(options.data_dir)
    from wasdini.core.access import system_actor
    from wasdini.elections import operations
    from wasdini.methods.catalogue import schedule, schedules

    if options.schedule not in schedules():
        known = ", ".join(schedules())
        raise InputRefused([Problem("schedule_unknown", column="--schedule", value=options.schedule, expected=known)])
    shipped = schedule(options.schedule)
    year = (options.voting_on or shipped.voting_on).year
    card = operations.set_up_election(
        system_actor(),
        operations.NewElection(
            slug=options.slug or f"{shipped.kind}-{year}",
            name=options.name or shipped.title.id.replace(str(shipped.voting_on.year), str(year)),
            area=options.place,
            schedule=options.schedule,
            voting_on=options.voting_on,
        ),
        at=datetime.now(UTC),
    )
    if options.json:
        output.print_json(_card_json(card))
    else:
        output.say("election_set_up", name=card.name, voting_on=card.voting_on.isoformat())
    return 0


def record_happening(options: argparse.Namespace) -> int:
    output.set_up_django(options.data_dir)
    from wasdini.core.access import NotVisible, system_actor
    from wasdini.elections import operations

    try:
        operations.record_happening(
            system_actor(), options.slug, options.code, options.on, basis=options.basis, at=datetime.now(UTC)
        )
    except NotVisible:
        raise InputRefused([Problem("election_unknown", value=options.slug)]) from None
    if options.json:
        output.print_json({"election": options.slug, "happening": options.code, "happened_on": options.on})
    else:
        output.say("happening_recorded", happening=options.code, slug=options.slug)
    return 0


def write_calendar(options: argparse.Namespace) -> int:
    output.set_up_django(options.data_dir)
    from wasdini.core.access import system_actor
    from wasdini.elections.queries_calendar import calendar_file

    options.output.write_bytes(calendar_file(system_actor(), None, at=datetime.now(UTC), language=output.language()))
    output.say("calendar_written", file=options.output)
    return 0


def _command(acts: Any, name: str, run: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = acts.add_parser(name, help=words(f"help_elections_{name.replace('-', '_')}"))
    command.add_argument("--data-dir", help=words("help_data_dir"))
    command.set_defaults(run=run)
    return command


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(words(f"column_{column}") if column else "")
    for row in rows:
        table.add_row(*row)
    output.errors.print(table)


def _stage_row(stage: StageCard, *, leads: bool) -> tuple[str, ...]:
    from wasdini.methods.labels import label

    language = output.language()
    starts = label("happening", stage.waiting_for, language) if stage.waiting_for else str(stage.starts_on or "–")
    return (
        "►" if leads else "",
        label("stage", stage.code, language),
        stage.legal_name.in_language(language),
        starts,
        str(stage.ends_on or "–"),
        words("yes") if stage.verified else words("unverified"),
    )


def _card_json(card: ElectionCard) -> dict[str, Any]:
    return {
        "slug": card.slug,
        "kind": card.kind,
        "name": card.name,
        "area": card.area,
        "voting_on": card.voting_on,
        "schedule": card.schedule,
    }


def _shipped_json(shipped: Any) -> dict[str, Any]:
    return {
        "name": shipped.name,
        "kind": shipped.kind,
        "legal_basis": shipped.legal_basis,
        "voting_on": shipped.voting_on,
    }


def _stage_json(stage: StageCard) -> dict[str, Any]:
    return {
        "position": stage.position,
        "code": stage.code,
        "legal_name": stage.legal_name.id,
        "starts_on": stage.starts_on,
        "ends_on": stage.ends_on,
        "after_happening": stage.after_happening,
        "within_days": stage.within_days,
        "waiting_for": stage.waiting_for,
        "source": stage.source,
        "verified": stage.verified,
        "note": stage.note.id,
    }
