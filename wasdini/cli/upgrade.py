"""`wasdini upgrade`: run it after new code is in place and before the server starts again."""

from __future__ import annotations

import argparse
import dataclasses
import os
from datetime import UTC, datetime
from pathlib import Path

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused, Problem


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    upgrade = commands.add_parser("upgrade", help=words("help_upgrade"))
    upgrade.add_argument("--data-dir", help=words("help_data_dir"))
    upgrade.add_argument("--backup-to", type=Path, help=words("help_backup_to"))
    upgrade.add_argument(
        "--recipient", default=os.environ.get("WASDINI_BACKUP_RECIPIENT"), help=words("help_recipient")
    )
    upgrade.add_argument("--no-backup", action="store_true", help=words("help_no_backup"))
    upgrade.add_argument("--json", action="store_true", help=words("help_json"))
    upgrade.set_defaults(run=run_upgrade)


def run_upgrade(options: argparse.Namespace) -> int:
    if not options.no_backup and not (options.backup_to and options.recipient):
        raise InputRefused([Problem("upgrade_backup_missing")])
    output.set_up_django(options.data_dir)
    from wasdini.operate.operations_backup import read_recipient
    from wasdini.operate.operations_upgrade import upgrade

    recipient = None if options.no_backup else read_recipient(options.recipient)
    folder = None if options.no_backup else options.backup_to
    card = upgrade(system_actor("konsol"), backup_folder=folder, recipient=recipient, at=datetime.now(UTC))
    if options.json:
        output.print_json(dataclasses.asdict(card))
    else:
        output.say("upgrade_done", backup=card.backup or "–", migrations_count=card.migrations_count)
    return 0
