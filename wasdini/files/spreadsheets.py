"""The first sheet of an XLSX workbook as rows of text, after making sure that opening it is safe.

Spreadsheets turn codes into numbers; here a number becomes the text a person would have typed, and the checks of
`cells` refuse what was lost on the way.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass

import python_calamine

from wasdini.core.problems import InputRefused, Problem
from wasdini.files.opening import CHUNK_BYTES, Content

UNPACKED_BYTES_MAX = 512 << 20
CELLS_MAX = 60_000_000
PARTS_MAX = 2_000
FORM_UNPACKED_MAX = 40 << 20
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d{1,9})["']""")
_FORMULA = re.compile(rb"""<c\b[^>]*?\sr=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>\s*<f\b""")
_SHEET_RELATION = re.compile(rb"""<(?:\w+:)?sheet\b[^>]*?\s\w+:id=["']([^"']+)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)=["']([^"']*)["']""")
_USUAL_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_LIVE_PART = re.compile(
    r"vbaProject|externalLinks/|embeddings/|activeX/|connections\.xml|customUI|macrosheets", re.IGNORECASE
)
_OVERLAP = 512


@dataclass(frozen=True)
class Sheet:
    """Rows as text from the sheet's first row on. `formulas` are the (column, row) of cells that hold one."""

    rows: list[list[str]]
    formulas: frozenset[tuple[int, int]]
    other_sheets: tuple[str, ...]


def read_sheet(content: Content) -> Sheet:
    """Rows of the first sheet; raises `InputRefused` for a bomb, a password or a broken workbook."""
    formulas = _examine(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content.unpacked))
        sheet = book.get_sheet_by_index(0)
        values = sheet.to_python(skip_empty_area=False)
    except python_calamine.PasswordError as error:
        raise InputRefused([Problem("spreadsheet_locked", file=content.name)]) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise InputRefused([Problem("spreadsheet_broken", file=content.name)]) from error
    rows = [[cell_text(value) for value in row] for row in values]
    return Sheet(rows, formulas, tuple(book.sheet_names[1:]))


def read_sheets(content: Content, *, cells_max: int) -> dict[str, list[list[str]]]:
    """Every sheet by name, as rows of text. Refused besides: macros, links to other files, and anything embedded."""
    _refuse_live_parts(content)
    _examine(content, cells_max)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content.unpacked))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except python_calamine.PasswordError as error:
        raise InputRefused([Problem("spreadsheet_locked", file=content.name)]) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise InputRefused([Problem("spreadsheet_broken", file=content.name)]) from error
    if sum(len(row) for rows in sheets.values() for row in rows) > cells_max:
        raise InputRefused([_too_large(content.name)])
    return {name: [[cell_text(value) for value in row] for row in rows] for name, rows in sheets.items()}


def _refuse_live_parts(content: Content) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content.unpacked)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise InputRefused([Problem("spreadsheet_broken", file=content.name)]) from error
    if sum(part.file_size for part in parts) > FORM_UNPACKED_MAX:
        raise InputRefused([_too_large(content.name)])
    live = next((part.filename for part in parts if _LIVE_PART.search(part.filename)), "")
    if live:
        raise InputRefused([Problem("spreadsheet_not_plain", file=content.name, value=live[:60])])


def cell_text(value: object) -> str:
    """What a person would have typed: 3171011001003.0 -> `3171011001003`, True -> `true`, a day -> `2024-02-14`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value)


def _examine(content: Content, cells_max: int = CELLS_MAX) -> frozenset[tuple[int, int]]:
    """Unpack every part once, counting, before a library is let near it; find formula cells of the first sheet.

    A part never yields more than the size it declares (zipfile stops there), so the declared sum bounds them all.
    """
    formulas: set[tuple[int, int]] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(content.unpacked)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
                raise InputRefused([_too_large(content.name)])
            if "xl/workbook.xml" not in archive.namelist():
                raise InputRefused([Problem("spreadsheet_broken", file=content.name)])
            first = _first_sheet(archive)
            for part in parts:
                _examine_part(archive, part, content.name, formulas if part.filename == first else set(), cells_max)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InputRefused([Problem("spreadsheet_broken", file=content.name)]) from error
    return frozenset(formulas)


def _examine_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, formulas: set[tuple[int, int]], cells_max: int
) -> None:
    is_sheet = part.filename.startswith("xl/worksheets/")
    size, widest, deepest, tail = 0, 1, 1, b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if b"<!DOCTYPE" in chunk or size > UNPACKED_BYTES_MAX:
                raise InputRefused([_too_large(name)])
            if not is_sheet:
                continue
            window = tail + chunk
            for letters, digits in _REFERENCE.findall(window):
                widest, deepest = max(widest, _column_number(letters)), max(deepest, int(digits))
            formulas.update((_column_number(c), int(r)) for c, r in _FORMULA.findall(window))
            tail = window[-_OVERLAP:]
    if widest * deepest > cells_max:
        raise InputRefused([_too_large(name)])


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part that holds the workbook's first sheet: sheets are named there by relation, in any file."""
    parts = set(archive.namelist())
    if "xl/_rels/workbook.xml.rels" not in parts:
        return _USUAL_FIRST_SHEET
    sheet = _SHEET_RELATION.search(archive.read("xl/workbook.xml"))
    links = dict(_attributes(link) for link in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")))
    target = links.get(sheet[1], b"").decode("ascii", "replace") if sheet else ""
    name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return name if name in parts else _USUAL_FIRST_SHEET


def _attributes(link: bytes) -> tuple[bytes, bytes]:
    found = dict(_ATTRIBUTE.findall(link))
    return found.get(b"Id", b""), found.get(b"Target", b"")


def _too_large(name: str) -> Problem:
    return Problem("spreadsheet_too_large", file=name, expected=f"≤ {UNPACKED_BYTES_MAX >> 20} MiB")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
