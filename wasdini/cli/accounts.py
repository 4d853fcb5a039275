"""`wasdini accounts`: tokens for programmes, the demonstration's sign-ins, closing an account in an emergency."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from wasdini.cli import output
from wasdini.cli.output import words


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("accounts", help=words("help_accounts")).add_subparsers(
        metavar="PERINTAH", required=True
    )
    token = acts.add_parser("token", help=words("help_accounts_token"))
    token.add_argument("--user", required=True, help=words("help_accounts_user"))
    token.add_argument("--label", default="", help=words("help_accounts_label"))
    token.add_argument(
        "--days", type=int, choices=range(1, 367), default=90, metavar="1-366", help=words("help_accounts_days")
    )
    token.add_argument("--read-only", action="store_true", help=words("help_accounts_read_only"))
    token.set_defaults(run=issue_token)
    demo = acts.add_parser("demo", help=words("help_accounts_demo"))
    demo.set_defaults(run=show_demo)
    disable = acts.add_parser("disable", help=words("help_accounts_disable"))
    disable.add_argument("--user", required=True, help=words("help_accounts_user"))
    disable.set_defaults(run=disable_account)
    device = acts.add_parser("device-password", help=words("help_accounts_device_password"))
    device.add_argument("--user", required=True, help=words("help_accounts_user"))
    device.add_argument("--label", default="", help=words("help_accounts_device_label"))
    device.set_defaults(run=issue_device_password)
    number = acts.add_parser("text-number", help=words("help_accounts_text_number"))
    number.add_argument("--user", required=True, help=words("help_accounts_user"))
    number.add_argument("--number", required=True, help=words("help_accounts_number"))
    number.set_defaults(run=register_number)
    for act in (token, demo, disable, device, number):
        act.add_argument("--data-dir", help=words("help_data_dir"))
        act.add_argument("--json", action="store_true", help=words("help_json"))


def issue_token(options: argparse.Namespace) -> int:
    """The secret goes to stdout, once; everything else to stderr."""
    output.set_up_django(options.data_dir)
    from wasdini.accounts import operations_sign_in
    from wasdini.core.access import system_actor

    secret, expires_at = operations_sign_in.issue_token(
        system_actor("console"),
        options.user,
        label=options.label,
        scope="read" if options.read_only else "write",
        days=options.days,
        at=datetime.now(UTC),
    )
    if options.json:
        output.print_json({"token": secret, "user": options.user, "expires_at": expires_at.isoformat()})
    else:
        print(secret)
    output.say("token_issued", user=options.user, expires_at=f"{expires_at:%Y-%m-%d}")
    return 0


def issue_device_password(options: argparse.Namespace) -> int:
    """The password goes to stdout, once. It sends reports and opens nothing else."""
    output.set_up_django(options.data_dir)
    from wasdini.accounts import operations_devices
    from wasdini.core.access import system_actor

    username, password = operations_devices.issue_device_password(
        system_actor("console"), options.user, label=options.label, at=datetime.now(UTC)
    )
    if options.json:
        output.print_json({"username": username, "password": password})
    else:
        print(password)
    output.say("device_password_issued", user=username)
    return 0


def register_number(options: argparse.Namespace) -> int:
    """The PIN goes to stdout, once."""
    output.set_up_django(options.data_dir)
    from wasdini.accounts import operations_devices
    from wasdini.core.access import system_actor

    made = operations_devices.register_number(
        system_actor("console"), options.user, options.number, at=datetime.now(UTC)
    )
    if options.json:
        output.print_json({"user": options.user, "pin": made.pin})
    else:
        print(made.pin)
    output.say("number_registered", user=options.user)
    return 0


def show_demo(options: argparse.Namespace) -> int:
    """Refused outside a demonstration: there these people do not exist."""
    output.set_up_django(options.data_dir)
    from wasdini.accounts import operations_demo
    from wasdini.core.problems import InputRefused, Problem
    from wasdini.custody.operations_demo import demo_custody_keys, demo_enrolment

    shown = operations_demo.demo_sign_ins()
    if not shown:
        raise InputRefused([Problem("not_a_demonstration")])
    if options.json:
        keys, enrolments = demo_custody_keys(), demo_enrolment()
        output.print_json(
            [
                asdict(entry)
                | ({"custody_private_key": key.private_key, "custody_sheet": key.sheet} if key else {})
                | ({"enrolment": enrolments[entry.name]} if entry.name in enrolments else {})
                for entry in shown
                for key in (keys.get(entry.name),)
            ]
        )
        return 0
    from rich.table import Table

    table = Table(
        *(words(f"demo_column_{name}") for name in ("name", "password", "role", "place", "clearance", "totp"))
    )
    for entry in shown:
        table.add_row(
            entry.name, entry.password, entry.role, entry.place_code, entry.clearance, entry.totp_secret or "–"
        )
    output.errors.print(table)
    return 0


def disable_account(options: argparse.Namespace) -> int:
    """For the night when a phone is stolen and no admin is at hand: sessions and tokens die at once."""
    output.set_up_django(options.data_dir)
    from wasdini.accounts import operations, queries
    from wasdini.core.access import system_actor
    from wasdini.core.problems import InputRefused, Problem

    actor = queries.actor_named(options.user)
    if actor is None or actor.user_id is None:
        raise InputRefused([Problem("person_unknown", value=options.user)])
    operations.disable_user(system_actor("console"), actor.user_id, at=datetime.now(UTC))
    if options.json:
        output.print_json({"disabled": options.user})
    output.say("account_disabled", user=options.user)
    return 0
