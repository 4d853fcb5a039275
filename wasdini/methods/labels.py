"""The word for a code, in the reader's language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from wasdini.methods import catalogue
from wasdini.methods.catalogue import Words


def label(kind: str, code: str, language: str = "id") -> str:
    """`label("stage", "voting")` -> `Pemungutan suara`. Kinds: the tables of `terms.toml`, and
    `issue`, `measure`, `finding`.

    An unknown kind or code is a defect and raises `KeyError`.
    """
    return _words(kind)[code].in_language(language)


def codes(kind: str) -> tuple[str, ...]:
    """All codes of a kind, in their own order: for lists of choices."""
    return tuple(_words(kind))


@cache
def _words(kind: str) -> dict[str, Words]:
    if kind == "issue":
        return {code: issue.name for code, issue in catalogue.issues().items()}
    if kind == "measure":
        return {code: measure.name for code, measure in catalogue.measures().items()}
    if kind == "finding":
        return {code: finding.name for code, finding in catalogue.findings().items()}
    return {code: Words(**entry) for code, entry in _terms()[kind].items()}


@cache
def _terms() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((resources.files("wasdini.methods") / "terms.toml").read_text("utf-8"))
