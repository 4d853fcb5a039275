"""What stands on the rendered paper, in every form."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.documents.samples import MARKING, sample
from wasdini.core.paper import Letterhead, Marking, Paper, paper_of
from wasdini.core.terms import Classification
from wasdini.documents.rendering import FORMS, render


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def parts_of(package: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist()}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_paper_gives_the_same_bytes(form: str) -> None:
    assert render(sample(), MARKING, form) == render(sample(), MARKING, form)


def test_the_brief_fits_one_page() -> None:
    assert len(pages_of(render(sample(stamp="CONTOH"), MARKING, "pdf"))) == 1


@pytest.mark.parametrize(
    ("rank", "word"),
    [
        (Classification.BIASA, "BIASA"),
        (Classification.TERBATAS, "TERBATAS"),
        (Classification.RAHASIA, "RAHASIA"),
        (Classification.SANGAT_RAHASIA, "SANGAT RAHASIA"),
    ],
)
def test_the_class_stands_top_and_bottom_of_every_page(rank: Classification, word: str) -> None:
    marking = replace(MARKING, classification=rank)
    pages = pages_of(render(sample(rows=60), marking, "pdf"))
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert text.count(word) >= 2, number
        assert f"Halaman {number} dari {len(pages)}" in text
    document = parts_of(render(sample(), marking, "docx"))
    assert word in document["word/header1.xml"]
    assert word in document["word/footer1.xml"]
    for name, sheet in parts_of(render(sample(), marking, "xlsx")).items():
        if name.startswith("xl/worksheets/sheet"):
            assert sheet.count(word) == 2, name


def test_secret_marks_are_red_and_others_black() -> None:
    for rank, red in ((Classification.TERBATAS, False), (Classification.RAHASIA, True)):
        header = parts_of(render(sample(), replace(MARKING, classification=rank), "docx"))["word/header1.xml"]
        assert ("B00020" in header) is red


def test_the_head_says_number_title_and_who_signs() -> None:
    text = "\n".join(pages_of(render(sample(), MARKING, "pdf")))
    for words in (
        MARKING.number,
        MARKING.code,
        "LAPORAN HARIAN KEWASPADAAN DINI",
        "Kepala Badan Kesatuan Bangsa dan Politik",
    ):
        assert words in text


def test_a_draft_says_so_and_carries_no_code() -> None:
    marking = Marking(Classification.TERBATAS)
    text = "\n".join(pages_of(render(sample(stamp="CONTOH"), marking, "pdf")))
    assert "DRAF" in text
    assert "belum bernomor" in text
    assert "Kode periksa" not in text
    for form in ("docx", "xlsx"):
        assert any("DRAF" in part for part in parts_of(render(sample(), marking, form)).values())


@pytest.mark.parametrize("stamp", ["CONTOH", "LATIHAN"])
def test_an_example_or_exercise_is_stamped_in_every_form(stamp: str) -> None:
    assert stamp in pages_of(render(sample(stamp=stamp), MARKING, "pdf"))[0]
    for form in ("docx", "xlsx"):
        assert any(stamp in part for part in parts_of(render(sample(stamp=stamp), MARKING, form)).values())


def test_word_reads_headings_tables_and_a_repeated_header_row() -> None:
    document = docx.Document(io.BytesIO(render(sample(), MARKING, "docx")))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert "Lima TPS paling rawan" in headings
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells][:3] == ["No.", "TPS", "Skor"]
    assert len(table.rows) == 6
    assert (
        table.rows[0]._tr.trPr.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader")
        is not None
    )


def test_a_spreadsheet_holds_numbers_as_numbers_with_units_and_bounds() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(render(sample(), MARKING, "xlsx")))
    rows = book.get_sheet_by_name("Lima TPS paling rawan").to_python()
    assert rows[0][:6] == ["No.", "TPS", "Wilayah", "Skor (skor 0–100)", "batas bawah", "batas atas"]
    assert rows[1][3:6] == [78.4, 70.1, 84.0]
    assert book.sheet_names[-1] == "Sumber dan kemutakhiran data"


@pytest.mark.parametrize("text", ["=1+1", "+62", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "{=1}"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    parts = parts_of(render(sample(name=text), MARKING, "xlsx"))
    assert not any("<f>" in part or "<hyperlink" in part for part in parts.values())
    rows = CalamineWorkbook.from_filelike(io.BytesIO(render(sample(name=text), MARKING, "xlsx")))
    assert rows.get_sheet_by_name("Lima TPS paling rawan").to_python()[1][1] == text


@pytest.mark.parametrize("text", ['#panic("x")', "$x$ *b* _i_ `c` <a> @b", "\\", '#include "/etc/passwd"', "]]--"])
def test_markup_in_a_name_stays_words(text: str) -> None:
    assert text.split()[0] in pages_of(render(sample(name=text, rows=1), MARKING, "pdf"))[0]


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80))
def test_every_form_can_be_drawn_whatever_a_place_is_called(name: str) -> None:
    for form in FORMS:
        assert render(sample(name=name, rows=1), MARKING, form)


def test_a_paper_without_rows_says_why() -> None:
    text = pages_of(render(sample(rows=0), MARKING, "pdf"))[0]
    assert "Belum ada TPS yang dapat dinilai." in text


def test_a_paper_comes_back_whole_from_its_content() -> None:
    paper = sample(stamp="CONTOH")
    assert paper_of(paper.content()) == paper


def test_a_paper_without_letterhead_or_blocks_still_prints() -> None:
    paper = Paper("en", Letterhead(()), "T", "S", "D", (), ())
    for form in FORMS:
        assert render(paper, Marking(Classification.BIASA), form)


def test_the_parts_of_a_paragraph_stand_in_the_order_word_demands() -> None:
    body = parts_of(render(sample(), MARKING, "docx"))["word/document.xml"]
    assert body.index("<w:pBdr>") < body.index("<w:jc", body.index("<w:pBdr>"))
    bordered = body[body.rindex("<w:pPr>", 0, body.index("<w:pBdr>")) : body.index("<w:pBdr>")]
    assert "<w:jc" not in bordered
