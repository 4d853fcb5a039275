"""Reason codes become sentences here, and only here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from wasdini.core.problems import Problem


@cache
def _sentences() -> dict[str, Any]:
    """Every file `sentences*.toml`: one code, one table with `id` and `en`."""
    merged: dict[str, Any] = {}
    for entry in sorted(resources.files("wasdini.methods").iterdir(), key=lambda item: item.name):
        if entry.name.startswith("sentences") and entry.name.endswith(".toml"):
            merged.update(tomllib.loads(entry.read_text("utf-8")))
    return merged


def known_codes() -> frozenset[str]:
    return frozenset(_sentences())


def sentence(code: str, params: Mapping[str, object] | None = None, language: str = "id") -> str:
    """Fill the sentence of a code; a code without a sentence is a defect and says so loudly."""
    words: str = _sentences()[code][language]
    return words.format_map({key: "" if value is None else value for key, value in (params or {}).items()})


def problem_sentence(problem: Problem, language: str = "id") -> str:
    """`berkas.csv, baris 7, kolom voters_male, "-3": …` in the person's language."""
    names = {"id": ("baris", "kolom"), "en": ("row", "column")}[language]
    where = [problem.file] if problem.file else []
    if problem.row is not None:
        where.append(f"{names[0]} {problem.row}")
    if problem.column:
        where.append(f"{names[1]} {problem.column}")
    params = {"value": problem.value, "expected": problem.expected, "column": problem.column, **problem.params}
    told = sentence(problem.code, params, language)
    shown = f'"{problem.value}"' if problem.value and (where or problem.value not in told) else ""
    before = " ".join(part for part in (", ".join(where), shown) if part)
    return f"{before}: {told}" if before else told
