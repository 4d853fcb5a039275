"""How long each table's personal fields are kept, and how they go: the shipped table with the office's own over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from wasdini.core.problems import InputRefused, Problem
from wasdini.methods.rules import read_rules

WAYS = ("delete", "shred", "keep")


@dataclass(frozen=True)
class Keeping:
    """One rule. `way`: rows are deleted, the key of sealed fields is deleted, or an official record is kept."""

    table: str
    fields: tuple[str, ...]
    days: int
    after: Mapping[str, str]
    way: str

    @property
    def kept_for(self) -> timedelta:
        return timedelta(days=self.days)


def keepings(folder: Path | str | None = None) -> dict[str, Keeping]:
    """Every rule by `room.Model`. Raises `InputRefused` for a rule that undercuts its floor or cannot be read."""
    rules = {name: rule for name, rule in read_rules("retention", folder).items() if isinstance(rule, dict)}
    return {name: _keeping(name, rule) for name, rule in rules.items()}


def keeping(table: str, folder: Path | str | None = None) -> Keeping:
    """The rule of one table; a table without one is a defect and raises `KeyError`."""
    return keepings(folder)[table]


def _keeping(name: str, rule: Mapping[str, Any]) -> Keeping:
    days, floor, way = rule.get("days"), int(rule.get("floor_days", 0)), rule.get("way")
    least = max(floor, 0 if way == "keep" else 1)
    if not isinstance(days, int) or days < least or way not in WAYS:
        raise InputRefused([Problem("retention_rule_wrong", column=name, value=str(days), expected=str(least))])
    return Keeping(name, tuple(rule["fields"]), days, rule["after"], way)
