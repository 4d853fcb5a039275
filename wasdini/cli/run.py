"""`wasdini run` and `wasdini worker`: everything that stays running."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.problems import InputRefused, Problem

if TYPE_CHECKING:
    from wasdini.operate.operations_serve import WebAddress


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser("run", help=words("help_run"))
    run.add_argument("--host", default="127.0.0.1", help=words("help_host"))
    run.add_argument("--port", type=int, default=8000, help=words("help_port"))
    run.add_argument("--data-dir", help=words("help_data_dir"))
    run.add_argument("--demo", action=argparse.BooleanOptionalAction, default=False, help=words("help_demo"))
    run.add_argument("--demo-on-network", action="store_true", help=words("help_demo_on_network"))
    run.add_argument("--certificate", type=Path, help=words("help_certificate"))
    run.add_argument("--key", type=Path, help=words("help_key"))
    run.add_argument("--behind-proxy", action="store_true", help=words("help_behind_proxy"))
    run.set_defaults(run=run_office)
    worker = commands.add_parser("worker", help=words("help_worker"))
    worker.add_argument("--data-dir", help=words("help_data_dir"))
    worker.set_defaults(run=run_worker)


def run_office(options: argparse.Namespace) -> int:
    """Make ready, then keep web and worker alive until told to stop."""
    from wasdini.operate.operations_serve import Child, KeepsFalling, keep_running, web_command, worker_command

    address = _address(options)
    _into_environment(options, address)
    output.set_up_django(options.data_dir)
    output.require_secret()
    sqlite = _make_ready(demo=options.demo)
    children = [Child("web", web_command(address, sqlite=sqlite)), Child("worker", worker_command())]
    threading.Thread(target=_announce, args=(address, options.demo), daemon=True).start()
    try:
        keep_running(
            children,
            environment=os.environ,
            on_fall=lambda name, code: output.say("child_fell", name=name, exit_code=code),
        )
    except KeepsFalling as fault:
        output.say("child_keeps_falling", name=fault)
        return 1
    output.say("stopped")
    return 0


def run_worker(options: argparse.Namespace) -> int:
    output.set_up_django(options.data_dir)
    output.require_secret()
    from wasdini.worker.tick import run

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    run(stopped)
    return 0


def _address(options: argparse.Namespace) -> WebAddress:
    """Where to listen; refuses what cannot or must not be served."""
    from wasdini.operate.operations_serve import WebAddress, is_loopback, port_is_free

    inside = is_loopback(options.host)
    if options.demo and not inside and not options.demo_on_network:
        raise InputRefused([Problem("demo_host_refused", value=options.host)])
    certificate, key = _certificate(options)
    if not (options.demo or inside or certificate or options.behind_proxy):
        raise InputRefused([Problem("network_needs_https", value=options.host)])
    address = WebAddress(options.host, options.port, certificate, key)
    if not port_is_free(address):
        raise InputRefused([Problem("port_busy", value=f"{options.host}:{options.port}")])
    return address


def _certificate(options: argparse.Namespace) -> tuple[Path, Path] | tuple[None, None]:
    """The given files, else the office's own, renewed when they end soon. A demonstration needs none."""
    from wasdini.operate.operations_certificate import own_certificate, renew_if_due

    if bool(options.certificate) != bool(options.key):
        raise InputRefused([Problem("certificate_half")])
    if options.certificate:
        for file in (options.certificate, options.key):
            if not file.is_file():
                raise InputRefused([Problem("file_missing", file=str(file))])
        return options.certificate, options.key
    if options.demo or options.behind_proxy:
        return None, None
    data_dir = _data_dir(options)
    renewed = renew_if_due(data_dir, at=datetime.now(UTC))
    if renewed:
        output.say("certificate_renewed", until=f"{renewed.valid_until:%d-%m-%Y}")
    return own_certificate(data_dir) or (None, None)


def _data_dir(options: argparse.Namespace) -> Path:
    return Path(options.data_dir or os.environ.get("WASDINI_DATA_DIR", "var")).absolute()


def _into_environment(options: argparse.Namespace, address: WebAddress) -> None:
    """The children read the same environment; what was given by hand stays."""
    from wasdini.operate.operations_environment import read_environment
    from wasdini.operate.operations_serve import own_names

    os.environ["WASDINI_DEMO"] = "1" if options.demo else "0"
    for name, value in read_environment(_data_dir(options)).items():
        os.environ.setdefault(name, value)
    if address.certificate:
        os.environ.setdefault("WASDINI_HTTPS", "1")
    if options.behind_proxy:
        os.environ["WASDINI_BEHIND_PROXY"] = "1"
    os.environ.setdefault("WASDINI_HOSTS", ",".join(own_names(address.host)))


def _make_ready(*, demo: bool) -> bool:
    """Tables, browser files, demo or real; returns whether the database is SQLite."""
    from django.db import OperationalError, connection

    from wasdini.operate import operations_start as start

    try:
        output.say("starting_tables")
        start.bring_tables_up_to_date()
        start.refuse_mixing(demo=demo)
    except OperationalError as fault:
        reason = str(fault).strip().splitlines()[0]
        raise InputRefused([Problem("database_unreachable", params={"reason": reason})]) from None
    output.say("starting_files")
    start.collect_browser_files()
    if demo:
        _load_demonstration()
    else:
        _tell_how_to_set_up()
    sqlite = connection.vendor == "sqlite"
    connection.close()
    return sqlite


def _load_demonstration() -> None:
    """The first start of a demonstration fills the empty database; later starts find it filled."""
    from wasdini.accounts.queries import the_office
    from wasdini.briefs.operations import issue_brief
    from wasdini.briefs.queries import BriefRequest
    from wasdini.core.access import system_actor
    from wasdini.elections.queries import local_date
    from wasdini.simulate.operations import load_demonstration

    if the_office() is None:
        with output.errors.status(words("starting_demonstration")):
            now = datetime.now(UTC)
            told = load_demonstration(now)
            request = BriefRequest(area=told.area, on=local_date(now, told.area))
            issue_brief(system_actor("demo"), request, at=now)
        output.say("demonstration_loaded", tps_count=told.tps_count, places_count=told.places_count)


def _tell_how_to_set_up() -> None:
    """No office yet: the page that makes one opens with a code that only this console shows."""
    from wasdini.operate.operations_setup import issue_setup_code

    code = issue_setup_code()
    if code:
        output.say("setup_on_page", setup_code=code)


def _announce(address: WebAddress, demo: bool) -> None:
    """Print the address when it answers, not before."""
    from wasdini.operate.operations_serve import wait_until_listening

    listening = wait_until_listening(address)
    output.say("serving_at" if listening else "not_serving", url=address.url)
    if listening and demo:
        _show_sign_ins()


def _show_sign_ins() -> None:
    """The demonstration's people, as a table a newcomer can choose from."""
    from rich.table import Table

    from wasdini.accounts.operations_demo import demo_sign_ins

    table = Table(*(words(f"sign_in_{column}") for column in ("name", "password", "role", "place")), box=None)
    for person in demo_sign_ins():
        table.add_row(person.name, person.password, person.full_name, person.place_code)
    output.errors.print(table)
    output.say("sign_in_hint")
