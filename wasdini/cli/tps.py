"""`wasdini tps …`: polling stations in, from a list or from counts per desa."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.cli.places import CONSOLE, command, day, now, provenance, report, with_provenance
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.zones import zone_of

if TYPE_CHECKING:
    from wasdini.places.operations import ImportOutcome
    from wasdini.sources.queries import SourceCard


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    room = commands.add_parser("tps", help=words("help_tps"))
    acts = room.add_subparsers(metavar="PERINTAH", required=True)
    bring = command(acts, "tps", "import", import_tps)
    bring.add_argument("file", type=Path, help=words("help_tps_file"))
    bring.add_argument("--skip-unknown", action="store_true", help=words("help_skip_unknown"))
    bring.add_argument("--method", default=None, help=words("help_tps_method"))
    bring.add_argument("--observed-on", type=day, help=words("help_observed_on"))
    expand = command(acts, "tps", "expand", expand_tps)
    expand.add_argument("file", type=Path, help=words("help_tps_counts_file"))
    expand.add_argument("--keep-old", action="store_true", help=words("help_keep_old"))
    for parser in (bring, expand):
        parser.add_argument("--alias", type=Path, help=words("help_alias"))
        parser.add_argument("--complete", action="store_true", help=words("help_complete"))
        with_provenance(parser)


def import_tps(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.assessments.operations import DEFAULT_METHOD
    from wasdini.places.operations import ImportRequest
    from wasdini.sources.operations_tps import SignsRequest, import_tps_with_signs

    stations = ImportRequest(
        aliases=options.alias,
        complete=options.complete,
        skip_unknown=options.skip_unknown,
        **provenance(options),
    )
    at = now()
    request = SignsRequest(
        method_name=options.method or DEFAULT_METHOD,
        observed_on=options.observed_on or at.astimezone(zone_of(NASIONAL_CODE).clock).date(),
        stations=stations,
    )
    kept: list[SourceCard] = []

    def bring() -> ImportOutcome:
        outcome = import_tps_with_signs(CONSOLE, options.file, request, at=at)
        kept.extend([outcome.source] if outcome.source else [])
        return outcome.stations

    return report(options, bring, lambda: _told_signs(kept))


def _told_signs(kept: list[SourceCard]) -> dict[str, Any]:
    """What the file said beside the stations: nothing, or one delivery of observations."""
    if not kept:
        return {}
    (source,) = kept
    return {"source_id": str(source.id), "indicators": source.report["indicators"]}


def expand_tps(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import operations

    request = operations.ImportRequest(
        aliases=options.alias, complete=options.complete, keep_old=options.keep_old, **provenance(options)
    )
    return report(options, lambda: operations.expand_tps(CONSOLE, options.file, at=now(), request=request))
