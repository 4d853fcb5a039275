"""`wasdini places …`: regions in, out again, and what stands. Each command calls one query or operation."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused, Problem

if TYPE_CHECKING:
    from wasdini.places.operations import ImportOutcome

CONSOLE = system_actor("konsol")
FINDINGS_SHOWN = 12


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    room = commands.add_parser("places", help=words("help_places"))
    acts = room.add_subparsers(metavar="PERINTAH", required=True)
    bring = command(acts, "places", "import", import_places)
    bring.add_argument("file", type=Path, help=words("help_places_file"))
    bring.add_argument("--boundaries", type=Path, help=words("help_boundaries"))
    bring.add_argument("--alias", type=Path, help=words("help_alias"))
    bring.add_argument("--complete", action="store_true", help=words("help_complete"))
    with_provenance(bring)
    outlines = command(acts, "places", "import-boundaries", import_boundaries)
    outlines.add_argument("file", type=Path, help=words("help_boundaries"))
    with_provenance(outlines)
    fetch = command(acts, "places", "fetch", fetch_places)
    fetch.add_argument("--address", default=os.environ.get("WASDINI_PLACES_ADDRESS"), help=words("help_fetch_address"))
    undo = command(acts, "places", "undo", undo_import)
    undo.add_argument("import_id", type=int, help=words("help_import_id"))
    command(acts, "places", "list-imports", list_imports)
    command(acts, "places", "neighbours", build_neighbours)


def command(acts: Any, room: str, name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    """A subcommand with what all of them share."""
    text = words(f"help_{room}_{name.replace('-', '_')}")
    parser: argparse.ArgumentParser = acts.add_parser(name, help=text, description=text)
    parser.add_argument("--data-dir", help=words("help_data_dir"))
    parser.add_argument("--json", action="store_true", help=words("help_json"))
    parser.set_defaults(run=run)
    return parser


def with_provenance(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", default="", help=words("help_source"))
    parser.add_argument("--licence", default="", help=words("help_licence"))
    parser.add_argument("--vintage", default="", help=words("help_vintage"))
    parser.add_argument("--valid-from", type=day, help=words("help_valid_from"))


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused([Problem("not_date", value=text)]) from None


def import_places(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import operations

    request = operations.ImportRequest(
        aliases=options.alias, boundaries=options.boundaries, complete=options.complete, **provenance(options)
    )
    return report(options, lambda: operations.import_places(CONSOLE, options.file, at=now(), request=request))


def import_boundaries(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import operations

    request = operations.ImportRequest(**provenance(options))
    return report(options, lambda: operations.import_boundaries(CONSOLE, options.file, at=now(), request=request))


def fetch_places(options: argparse.Namespace) -> int:
    if not options.address:
        raise InputRefused([Problem("fetch_no_address")])
    output.set_up_database(options.data_dir)
    from django.conf import settings
    from rich.progress import Progress

    from wasdini.places.operations_fetch import fetch_places as fetch

    folder = Path(settings.DATA_DIR) / "downloads"
    with Progress(console=output.errors, transient=True, disable=options.json) as progress:
        task = progress.add_task(words("places_fetching"), total=None)
        return report(
            options,
            lambda: fetch(
                CONSOLE,
                options.address,
                folder,
                at=now(),
                told=lambda done, whole: progress.update(task, completed=done, total=whole),
            ),
        )


def undo_import(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import operations

    rows = operations.undo_import(CONSOLE, options.import_id, at=now())
    if options.json:
        output.print_json({"import_id": options.import_id, "rows": rows})
    else:
        output.say("places_undone", number=options.import_id, rows=rows)
    return 0


def list_imports(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import queries

    cards = queries.imports(CONSOLE)
    if options.json:
        output.print_json({"imports": [{**card.__dict__, "report": _counts(card.report)} for card in cards]})
        return 0
    from rich.table import Table

    table = Table(title=words("places_imports"), title_justify="left")
    for column in ("number", "kind", "file", "accepted", "refused", "imported_at", "state"):
        table.add_column(words(f"column_import_{column}"), justify="right" if column == "number" else "left")
    for card in cards:
        state = words("places_state_undone" if card.undone_at else "places_state_stands")
        table.add_row(
            str(card.id),
            card.kind,
            card.file_name,
            str(card.report.get("accepted", "")),
            str(card.report.get("refused", "")),
            f"{card.imported_at:%Y-%m-%d %H:%M}",
            state,
        )
    output.errors.print(table)
    return 0


def build_neighbours(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import operations

    counts = operations.build_neighbours(CONSOLE, at=now())
    if options.json:
        output.print_json({"pairs": counts})
    else:
        output.say("places_neighbours", **counts)
    return 0


def provenance(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "source": options.source,
        "licence": options.licence,
        "vintage": options.vintage,
        "valid_from": options.valid_from,
    }


def report(
    options: argparse.Namespace, bring: Callable[[], ImportOutcome], besides: Callable[[], dict[str, Any]] = dict
) -> int:
    """Run an import and say what became of its rows: one JSON document, or a table and the first findings.

    `besides`: what else came of the file, asked for after the import.
    """
    began = time.monotonic()
    outcome = bring()
    seconds = time.monotonic() - began
    told = outcome.report.as_json()
    if options.json:
        output.print_json({"import_id": outcome.import_id, "seconds": round(seconds, 3), **told, **besides()})
        return 0
    output.say("places_import_done", number=outcome.import_id, seconds=f"{seconds:.1f}")
    rows = ("rows_read", "added", "changed", "unchanged", "repeated", "closed", "refused", "tps_count", "tps_refused")
    for name in rows:
        if told[name] is not None:
            output.errors.print(f"  {words(f'count_{name}'):<34} {_grouped(told[name]):>9}", markup=False)
    for name in ("ignored_columns", "personal_columns_dropped"):
        if told[name]:
            output.say(name, columns=", ".join(told[name]))
    for name, quality in besides().get("indicators", {}).items():
        output.say("indicator_told", name=name, known=quality["known_count"], mean=quality["mean"])
    _print_findings(told)
    return 0


def _grouped(count: int) -> str:
    """820.161 in Indonesian, 820,161 in English."""
    return f"{count:,}" if output.language() == "en" else f"{count:,}".replace(",", ".")


def _print_findings(told: dict[str, Any]) -> None:
    for finding, count in told["finding_counts"].items():
        output.errors.print(f"\n{words(f'finding_{finding}')} ({count}):", markup=False)
        listed = [one for one in told["findings"] if one["finding"] == finding]
        for one in listed[:FINDINGS_SHOWN]:
            row = words("at_row", row=one["row"]) if one["row"] else ""
            output.errors.print(f"  {one['code']}  {one['detail']}  {row}".rstrip(), markup=False)
        if len(listed) > FINDINGS_SHOWN:
            output.say("more_in_json", rest=count - FINDINGS_SHOWN)


def _counts(report_json: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in report_json.items() if name != "findings"}


def now() -> datetime:
    return datetime.now(UTC)
