"""The `wasdini` console script. Thin: each command calls one query or operation; nothing heavy is imported early."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from wasdini import __version__
from wasdini.cli import output
from wasdini.core.problems import InputRefused

ROOMS: tuple[str, ...] = ("run", "backup", "certificate", "journal", "upgrade", "elections", "score", "methods")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit 0 done, 2 refused input, 1 fault; never a traceback for bad input."""
    parser = build_parser()
    try:
        options = parser.parse_args(arguments)
        return int(options.run(options) or 0)
    except InputRefused as refusal:
        output.refuse(refusal.problems)
        return 2
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wasdini", description="Deteksi dini dan cegah dini pemilu.")
    parser.add_argument("--version", action="version", version=f"wasdini {__version__}")
    commands = parser.add_subparsers(metavar="PERINTAH", required=True)
    for room in ROOMS:
        module = __import__(f"wasdini.cli.{room}", fromlist=["add"])
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
