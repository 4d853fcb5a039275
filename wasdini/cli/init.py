"""`wasdini init`: the first set-up of a real office, asked in the terminal or given as flags."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused, Problem

if TYPE_CHECKING:
    from wasdini.operate.operations_setup import FirstSetUp, SetUpCard

# Asked in this order; the flag, and whether it may stay empty.
_QUESTIONS = (
    ("office", False), ("area", False), ("schedule", False), ("voting_on", True),
    ("full_name", False), ("post", True), ("username", False),
)  # fmt: skip


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = commands.add_parser("init", help=words("help_init"))
    init.add_argument("--data-dir", help=words("help_data_dir"))
    init.add_argument("--web", action="store_true", help=words("help_init_web"))
    init.add_argument("--places", type=Path, help=words("help_init_places"))
    init.add_argument("--host", action="append", default=[], help=words("help_init_host"))
    for name, _ in _QUESTIONS:
        init.add_argument(f"--{name.replace('_', '-')}", help=words(f"ask_{name}"))
    init.add_argument("--password-file", type=Path, help=words("help_password_file"))
    init.add_argument("--json", action="store_true", help=words("help_json"))
    init.set_defaults(run=init_office)


def init_office(options: argparse.Namespace) -> int:
    """Settings, tables, then the office; with --web the rest is asked on the page."""
    _prepare(options)
    from wasdini.operate import operations_setup as setup
    from wasdini.operate import operations_start as start

    start.bring_tables_up_to_date()
    start.refuse_mixing(demo=False)
    if options.places:
        _import_regions(options.places)
    if options.web:
        code = setup.issue_setup_code()
        output.say("setup_on_page" if code else "setup_done_already", setup_code=code)
        return 0
    stated = _ask(options)
    card = setup.set_up_office(system_actor("konsol"), stated, at=datetime.now(UTC))
    if options.json:
        output.print_json(dataclasses.asdict(card) | {"environment": str(_data_dir(options) / "wasdini.env")})
    else:
        _tell(card, _data_dir(options))
    return 0


def _import_regions(file: Path) -> None:
    """The region tree, so that the office's own code can be checked; idempotent."""
    from wasdini.places.operations import import_places

    import_places(system_actor("konsol"), file, at=datetime.now(UTC))
    output.say("regions_imported", file=file)


def _prepare(options: argparse.Namespace) -> None:
    """The settings file first: without its secret nothing starts."""
    from wasdini.operate.operations_environment import write_environment
    from wasdini.operate.operations_serve import own_names

    data_dir = _data_dir(options)
    output.require_writable(data_dir)
    hosts = [*own_names("localhost"), *options.host]
    file = write_environment(data_dir, hosts=",".join(dict.fromkeys(hosts)))
    output.say("environment_written", file=file)
    output.set_up_django(options.data_dir)


def _data_dir(options: argparse.Namespace) -> Path:
    return Path(options.data_dir or os.environ.get("WASDINI_DATA_DIR", "var")).absolute()


def _ask(options: argparse.Namespace) -> FirstSetUp:
    """What no flag gave is asked; without a terminal it is refused by name."""
    from wasdini.operate.operations_setup import FirstSetUp
    from wasdini.operate.queries import second_factor_of, shipped_schedules

    asking = sys.stdin.isatty()
    if asking:
        known = ", ".join(shipped.name for shipped in shipped_schedules())
        output.say("setup_schedules", schedules=known)
    given = {name: _answer(getattr(options, name), name, asking, optional) for name, optional in _QUESTIONS}
    password = _password(options.password_file, asking)
    factor = second_factor_of(given["username"])
    return FirstSetUp(
        office_name=given["office"],
        area=given["area"],
        schedule=given["schedule"],
        voting_on=_day(given["voting_on"]),
        full_name=given["full_name"],
        post=given["post"],
        username=given["username"],
        password=password,
        totp_secret=factor.secret,
        totp_code=_second_factor(factor.address, factor.secret) if asking else None,
    )


def _answer(given: str | None, name: str, asking: bool, optional: bool) -> str:
    if given is not None:
        return given
    if asking:
        return input(f"{words(f'ask_{name}')}: ").strip()
    if optional:
        return ""
    raise InputRefused([Problem("init_flag_missing", value=f"--{name.replace('_', '-')}")])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputRefused([Problem("init_day_invalid", column="--voting-on", value=text)]) from None


def _password(file: Path | None, asking: bool) -> str:
    """Never as a flag: other users of the machine can read a command line."""
    if file is not None:
        if not file.is_file():
            raise InputRefused([Problem("file_missing", file=str(file))])
        return file.read_text("utf-8").strip()
    if not asking:
        raise InputRefused([Problem("init_flag_missing", value="--password-file")])
    while True:
        first = getpass.getpass(f"{words('ask_password')}: ")
        if first == getpass.getpass(f"{words('ask_password_again')}: "):
            return first
        output.say("passwords_differ")


def _second_factor(address: str, secret: str) -> str:
    """The code as the terminal can draw it; the phone's six digits prove that it was read."""
    import segno

    segno.make(address, error="l").terminal(out=sys.stderr, compact=True)
    output.say("scan_second_factor", secret=secret)
    return input(f"{words('ask_totp')}: ").strip()


def _tell(card: SetUpCard, data_dir: Path) -> None:
    output.say("office_set_up", office=card.office_name, area=card.area_name, election=card.election)
    output.say("second_factor_secret", username=card.username, secret=card.second_factor.secret)
    output.say("recovery_codes", codes="  ".join(card.recovery_codes))
    output.say("setup_next", data_dir=data_dir)
