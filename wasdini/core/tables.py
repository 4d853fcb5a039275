"""Declared tables: what each column of an input must be, and the check that turns text into typed columns.

First step of every walk that begins with a file: `files` makes text out of bytes, this makes values out of text, and
whatever is wrong is told with its row, column, value and what would be right. Nothing is guessed and nothing is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Level

FIRST_ROW = 2
SHOWN_PER_COLUMN = 1000
YES = ("1", "true", "ya", "yes", "y", "benar", "1.0")
NO = ("0", "false", "tidak", "no", "n", "t", "salah", "0.0")
_DOTTED = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$"
_LEVEL_OF_LENGTH = {
    1: Level.NASIONAL, 2: Level.PROVINSI, 5: Level.KABKOTA, 8: Level.KECAMATAN, 13: Level.DESA,
}  # fmt: skip
LEVELS = pl.Enum([level.value for level in Level])


class Kind(StrEnum):
    """What a cell means. Codes are text and come out in Wasdini's writing (dotted regions, 13 digits for a TPS)."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    PLACE_CODE = "place_code"


DTYPES: dict[Kind, type[pl.DataType]] = {
    Kind.TEXT: pl.String,
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.YES_NO: pl.Boolean,
    Kind.DATE: pl.Date,
    Kind.PLACE_CODE: pl.String,
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `required`: it must stand in the header; `blank`: a cell may be empty (= unknown, null).

    `minimum` and `maximum` are inclusive. `levels` narrows a place code. `aliases` are other header spellings.
    `choices` narrows a text.
    """

    name: str
    kind: Kind
    required: bool = True
    blank: bool = True
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def dtype(self) -> type[pl.DataType]:
        return DTYPES[self.kind]

    @property
    def range_words(self) -> str:
        """`0-1`, `>= 0`, `<= 5`: the declared range as it is told to a person; empty without one."""
        low, high = _plain(self.minimum), _plain(self.maximum)
        if low and high:
            return f"{low}–{high}"
        return f">= {low}" if low else f"<= {high}" if high else ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """The columns of one input. `unique`: no two rows may agree in these. `one_of`: one of these sets is there.

    An unknown column is refused unless `ignore_unknown`.
    """

    name: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    ignore_unknown: bool = False

    def column(self, header: str) -> Column | None:
        """The declared column a header names, by its name or an alias, whatever the case."""
        wanted = header.strip().lower()
        return next((c for c in self.columns if wanted == c.name or wanted in c.aliases), None)


def typed(raw: pl.DataFrame, table: Table, *, file: str = "") -> pl.DataFrame:
    """Text columns -> declared columns, or `InputRefused` with every problem found.

    `raw` has only string columns, in file order, blanks as null or empty text. Out: the declared columns that the file
    has, in the order of the declaration, with the dtypes of `DTYPES`.
    """
    frame, problems = examine(raw, table, file=file)
    if problems:
        raise InputRefused(problems)
    return frame


def examine(raw: pl.DataFrame, table: Table, *, file: str = "") -> tuple[pl.DataFrame, list[Problem]]:
    """As `typed`, but hands back the problems, for quality reports; cells that are wrong come back as null."""
    problems = header_problems(raw.columns, table, file=file)
    if problems:
        return pl.DataFrame(), problems
    named = {column.name: header for header in raw.columns if (column := table.column(header)) is not None}
    read: list[pl.Series] = []
    for column in table.columns:
        if column.name in named:
            values, wrong = read_column(raw[named[column.name]], column, file=file)
            read.append(values)
            problems += wrong
    frame = pl.DataFrame(read)
    return frame, problems + repeated_rows(frame, table.unique, file=file)


def header_problems(header: Sequence[str], table: Table, *, file: str = "") -> list[Problem]:
    """Columns named twice, missing or unknown. A header must be whole before any cell is read."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for name in header:
        column = table.column(name)
        if column is None:
            if not table.ignore_unknown:
                known = ", ".join(c.name for c in table.columns)
                problems.append(Problem("column_unknown", file=file, row=1, column=name, expected=known))
        elif column.name in seen:
            problems.append(Problem("column_twice", file=file, row=1, column=name))
        else:
            seen.add(column.name)
    problems += [
        Problem("column_missing", file=file, row=1, column=column.name, expected=", ".join(header))
        for column in table.columns
        if column.required and column.name not in seen
    ]
    if table.one_of and not any(seen.issuperset(names) for names in table.one_of):
        sets = " / ".join(", ".join(names) for names in table.one_of)
        problems.append(Problem("columns_needed", file=file, row=1, expected=sets))
    return problems


def read_column(raw: pl.Series, column: Column, *, file: str = "") -> tuple[pl.Series, list[Problem]]:
    """One text column -> values of its kind and the cells that are wrong."""
    text = raw.cast(pl.String).str.strip_chars()
    text = text.set(text == "", None) if (text == "").any() else text
    if column.kind is Kind.PLACE_CODE:
        values, wrong = _read_codes(text, column, file)
    else:
        values = _READERS[column.kind](text)
        unread = text.is_not_null() & values.is_null()
        wrong = _problems_at(unread, text, column, f"not_{column.kind.value}", file)
    wrong += _range_problems(values, text, column, file)
    if not column.blank:
        wrong += _problems_at(text.is_null(), text, column, "cell_blank", file)
    return values.alias(column.name), wrong


def repeated_rows(frame: pl.DataFrame, names: Sequence[str], *, file: str = "") -> list[Problem]:
    """Rows that say the same unit again; each names the row that said it first."""
    keys = [name for name in names if name in frame.columns]
    if not keys or frame.height == 0 or not (again := frame.select(pl.struct(keys).is_duplicated()).to_series()).any():
        return []
    rows = frame.select(keys).with_row_index("row", offset=FIRST_ROW).filter(again & frame[keys[0]].is_not_null())
    rows = rows.with_columns(first=pl.col("row").min().over(keys)).filter(pl.col("row") > pl.col("first"))
    return [
        Problem(
            "row_twice",
            file=file,
            row=row["row"],
            column=", ".join(keys),
            value=", ".join(str(row[key]) for key in keys),
            params={"first": str(row["first"])},
        )
        for row in rows.head(SHOWN_PER_COLUMN).iter_rows(named=True)
    ]


def dotted_codes(text: pl.Series) -> pl.Series:
    """Region codes with or without dots, TPS codes of 13 digits -> Wasdini's writing; null where it is neither.

    A dotted TPS path (`31.71.01.1001.003`) is read too. Vectorised twin of `place_codes.parse_place_code`.
    """
    cell = pl.col("cell")
    length = cell.str.len_bytes()
    digits = cell.str.contains(r"^\d+$")
    dots = pl.concat_str(
        cell.str.slice(0, 2),
        pl.when(length >= 4).then("." + cell.str.slice(2, 2)).otherwise(pl.lit("")),
        pl.when(length >= 6).then("." + cell.str.slice(4, 2)).otherwise(pl.lit("")),
        pl.when(length >= 10).then("." + cell.str.slice(6, 4)).otherwise(pl.lit("")),
    )
    read = (
        pl.when(digits & (length == 13))
        .then(cell)
        .when(digits & length.is_in([2, 4, 6, 10]))
        .then(dots)
        .when((cell == NASIONAL_CODE) | cell.str.contains(_DOTTED))
        .then(cell)
        .when(cell.str.contains(r"^\d{2}\.\d{2}\.\d{2}\.\d{4}\.\d{3}$"))
        .then(cell.str.replace_all(".", "", literal=True))
    )
    frame = text.alias("cell").to_frame()
    if frame.select((digits & (length == 13)).all()).item() is True:
        return frame["cell"].alias(text.name)
    return frame.select(read).to_series().alias(text.name)


def levels_of(codes: pl.Series) -> pl.Series:
    """Level of each code in Wasdini's writing, as an Enum of the level names."""
    lengths = codes.str.len_bytes()
    if (lengths == 13).all() and codes.cast(pl.Int64, strict=False).null_count() == 0:
        return pl.Series([Level.TPS.value], dtype=LEVELS).new_from_index(0, codes.len()).alias("level")
    by_length = lengths.replace_strict(
        {length: level.value for length, level in _LEVEL_OF_LENGTH.items()}, default=None, return_dtype=LEVELS
    )
    is_tps = (lengths == 13) & ~codes.str.contains(".", literal=True)
    return by_length.set(is_tps, Level.TPS.value).alias("level")


def _read_codes(text: pl.Series, column: Column, file: str) -> tuple[pl.Series, list[Problem]]:
    codes = dotted_codes(text)
    wrong = [_code_problem(row, cell, column, file) for row, cell in _cells(text.is_not_null() & codes.is_null(), text)]
    if column.levels:
        allowed = [level.value for level in column.levels]
        elsewhere = codes.is_not_null() & ~levels_of(codes).cast(pl.String).is_in(allowed)
        wrong += _problems_at(elsewhere, text, column, "code_of_wrong_level", file, expected=", ".join(allowed))
    return codes, wrong


def _code_problem(row: int, cell: str, column: Column, file: str) -> Problem:
    """Spreadsheets damage codes in few ways; each is named, with the code that was probably meant."""
    code, expected = "code_invalid", "31.71.01.1001 / 3171011001 / 3171011001003"
    if cell.isdigit() and len(cell) in {12, 9, 5, 3}:
        code, expected = "code_lost_a_zero", f"0{cell}"
    elif "e+" in cell.lower() or (cell.removesuffix(".0").isdigit() and cell.endswith(".0")):
        code = "code_became_a_number"
    elif cell.replace(".", "", 1).isdigit() and len(cell) == 4 and cell[2] == ".":
        code, expected = "code_lost_a_zero", f"{cell}0"
    return Problem(code, file=file, row=row, column=column.name, value=cell, expected=expected)


def _range_problems(values: pl.Series, text: pl.Series, column: Column, file: str) -> list[Problem]:
    if column.choices:
        strange = values.is_not_null() & ~values.is_in(list(column.choices))
        return _problems_at(strange, text, column, "not_a_choice", file, expected=", ".join(column.choices))
    if column.kind not in {Kind.INTEGER, Kind.NUMBER}:
        return []
    outside = pl.repeat(False, values.len(), eager=True)
    if column.minimum is not None:
        outside = outside | (values < column.minimum).fill_null(False)
    if column.maximum is not None:
        outside = outside | (values > column.maximum).fill_null(False)
    return _problems_at(outside, text, column, "out_of_range", file, expected=column.range_words)


def _problems_at(
    where: pl.Series, text: pl.Series, column: Column, code: str, file: str, *, expected: str = ""
) -> list[Problem]:
    return [
        Problem(code, file=file, row=row, column=column.name, value=cell, expected=expected or column.range_words)
        for row, cell in _cells(where, text)
    ]


def _cells(where: pl.Series, text: pl.Series) -> list[tuple[int, str]]:
    if not where.any():
        return []
    rows = where.arg_true().head(SHOWN_PER_COLUMN)
    return [(int(row) + FIRST_ROW, cell or "") for row, cell in zip(rows, text.gather(rows), strict=True)]


def _read_number(text: pl.Series) -> pl.Series:
    """A decimal point, no thousands mark; `nan` and `inf` are words, not numbers."""
    values = text.cast(pl.Float64, strict=False)
    return values.set(~values.is_finite(), None) if not values.is_finite().all() else values


def _read_integer(text: pl.Series) -> pl.Series:
    """Whole numbers; `300.0`, as spreadsheets hand them over, is 300."""
    values = text.cast(pl.Int64, strict=False)
    if values.null_count() == text.null_count():
        return values
    floats = _read_number(text)
    whole = (floats == floats.floor()) & (floats.abs() < 2**53)
    return floats.set(~whole, None).cast(pl.Int64)


def _read_yes_no(text: pl.Series) -> pl.Series:
    answers = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    return text.str.to_lowercase().replace_strict(answers, default=None, return_dtype=pl.Boolean)


def _read_date(text: pl.Series) -> pl.Series:
    """ISO dates (`2024-02-14`), or as Indonesian sheets write them (`14/02/2024`)."""
    iso = text.str.to_date("%Y-%m-%d", strict=False)
    if iso.null_count() == text.null_count():
        return iso
    local = text.str.to_date("%d/%m/%Y", strict=False)
    return iso.zip_with(iso.is_not_null(), local)


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


_READERS = {
    Kind.TEXT: lambda text: text,
    Kind.INTEGER: _read_integer,
    Kind.NUMBER: _read_number,
    Kind.YES_NO: _read_yes_no,
    Kind.DATE: _read_date,
}
