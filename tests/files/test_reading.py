"""The one reader: every usual writing of a table is read alike; everything hostile or torn is refused by place."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import threading
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import Column, Kind, Table
from wasdini.core.terms import Level
from wasdini.files import opening, spreadsheets
from wasdini.files.reading import read_file, read_table

REGIONS = (Level.DESA, Level.KECAMATAN, Level.KABKOTA, Level.PROVINSI)
TABLE = Table(
    name="test",
    columns=(
        Column(name="code", kind=Kind.PLACE_CODE, blank=False, levels=REGIONS),
        Column(name="name", kind=Kind.TEXT, blank=False),
        Column(name="voters", kind=Kind.INTEGER, required=False, minimum=0),
        Column(name="gap", kind=Kind.NUMBER, required=False, minimum=0, maximum=1),
        Column(name="prone", kind=Kind.YES_NO, required=False),
        Column(name="seen_on", kind=Kind.DATE, required=False),
    ),
    ignore_unknown=True,
)
GOOD = "code,name,voters,gap,prone,seen_on\n11.10,Aceh Singkil,12,0.5,ya,2024-02-14\n1101,Tapaktuan,,,tidak,\n"
EXPECTED = pl.DataFrame(
    {
        "code": ["11.10", "11.01"],
        "name": ["Aceh Singkil", "Tapaktuan"],
        "voters": [12, None],
        "gap": [0.5, None],
        "prone": [True, False],
        "seen_on": [dt.date(2024, 2, 14), None],
    }
)


def written(tmp_path: Path, content: bytes | str, name: str = "berkas.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, table: Table = TABLE) -> tuple[Problem, ...]:
    with pytest.raises(InputRefused) as caught:
        read_file(path, table)
    return caught.value.problems


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace(",", "|").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        gzip.compress(GOOD.encode(), mtime=0),
        gzip.compress(GOOD[:40].encode(), mtime=0) + gzip.compress(GOOD[40:].encode(), mtime=0),
        GOOD.upper().replace("ACEH SINGKIL", "Aceh Singkil").replace("TAPAKTUAN", "Tapaktuan").encode(),
        GOOD.replace("Tapaktuan", '"Tapaktuan"').encode(),
    ],
    ids=["comma", "semicolon", "tab", "bar", "mark", "crlf", "cr", "gzip", "two gzip members", "capitals", "quoted"],
)
def test_every_usual_writing_reads_alike(tmp_path: Path, content: bytes) -> None:
    assert_frame_equal(read_table(written(tmp_path, content), TABLE), EXPECTED)


def test_latin_1_is_recognised(tmp_path: Path) -> None:
    read = read_file(written(tmp_path, "code,name\n11,Désa Ñuring\n".encode("cp1252")), TABLE)
    assert read.encoding == "cp1252"
    assert read.frame["name"].to_list() == ["Désa Ñuring"]


def test_row_numbers_are_those_a_spreadsheet_shows(tmp_path: Path) -> None:
    read = read_file(written(tmp_path, 'code,name\n\n11,"dua\nbaris"\n,\n12,b\n\n'), TABLE)
    assert read.frame["row_number"].to_list() == [3, 5]
    assert read.frame["name"].to_list() == ["dua\nbaris", "b"]


def test_columns_about_persons_are_left_out_by_name_and_that_is_said(tmp_path: Path) -> None:
    read = read_file(written(tmp_path, "code,name,NIK,no_hp,Nama Ketua KPPS,luas\n11,a,1,2,3,4\n"), TABLE)
    assert read.personal == ("nik", "no_hp", "nama ketua kpps")
    assert read.ignored == ("luas",)
    assert set(read.frame.columns) == {"row_number", "code", "name"}


def workbook(tmp_path: Path, rows: list[list[object]], formula: str = "") -> Path:
    path = tmp_path / "berkas.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if formula:
        sheet.write_formula(formula, "=1+1", None, 2)
    book.close()
    return path


def test_a_workbook_reads_like_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["code", "name", "voters", "gap", "prone", "seen_on"],
        ["11.10", "Aceh Singkil", 12, 0.5, True, "2024-02-14"],
        [1101, "Tapaktuan", None, None, False, None],
    ]
    assert_frame_equal(read_table(workbook(tmp_path, rows), TABLE), EXPECTED)


def test_a_code_that_a_spreadsheet_took_for_a_number_is_refused_with_what_would_be_right(tmp_path: Path) -> None:
    (problem,) = refused(workbook(tmp_path, [["code", "name"], [11.10, "Aceh Singkil"]]))
    assert (problem.code, problem.row, problem.column, problem.value, problem.expected) == (
        "code_lost_a_zero", 2, "code", "11.1", "11.10",
    )  # fmt: skip


def test_a_tps_code_shorn_of_its_leading_zero_is_refused_with_the_zero(tmp_path: Path) -> None:
    table = Table(name="tps", columns=(Column(name="tps_code", kind=Kind.PLACE_CODE, levels=(Level.TPS,)),))
    (problem,) = refused(written(tmp_path, "tps_code\n171011001003\n"), table)
    assert (problem.code, problem.expected) == ("code_lost_a_zero", "0171011001003")


def test_a_formula_cell_in_a_column_we_read_is_refused_where_it_stands(tmp_path: Path) -> None:
    (problem,) = refused(workbook(tmp_path, [["code", "name", "voters"], ["11", "a", None]], formula="C2"))
    assert (problem.code, problem.row, problem.column) == ("cell_is_formula", 2, "voters")


def test_formulas_are_looked_for_in_the_first_sheet_whatever_its_file_is_called(tmp_path: Path) -> None:
    source = workbook(tmp_path, [["code", "name"], ["11", "a"]], formula="B2")
    moved = tmp_path / "pindah.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(moved, "w") as new:
        for part in old.infolist():
            content = old.read(part).replace(b"sheet1.xml", b"lembar.xml")
            new.writestr(part.filename.replace("sheet1.xml", "lembar.xml"), content)
    (problem,) = refused(moved)
    assert (problem.code, problem.row, problem.column) == ("cell_is_formula", 2, "name")


@pytest.mark.parametrize(
    ("content", "code", "row", "column", "value"),
    [
        ("", "file_empty", None, "", ""),
        ("\n\n", "file_empty", None, "", ""),
        ("code,name\n", "file_without_rows", None, "", ""),
        ("code^name\n11^a\n", "column_missing", 1, "code", ""),
        ("code,name\n11;a\n", "row_uneven", 2, "", "1"),
        ("code,name\n11,a,b\n", "row_uneven", 2, "", "3"),
        ("code,name,code\n11,a,12\n", "column_twice", 1, "code", ""),
        ("code\n11\n", "column_missing", 1, "name", ""),
        ('code,name\n11,"a\n12,b\n', "row_unreadable", 2, "", ""),
        ("code,name\n11,a\0b\n", "file_has_nul", 2, "", ""),
        (b"\xff\xfec\0o\0d\0e\0", "file_utf16", None, "", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet_old", None, "", ""),
        (gzip.compress(GOOD.encode(), mtime=0)[:-9], "gzip_broken", None, "", ""),
        (b"PK\x03\x04nothing", "spreadsheet_broken", None, "", ""),
        ("code,name\n11,\n", "cell_blank", 2, "name", ""),
        ("code,name\n11,=1+1\n", "cell_not_text", 2, "name", "=1+1"),
        (f"code,name\n11,{'x' * 161}\n", "cell_too_long", 2, "name", "x" * 80),
        ("code,name\n11.1,a\n", "code_lost_a_zero", 2, "code", "11.1"),
        ("code,name\n11.ab,a\n", "code_invalid", 2, "code", "11.ab"),
        ("code,name\n3171011001003,a\n", "code_of_wrong_level", 2, "code", "3171011001003"),
        ("code,name,voters\n11,a,-3\n", "out_of_range", 2, "voters", "-3"),
        ("code,name,voters\n11,a,1.234\n", "not_integer", 2, "voters", "1.234"),
        ("code,name,voters\n11,a,banyak\n", "not_integer", 2, "voters", "banyak"),
        ("code,name,gap\n11,a,3\n", "out_of_range", 2, "gap", "3"),
        ('code,name,gap\n11,a,"0,5"\n', "not_number", 2, "gap", "0,5"),
        ("code,name,gap\n11,a,nan\n", "not_number", 2, "gap", "nan"),
        ("code,name,gap\n11,a,1e999\n", "not_number", 2, "gap", "1e999"),
        ("code,name,prone\n11,a,mungkin\n", "not_yes_no", 2, "prone", "mungkin"),
        ("code,name,seen_on\n11,a,14-02-2024\n", "not_date", 2, "seen_on", "14-02-2024"),
    ],
)
def test_each_fault_is_named_with_its_place(
    tmp_path: Path, content: bytes | str, code: str, row: int | None, column: str, value: str
) -> None:
    problem = refused(written(tmp_path, content))[0]
    assert (problem.code, problem.row, problem.column, problem.value) == (code, row, column, value)


def test_all_faults_of_a_file_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    problems = refused(written(tmp_path, "code,name,voters\n11,a,-1\n1,b,2\n12,,x\n"))
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "voters"), (3, "code"), (4, "name"), (4, "voters"),
    ]  # fmt: skip


def test_a_line_of_two_gigabytes_is_refused_after_one_mebibyte(tmp_path: Path) -> None:
    """The line comes through a pipe, so that what was read can be counted."""
    pipe = tmp_path / "pipa.csv"
    os.mkfifo(pipe)
    sent = 0

    def write() -> None:
        nonlocal sent
        with pipe.open("wb", buffering=0) as out:
            try:
                while sent < 2 << 30:
                    sent += out.write(b"x" * (1 << 16))
            except BrokenPipeError:
                pass

    writer = threading.Thread(target=write)
    writer.start()
    (problem,) = refused(pipe)
    writer.join(timeout=20)
    assert problem.code == "line_too_long"
    assert sent < 4 << 20


def test_a_gzip_bomb_stops_at_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "UNPACKED_BYTES_MAX", 4 << 20)
    (problem,) = refused(written(tmp_path, gzip.compress(b"11,a\n" * (2 << 20))))
    assert problem.code == "file_too_large"


def bomb(tmp_path: Path, sheet: bytes) -> Path:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def test_a_zip_bomb_in_a_workbook_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "UNPACKED_BYTES_MAX", 8 << 20)
    (problem,) = refused(bomb(tmp_path, b" " * (16 << 20)))
    assert problem.code == "spreadsheet_too_large"


def test_two_cells_that_span_seventeen_billion_are_not_opened(tmp_path: Path) -> None:
    cells = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    (problem,) = refused(bomb(tmp_path, cells))
    assert problem.code == "spreadsheet_too_large"


def test_a_workbook_with_a_document_type_is_not_opened(tmp_path: Path) -> None:
    (problem,) = refused(bomb(tmp_path, b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'))
    assert problem.code == "spreadsheet_too_large"


@given(st.binary(max_size=400))
def test_no_bytes_whatever_bring_more_than_a_refusal(content: bytes) -> None:
    folder = Path(os.environ["WASDINI_DATA_DIR"])
    path = folder / "acak.csv"
    path.write_bytes(content)
    try:
        read_table(path, TABLE)
    except InputRefused as refusal:
        assert refusal.problems


@given(
    st.lists(
        st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="=@"), min_size=1, max_size=20)
        .map(str.strip)
        .filter(bool),
        min_size=1,
        max_size=8,
    )
)
def test_text_survives_the_way_through_csv(names: list[str]) -> None:
    out = io.StringIO()
    pl.DataFrame({"code": ["11"] * len(names), "name": names}).write_csv(out)
    path = Path(os.environ["WASDINI_DATA_DIR"]) / "nama.csv"
    path.write_text(out.getvalue(), "utf-8")
    assert read_table(path, TABLE)["name"].to_list() == names
