"""Starts the web server and the worker as child processes and keeps both alive, without Celery, broker or supervisor.

First stop of `wasdini run` after the database is ready. It knows processes and no subject.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

STOP_WITHIN_S = 15.0
# Five falls in a minute is not bad luck: say so and stop instead of spinning.
FALLS_AT_MOST = 5
FALLS_WITHIN_S = 60.0
LISTEN_WITHIN_S = 60.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class WebAddress:
    """Where the web server listens, and with which certificate."""

    host: str = "127.0.0.1"
    port: int = 8000
    certificate: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        shown = "localhost" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 (shown, not bound)
        shown = f"[{shown}]" if ":" in shown else shown
        return f"{'https' if self.certificate else 'http'}://{shown}:{self.port}/"


@dataclass
class Child:
    """One process that must live: what to run, and how often it fell."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    fallen_at_s: list[float] = field(default_factory=list)


class KeepsFalling(RuntimeError):
    """A child ended again and again; its name is the argument."""


def is_loopback(host: str) -> bool:
    return host in _LOOPBACK


def port_is_free(address: WebAddress) -> bool:
    """Whether the web server could listen there."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError:
            return False
    return True


def own_names(host: str) -> list[str]:
    """Host names under which this machine is asked for its pages when nobody said otherwise."""
    names = ["localhost", "127.0.0.1", "[::1]", socket.gethostname()]
    # A machine without a network has no outward name.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # a documentation address: picks the outward interface, sends nothing
        names.append(str(probe.getsockname()[0]))
    return list(dict.fromkeys([*names, host]))


def web_command(address: WebAddress, *, sqlite: bool) -> list[str]:
    """The web server's command line. SQLite has one writer: two processes are enough, and few threads wait on it."""
    cores = os.cpu_count() or 1
    workers = min(2, cores) if sqlite else min(4, cores)
    threads = 4 if sqlite else 8
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "wasdini.wsgi:application",
        "--host", address.host, "--port", str(address.port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", str(threads * 4),
        "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws", "--log-level", "warning",
        "--no-access-log",  # who asked for what, when and from where is kept nowhere: a closed report would stand there
    ]  # fmt: skip
    if address.certificate and address.key:
        command += ["--ssl-certificate", str(address.certificate), "--ssl-keyfile", str(address.key)]
        command += ["--ssl-protocol-min", "tls1.2"]
    return command


def worker_command() -> list[str]:
    return [sys.executable, "-m", "wasdini", "worker"]


def keep_running(
    children: Sequence[Child], *, environment: Mapping[str, str], on_fall: Callable[[str, int], None]
) -> None:
    """Start the children and keep them running until SIGINT or SIGTERM; raises `KeepsFalling`.

    `on_fall(name, exit_code)` is told of each child that ended by itself before it is started again.
    """
    stopping: list[int] = []

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.append(signum)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for child in children:
            _start(child, environment)
        while not stopping:
            time.sleep(0.2)
            for child in children:
                _start_again_if_fallen(child, environment, on_fall)
    finally:
        _stop(children)
        for number, action in before.items():
            signal.signal(number, action)


def wait_until_listening(address: WebAddress) -> bool:
    """Whether the web server took a connection in time."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)  # noqa: S104 (asked, not bound)
    deadline = time.monotonic() + LISTEN_WITHIN_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, address.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _start(child: Child, environment: Mapping[str, str]) -> None:
    child.process = subprocess.Popen(  # noqa: S603 (our own command lines)
        child.command, env=dict(environment), start_new_session=True, preexec_fn=_die_with_parent
    )


def _start_again_if_fallen(child: Child, environment: Mapping[str, str], on_fall: Callable[[str, int], None]) -> None:
    code = child.process.poll() if child.process else None
    if code is None:
        return
    now_s = time.monotonic()
    child.fallen_at_s = [at for at in child.fallen_at_s if now_s - at < FALLS_WITHIN_S] + [now_s]
    if len(child.fallen_at_s) >= FALLS_AT_MOST:
        raise KeepsFalling(child.name)
    on_fall(child.name, code)
    time.sleep(min(2.0 ** (len(child.fallen_at_s) - 1) / 2, 8.0))
    _start(child, environment)


def _stop(children: Sequence[Child]) -> None:
    """Ask all, wait together, then insist; nobody is left holding the port."""
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN_S
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.process.wait()


def _signal(child: Child, number: int) -> None:
    if child.process and child.process.poll() is None:
        if number == signal.SIGKILL:
            os.killpg(child.process.pid, number)  # the group: the web server's own workers too
        else:
            child.process.send_signal(number)


def _die_with_parent() -> None:
    """On Linux a child ends when its parent is killed, so that a killed start leaves no server behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
