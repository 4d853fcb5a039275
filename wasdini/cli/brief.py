"""`wasdini brief`: issue a brief and write it to a file."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wasdini.cli import output
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification

if TYPE_CHECKING:
    from wasdini.briefs.queries import BriefRequest

FORMS = ("pdf", "docx", "xlsx")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("brief", help=output.words("help_brief"), description=output.words("help_brief"))
    command.add_argument("--place", required=True, metavar="KODE", help=output.words("help_brief_place"))
    command.add_argument("--on", default="", metavar="TANGGAL", help=output.words("help_brief_on"))
    command.add_argument("--kind", default="harian", metavar="JENIS", help=output.words("help_brief_kind"))
    command.add_argument("--output", required=True, type=Path, metavar="BERKAS", help=output.words("help_brief_output"))
    command.add_argument(
        "--classification", default=Classification.TERBATAS.value, help=output.words("help_brief_classification")
    )
    command.add_argument("--subject", default="", help=output.words("help_brief_subject"))
    command.add_argument("--language", choices=("id", "en"), default="id", help=output.words("help_brief_language"))
    command.add_argument("--draft", action="store_true", help=output.words("help_brief_draft"))
    command.add_argument("--json", action="store_true", help=output.words("help_json"))
    command.add_argument("--data-dir", help=output.words("help_data_dir"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Refuse what can be refused before the database is opened; then one act, then the file."""
    form = options.output.suffix.lstrip(".").lower()
    if form not in FORMS:
        expected = ", ".join(f".{one}" for one in FORMS)
        raise InputRefused([Problem("brief_file_form", value=options.output.name, expected=expected)])
    _require_place_for(options.output)
    output.set_up_django(options.data_dir)
    from wasdini.briefs.queries import NothingAssessed
    from wasdini.core.access import NotVisible

    now = datetime.now(UTC)
    request = _request(options, now)
    try:
        told = _draft(options, request, form) if options.draft else _issued(options, request, form, now)
    except NothingAssessed:
        raise InputRefused([Problem("brief_nothing_assessed", value=options.place)]) from None
    except NotVisible:
        raise InputRefused([Problem("brief_unknown_place", value=options.place)]) from None
    if options.json:
        output.print_json(told)
    return 0


def _request(options: argparse.Namespace, now: datetime) -> BriefRequest:
    from wasdini.briefs.queries import BriefRequest
    from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
    from wasdini.core.terms import Level
    from wasdini.core.zones import zone_of

    try:
        place = parse_place_code(options.place)
    except PlaceCodeInvalid:
        place = None
    if place is None or place.level is Level.TPS:
        raise InputRefused([Problem("brief_unknown_place", value=options.place)])
    ranks = [one.value for one in Classification]
    if options.classification not in ranks:
        problem = Problem("brief_classification", value=options.classification, expected=", ".join(ranks))
        raise InputRefused([problem])
    return BriefRequest(
        area=place.dotted,
        on=_day(options.on, now.astimezone(zone_of(place.dotted).clock).date()),
        kind=options.kind,
        classification=Classification(options.classification),
        subject=options.subject,
    )


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise InputRefused([Problem("brief_date", value=text, expected=today.isoformat())]) from None
    if day > today:
        raise InputRefused([Problem("brief_date", value=text, expected=f"≤ {today.isoformat()}")])
    return day


def _issued(options: argparse.Namespace, request: BriefRequest, form: str, now: datetime) -> dict[str, object]:
    from django.conf import settings

    from wasdini.briefs.operations import issue_brief
    from wasdini.core.access import system_actor
    from wasdini.documents.queries import file_of

    card = issue_brief(system_actor("konsol"), request, at=now)
    drawn = file_of(card.paper(options.language), card.marking(settings.PUBLIC_ADDRESS), form)
    _write(options.output, drawn.body if drawn else b"")
    output.say("brief_written", number=card.number, file=options.output, check_code=card.code)
    return {
        "number": card.number, "code": card.code, "kind": card.kind, "place": card.area, "on": card.about_on,
        "classification": card.classification.value, "issued_at": card.issued_at, "file": str(options.output),
    }  # fmt: skip


def _draft(options: argparse.Namespace, request: BriefRequest, form: str) -> dict[str, object]:
    from wasdini.briefs.queries import draft_paper
    from wasdini.core.access import system_actor
    from wasdini.core.paper import Marking
    from wasdini.documents.queries import file_of

    paper = draft_paper(system_actor("konsol"), request, language=options.language)
    drawn = file_of(paper, Marking(request.classification), form)
    _write(options.output, drawn.body if drawn else b"")
    output.say("brief_draft_written", file=options.output)
    return {"number": None, "kind": request.kind, "place": request.area, "on": request.on, "file": str(options.output)}


def _require_place_for(path: Path) -> None:
    """Before a number is spent: the file can be written where it is wanted."""
    if not path.parent.is_dir() or path.is_dir() or not os.access(path.parent, os.W_OK):
        reason = output.words("brief_folder_missing" if not path.parent.is_dir() else "brief_folder_closed")
        raise InputRefused([Problem("brief_output_not_writable", value=str(path), params={"reason": reason})])


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(body)
    part.replace(path)
