"""Throw-away PostgreSQL clusters from the binaries on this machine: one for a test session, others to be crashed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_session: list[Cluster] = []


@dataclass
class Cluster:
    """One cluster in a temporary folder, run as an ordinary user: PostgreSQL refuses root."""

    folder: Path
    fsync: bool = False
    home: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="wasdini-pg-"))
    port: int = 0

    def create(self) -> None:
        self._prefix = _as_ordinary_user(self.home)
        self.port = _free_port()
        self._run("initdb", "-D", self._data, "-U", "wasdini", "--auth=trust", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        settings = (
            f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1 -c fsync={'on' if self.fsync else 'off'}"
        )
        self._run("pg_ctl", "-D", self._data, "-w", "-l", f"{self.home}/log", "-o", settings, "start")

    def crash(self) -> None:
        """Ends without writing anything more; the next start recovers from the log."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def remove(self) -> None:
        self.crash()
        shutil.rmtree(self.home, ignore_errors=True)

    def database(self, name: str) -> str:
        """A new, empty database; returns its DATABASE_URL."""
        if name != "postgres":
            self._run("createdb", "-h", self.home, "-p", str(self.port), "-U", "wasdini", name)
        return f"postgres://wasdini@127.0.0.1:{self.port}/{name}"

    @property
    def _data(self) -> str:
        return f"{self.home}/data"

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._prefix, str(self.folder / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def binaries() -> Path | None:
    """The folder with initdb and postgres: newest under the distribution's folder, else on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def cluster(*, fsync: bool = False) -> Iterator[Cluster]:
    folder = binaries()
    if folder is None:
        raise SystemExit("PostgreSQL is missing: install the package `postgresql` (15 or newer).")
    made = Cluster(folder, fsync)
    try:
        made.create()
        yield made
    finally:
        made.remove()


def start() -> str:
    """The session's cluster; returns its DATABASE_URL. `WASDINI_TEST_DATABASE_URL` overrides."""
    given = os.environ.get("WASDINI_TEST_DATABASE_URL")
    if given:
        return given
    folder = binaries()
    if folder is None:
        raise SystemExit("PostgreSQL is missing: install the package `postgresql` (15 or newer).")
    made = Cluster(folder)
    made.create()
    _session.append(made)
    return made.database("postgres")


def stop() -> None:
    while _session:
        _session.pop().remove()


def _as_ordinary_user(home: str) -> list[str]:
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
