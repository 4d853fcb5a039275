"""The real parts the suite uses when the machine has them. A missing one skips its tests and says what to install.

`python -m tests.parts` lists what is missing; with a part's name it exits 0 when that part is there.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgres


def _chromium() -> bool:
    return bool(shutil.which("chromium") or Path("/usr/bin/chromium").exists())


PARTS: dict[str, tuple[Callable[[], bool], str]] = {
    "postgresql": (lambda: bool(postgres.binaries() or os.environ.get("WASDINI_TEST_DATABASE_URL")), "postgresql"),
    "chromium": (_chromium, "chromium"),
    "pdftoppm": (lambda: bool(shutil.which("pdftoppm")), "poppler-utils"),
    "soffice": (lambda: bool(shutil.which("soffice")), "libreoffice-writer-nogui libreoffice-calc-nogui"),
    "systemd-analyze": (lambda: bool(shutil.which("systemd-analyze")), "systemd"),
}


def missing(part: str) -> bool:
    return not PARTS[part][0]()


def needs(part: str) -> pytest.MarkDecorator:
    """Skip a test, with one line that says what to install, when the machine lacks a part."""
    return pytest.mark.skipif(missing(part), reason=f"{part} is missing: install {PARTS[part][1]}")


if __name__ == "__main__":
    absent = [part for part in sys.argv[1:] or PARTS if missing(part)]
    for name in absent:
        print(f"SKIPPED: {name} is missing: install {PARTS[name][1]} to run its tests", flush=True)
    sys.exit(bool(absent) and bool(sys.argv[1:]))
