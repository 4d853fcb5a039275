"""XLSForms as an office writes them, made on the spot; and spoilt ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

Sheets = Mapping[str, Sequence[Sequence[str]]]

CHECKLIST: Sheets = {
    "survey": [
        ["type", "name", "label::Bahasa Indonesia (id)", "label::English (en)", "required", "wasdini::field"],
        ["select_one_from_file places.csv", "tps", "TPS", "TPS", "yes", "tps_code"],
        ["integer", "short", "Surat suara kurang", "Ballots short", "", "finding:ballots_short"],
        ["select_one yn", "seal", "Segel utuh?", "Seal whole?", "", ""],
        ["text", "note", "Catatan", "Note", "", "text"],
        ["image", "photo", "Foto", "Photo", "", ""],
    ],
    "choices": [
        ["list_name", "name", "label::Bahasa Indonesia (id)", "label::English (en)"],
        ["yn", "yes", "Ya", "Yes"],
        ["yn", "no", "Tidak", "No"],
    ],
    "settings": [["form_title", "default_language"], ["Cek logistik", "Bahasa Indonesia (id)"]],
}


def workbook(sheets: Sheets) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def with_row(position: int, row: Sequence[str], sheet: str = "survey") -> Sheets:
    """The checklist with one row more, at this place of a sheet (0 is the header)."""
    rows = [list(one) for one in CHECKLIST[sheet]]
    rows.insert(position, list(row))
    return {**CHECKLIST, sheet: rows}


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part more inside its zip."""
    out = io.BytesIO(raw)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()
