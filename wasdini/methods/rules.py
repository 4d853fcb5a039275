"""Rules an office may set for itself: a shipped TOML file, with the office's own file of the same name laid over it."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from wasdini.core.problems import InputRefused, Problem


def read_rules(name: str, folder: Path | str | None = None) -> dict[str, Any]:
    """The rules of this name. The office's file need only state what differs: tables are joined, all else replaced."""
    shipped = tomllib.loads((resources.files("wasdini.methods") / f"{name}.toml").read_text("utf-8"))
    own = Path(folder) / f"{name}.toml" if folder else None
    if own is None or not own.is_file():
        return shipped
    try:
        return _laid_over(shipped, tomllib.loads(own.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise InputRefused([Problem("rules_unreadable", file=own.name, params={"reason": str(wrong)})]) from wrong


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    joined = dict(below)
    for key, value in above.items():
        old = joined.get(key)
        joined[key] = _laid_over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return joined
