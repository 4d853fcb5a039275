"""The `wasdini` console script. Thin: each command calls one query or operation; nothing heavy is imported early."""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections.abc import Sequence

from wasdini import __version__
from wasdini.cli import output
from wasdini.cli.parser import speak
from wasdini.core.access import NotVisible
from wasdini.core.place_codes import PlaceCodeInvalid
from wasdini.core.problems import InputRefused, Problem

ROOMS: tuple[str, ...] = (
    "accounts",
    "assess",
    "backup",
    "brief",
    "certificate",
    "custody",
    "elections",
    "init",
    "journal",
    "methods",
    "places",
    "run",
    "score",
    "tps",
    "upgrade",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit 0 done, 2 refused input, 1 fault; a person never meets a traceback."""
    speak()
    try:
        options = build_parser().parse_args(arguments)
        return int(options.run(options) or 0)
    except InputRefused as refusal:
        output.refuse(refusal.problems)
        return 2
    except PlaceCodeInvalid as refusal:
        output.refuse([Problem("place_code_invalid", value=refusal.text)])
        return 2
    except NotVisible as refusal:
        output.refuse([Problem("place_unknown", value=str(refusal))])
        return 2
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as fault:  # the last resort: say so in one line, keep the trace for whoever mends it
        output.say("fault", what=f"{type(fault).__name__}: {fault}", file=_keep_trace())
        return 1


def _keep_trace() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="wasdini-fault-", suffix=".txt", delete=False) as kept:
        traceback.print_exc(file=kept)
    return kept.name


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wasdini", description="Deteksi dini dan cegah dini pemilu.")
    parser.add_argument(
        "--version", action="version", version=f"wasdini {__version__}", help=output.words("help_version")
    )
    commands = parser.add_subparsers(metavar="PERINTAH", required=True)
    for room in ROOMS:
        module = __import__(f"wasdini.cli.{room}", fromlist=["add"])
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
