"""`wasdini places …` and `wasdini tps …` at the console: what is printed, and what bad input is told."""

from __future__ import annotations

import gzip
import json
import os
import threading
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.places.test_importing import COUNTS, REGIONS, STATIONS
from wasdini.cli import main
from wasdini.core.access import system_actor
from wasdini.files import spreadsheets
from wasdini.places import queries
from wasdini.places.models import Import, Place, Tps

pytestmark = pytest.mark.django_db


@pytest.fixture
def regions_file(tmp_path: Path) -> Path:
    path = tmp_path / "wilayah.csv"
    path.write_text(REGIONS, "utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_way_of_an_office_from_regions_to_an_undone_import(
    regions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = told(capsys, "places", "import", regions_file, "--source", "Kepmendagri", "--valid-from", "2025-01-01")
    assert (first["rows_read"], first["added"], first["findings"]) == (7, 7, [])
    counts = tmp_path / "tps.csv"
    counts.write_text(COUNTS, "utf-8")
    expanded = told(capsys, "tps", "expand", counts)
    assert (expanded["tps_count"], expanded["tps_refused"], expanded["finding_counts"]) == (6, 2, {"unknown_desa": 1})
    stations = tmp_path / "daftar.csv"
    stations.write_text(STATIONS.replace("001,Balai", "001,Balai"), "utf-8")
    assert told(capsys, "tps", "import", stations)["changed"] == 4
    assert told(capsys, "places", "neighbours")["pairs"]["kecamatan"] == 1
    listed = told(capsys, "places", "list-imports")["imports"]
    assert [(one["id"], one["kind"]) for one in listed] == [
        (expanded["import_id"] + 1, "tps"), (expanded["import_id"], "tps"), (first["import_id"], "places"),
    ]  # fmt: skip
    assert told(capsys, "places", "undo", listed[0]["id"])["rows"] == 8
    assert main(["places", "undo", str(first["import_id"])]) == 2
    assert "TPS" in capsys.readouterr().err


def test_old_desa_can_be_kept_so_that_every_tps_comes_in(
    regions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "places", "import", regions_file)
    counts = tmp_path / "tps.csv"
    counts.write_text(COUNTS + "99.01.09.2001,LAMA SEKALI,1,0\n", "utf-8")
    report = told(capsys, "tps", "expand", counts, "--keep-old")
    assert (report["tps_count"], report["tps_refused"], report["finding_counts"]) == (9, 0, {"kept_old": 2})
    card = queries.place_card(system_actor(), "99.01.09.2001")
    assert (card.name, card.kind, card.tps_count) == ("Lama Sekali", "desa lama", 1)
    assert (card.lat, card.coordinate) == (None, "unknown")


def test_without_json_the_report_goes_to_the_terminal_and_stdout_stays_empty(
    regions_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    regions_file.write_text(REGIONS + "98.01,Yatim,kabupaten,98,,,,,,\n", "utf-8")
    assert main(["places", "import", str(regions_file)]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "baru" in printed.err and "wilayah induk tidak ada (1)" in printed.err and "baris 9" in printed.err
    assert main(["places", "list-imports"]) == 0
    assert "berlaku" in capsys.readouterr().err


HEADER = "code,name,type,parent_code,lat,lon\n"
BAD_FILES = {
    "empty": (b"", ["kosong"]),
    "wrong delimiter": (b"code^name\n99^a\n", ["baris 1", "code"]),
    "mixed delimiter": (b"code,name\n99;a\n", ["baris 2"]),
    "duplicate header": (b"code,name,code\n99,a,99\n", ["baris 1", "code", "dua kali"]),
    "missing column": (b"code,type\n99,provinsi\n", ["name"]),
    "text in a number": (f"{HEADER}99,a,provinsi,,utara,118\n".encode(), ["baris 2", "lat", '"utara"']),
    "out of range": (f"{HEADER}99,a,provinsi,,118,-8\n".encode(), ["baris 2", "lat", '"118"', "90"]),
    "unknown code": (b"code,name\n9x.01,a\n", ["baris 2", "code", '"9x.01"', "31.71.01.1001"]),
    "lost last zero": (b"code,name\n11,b\n11.1,a\n", ["baris 3", '"11.1"', "11.10"]),
    "lost leading zero": (b"code,name\n901,a\n", ["baris 2", '"901"', "0901"]),
    "NUL": (b"code,name\n99,a\0\n", ["baris 2", "NUL"]),
    "UTF-16": ("code,name\n99,a\n".encode("utf-16"), ["UTF-16"]),
    "broken gzip": (gzip.compress(b"code,name\n99,a\n" * 50)[:-12], ["gzip"]),
    "formula text": (b"code,name\n99,=cmd()\n", ["baris 2", "name", '"=cmd()"']),
    "orphan only": (b"code,name\n98.01,a\n", ["baris 2", '"98.01"', "98"]),
    "contradiction": (b"code,name\n99,a\n99,b\n", ["baris 3", '"99"']),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_bad_file_of_regions_ends_with_2_names_the_place_and_leaves_nothing(
    name: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASDINI_LANG", language)
    content, words = BAD_FILES[name]
    path = tmp_path / "buruk.csv"
    path.write_bytes(content)
    assert main(["places", "import", str(path), "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "buruk.csv" in printed.err
    if language == "id":
        assert [word for word in words if word not in printed.err] == []
    assert not Place.objects.exists() and not Import.objects.exists()


BAD_STATIONS = {
    "shorn of its leading zero": ("tps_code\n901012001001\n", ["baris 2", '"901012001001"', "0901012001001"]),
    "unknown desa": ("tps_code\n9901019999001\n", ["baris 2", '"9901019999001"', "--skip-unknown"]),
    "negative voters": ("tps_code,voters_male\n9901012001001,-3\n", ["baris 2", "voters_male", '"-3"', "0–100000"]),
    "text for voters": ("tps_code,voters_male\n9901012001001,banyak\n", ["baris 2", "voters_male", '"banyak"']),
    "thousands mark": ("tps_code,voters_male\n9901012001001,1.200\n", []),
    "perhaps": ("tps_code,special_location\n9901012001001,mungkin\n", ["special_location", '"mungkin"', "ya"]),
    "a region code": ("tps_code\n99.01.01.2001\n", ["baris 2", "tps"]),
    "number too high": ("desa_code,number\n99.01.01.2001,1000\n", ["number", '"1000"', "999"]),
    "no key": ("name\nBalai\n", ["tps_code", "desa_code, number"]),
    "parts disagree": ("tps_code,desa_code,number\n9901012001001,99.01.01.2001,7\n", ["baris 2", "tps_code"]),
    "contradiction": ("tps_code,name\n9901012001001,a\n9901012001001,b\n", ["baris 3"]),
}


@pytest.mark.parametrize("name", BAD_STATIONS)
def test_a_bad_file_of_tps_ends_with_2_names_the_place_and_leaves_nothing(
    name: str, regions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["places", "import", str(regions_file), "--json"])
    capsys.readouterr()
    content, words = BAD_STATIONS[name]
    path = tmp_path / "buruk.csv"
    path.write_text(content, "utf-8")
    code = main(["tps", "import", str(path), "--json"])
    printed = capsys.readouterr()
    assert [word for word in words if word not in printed.err] == []
    if name == "thousands mark":  # "1.200" reads as 1.2, which is no whole number
        assert "voters_male" in printed.err
    assert (code, printed.out) == (2, "")
    assert not Tps.objects.exists() and Import.objects.count() == 1


def test_a_workbook_with_a_code_as_a_number_a_formula_or_a_bomb_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "buku.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code", "name"])
    sheet.write_row(1, 0, [11.10, "Aceh Singkil"])
    sheet.write_formula(2, 1, "=1+1", None, 2)
    book.close()
    assert main(["places", "import", str(path)]) == 2
    said = capsys.readouterr().err
    assert "baris 2, kolom code" in said and "11.10" in said and "baris 3, kolom name: sel berisi rumus" in said
    monkeypatch.setattr(spreadsheets, "UNPACKED_BYTES_MAX", 1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (4 << 20))
    assert main(["places", "import", str(path)]) == 2
    assert "tidak dibuka" in capsys.readouterr().err
    assert not Import.objects.exists()


def test_an_endless_line_is_refused_long_before_it_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "pipa.csv"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("wb", buffering=0) as out:
            try:
                for _ in range(2 << 14):
                    out.write(b"9" * (1 << 16))
            except BrokenPipeError:
                pass

    writer = threading.Thread(target=write)
    writer.start()
    assert main(["tps", "import", str(pipe)]) == 2
    writer.join(timeout=20)
    assert not writer.is_alive()
    assert "terlalu panjang" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["places", "undo", "77"], ["places", "import", "tidak-ada.csv"]])
def test_what_is_not_there_is_refused_by_name(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.strip()
