"""A paper as DOCX: real headings, real tables, fields for the page count; opens without repair in Word and LibreOffice.

The same paper and marking give the same bytes: every part of the package carries the moment of issue.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import segno
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from wasdini.core.paper import Cell, Column, Marking, Pair, Paper, Points, Table, Verdict
from wasdini.documents.words import SECRET, words_of

INK = RGBColor(0x17, 0x25, 0x2B)
SOFT = RGBColor(0x4B, 0x59, 0x5F)
RED = RGBColor(0xB0, 0x00, 0x20)
NARROWEST_CM = 1.1  # a heading such as "No." on one line
TEXT_WIDTH_CM = 17.2
UNISSUED_AT = datetime(2000, 1, 1, tzinfo=UTC)


def render_docx(paper: Paper, marking: Marking) -> bytes:
    """The paper as an editable document, with the same parts in the same order as the PDF."""
    words = words_of(paper, marking)
    document = Document()
    _set_up(document, paper, marking)
    _frame(document, paper, marking, words)
    _opening(document, paper, marking, words)
    for block in paper.blocks:
        _block(document, block)
    _closing(document, paper, marking, words)
    out = io.BytesIO()
    document.save(out)
    return _at_one_moment(out.getvalue(), marking.issued_at or UNISSUED_AT)


def _set_up(document: Any, paper: Paper, marking: Marking) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    at = (marking.issued_at or UNISSUED_AT).astimezone(UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author = paper.title, paper.letterhead.lines[-1] if paper.letterhead.lines else ""
    properties.subject, properties.keywords, properties.comments = paper.subtitle, marking.number, ""
    properties.created = properties.modified = at
    properties.last_modified_by, properties.revision, properties.language = "", 1, paper.language
    for name, size, bold in (("Normal", 10, False), ("Title", 14, True), ("Heading 1", 11, True)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = "Times New Roman", Pt(size), bold
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before = Pt(8 if name == "Heading 1" else 0)
        style.paragraph_format.space_after = Pt(3)
    title_borders = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if title_borders is not None:
        document.styles["Title"].element.pPr.remove(title_borders)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), {"id": "id-ID"}.get(paper.language, "en-GB"))
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _frame(document: Any, paper: Paper, marking: Marking, words: dict[str, str]) -> None:
    """Marking top and bottom of every page; number and page count below."""
    section = document.sections[0]
    colour = RED if marking.classification in SECRET else RGBColor(0, 0, 0)
    head = section.header.paragraphs[0]
    _tabs(head)
    _run(head, marking.classification.mark, bold=True, colour=colour)
    _run(head, f"\t{words['classification']}", bold=True, colour=colour)
    _run(head, f"\t{words['stamp']}", bold=True)
    foot = section.footer.paragraphs[0]
    _tabs(foot)
    _run(foot, " · ".join(part for part in (marking.number, marking.code) if part), size=8)
    _run(foot, f"\t{words['classification']}", bold=True, colour=colour)
    _run(foot, f"\t{words['page']} ", size=8)
    _field(foot, "PAGE")
    _run(foot, f" {words['of']} ", size=8)
    _field(foot, "NUMPAGES")
    if marking.copy_mark:
        mark = section.footer.add_paragraph()
        mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(mark, marking.copy_mark, size=8)


def _opening(document: Any, paper: Paper, marking: Marking, words: dict[str, str]) -> None:
    for index, line in enumerate(paper.letterhead.lines):
        last = index == len(paper.letterhead.lines) - 1
        _centred(document, line.upper(), size=13 if last else 11, bold=True)
    address = _centred(document, paper.letterhead.address, size=8)
    _border_below(address)
    title = document.add_paragraph(paper.title.upper(), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _centred(document, paper.subtitle, size=11)
    if not marking.is_list:
        _centred(document, f"{words['number']}: {marking.number or words['unnumbered']}")
    if marking.replaces:
        _centred(document, f"{words['replaces']} {marking.replaces}", size=8)
    _centred(document, paper.dated)


def _block(document: Any, block: Any) -> None:
    if isinstance(block, Verdict):
        _verdict(document, block)
    elif isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Pair):
        _points(document, block.left)
        _points(document, block.right)
    else:
        _points(document, block)


def _verdict(document: Any, block: Verdict) -> None:
    document.add_paragraph(block.label, style="Heading 1")
    line = document.add_paragraph()
    _run(line, block.word, bold=True, size=16)
    _run(line, f"   {block.figure}")
    if block.movement:
        _run(document.add_paragraph(), block.movement, bold=True)
    for reason in block.reasons:
        document.add_paragraph(reason, style="List Bullet")
    if block.trend_title:
        _run(document.add_paragraph(), block.trend_title, colour=SOFT)


def _table(document: Any, block: Table) -> None:
    document.add_paragraph(block.title, style="Heading 1")
    if not block.rows:
        document.add_paragraph(block.empty)
        return
    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(column.weight for column in block.columns)
    widths = [Cm(max(NARROWEST_CM, TEXT_WIDTH_CM * column.weight / whole)) for column in block.columns]
    _repeat_header(table.rows[0])
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _run(cell.paragraphs[0], column.header, bold=True, size=9)
    for values in block.rows:
        for cell, column, value in zip(table.add_row().cells, block.columns, values, strict=True):
            _fill(cell.paragraphs[0], column, value)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    if block.note:
        _run(document.add_paragraph(), block.note, size=8, colour=SOFT)


def _fill(paragraph: Any, column: Column, value: Cell) -> None:
    if column.kind != "text":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(paragraph, value.text, size=9, bold=column.kind == "score")
    if value.detail:
        paragraph.add_run().add_break()
        _run(paragraph, value.detail, size=8, colour=SOFT)


def _points(document: Any, block: Points) -> None:
    document.add_paragraph(block.title, style="Heading 1")
    if block.lead:
        document.add_paragraph(block.lead)
    if not block.points and block.empty:
        document.add_paragraph(block.empty)
    for point in block.points:
        line = document.add_paragraph(style="List Bullet")
        if point.opening:
            _run(line, f"{point.opening} ", bold=True)
        _run(line, point.text)
        if point.mark:
            _run(line, f" ({point.mark})", size=8).italic = True


def _closing(document: Any, paper: Paper, marking: Marking, words: dict[str, str]) -> None:
    if paper.sources:
        document.add_paragraph(words["sources"], style="Heading 1")
    for source in paper.sources:
        _run(document.add_paragraph(), source, size=8, colour=SOFT)
    if marking.code:
        picture = io.BytesIO()
        segno.make(marking.check_address, error="m", micro=False).save(picture, kind="png", scale=4, border=1)
        line = document.add_paragraph()
        line.add_run().add_picture(picture, width=Cm(1.7))
        _describe_picture(line, f"{words['check']} {marking.code}")
        _run(line, f"  {words['check']}: {marking.code}. {words['check_hint']}", size=8)
    if not paper.letterhead.signing_post:
        return
    for text in (paper.letterhead.signing_place, paper.letterhead.signing_post, "", "", "_" * 34):
        line = document.add_paragraph(text)
        line.paragraph_format.left_indent = Cm(10)
        line.paragraph_format.keep_with_next = text != "_" * 34
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _run(paragraph: Any, text: str, *, bold: bool = False, size: float | None = None, colour: Any = None) -> Any:
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _centred(document: Any, text: str, *, size: float = 10, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, size=size, bold=bold)
    return paragraph


def _tabs(paragraph: Any) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(TEXT_WIDTH_CM / 2), 1)
    stops.add_tab_stop(Cm(TEXT_WIDTH_CM), 2)


def _field(paragraph: Any, instruction: str) -> None:
    """A field that Word and LibreOffice fill in: PAGE, NUMPAGES."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _border_below(paragraph: Any) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thinThickSmallGap"), ("sz", "18"), ("space", "4"), ("color", "17252B")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    # The order of the format: borders stand before spacing and alignment, or Word asks to repair.
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _repeat_header(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    properties.append(header)


def _describe_picture(paragraph: Any, words: str) -> None:
    for described in paragraph._p.iter(qn("wp:docPr")):
        described.set("descr", words)


def _at_one_moment(package: bytes, at: datetime) -> bytes:
    """The same parts in the same order, each dated with the moment of issue, so that bytes repeat."""
    moment = at.astimezone(UTC)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, stamp)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()
