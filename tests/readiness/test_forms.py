"""The paper form: whose it is, what stands on it, and one id however often it is printed or typed in."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
import segno
from django.http import HttpResponse

from tests.accounts.duties import duty_of
from tests.cast import DESA, KECAMATAN, NEIGHBOUR, NOW, TPS, Cast
from wasdini.accounts import queries_duties as duties
from wasdini.accounts.models import Office
from wasdini.core.place_codes import tps_code_of
from wasdini.core.problems import InputRefused
from wasdini.documents import queries_forms as drawing
from wasdini.methods import catalogue
from wasdini.places.models import Import
from wasdini.readiness import queries_forms

SECOND_TPS = tps_code_of(DESA, 2)
ADDRESS = "https://wasdini.contoh.example/"


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_the_form_is_one_sheet_with_place_officer_window_and_the_id_of_its_report(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    file = queries_forms.duty_form(cast.petugas.actor, duty.pk, address=ADDRESS)
    front, back = pages_of(file.body)
    for words in (TPS, "TPS 001", "Desa Muara Satu, Kecamatan Muara", "petugas", str(duty.paper_id), "NIHIL"):
        assert words in front, words
    assert "Selasa, 13 Februari 2024, 09.00–17.00 WIB" in front
    assert TPS in back and str(duty.paper_id) in back
    for finding in catalogue.findings().values():
        assert finding.name.id in back, finding.code
    for page in (front, back):
        assert page.count("BIASA") == 2


def test_the_same_form_printed_again_is_the_same_to_the_byte(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    first = queries_forms.duty_form(cast.petugas.actor, duty.pk, address=ADDRESS)
    assert queries_forms.duty_form(cast.petugas.actor, duty.pk, address=ADDRESS).body == first.body


def test_the_code_to_scan_opens_the_desk_with_duty_and_report_id(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    address = queries_forms.desk_address(duties.duty_card(cast.petugas.actor, duty.pk), ADDRESS)
    assert address == f"{ADDRESS}meja/baru?duty={duty.pk}&report_id={duty.paper_id}#{TPS}"
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, svgns=True)
    assert drawing._qr(address) == out.getvalue().decode()


def test_an_example_and_an_exercise_say_so_on_every_page(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    for flag, word in (({"is_demo": True}, "CONTOH"), ({"is_demo": False, "is_exercise": True}, "LATIHAN")):
        Office.objects.update(**flag)
        body = queries_forms.duty_form(cast.petugas.actor, duty.pk, address=ADDRESS).body
        assert all(word in page for page in pages_of(body))


def test_typst_reads_no_name_as_markup(cast: Cast, regions: Import) -> None:
    cast.petugas.user.full_name = "#panic() $x$ *tebal* \\ <a>"
    cast.petugas.user.save()
    duty = duty_of(cast.petugas.user, TPS)
    front, _ = pages_of(queries_forms.duty_form(cast.petugas.actor, duty.pk, address=ADDRESS).body)
    assert "#panic() $x$ *tebal*" in front


def test_a_whole_kecamatan_is_one_file_in_the_order_of_windows_and_places(cast: Cast, regions: Import) -> None:
    for code, hour in ((SECOND_TPS, 0), (TPS, 0), (DESA, 2)):
        duty_of(cast.petugas.user, code, starts_at=NOW + timedelta(hours=hour))
    file = queries_forms.area_forms(cast.camat.actor, KECAMATAN, NOW.date(), address=ADDRESS)
    pages = pages_of(file.body)
    assert (file.forms_count, len(pages)) == (3, 6)
    assert [code for page in pages[::2] for code in (TPS, SECOND_TPS) if code in page] == [TPS, SECOND_TPS]


def answers(cast: Cast, address: str) -> dict[str, int]:
    names = ("petugas", "camat", "verifikator", "tetangga", "admin")
    return {name: cast[name].client.get(address).status_code for name in names}


@pytest.mark.both
def test_a_form_is_printed_by_its_officer_and_who_sees_coverage_there(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    seen = {"petugas": 200, "camat": 200, "verifikator": 200, "tetangga": 404, "admin": 404}
    assert answers(cast, f"/tugas/{duty.pk}/formulir.pdf") == seen
    assert answers(cast, f"/tugas/formulir/{KECAMATAN}.pdf?tanggal=2024-02-13") == {**seen, "petugas": 404}
    assert cast.kaban.client.get(f"/tugas/formulir/{NEIGHBOUR}.pdf").status_code == 404
    answer: HttpResponse = cast.camat.client.get(f"/tugas/formulir/{KECAMATAN}.pdf?tanggal=2024-02-12")
    assert "tidak ada tugas di wilayah dan hari ini" in answer.content.decode()
    one = cast.petugas.client.get(f"/tugas/{duty.pk}/formulir.pdf")
    assert one.headers["Content-Type"] == "application/pdf" and "no-store" in one.headers["Cache-Control"]


def test_many_forms_come_in_parts_that_hold_each_duty_once(
    cast: Cast, regions: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_forms, "FORMS_MAX", 2)
    kept = [duty_of(cast.petugas.user, code) for code in (TPS, SECOND_TPS, DESA)]
    assert queries_forms.parts_of(len(kept)) == 2
    told = [
        queries_forms.area_forms(cast.camat.actor, KECAMATAN, NOW.date(), part=part, address=ADDRESS).body
        for part in (1, 2)
    ]
    text = " ".join(page for body in told for page in pages_of(body))
    assert all(text.count(str(duty.paper_id)) == 2 for duty in kept)
    with pytest.raises(InputRefused):
        queries_forms.area_forms(cast.camat.actor, KECAMATAN, NOW.date(), part=3, address=ADDRESS)
