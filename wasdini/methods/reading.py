"""Reads one table of a method file, key by key, and remembers every problem with its place in the file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from wasdini.core.index.method import Label, Source, SourceKind
from wasdini.core.problems import Problem

Choice = TypeVar("Choice", bound=StrEnum)
NOTHING: Mapping[str, Any] = {}


class Reading:
    """The problems found so far in one file, and where its tables begin."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self._rows: dict[str, list[int]] = {}
        self._rows_of_ids: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if header := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
                self._rows.setdefault(header[1], []).append(number)
            if named := re.match(r'\s*id\s*=\s*"([^"]+)"', line):
                self._rows_of_ids.setdefault(named[1], number)

    def row_of(self, table: str, place: int = 0) -> int | None:
        rows = self._rows.get(table, [])
        return rows[place] if place < len(rows) else None

    def row_of_id(self, name: str) -> int | None:
        return self._rows_of_ids.get(name)

    def refuse(self, code: str, where: str, *, row: int | None = None, value: Any = "", expected: str = "") -> None:
        shown = "" if value is None else str(value)
        self.problems.append(Problem(code, file=self.file, row=row, column=where, value=shown, expected=expected))


class Entry:
    """One table (`[[indicator]]`, `[stability]`, ...) while it is being read; `done` refuses keys nobody asked for."""

    def __init__(self, reading: Reading, data: Any, where: str, row: int | None = None) -> None:
        self.reading, self.where, self.row = reading, where, row
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else NOTHING
        self.asked: set[str] = set()
        if not isinstance(data, Mapping):
            self.refuse("method_value_wrong", "", data, "[table]")

    def refuse(self, code: str, key: str, value: Any = "", expected: str = "") -> None:
        where = f"{self.where}.{key}" if self.where and key else self.where or key
        self.reading.refuse(code, where, row=self.row, value=value, expected=expected)

    def done(self) -> None:
        for key in self.data:
            if key not in self.asked:
                self.refuse("method_key_unknown", key, expected=", ".join(sorted(self.asked)))

    def raw(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return self.data.get(key, default)

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self.raw(key, default)
        if isinstance(value, str) and (value or default == ""):
            return value
        self.refuse("method_key_missing" if value is None else "method_value_wrong", key, value, "text")
        return ""

    def number(self, key: str, *, default: float | None = None, needed: bool = True) -> float | None:
        value = self.raw(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) != float("inf"):
            return float(value) if value == value else self._wrong_number(key, value)
        if value is None and not needed:
            return None
        return self._wrong_number(key, value)

    def _wrong_number(self, key: str, value: Any) -> float:
        self.refuse("method_key_missing" if value is None else "method_value_wrong", key, value, "1.0")
        return 0.0

    def needed_number(self, key: str) -> float:
        return self.number(key) or 0.0

    def flag(self, key: str) -> bool:
        value = self.raw(key, False)
        if not isinstance(value, bool):
            self.refuse("method_value_wrong", key, value, "true / false")
        return value is True

    def choice(self, key: str, kinds: type[Choice], *, default: Choice) -> Choice:
        value = self.raw(key, default.value)
        if value in set(kinds):
            return kinds(value)
        self.refuse("method_value_wrong", key, value, ", ".join(kinds))
        return default

    def label(self, key: str) -> Label:
        value = self.raw(key, NOTHING)
        words = value if isinstance(value, Mapping) else NOTHING
        if not all(isinstance(words.get(language), str) and words[language] for language in ("id", "en")):
            self.refuse("method_label_wrong", key, value or "")
            return Label(id="", en="")
        return Label(id=words["id"], en=words["en"])

    def entries(self, key: str) -> Iterable[Entry]:
        found = self.raw(key, [])
        if not isinstance(found, list):
            self.refuse("method_value_wrong", key, found, f"[[{key}]]")
            return
        for place, data in enumerate(found):
            yield Entry(self.reading, data, f"{key} {place + 1}", self.reading.row_of(key, place))

    def source(self, key: str, *, missing: str = "method_source_missing") -> Source:
        """The named source of a value; a value without one is refused."""
        name = self.raw(key)
        if isinstance(name, str) and name in self.reading.sources:
            return self.reading.sources[name]
        code = missing if name is None else "method_source_unknown"
        self.refuse(code, key, name, ", ".join(self.reading.sources))
        return Source(kind=SourceKind.PUBLICATION)


def read_sources(reading: Reading, tables: Any) -> None:
    """`[sources.NAME]`: publication with text; derived with text and page; office decision with date and authority."""
    for name, data in (tables if isinstance(tables, Mapping) else NOTHING).items():
        entry = Entry(reading, data, f"sources.{name}", reading.row_of(f"sources.{name}"))
        kind = entry.choice("kind", SourceKind, default=SourceKind.PUBLICATION)
        decided_on = entry.raw("decided_on")
        is_decision = kind is SourceKind.OFFICE_DECISION
        reading.sources[name] = Source(
            kind=kind,
            text=entry.text("text", default="" if is_decision else None),
            page=entry.text("page", default=None if kind is SourceKind.DERIVED else ""),
            authority=entry.text("authority", default=None if is_decision else ""),
            decided_on=decided_on if isinstance(decided_on, dt.date) else None,
            unverified=entry.flag("unverified"),
        )
        if is_decision and not isinstance(decided_on, dt.date):
            code = "method_key_missing" if decided_on is None else "method_value_wrong"
            entry.refuse(code, "decided_on", decided_on, "2026-01-31")
        entry.done()
