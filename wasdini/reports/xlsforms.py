"""An office's own checklist (XLSForm): read from the sheets, examined row by row, turned into an XForm.

The workbook is opened by our own reader; pyxform sees only rows of text, so that it opens, fetches and runs nothing.
Refusals name sheet, row, column, value and what would be right.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from wasdini.core.form_mapping import Question
from wasdini.core.problems import InputRefused, Problem
from wasdini.files.opening import content_of
from wasdini.files.spreadsheets import read_sheets
from wasdini.reports.xlsform_rows import FIELD, KIND, ROW, Rows, examine

FILE_BYTES_MAX = 2 << 20
CELLS_MAX = 400_000
ROWS_MAX = 3_000
PROBLEMS_MAX = 100
SHEETS = ("survey", "choices", "settings")
LANGUAGE = "Bahasa Indonesia (id)"
_ROW_TOLD = re.compile(r"\[row\s*:\s*(\d+)\]")


@dataclass(frozen=True)
class Definition:
    """What an XLSForm says, as rows of text under their headers. `row` keeps the number a spreadsheet shows."""

    survey: tuple[Mapping[str, str], ...]
    choices: tuple[Mapping[str, str], ...]
    settings: Mapping[str, str]

    @property
    def title(self) -> str:
        return self.settings.get("form_title", "").strip()

    @property
    def kind(self) -> str:
        return self.settings.get(KIND, "").strip()


@dataclass(frozen=True)
class Built:
    """The form as phones load it, and its questions in order."""

    xml: str
    hash: str
    questions: tuple[Question, ...]


def read_definition(name: str, raw: bytes) -> Definition:
    """From the bytes of a workbook. Raises `InputRefused`."""
    if len(raw) > FILE_BYTES_MAX:
        raise InputRefused([Problem("file_too_large", file=name, expected=f"≤ {FILE_BYTES_MAX >> 20} MiB")])
    content = content_of(name, raw)
    if not content.is_xlsx:
        raise InputRefused([Problem("form_not_xlsx", file=name)])
    sheets = {title.strip().lower(): rows for title, rows in read_sheets(content, cells_max=CELLS_MAX).items()}
    if "survey" not in sheets:
        raise InputRefused([Problem("form_without_survey", file=name)])
    survey, choices, settings = (_under_header(sheets.get(title, [])) for title in SHEETS)
    if len(survey) > ROWS_MAX or len(choices) > ROWS_MAX:
        raise InputRefused([Problem("form_too_long", file=name, expected=f"≤ {ROWS_MAX}")])
    return Definition(survey, choices, settings[0] if settings else {})


def build(
    definition: Definition, *, form_id: str, version: str, issues: frozenset[str], findings: frozenset[str]
) -> Built:
    """The XForm and its questions. Raises `InputRefused` with everything that is wrong."""
    rows = Rows(definition.survey, definition.choices, definition.settings, issues, findings)
    questions = examine(rows)
    if rows.problems:
        raise InputRefused(rows.problems[:PROBLEMS_MAX])
    settings = {
        name: value for name, value in definition.settings.items() if name not in {KIND, ROW, "version", "form_id"}
    }
    settings |= {"form_id": form_id, "version": version, "form_title": definition.title or form_id}
    try:
        made = convert(
            {"survey": _plain(definition.survey), "choices": _plain(definition.choices), "settings": [settings]},
            validate=False,
            enketo=False,
            form_name="data",
        )
    except PyXFormError as wrong:
        raise InputRefused([_as_problem(str(wrong))]) from wrong
    except Exception as wrong:  # a form it cannot digest must not become a fault of ours
        raise InputRefused([_as_problem(f"{type(wrong).__name__}: {wrong}")]) from wrong
    digest = hashlib.md5(made.xform.encode(), usedforsecurity=False).hexdigest()
    return Built(made.xform, digest, questions)


def with_mapping(definition: Definition, mapping: Mapping[str, str]) -> Definition:
    """The same form with other report fields: name of a question -> field."""
    survey = tuple(
        {**row, FIELD: mapping[row["name"]]} if row.get("name") in mapping else row for row in definition.survey
    )
    return replace(definition, survey=survey)


def _under_header(rows: Sequence[Sequence[str]]) -> tuple[Mapping[str, str], ...]:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if not filled:
        return ()
    header = [cell.strip() for cell in filled[0][1]]
    return tuple(
        {
            ROW: str(number),
            **{name: cell.strip() for name, cell in zip(header, row, strict=False) if name and cell.strip()},
        }
        for number, row in filled[1:]
    )


def _plain(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """What pyxform may see: our own columns are not its business."""
    return [{name: value for name, value in row.items() if name not in {ROW, FIELD}} for row in rows]


def _as_problem(told: str) -> Problem:
    row = _ROW_TOLD.search(told)
    said = re.sub(r"\s+", " ", _ROW_TOLD.sub("", told)).strip()
    return Problem("form_not_built", file="survey", row=int(row[1]) if row else None, expected=said[:300])
