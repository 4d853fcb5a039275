"""The kinds of brief and the measures that answer an issue, as `methods/briefs.toml` and `methods/answers.toml` say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class BriefKind:
    """One kind: its short name in the number, its title, what it compares with and how far back its line goes."""

    code: str
    series: str
    title: Mapping[str, str]
    compare: str
    days: int
    trend_days: int


@cache
def kinds() -> Mapping[str, BriefKind]:
    return {
        code: BriefKind(
            code, entry["series"], entry["title"], entry["compare"], entry.get("days", 1), entry["trend_days"]
        )
        for code, entry in _read("briefs.toml").items()
    }


@cache
def measures_against(issue: str) -> tuple[str, ...]:
    """Measure codes that answer an issue, most direct first; none known: empty."""
    return tuple(_read("answers.toml")["issue"].get(issue, ()))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("wasdini.methods") / name).read_text("utf-8"))
