"""Copies that leave: each leads back to its account, none runs in a spreadsheet, none hides a name."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from random import Random

import pypdf
import pytest
from django.db import DatabaseError, transaction

from tests.cast import KABUPATEN, KECAMATAN, NEIGHBOUR, NOW, Cast
from tests.documents.samples import ISSUED_AT, issued_in
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.terms import Classification
from wasdini.documents.models import Export
from wasdini.documents.operations_export import ExportCard, export_rows, hand_out_copy
from wasdini.documents.queries_export import exports_of, is_genuine, mark_of
from wasdini.journal.models import Entry, Reading

TAKERS = ("verifikator", "analis", "kaban")
HOSTILE = (
    '=HYPERLINK("http://contoh.example","klik")', "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1+1)", "\t=1+1", "\r=1+1",
    " =1+1", "＝1+1", "=1+1", "{=1+1}", "http://contoh.example/x", "0812-0000-7731", "-", "-12,5", "biasa saja",
    "a\n=1+1", '"=1+1"', "\ufeff=1+1",
)  # fmt: skip
CODE = re.compile(r"EX(?:-[0-9A-F]{4}){3}")


def taken(cast: Cast, name: str, form: str, number: int = 0, dice: Random | None = None) -> ExportCard:
    dice = dice or Random(number)
    return export_rows(
        cast[name].actor,
        title=f"Daftar laporan {number}",
        columns=["Nomor", "Uraian", "=Judul"],
        rows=[[row, dice.choice(HOSTILE), dice.choice(HOSTILE)] for row in range(dice.randrange(1, 12))],
        classification=dice.choice(list(Classification)[:3]),
        area=KABUPATEN,
        at=NOW + timedelta(minutes=number),
        form=form,
    )


def text_of(card: ExportCard) -> str:
    """All that a reader of the file can see, page after page or row after row."""
    if card.form == "csv":
        return card.body.decode("utf-8-sig")
    if card.form == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(card.body)).pages)
    with zipfile.ZipFile(io.BytesIO(card.body)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


def live_formulas(card: ExportCard) -> list[str]:
    if card.form == "csv":
        rows = csv.reader(io.StringIO(card.body.decode("utf-8-sig"), newline=""))
        cells = [cell for row in rows for cell in row]
        runs = re.compile(r"^[\s\ufeff]*[=+\-@＝＋－＠]")
        return [cell for cell in cells if runs.match(cell) and not re.fullmatch(r"-|[+-]?[\d.,]+", cell)]
    if card.form == "xlsx":
        return re.findall(r"<f[ >].*?</f>|<hyperlink .*?>", text_of(card))
    return []


def metadata_of(card: ExportCard) -> str:
    if card.form == "pdf":
        return str(pypdf.PdfReader(io.BytesIO(card.body)).metadata)
    if card.form == "csv":
        return ""
    with zipfile.ZipFile(io.BytesIO(card.body)) as package:
        return "".join(
            package.read(name).decode("latin-1") for name in package.namelist() if name.startswith("docProps/")
        )


def test_five_hundred_copies_lead_to_their_accounts_run_nothing_and_hide_no_name(cast: Cast) -> None:
    dice = Random(2024)
    forms = ["pdf"] * 10 + ["docx"] * 15 + ["csv"] * 275 + ["xlsx"] * 200
    wrong, live, named = [], [], []
    for number, form in enumerate(forms):
        name = dice.choice(TAKERS)
        card = taken(cast, name, form, number, dice)
        found = set(CODE.findall(text_of(card)))
        if found != {card.code} or mark_of(cast.kaban.actor, found.pop()).recipient != name:
            wrong.append((number, form))
        live += live_formulas(card)
        named += [who for who in TAKERS if who in metadata_of(card)]
    assert (len(forms), wrong, live, named) == (500, [], [], [])
    assert len(set(Export.objects.values_list("code", flat=True))) == 500


@pytest.mark.parametrize("planted", ["=1+1", "+1+1", "@x", "\t=1"])
def test_the_search_for_live_formulas_finds_a_planted_one(cast: Cast, planted: str) -> None:
    card = taken(cast, "kaban", "csv")
    out = io.StringIO()
    csv.writer(out).writerow([planted])
    broken = ExportCard(**{**card.__dict__, "body": out.getvalue().encode()})
    assert live_formulas(broken)


def test_the_mark_and_the_class_stand_on_every_page(cast: Cast) -> None:
    rows = [[n, f"Laporan {n} tentang keadaan di lapangan"] for n in range(150)]
    told = {"title": "Daftar panjang", "columns": ["Nomor", "Uraian"], "rows": rows, "area": KABUPATEN, "at": NOW}
    card = export_rows(cast.kaban.actor, classification=Classification.RAHASIA, form="pdf", **told)  # type: ignore[arg-type]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(card.body)).pages]
    assert len(pages) > 2
    assert all(card.code in page and "kaban" in page and "RAHASIA" in page for page in pages)
    sheet = export_rows(cast.kaban.actor, classification=Classification.RAHASIA, form="xlsx", **told)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(sheet.body)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert sheets
    assert all(sheet.code in found for found in sheets)
    lines = export_rows(cast.kaban.actor, classification=Classification.RAHASIA, form="csv", **told).body.decode()  # type: ignore[arg-type]
    assert all("salinan untuk kaban" in line for line in lines.splitlines()[1:])


def test_an_empty_table_is_marked_too(cast: Cast) -> None:
    for form in ("csv", "xlsx", "pdf", "docx"):
        card = export_rows(
            cast.kaban.actor, title="Kosong", columns=["a"], rows=[], classification=Classification.BIASA,
            area=KABUPATEN, at=NOW, form=form,
        )  # fmt: skip
        assert card.code in text_of(card), form


@pytest.mark.both
def test_every_copy_of_rahasia_has_a_journal_line_and_the_digest_is_signed(cast: Cast) -> None:
    card = taken(cast, "kaban", "csv")
    assert Entry.objects.filter(act="export_rows", subject_id=card.code).count() == 1
    assert "kaban" not in Entry.objects.get(subject_id=card.code).details
    assert is_genuine(cast.kaban.actor, card.code, card.body)
    assert is_genuine(cast.kaban.actor, card.code.lower().replace("-", " "), card.body)
    assert not is_genuine(cast.kaban.actor, card.code, card.body + b" ")


def test_a_copy_of_an_issued_paper_is_marked_and_from_rahasia_on_noted(cast: Cast) -> None:
    plain = issued_in(KECAMATAN, cast.kaban.actor)
    secret = issued_in(KABUPATEN, cast.kaban.actor, classification=Classification.RAHASIA)
    for paper in (plain, secret):
        for form in ("pdf", "docx", "xlsx"):
            card = hand_out_copy(
                cast.analis.actor, str(paper.id), form, language="id", address="https://x.example", at=ISSUED_AT
            )
            assert set(CODE.findall(text_of(card))) == {card.code}
            assert mark_of(cast.kaban.actor, card.code).recipient == "analis"
    assert Entry.objects.filter(act="hand_out_document").count() == 3
    assert set(Reading.objects.values_list("subject_id", "page")) == {
        (str(secret.id), f"document:{form}") for form in ("pdf", "docx", "xlsx")
    }
    assert len(exports_of(cast.kaban.actor, cast.analis.user.pk, ISSUED_AT, ISSUED_AT)) == 6


def test_only_who_may_export_does_and_only_who_answers_for_reading_maps_a_mark(cast: Cast) -> None:
    card = taken(cast, "kaban", "csv")
    for name in ("petugas", "camat", "kustodian1", "admin"):
        with pytest.raises(NotAllowed):
            taken(cast, name, "csv")
    with pytest.raises(NotVisible):
        taken(cast, "tetangga", "csv")
    with pytest.raises(NotAllowed):
        export_rows(
            cast.analis.actor, title="x", columns=[], rows=[], classification=Classification.SANGAT_RAHASIA,
            area=KABUPATEN, at=NOW,
        )  # fmt: skip
    for name in ("petugas", "verifikator", "analis", "admin", "kustodian1"):
        with pytest.raises(NotAllowed):
            mark_of(cast[name].actor, card.code)
    with pytest.raises(NotVisible):
        mark_of(cast.kaban.actor, "EX-0000-0000-0000")


@pytest.mark.both
def test_the_record_of_a_copy_cannot_be_changed(cast: Cast) -> None:
    taken(cast, "kaban", "csv")
    with pytest.raises(DatabaseError), transaction.atomic():
        Export.objects.update(recipient_id=cast.analis.user.pk)


def test_a_neighbour_who_answers_for_reading_elsewhere_sees_no_copy_of_ours(cast: Cast) -> None:
    card = taken(cast, "kaban", "csv")
    elsewhere = replace(cast.kaban.actor, areas=(NEIGHBOUR,))
    with pytest.raises(NotVisible):
        mark_of(elsewhere, card.code)
