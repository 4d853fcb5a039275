"""The real thing as a child process: `wasdini …` with its own data folder, for tests of start, stop and faults."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

SECRET = "rahasia-uji-" + "x" * 50
_OF_THE_SUITE = ("WASDINI_TESTING", "DATABASE_URL", "WASDINI_TEST_ON", "DJANGO_SETTINGS_MODULE")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """What an office's server sees: nothing of the suite's own settings."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_SUITE}
    return kept | {"WASDINI_DATA_DIR": str(data_dir), "WASDINI_SECRET_KEY": SECRET, "COLUMNS": "200"} | more


def wasdini(*arguments: str, env: dict[str, str], timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "wasdini", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=timeout, check=False)


def start(*arguments: str, env: dict[str, str], log: Path) -> subprocess.Popen[Any]:
    """Start a command that stays; what it says goes into `log`."""
    with log.open("ab") as file:
        return subprocess.Popen([sys.executable, "-m", "wasdini", *arguments], env=env, stdout=file, stderr=file)


def wait_for(url: str, *, within_s: float = 60, verify: Any = True) -> httpx.Response:
    """The first answer below 500, or the last failure."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            answer = httpx.get(url, timeout=5, verify=verify)
            if answer.status_code < 500:
                return answer
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)
        assert time.monotonic() < deadline + 5, f"{url} did not answer"
