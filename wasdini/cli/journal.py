"""`wasdini journal`: verify the chain, anchor it, hand it out for another verifier."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.problems import InputRefused, Problem


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("journal", help=words("help_journal")).add_subparsers(metavar="PERINTAH", required=True)
    verify = acts.add_parser("verify", help=words("help_journal_verify"))
    verify.add_argument("--anchor", action="append", default=[], type=Path, help=words("help_journal_anchor_file"))
    verify.add_argument("--public-key", default="", help=words("help_journal_public_key"))
    verify.set_defaults(run=verify_journal)
    anchor = acts.add_parser("anchor", help=words("help_journal_anchor"))
    anchor.add_argument("--output", required=True, type=Path, help=words("help_journal_output"))
    anchor.set_defaults(run=anchor_journal)
    export = acts.add_parser("export", help=words("help_journal_export"))
    export.add_argument("--output", required=True, type=Path, help=words("help_journal_output"))
    export.set_defaults(run=export_journal)
    for act in (verify, anchor, export):
        act.add_argument("--data-dir", help=words("help_data_dir"))
        act.add_argument("--json", action="store_true", help=words("help_json"))


def verify_journal(options: argparse.Namespace) -> int:
    """Exit 0 when the chain holds, 1 naming the first line that does not, 2 for an anchor that cannot be used."""
    output.set_up_django(options.data_dir)
    from wasdini.journal import queries

    anchors = [
        queries.read_anchor(_text_of(path), file=str(path), public_key=options.public_key) for path in options.anchor
    ]
    report = queries.verify_chain(anchors)
    fault = report.fault
    if options.json:
        output.print_json(
            {
                "holds": fault is None,
                "lines": report.count,
                "hash": report.last_hash,
                "anchors": len(anchors),
                "fault": {"code": fault.code, "seq": fault.seq} if fault else None,
            }
        )
    if fault:
        output.say(fault.code, seq=fault.seq)
        return 1
    output.say("journal_holds", count=report.count, anchors=len(anchors))
    return 0


def anchor_journal(options: argparse.Namespace) -> int:
    """Write the signed anchor; print the public key that will check it."""
    output.set_up_django(options.data_dir)
    from wasdini.core.access import system_actor
    from wasdini.journal import operations

    try:
        anchor = operations.make_anchor(system_actor("console"), at=datetime.now(UTC))
    except operations.NothingToAnchor as empty:
        raise InputRefused([Problem("journal_empty")]) from empty
    _write(options.output, json.dumps(anchor, indent=2) + "\n")
    if options.json:
        output.print_json(anchor)
    output.say("journal_anchored", seq=anchor["seq"], public_key=anchor["public_key"], file=options.output)
    return 0


def export_journal(options: argparse.Namespace) -> int:
    """All lines as JSON lines, for `deploy/verify_journal.py` on another machine."""
    output.set_up_django(options.data_dir)
    from wasdini.journal import queries

    count = 0
    aside = options.output.with_name(options.output.name + ".part")
    try:
        with aside.open("w", encoding="utf-8") as file:
            for line in queries.exported_lines():
                file.write(json.dumps(line) + "\n")
                count += 1
        aside.replace(options.output)
    except OSError as fault:
        raise InputRefused([Problem("file_not_writable", file=str(options.output))]) from fault
    if options.json:
        output.print_json({"lines": count, "file": str(options.output)})
    output.say("journal_exported", count=count, file=options.output)
    return 0


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as missing:
        raise InputRefused([Problem("file_missing", file=str(path))]) from missing
    except (OSError, UnicodeDecodeError) as wrong:
        raise InputRefused([Problem("anchor_unreadable", file=str(path))]) from wrong


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a reader never finds half an anchor."""
    aside = path.with_name(path.name + ".part")
    try:
        aside.write_text(text, "utf-8")
        aside.replace(path)
    except OSError as fault:
        raise InputRefused([Problem("file_not_writable", file=str(path))]) from fault
