"""`wasdini certificate make`: HTTPS for an office without a domain of its own."""

from __future__ import annotations

import argparse
import dataclasses
import os
from datetime import UTC, datetime
from pathlib import Path

from wasdini.cli import output
from wasdini.cli.output import words


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    certificate = commands.add_parser("certificate", help=words("help_certificate_command"))
    acts = certificate.add_subparsers(metavar="PERINTAH", required=True)
    make = acts.add_parser("make", help=words("help_certificate_make"))
    make.add_argument("--host", action="append", default=[], help=words("help_certificate_host"))
    make.add_argument("--data-dir", help=words("help_data_dir"))
    make.add_argument("--json", action="store_true", help=words("help_json"))
    make.set_defaults(run=make_certificate)


def make_certificate(options: argparse.Namespace) -> int:
    """Without --host: the names this machine knows of itself."""
    from wasdini.operate.operations_certificate import make_certificate as make
    from wasdini.operate.operations_serve import own_names

    data_dir = Path(options.data_dir or os.environ.get("WASDINI_DATA_DIR", "var"))
    output.require_writable(data_dir)
    names = options.host or [name.strip("[]") for name in own_names("localhost")]
    card = make(data_dir.absolute(), names, at=datetime.now(UTC))
    if options.json:
        output.print_json(dataclasses.asdict(card))
        return 0
    output.say(
        "certificate_made", file=card.certificate, names=", ".join(card.names), until=f"{card.valid_until:%d-%m-%Y}"
    )
    output.say("authority_fingerprint", fingerprint=card.authority_fingerprint)
    output.say("authority_new" if card.authority_is_new else "authority_kept")
    return 0
