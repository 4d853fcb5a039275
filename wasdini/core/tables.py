"""Declared tables: which columns an input has, what a cell means and which values it may hold.

Every file that comes in is read against one of these declarations (`files.reading`), so that a refusal can always
name row, column, value and what would be right. Declarations are values: a caller may build one from a method file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a cell means. The frame column it becomes stands beside it."""

    TEXT = "text"  # String
    PLACE_CODE = "place_code"  # String: dotted region code or 13-digit TPS code, both writings read
    REGION_CODE = "region_code"  # String: dotted region code, never a TPS
    TPS_CODE = "tps_code"  # String: 13 digits
    WHOLE = "whole"  # Int64
    NUMBER = "number"  # Float64
    YES_NO = "yes_no"  # Boolean: 1/0, true/false, ya/tidak
    DATE = "date"  # Date: 2024-02-14


YES_WORDS: frozenset[str] = frozenset({"1", "true", "ya", "yes", "y"})
NO_WORDS: frozenset[str] = frozenset({"0", "false", "tidak", "no", "t", "n"})


@dataclass(frozen=True)
class Column:
    """One column. `required`: the header must have it. `filled`: no cell may be blank. Bounds are inclusive."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    filled: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    longest: int = 400

    @property
    def expected(self) -> str:
        """What would be right, for people: `0 … 1`, `desa | kelurahan`, `13 angka`."""
        if self.choices:
            return " | ".join(self.choices)
        if self.low is not None or self.high is not None:
            return f"{_bound(self.low, '−∞')} … {_bound(self.high, '∞')}"
        return _EXAMPLES[self.kind] or f"≤ {self.longest}"


@dataclass(frozen=True)
class Table:
    """The columns a file may have. `others`: what to do with undeclared ones, `ignore` or `refuse`.

    `one_of` names groups of columns of which at least one group must be whole in the header, for files that may say
    the same thing in two ways (`tps_code`, or `desa_code` and `number`).
    """

    name: str
    columns: tuple[Column, ...]
    others: str = "ignore"
    one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def with_columns(self, columns: Iterable[Column]) -> Table:
        """The same table with more columns at the end; a name already declared keeps its declaration."""
        added = tuple(column for column in columns if column.name not in self.names)
        return replace(self, columns=self.columns + added)


_EXAMPLES: dict[Kind, str] = {
    Kind.TEXT: "",
    Kind.PLACE_CODE: "31.71.01.1001 / 3171011001003",
    Kind.REGION_CODE: "31 / 31.71 / 31.71.01 / 31.71.01.1001",
    Kind.TPS_CODE: "3171011001003",
    Kind.WHOLE: "0, 1, 2 …",
    Kind.NUMBER: "0.25",
    Kind.YES_NO: "1/0, true/false, ya/tidak",
    Kind.DATE: "2024-02-14",
}


def _bound(value: float | None, missing: str) -> str:
    return missing if value is None else f"{value:g}"
