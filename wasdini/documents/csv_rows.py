"""Rows as CSV that opens in a spreadsheet as it is: UTF-8 with its mark, text that cannot run, a marked last column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from wasdini.files.cells import harmless

Value = str | int | float | None


def render_csv(columns: Sequence[str], rows: Sequence[Sequence[Value]], *, mark_header: str, mark: str) -> bytes:
    """The mark stands in every row, so that no part of the file is without it; an empty table is one marked row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(harmless(column) for column in columns), mark_header])
    for row in rows or [[""] * len(columns)]:
        writer.writerow([*(harmless(value) if isinstance(value, str) else value for value in row), harmless(mark)])
    return out.getvalue().encode("utf-8-sig")
