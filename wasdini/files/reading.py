"""One reader for every table that comes in: CSV (any usual delimiter), gzip, XLSX. Read whole or refused whole.

`read_table(path, table)` gives the typed frame; `read_file` also says what was left aside. A refusal names file, row,
column, value and what would be right, and all of them at once, so that a person mends a file in one go.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import FIRST_ROW, Kind, Table, examine, header_problems
from wasdini.files.opening import decode, read_content
from wasdini.files.personal import names_a_person
from wasdini.files.spreadsheets import Sheet, read_sheet

DELIMITERS = ",;\t|"
PROBLEMS_MAX = 1000
ROW = "row_number"
TEXT_LONGEST = 160
_FIELD_MAX = 1 << 20
_UNFIT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|^[=@]"


@dataclass(frozen=True)
class FileRead:
    """A file that was read. `frame`: declared columns found, typed, plus `row_number` as a spreadsheet shows it."""

    frame: pl.DataFrame
    name: str
    sha256: str
    encoding: str
    ignored: tuple[str, ...]
    personal: tuple[str, ...]
    other_sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Raw:
    """Text cells under their header; `rows` is the number each data row has in a spreadsheet."""

    header: list[str]
    frame: pl.DataFrame
    formulas: frozenset[tuple[int, int]] = frozenset()
    other_sheets: tuple[str, ...] = ()


def read_table(path: Path | str, table: Table) -> pl.DataFrame:
    """The declared columns of the file, typed. Raises `InputRefused` with every problem found."""
    return read_file(path, table).frame.drop(ROW)


def read_file(path: Path | str, table: Table) -> FileRead:
    """As `read_table`, with row numbers, digest and the columns that were left aside."""
    content = read_content(Path(path))
    if content.is_xlsx:
        encoding = "xlsx"
        raw = _from_sheet(read_sheet(content), content.name)
    else:
        text, encoding = decode(content)
        raw = _from_text(text, table, content.name)
    problems = header_problems(raw.header, table, file=content.name)
    if problems:
        raise InputRefused(problems)
    kept = {name: f"c{position}" for position, name in enumerate(raw.header) if table.column(name)}
    chosen = raw.frame.select(pl.col(cells).alias(name) for name, cells in kept.items())
    frame, problems = examine(chosen, table, file=content.name)
    problems += _text_problems(chosen, table, content.name)
    rows = raw.frame[ROW]
    problems = [_placed(problem, rows) for problem in problems] + _formula_problems(raw, table, content.name)
    if problems:
        raise InputRefused(sorted(problems, key=lambda problem: problem.row or 0)[:PROBLEMS_MAX])
    others = [_plain(name) for name in raw.header if name.strip() and name not in kept]
    return FileRead(
        frame=frame.with_columns(rows),
        name=content.name,
        sha256=content.sha256,
        encoding=encoding,
        ignored=tuple(name for name in others if not names_a_person(name)),
        personal=tuple(name for name in others if names_a_person(name)),
        other_sheets=raw.other_sheets,
    )


def _plain(name: str) -> str:
    return name.strip().casefold()


def _from_text(text: str, table: Table, file: str) -> _Raw:
    first = next((line for line in text.splitlines() if line.strip()), "") if text[:1].isspace() else _first_line(text)
    if not first.strip():
        raise InputRefused([Problem("file_empty", file=file)])
    delimiter = _delimiter(first, table)
    header, rows, numbers = _measured(text, delimiter, file)
    frame = _split(text if rows is None else rows, delimiter, len(header))
    header[0] = header[0].removeprefix("\ufeff")
    return _Raw(header, _numbered(frame, numbers, file))


def _first_line(text: str) -> str:
    return text[: (1 << 16)].splitlines()[0] if text else ""


def _delimiter(first: str, table: Table) -> str:
    """The delimiter under which the header shows most declared columns; then the one that cuts most."""

    def merit(delimiter: str) -> tuple[int, int]:
        fields = next(csv.reader([first], delimiter=delimiter))
        return sum(table.column(field) is not None for field in fields), len(fields)

    return max(DELIMITERS, key=merit)


def _measured(text: str, delimiter: str, file: str) -> tuple[list[str], str | None, list[int] | None]:
    """Header; the text without blank lines when there were any; and the row numbers when they are not 2, 3, 4 …

    A row with a cell too many or too few is refused here by number: guessing would shift every value after it.
    """
    csv.field_size_limit(_FIELD_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            if not header:
                header = cells
                continue
            numbers.append(row)
            if len(cells) != len(header):
                problems.append(_uneven(file, row, len(cells), len(header)))
    except csv.Error as error:
        raise InputRefused([Problem("row_unreadable", file=file, row=row + 1)]) from error
    if problems:
        raise InputRefused(problems[:PROBLEMS_MAX])
    if not numbers or (numbers[-1] == len(numbers) + 1):
        return header, None, None
    return header, _without_blank_rows(text, delimiter), numbers


def _uneven(file: str, row: int, found: int, wanted: int) -> Problem:
    return Problem("row_uneven", file=file, row=row, value=str(found), expected=str(wanted))


def _without_blank_rows(text: str, delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    writer.writerows(cells for cells in reader if cells and not (len(cells) == 1 and not cells[0].strip()))
    return out.getvalue()


def _split(text: str, delimiter: str, width: int) -> pl.DataFrame:
    schema = {f"c{position}": pl.String for position in range(width)}
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return pl.read_csv(text.encode(), separator=delimiter, has_header=False, schema=schema, quote_char='"').slice(1)


def _numbered(frame: pl.DataFrame, numbers: Sequence[int] | None, file: str) -> pl.DataFrame:
    if frame.is_empty():
        raise InputRefused([Problem("file_without_rows", file=file)])
    rows = pl.int_range(2, frame.height + 2, eager=True) if numbers is None else pl.Series(numbers)
    frame = frame.with_columns(rows.cast(pl.UInt32).alias(ROW))
    cells = pl.all_horizontal(pl.exclude(ROW).str.strip_chars().fill_null("") == "")
    return frame.filter(~cells)


def _from_sheet(sheet: Sheet, file: str) -> _Raw:
    filled = [number for number, row in enumerate(sheet.rows, start=1) if any(cell.strip() for cell in row)]
    if not filled:
        raise InputRefused([Problem("file_empty", file=file)])
    header = sheet.rows[filled[0] - 1]
    body = [sheet.rows[number - 1] for number in filled[1:]]
    schema = {f"c{position}": pl.String for position in range(len(header))}
    frame = _numbered(pl.DataFrame(body, schema=schema, orient="row"), filled[1:], file)
    return _Raw(header, frame, sheet.formulas, sheet.other_sheets)


def _text_problems(chosen: pl.DataFrame, table: Table, file: str) -> list[Problem]:
    """Text that a spreadsheet would run, that no page can show, or that no column can hold."""
    problems: list[Problem] = []
    for name in chosen.columns:
        column = table.column(name)
        if column is None or column.kind is not Kind.TEXT:
            continue
        text = chosen[name].str.strip_chars()
        unfit = text.str.contains(_UNFIT).fill_null(False)
        long = (text.str.len_chars() > TEXT_LONGEST).fill_null(False)
        for code, where in (("cell_not_text", unfit), ("cell_too_long", long)):
            problems += [
                Problem(code, file, row + FIRST_ROW, column.name, text[row][:80], f"≤ {TEXT_LONGEST}")
                for row in where.arg_true().head(PROBLEMS_MAX)
            ]
    return problems


def _placed(problem: Problem, rows: pl.Series) -> Problem:
    """From the n-th data row to the row a spreadsheet shows: blank rows count there."""
    if problem.row is None or problem.row < FIRST_ROW:
        return problem
    params = dict(problem.params)
    if "first" in params:
        params["first"] = str(rows[int(params["first"]) - FIRST_ROW])
    return replace(problem, row=int(rows[problem.row - FIRST_ROW]), params=params)


def _formula_problems(raw: _Raw, table: Table, file: str) -> list[Problem]:
    names = {position: name for position, name in enumerate(raw.header, start=1) if table.column(name)}
    return [
        Problem("cell_is_formula", file=file, row=row, column=names[column])
        for column, row in sorted(raw.formulas, key=lambda cell: cell[1])
        if column in names
    ]
