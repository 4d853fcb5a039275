"""A throw-away PostgreSQL cluster from the binaries on this machine, for one test session."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

_started: dict[str, str] = {}


def binaries() -> Path | None:
    """The folder with initdb and postgres: newest under the distribution's folder, else on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def start(*, fsync: bool = False) -> str:
    """Start a cluster and return its DATABASE_URL; `WASDINI_TEST_DATABASE_URL` overrides."""
    given = os.environ.get("WASDINI_TEST_DATABASE_URL")
    if given:
        return given
    folder = binaries()
    if folder is None:
        raise SystemExit("PostgreSQL is missing: install the package `postgresql` (15 or newer).")
    home = tempfile.mkdtemp(prefix="wasdini-pg-")
    prefix = _as_ordinary_user(home)
    port = _free_port()
    data = f"{home}/data"
    _run(prefix, folder / "initdb", "-D", data, "-U", "wasdini", "--auth=trust", "-E", "UTF8", "--no-sync")
    settings = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync={'on' if fsync else 'off'}"
    _run(prefix, folder / "pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", settings, "start")
    _started.update(home=home, data=data, pg_ctl=str(folder / "pg_ctl"), prefix=" ".join(prefix))
    return f"postgres://wasdini@127.0.0.1:{port}/postgres"


def stop() -> None:
    if _started:
        _run(_started["prefix"].split(), Path(_started["pg_ctl"]), "-D", _started["data"], "-m", "immediate", "stop")
        shutil.rmtree(_started["home"], ignore_errors=True)
        _started.clear()


def _as_ordinary_user(home: str) -> list[str]:
    """PostgreSQL refuses root: hand the folder to another account and run as it."""
    if os.geteuid() != 0:
        return []
    name = next(user for user in ("postgres", "nobody") if _exists(user))
    shutil.chown(home, name)
    return ["runuser", "-u", name, "--"]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _run(prefix: list[str], program: Path, *arguments: str) -> None:
    subprocess.run([*prefix, str(program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
