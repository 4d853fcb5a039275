"""The units and the compose file say what they should, and their very commands start an office."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers
from tests.parts import needs

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def start_command(unit: Path) -> list[str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)
    return shlex.split(parser["Service"]["ExecStart"])


def compose_command() -> list[str]:
    found = re.search(r"command: \[(.+)\]", (DEPLOY / "compose.yaml").read_text("utf-8"))
    assert found
    return [word.strip().strip('"') for word in found.group(1).split(",")]


def here(command: list[str], port: int) -> list[str]:
    """The same command with this checkout's Python and a free port."""
    assert command[0].endswith(".venv/bin/python")
    assert command[command.index("--port") + 1] == "8443"
    return [sys.executable, *command[1 : command.index("--port") + 1], str(port)]


@needs("systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_reads_every_unit_without_a_complaint(unit: Path, tmp_path: Path) -> None:
    """With the paths of an installation made to exist: this machine has no /opt/wasdini."""
    text = unit.read_text("utf-8").replace("/opt/wasdini/.venv/bin/python", sys.executable)
    text = re.sub(r"^(User|Group)=.*$", r"\1=root", text, flags=re.M)
    for other in UNITS:
        (tmp_path / other.name).write_text(
            other.read_text("utf-8").replace("/opt/wasdini/.venv/bin/python", "/bin/true")
        )
    (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    about_us = [line for line in done.stderr.splitlines() if "wasdini" in line]
    assert done.returncode == 0 and not about_us, done.stderr


@pytest.mark.parametrize("source", ["systemd", "compose"])
def test_the_command_of_the_unit_and_of_the_compose_file_starts_an_office_over_https(
    source: str, tmp_path: Path
) -> None:
    command = start_command(DEPLOY / "systemd" / "wasdini.service") if source == "systemd" else compose_command()
    env, port = servers.environment(tmp_path / "data"), servers.free_port()
    assert servers.wasdini("certificate", "make", "--host", "127.0.0.1", env=env).returncode == 0
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(here(command, port), env=env, stdout=log, stderr=log)
    try:
        authority = str(tmp_path / "data" / "sertifikat-umum" / "wasdini-ca.crt")
        assert servers.wait_for(f"https://127.0.0.1:{port}/healthz", verify=authority).status_code == 200
    finally:
        process.terminate()
        assert process.wait(30) == 0


def test_the_backup_unit_makes_a_backup(tmp_path: Path) -> None:
    command = start_command(DEPLOY / "systemd" / "wasdini-backup.service")
    env = servers.environment(tmp_path / "data")
    assert servers.wasdini("upgrade", "--no-backup", env=env).returncode == 0
    made = servers.wasdini("backup", "key", "new", "--output", str(tmp_path / "kunci"), env=env)
    folder = tmp_path / "cadangan"
    folder.mkdir()
    words = [str(folder) if word == "/var/backups/wasdini" else word for word in command[3:]]
    done = servers.wasdini(*words, env=env | {"WASDINI_BACKUP_RECIPIENT": made.stdout.strip()})
    assert done.returncode == 0, done.stderr
    assert len(list(folder.iterdir())) == 1


def test_the_server_runs_as_an_ordinary_user_who_can_write_only_its_data() -> None:
    unit = (DEPLOY / "systemd" / "wasdini.service").read_text("utf-8")
    for line in ("User=wasdini", "ProtectSystem=strict", "NoNewPrivileges=true", "StateDirectory=wasdini"):
        assert line in unit
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert line in compose
    assert "USER wasdini" in (DEPLOY / "Containerfile").read_text("utf-8")
