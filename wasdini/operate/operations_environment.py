"""The office's settings file in its data folder: written once at set-up, read at every start. Without Django."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ENVIRONMENT_FILE = "wasdini.env"


def write_environment(data_dir: Path, *, hosts: str) -> Path:
    """Readable by the server alone. An existing file is kept: its secret signs what stands."""
    file = data_dir / ENVIRONMENT_FILE
    if file.exists():
        return file
    lines = {"WASDINI_SECRET_KEY": secrets.token_urlsafe(48), "WASDINI_HOSTS": hosts}
    if "DATABASE_URL" in os.environ:
        lines["DATABASE_URL"] = os.environ["DATABASE_URL"]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.writelines(f"{name}={value}\n" for name, value in lines.items())
    return file


def read_environment(data_dir: Path) -> dict[str, str]:
    """`NAME=value` lines as systemd reads them; comments and blank lines are skipped."""
    file = data_dir / ENVIRONMENT_FILE
    if not file.is_file():
        return {}
    lines = (line.strip() for line in file.read_text("utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
