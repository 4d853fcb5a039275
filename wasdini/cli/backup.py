"""`wasdini backup key | create | restore | drill`."""

from __future__ import annotations

import argparse
import dataclasses
import os
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused, Problem

CONSOLE = system_actor("konsol")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help=words("help_backup"))
    acts = backup.add_subparsers(metavar="PERINTAH", required=True)
    key = acts.add_parser("key", help=words("help_backup_key"))
    key.add_argument("new", choices=["new"])
    key.add_argument("--output", type=Path, required=True, help=words("help_backup_key_output"))
    key.set_defaults(run=new_key)
    create = _with_common(acts.add_parser("create", help=words("help_backup_create")))
    create.add_argument("--output", type=Path, required=True, help=words("help_backup_output"))
    create.add_argument("--recipient", default=os.environ.get("WASDINI_BACKUP_RECIPIENT"), help=words("help_recipient"))
    create.add_argument("--keep", type=int, help=words("help_backup_keep"))
    create.add_argument(
        "--keep-days",
        type=int,
        default=int(os.environ.get("WASDINI_BACKUP_KEEP_DAYS") or 0),
        help=words("help_backup_keep_days"),
    )
    create.set_defaults(run=create_backup)
    restore = acts.add_parser("restore", help=words("help_backup_restore"))
    restore.add_argument("--input", type=Path, required=True, help=words("help_backup_input"))
    restore.add_argument("--key", type=Path, required=True, help=words("help_private_key"))
    restore.add_argument("--to", type=Path, required=True, help=words("help_restore_to"))
    restore.add_argument("--json", action="store_true", help=words("help_json"))
    restore.set_defaults(run=restore_backup)
    drill = _with_common(acts.add_parser("drill", help=words("help_backup_drill")))
    drill.add_argument("--input", type=Path, help=words("help_backup_input"))
    drill.add_argument("--key", type=Path, help=words("help_private_key"))
    drill.set_defaults(run=run_drill)


def _with_common(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--data-dir", help=words("help_data_dir"))
    parser.add_argument("--json", action="store_true", help=words("help_json"))
    return parser


def new_key(options: argparse.Namespace) -> int:
    """A key pair: the private one into a file that leaves this machine, the public one to the screen."""
    from wasdini.operate.operations_keys import new_key_pair

    data_dir = Path(os.environ.get("WASDINI_DATA_DIR", "var")).absolute()
    if data_dir in options.output.absolute().parents:
        raise InputRefused([Problem("backup_key_on_server", value=str(options.output))])
    private, public = new_key_pair()
    try:
        descriptor = os.open(options.output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        problem = Problem("backup_not_written", value=str(options.output), params={"reason": fault.strerror or ""})
        raise InputRefused([problem]) from None
    with os.fdopen(descriptor, "w") as file:
        file.write(private + "\n")
    output.say("backup_key_made", file=options.output)
    print(public)
    return 0


def create_backup(options: argparse.Namespace) -> int:
    if not options.recipient:
        raise InputRefused([Problem("backup_recipient_missing")])
    output.set_up_django(options.data_dir)
    from wasdini.operate import operations_backup as backups

    recipient = backups.read_recipient(options.recipient)
    card = backups.create_backup(CONSOLE, options.output, recipient, at=datetime.now(UTC))
    _tell(options, card, "backup_made", megabytes=f"{card.bytes_count / 1e6:.1f}")
    gone = []
    if options.keep and options.output.is_dir():
        gone += backups.keep_newest(options.output, max(1, options.keep))
    if options.keep_days > 0 and options.output.is_dir():
        gone += backups.drop_older(options.output, options.keep_days, now=datetime.now(UTC))
    for file in gone:
        output.say("backup_dropped", file=file.name)
    return 0


def restore_backup(options: argparse.Namespace) -> int:
    """Works on a fresh machine: the server's own secrets are inside the backup, so none is asked for."""
    os.environ.setdefault("WASDINI_SECRET_KEY", secrets.token_urlsafe(48))
    with tempfile.TemporaryDirectory(prefix="wasdini-restore-") as nothing_here_yet:
        output.set_up_django(nothing_here_yet)
        from wasdini.operate import operations_restore as restores

        card = restores.restore_backup(options.input, restores.read_private_key(options.key), options.to)
    _tell(options, card, "backup_restored")
    return 0


def run_drill(options: argparse.Namespace) -> int:
    if bool(options.input) != bool(options.key):
        raise InputRefused([Problem("drill_half")])
    output.set_up_django(options.data_dir)
    from wasdini.operate import operations_restore as restores

    key = restores.read_private_key(options.key) if options.key else None
    card = restores.drill(CONSOLE, at=datetime.now(UTC), source=options.input, key=key)
    _tell(options, card, "drill_done", **dataclasses.asdict(card.restored))
    return 0


def _tell(options: argparse.Namespace, card: Any, code: str, **more: object) -> None:
    """The card as one JSON document, or as a sentence."""
    facts = dataclasses.asdict(card)
    if options.json:
        output.print_json(facts)
        return
    shown = {name: f"{value:.1f}" if isinstance(value, float) else value for name, value in (facts | more).items()}
    output.say(code, **shown)
