"""A paper as XLSX: typed cells with units, frozen headers, marking on every printed page, sources on their own sheet.

Text is always written as text: a value that begins like a formula stays words (CSV and formula injection).
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import xlsxwriter

from wasdini.core.paper import Cell, Column, Marking, Pair, Paper, Points, Table, Verdict
from wasdini.documents.words import words_of

UNISSUED_AT = datetime(2000, 1, 1, tzinfo=UTC)
WIDTH = 14
LABEL_WIDTH, TEXT_WIDTH, SOURCE_WIDTH = 34, 80, 110  # characters
LINE_HEIGHT = 15.0  # points


def render_xlsx(paper: Paper, marking: Marking) -> bytes:
    """One sheet for the summary, one for each table, one for the sources."""
    words = words_of(paper, marking)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    at = (marking.issued_at or UNISSUED_AT).astimezone(UTC).replace(tzinfo=None)
    author = paper.letterhead.lines[-1] if paper.letterhead.lines else ""
    book.set_properties({"title": paper.title, "author": author, "subject": marking.number, "created": at})
    formats = _formats(book)
    _summary(book, paper, marking, words, formats)
    for table in (block for block in paper.blocks if isinstance(block, Table)):
        _sheet_of(book, table, words, formats, copy_mark=marking.copy_mark)
    _sources(book, paper, marking, words, formats)
    for sheet in book.worksheets():
        _printed(sheet, marking, words)
    book.close()
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    wrap = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "heading": book.add_format({"bold": True}),
        "bold": book.add_format({"bold": True, **wrap}),
        "text": book.add_format(wrap),
        "head": book.add_format({"bold": True, "bottom": 2, "bg_color": "#EEEAE0", **wrap}),
        "number0": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "number1": book.add_format({"num_format": "#,##0.0", "valign": "top"}),
    }


def _summary(book: Any, paper: Paper, marking: Marking, words: dict[str, str], formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_sheet_name(paper.title, book))
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 1, TEXT_WIDTH)
    for row, line in enumerate(paper.letterhead.lines):
        sheet.write_string(row, 0, line, formats["heading"])
    lines = [
        (paper.title, paper.subtitle),
        *([] if marking.is_list else [(words["number"], marking.number or words["unnumbered"])]),
        *([(words["replaces"], marking.replaces)] if marking.replaces else []),
        (words["classification"], words["stamp"]),
        ("", paper.dated),
        *([(words["check"], marking.code)] if marking.code else []),
        *([(words["copy"], marking.copy_mark)] if marking.copy_mark else []),
    ]
    row = len(paper.letterhead.lines)
    for label, text in lines:
        sheet.write_string(row, 0, label, formats["bold"])
        _text(sheet, row, text, formats, label=label)
        row += 1
    for block in paper.blocks:
        row = _told(sheet, row + 1, block, words, formats)


def _told(sheet: Any, row: int, block: Any, words: dict[str, str], formats: dict[str, Any]) -> int:
    """The words of one block in two columns; its tables have sheets of their own. Returns the next free row."""
    if isinstance(block, Pair):
        return _told(sheet, _told(sheet, row, block.left, words, formats) + 1, block.right, words, formats)
    if isinstance(block, Verdict):
        sheet.write_string(row, 0, block.label, formats["bold"])
        sheet.write_string(row, 1, block.word, formats["bold"])
        sheet.set_row(row, LINE_HEIGHT * _lines(block.label, LABEL_WIDTH))
        for label, value in ((words["unit"], block.score), *_bounds(block, words)):
            row += 1
            sheet.write_string(row, 0, label, formats["text"])
            if value is not None:
                sheet.write_number(row, 1, value, formats["number1"])
        for text in (block.movement, *block.reasons):
            row += 1
            _text(sheet, row, text, formats)
        return row + 1
    if isinstance(block, Points):
        sheet.write_string(row, 0, block.title, formats["bold"])
        points = [" ".join(filter(None, (p.opening, p.text, f"({p.mark})" if p.mark else ""))) for p in block.points]
        for place, text in enumerate(filter(None, (block.lead, *(points or [block.empty])))):
            _text(sheet, row, text, formats, label="" if place else block.title)
            row += 1
    return row


def _text(sheet: Any, row: int, text: str, formats: dict[str, Any], *, label: str = "") -> None:
    """One line of words, its row as high as its words need: not every program measures that when it opens a file."""
    sheet.write_string(row, 1, text, formats["text"])
    sheet.set_row(row, LINE_HEIGHT * max(_lines(text, TEXT_WIDTH), _lines(label, LABEL_WIDTH)))


def _lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of so many characters; words leave a tenth of a line unused."""
    return max(1, math.ceil(len(text) * 1.1 / width))


def _bounds(block: Verdict, words: dict[str, str]) -> list[tuple[str, float | None]]:
    return [(words["lower"], block.lower), (words["upper"], block.upper)]


@dataclass(frozen=True)
class _Spread:
    """One column of the sheet: what it is called, and which part of a cell stands in it."""

    header: str
    width: float
    part: Callable[[Cell], str | float | None]
    format_name: str = "text"


def _spread(column: Column, words: dict[str, str]) -> list[_Spread]:
    """A column of the paper as columns of a sheet: the bounds of a score and a cell's second line stand apart."""
    number = "number1" if column.decimals else "number0"
    if column.kind == "score":
        return [
            _Spread(f"{column.header} ({words['unit']})", WIDTH, attrgetter("value"), number),
            _Spread(words["lower"], WIDTH, attrgetter("lower"), number),
            _Spread(words["upper"], WIDTH, attrgetter("upper"), number),
        ]
    width = max(WIDTH, 11 * column.weight) if column.kind == "text" else 6
    spread = [_Spread(column.header, width, attrgetter("text" if column.kind == "text" else "value"), number)]
    if column.detail:
        spread.append(_Spread(column.detail, width, attrgetter("detail")))
    return spread


def _sheet_of(book: Any, table: Table, words: dict[str, str], formats: dict[str, Any], *, copy_mark: str = "") -> None:
    sheet = book.add_worksheet(_sheet_name(table.title, book))
    sheet.freeze_panes(1, 0)
    spread = [(index, one) for index, column in enumerate(table.columns) for one in _spread(column, words)]
    for at, (index, one) in enumerate(spread):
        sheet.set_column(at, at, one.width)
        sheet.write_string(0, at, one.header, formats["head"])
        for number, row in enumerate(table.rows, start=1):
            _write(sheet, (number, at), one.part(row[index]), formats[one.format_name], formats["text"])
    for number, row in enumerate(table.rows, start=1):
        told = [_lines(str(part), one.width) for index, one in spread if isinstance(part := one.part(row[index]), str)]
        sheet.set_row(number, LINE_HEIGHT * max(told, default=1))
    sheet.write_string(len(table.rows) + 2, 0, table.note if table.rows else table.empty)
    sheet.write_string(len(table.rows) + 3, 0, copy_mark)


def _write(sheet: Any, at: tuple[int, int], value: str | float | None, number: Any, text: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(*at, value, text)
    elif value is not None:
        sheet.write_number(*at, value, number)


def _sources(book: Any, paper: Paper, marking: Marking, words: dict[str, str], formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_sheet_name(words["sources"], book))
    sheet.set_column(0, 0, SOURCE_WIDTH)
    sheet.write_string(0, 0, words["sources"], formats["head"])
    sheet.freeze_panes(1, 0)
    for row, source in enumerate(paper.sources, start=1):
        sheet.write_string(row, 0, source, formats["text"])
        sheet.set_row(row, LINE_HEIGHT * _lines(source, SOURCE_WIDTH))
    if marking.code:
        sheet.write_string(len(paper.sources) + 2, 0, words["check_hint"], formats["text"])


def _printed(sheet: Any, marking: Marking, words: dict[str, str]) -> None:
    """Marking in head and foot of every printed page; `&` is doubled because it opens a code there."""
    foot = " · ".join(filter(None, (marking.number, marking.copy_mark)))
    mark, stamp, number = (text.replace("&", "&&") for text in (words["classification"], words["stamp"], foot))
    colour = "&KB00020" if marking.classification.mark in {"R", "SR"} else ""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L&B{colour}{marking.classification.mark}&C&B{colour}{mark}&R&B{stamp}")
    sheet.set_footer(f"&L{number}&C&B{colour}{mark}&R{words['page']} &P {words['of']} &N")


def _sheet_name(title: str, book: Any) -> str:
    """At most 31 characters without the signs Excel refuses, and not twice."""
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:28].strip() or "1"
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    return plain if plain.lower() not in taken else f"{plain} {len(taken) + 1}"
