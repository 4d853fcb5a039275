"""The words of reports by text message, read from `text-words.toml`, and the cheat sheet made from them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from wasdini.core.terms import CheckinStep, Ladder
from wasdini.core.text_message import FindingWord, TextWords
from wasdini.methods import catalogue
from wasdini.methods.labels import label

BEGIN = "<!-- daftar kata: dibuat oleh `make docs` dari methods/text-words.toml -->"
END = "<!-- akhir daftar kata -->"
_HEADINGS = {
    "checkin": "Tahapan TPS",
    "issue": "Isu (sesudah `ISU`)",
    "finding": "Temuan (angka 12 hanya contoh jumlah)",
    "ladder": "Tingkat gangguan",
}
COUNTED = frozenset({"count", "minutes"})


@cache
def text_words() -> TextWords:
    """Every word with its meaning; the first word of a code comes first."""
    table = _table()
    units = {code: finding.unit for code, finding in catalogue.findings().items()}
    return TextWords(
        issues=_by_word(table["issue"]),
        findings={word: FindingWord(code, units[code] in COUNTED) for word, code in _by_word(table["finding"]).items()},
        checkins={word: CheckinStep(code) for word, code in _by_word(table["checkin"]).items()},
        ladders={word: Ladder(code) for word, code in _by_word(table["ladder"]).items()},
    )


def cheat_sheet(language: str = "id") -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(heading code, ((words, what they mean), …)) for the printed card and the guide."""
    table = _table()
    counted = {word for word, meant in text_words().findings.items() if meant.counted}
    kinds = {"checkin": "checkin_step", "issue": "issue", "ladder": "ladder"}
    told = {
        kind: tuple((", ".join(words), label(kinds[kind], code, language)) for code, words in table[kind].items())
        for kind in kinds
    }
    found = tuple(
        (", ".join(f"{word}12" if word in counted else word for word in words), _finding(code, language))
        for code, words in table["finding"].items()
    )
    return ("checkin", told["checkin"]), ("issue", told["issue"]), ("finding", found), ("ladder", told["ladder"])


def with_cheat_sheet(page: str) -> str:
    """The guide with the tables of today's words between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    parts = []
    for kind, rows in cheat_sheet():
        parts += [f"### {_HEADINGS[kind]}", "| kirim | artinya |", "|---|---|"]
        parts += [*(f"| `{words}` | {meaning} |" for words, meaning in rows), ""]
    return before + BEGIN + "\n" + "\n".join(parts) + END + after


def _finding(code: str, language: str) -> str:
    return catalogue.findings()[code].name.in_language(language)


def _by_word(entries: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: code for code, words in entries.items() for word in words}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files("wasdini.methods") / "text-words.toml").read_text("utf-8"))
