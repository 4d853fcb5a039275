"""`wasdini run`, as the IT person meets it: what it refuses in plain words, and how it starts, heals and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests import servers


def refused(data_dir: Path, *arguments: str, **settings: str) -> str:
    """Exit 2, something said on stderr, nothing on stdout, no traceback."""
    done = servers.wasdini("run", *arguments, env=servers.environment(data_dir, **settings))
    assert done.returncode == 2, done.stderr
    assert not done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_missing_secret_stops_the_start_by_name(tmp_path: Path) -> None:
    assert "WASDINI_SECRET_KEY" in refused(tmp_path, WASDINI_SECRET_KEY="", WASDINI_DEMO="1")


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port}" in refused(tmp_path, "--port", str(port))


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    blocked = tmp_path / "berkas"
    blocked.write_text("bukan folder")
    assert str(blocked) in refused(blocked, "--port", str(servers.free_port()))


def test_a_demonstration_does_not_open_itself_to_the_network(tmp_path: Path) -> None:
    assert "--demo-on-network" in refused(tmp_path, "--demo", "--host", "0.0.0.0")


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    assert "--key" in refused(tmp_path, "--certificate", str(tmp_path / "a.pem"))


def test_a_database_that_is_away_is_told_in_one_line(tmp_path: Path) -> None:
    port = servers.free_port()
    message = refused(tmp_path, "--port", str(port), DATABASE_URL=f"postgres://x@127.0.0.1:{port}/x", WASDINI_LANG="en")
    assert "cannot be reached" in message


@pytest.fixture
def office(tmp_path: Path) -> tuple[subprocess.Popen[bytes], str, Path]:
    """A real server on an empty database, web and worker."""
    port, log = servers.free_port(), tmp_path / "log"
    env = servers.environment(tmp_path / "data")
    process = servers.start("run", "--port", str(port), env=env, log=log)
    url = f"http://127.0.0.1:{port}/"
    try:
        servers.wait_for(url + "healthz")
        yield process, url, log
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def children_of(pid: int, within_s: float = 20) -> list[int]:
    """Web and worker: the page may answer a moment before the second one is started."""
    deadline = time.monotonic() + within_s
    while True:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        if len(children) == 2 or time.monotonic() > deadline:
            return children
        time.sleep(0.05)


def gone(pid: int, within_s: float = 20) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists() or "State:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return True
        time.sleep(0.1)
    return False


def test_a_fallen_web_server_is_started_again_and_everything_stops_cleanly(
    office: tuple[subprocess.Popen[bytes], str, Path],
) -> None:
    process, url, log = office
    web, worker = children_of(process.pid)
    os.killpg(web, signal.SIGKILL)
    assert gone(web)
    assert servers.wait_for(url + "healthz").status_code == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert gone(worker)
    said = log.read_text()
    assert url in said and "web" in said
    assert "Traceback" not in said


def test_when_the_start_itself_is_killed_no_server_is_left_behind(
    office: tuple[subprocess.Popen[bytes], str, Path],
) -> None:
    process, _, _ = office
    children = children_of(process.pid)
    assert len(children) == 2
    process.kill()
    process.wait()
    assert all(gone(child) for child in children)
