"""An office's own forms: uploaded, examined row by row, mapped, versioned, retired; hostile workbooks refused."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import HttpResponse

from tests.api.phones import phone_of, send
from tests.cast import NOW, TPS, Cast
from tests.reports.workbooks import CHECKLIST, Sheets, with_part, with_row, workbook
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.problems import InputRefused, Problem
from wasdini.methods.sentences import problem_sentence
from wasdini.reports.models import Report
from wasdini.reports.models_forms import FormVersion
from wasdini.reports.operations_forms import add_form, add_form_version, map_form, retire_form
from wasdini.reports.queries_forms import form_page, forms_for, forms_page

pytestmark = pytest.mark.django_db


def refused(cast: Cast, sheets: Sheets) -> tuple[Problem, ...]:
    with pytest.raises(InputRefused) as caught:
        add_form(cast.analis.actor, "uji", "uji.xlsx", workbook(sheets), at=NOW)
    assert not FormVersion.objects.exists()
    return caught.value.problems


@pytest.mark.parametrize(
    ("row", "code", "column", "expected"),
    [
        (["tekst", "x", "X"], "form_type_unknown", "type", "text"),
        (["deviceid", "x"], "form_type_refused", "type", ""),
        (["audit", "audit"], "form_type_refused", "type", ""),
        (["select_one kota", "x", "X"], "form_list_unknown", "type", "yn"),
        (["select_one_from_file kota.csv", "x", "X"], "form_file_unknown", "type", "places.csv"),
        (["text", "2x", "X"], "form_name_invalid", "name", ""),
        (["text", "note", "X"], "form_name_twice", "name", ""),
        (["end_group", ""], "form_group_not_open", "type", ""),
        (["begin_group", "g"], "form_group_not_closed", "name", ""),
        (["integer", "x", "X", "", "", "urgensy"], "form_field_unknown", "wasdini::field", "urgency"),
        (["integer", "x", "X", "", "", "finding:ballot"], "form_field_unknown", "wasdini::field", "finding:ballots"),
        (["integer", "x", "X", "", "", "position"], "form_field_other_type", "type", "geopoint"),
        (["select_one yn", "x", "X", "", "", "ladder"], "form_choice_not_code", "name", ""),
    ],
)  # fmt: skip
def test_each_wrong_row_is_named_with_sheet_row_column_and_what_would_be_right(
    cast: Cast, row: list[str], code: str, column: str, expected: str
) -> None:
    (problem,) = refused(cast, with_row(5, row))
    assert (problem.code, problem.column) == (code, column)
    assert expected in problem.expected
    if code != "form_choice_not_code":
        assert (problem.file, problem.row) == ("survey", 6)
        assert "survey, baris 6, kolom" in problem_sentence(problem)


def test_every_wrong_row_is_told_at_once(cast: Cast) -> None:
    sheets = {**CHECKLIST, "survey": [*CHECKLIST["survey"], ["tekst", "a"], ["text", "b c"], ["imei", "d"]]}
    assert [problem.row for problem in refused(cast, sheets)] == [7, 8, 9]


@pytest.mark.parametrize("setting", ["submission_url", "public_key"])
def test_reports_can_neither_be_sent_elsewhere_nor_be_made_unreadable(cast: Cast, setting: str) -> None:
    settings = [["form_title", setting], ["Cek", "https://lain.contoh/"]]
    (problem,) = refused(cast, {**CHECKLIST, "settings": settings})
    assert (problem.code, problem.file, problem.row) == ("form_setting_refused", "settings", 2)


def test_what_only_the_xlsform_reader_finds_is_told_in_its_row(cast: Cast) -> None:
    survey = [
        [*CHECKLIST["survey"][0], "relevant"],
        *CHECKLIST["survey"][1:],
        ["text", "x", "X", "X", "", "", "${lost} = 1"],
    ]
    (problem,) = refused(cast, {**CHECKLIST, "survey": survey})
    assert problem.code == "form_not_built" and "lost" in problem.expected


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 << 20))
    return out.getvalue()


def far_cell() -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("survey")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    return out.getvalue()


HOSTILE = {
    "kosong": b"",
    "bukan zip": b"PK\x03\x04" + b"\0" * 100,
    "teks": b"type,name\ntext,x",
    "xls lama": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "bom": bomb(),
    "sel jauh": far_cell(),
    "makro": with_part(workbook(CHECKLIST), "xl/vbaProject.bin", b"x"),
    "tautan luar": with_part(workbook(CHECKLIST), "xl/externalLinks/externalLink1.xml", b"<x/>"),
    "tertanam": with_part(workbook(CHECKLIST), "xl/embeddings/oleObject1.bin", b"x"),
    "zip slip": with_part(workbook({"lain": [["x"]]}), "../../../etc/cron.d/x", b"x"),
    "doctype": with_part(workbook(CHECKLIST), "xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "terpotong": workbook(CHECKLIST)[:-200],
    "besar": workbook(CHECKLIST) + b"\0" * (3 << 20),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_words_and_at_once(cast: Cast, name: str) -> None:
    cast.analis.client.get("/formulir/")  # the first page of a process pays for its imports
    began = time.monotonic()
    answer = upload(cast, HOSTILE[name])
    assert answer.status_code == 422 and 'class="errors"' in answer.content.decode()
    assert time.monotonic() - began < 2 and not FormVersion.objects.exists()


def upload(cast: Cast, raw: bytes, slug: str = "uji") -> HttpResponse:
    file = SimpleUploadedFile("../../uji.xlsx", raw)
    answer: HttpResponse = cast.analis.client.post("/formulir/", {"slug": slug, "file": file})  # type: ignore[assignment]
    return answer


@pytest.mark.both
def test_a_form_is_uploaded_mapped_on_its_page_and_reaches_the_phone(cast: Cast, regions: object) -> None:
    bare = {**CHECKLIST, "survey": [row[:5] for row in CHECKLIST["survey"]]}
    assert upload(cast, workbook(bare)).status_code == 302
    page = cast.analis.client.get("/formulir/uji/").content.decode()
    assert "belum dibagikan" in page and "Surat suara kurang" in page
    assert [form.form_id for form in forms_for(cast.petugas.actor)] == ["laporan-wasdini"]
    wrong = cast.analis.client.post("/formulir/uji/isian/", {"f.short": "finding:ballots_short"})
    assert wrong.status_code == 422 and "place_code" in wrong.content.decode()
    chosen = {"f.tps": "tps_code", "f.short": "finding:ballots_short", "f.note": "text"}
    assert cast.analis.client.post("/formulir/uji/isian/", chosen).status_code == 302
    (form,) = [form for form in forms_for(cast.petugas.actor) if form.form_id == "uji"]
    assert (form.version, form.title) == ("2", "Cek logistik")
    raw = (
        f'<data id="uji" version="2"><tps>{TPS}</tps><short>7</short><seal>no</seal>'
        "<meta><instanceID>uuid:5f0c1b6e-0d7b-4b7c-9a51-2f9f5d2b7f10</instanceID></meta></data>"
    ).encode()
    assert send(phone_of(cast.petugas), raw).status_code == 201
    row = Report.objects.get()
    assert row.findings[0]["value"] == 7 and row.words.text == "Segel utuh?: Tidak"


@pytest.mark.both
def test_a_version_never_changes_and_a_retired_form_still_takes_what_is_under_way(cast: Cast, regions: object) -> None:
    actor = cast.analis.actor
    add_form(actor, "uji", "uji.xlsx", workbook(CHECKLIST), at=NOW)
    add_form_version(actor, "uji", "uji.xlsx", workbook(with_row(2, ["text", "extra", "Tambahan"])), at=NOW)
    assert [version.number for version in form_page(actor, "uji").card.versions] == [2, 1]
    with pytest.raises(DatabaseError), transaction.atomic():
        FormVersion.objects.update(title="lain")
    retire_form(actor, "uji", at=NOW)
    assert [form.form_id for form in forms_for(cast.petugas.actor)] == ["laporan-wasdini"]
    with pytest.raises(InputRefused):
        add_form_version(actor, "uji", "uji.xlsx", workbook(CHECKLIST), at=NOW)
    raw = f'<data id="uji" version="1"><tps>{TPS}</tps><meta><instanceID>a</instanceID></meta><note>b</note></data>'
    assert send(phone_of(cast.petugas), raw.encode()).status_code == 201


def test_only_designers_of_the_area_see_and_change_a_form(cast: Cast) -> None:
    add_form(cast.analis.actor, "uji", "uji.xlsx", workbook(CHECKLIST), at=NOW)
    with pytest.raises(NotAllowed):
        add_form(cast.verifikator.actor, "lain", "uji.xlsx", workbook(CHECKLIST), at=NOW)
    with pytest.raises(NotVisible):
        map_form(cast.tetangga.actor, "uji", {}, at=NOW)
    assert not forms_page(cast.tetangga.actor) and len(forms_page(cast.kaban.actor)) == 1
    assert [form.form_id for form in forms_for(cast.tetangga.actor)] == ["laporan-wasdini"]


def test_the_list_of_forms_costs_the_same_for_one_and_for_many(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(3):
        add_form(cast.analis.actor, f"uji-{number}", "uji.xlsx", workbook(CHECKLIST), at=NOW)
    designer, officer = cast.analis.actor, cast.petugas.actor
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        forms_page(designer)
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        forms_for(officer)
