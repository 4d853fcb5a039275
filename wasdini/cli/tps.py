"""`wasdini tps …`: polling stations in, from a list or from counts per desa."""

from __future__ import annotations

import argparse
from pathlib import Path

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.cli.places import CONSOLE, command, now, provenance, report, with_provenance


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    room = commands.add_parser("tps", help=words("help_tps"))
    acts = room.add_subparsers(metavar="PERINTAH", required=True)
    bring = command(acts, "tps", "import", import_tps)
    bring.add_argument("file", type=Path, help=words("help_tps_file"))
    bring.add_argument("--skip-unknown", action="store_true", help=words("help_skip_unknown"))
    expand = command(acts, "tps", "expand", expand_tps)
    expand.add_argument("file", type=Path, help=words("help_tps_counts_file"))
    expand.add_argument("--keep-old", action="store_true", help=words("help_keep_old"))
    for parser in (bring, expand):
        parser.add_argument("--alias", type=Path, help=words("help_alias"))
        parser.add_argument("--complete", action="store_true", help=words("help_complete"))
        with_provenance(parser)


def import_tps(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import operations

    request = operations.ImportRequest(
        aliases=options.alias,
        complete=options.complete,
        skip_unknown=options.skip_unknown,
        **provenance(options),
    )
    return report(options, lambda: operations.import_tps(CONSOLE, options.file, at=now(), request=request))


def expand_tps(options: argparse.Namespace) -> int:
    output.set_up_database(options.data_dir)
    from wasdini.places import operations

    request = operations.ImportRequest(
        aliases=options.alias, complete=options.complete, keep_old=options.keep_old, **provenance(options)
    )
    return report(options, lambda: operations.expand_tps(CONSOLE, options.file, at=now(), request=request))
