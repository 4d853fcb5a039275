"""The pages of coverage and duties: who is silent first, lists taken whole, nothing that is not one's own."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from tests.accounts.duties import duty_of
from tests.cast import DESA, KABUPATEN, KECAMATAN, TPS, Cast
from tests.reports.samples import send
from wasdini.accounts.models import Duty
from wasdini.core.place_codes import tps_code_of
from wasdini.places.models import Import

pytestmark = pytest.mark.both
SECOND_TPS = tps_code_of(DESA, 2)


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def running(cast: Cast, code: str = TPS, **changes: object) -> Duty:
    """A duty that runs on the machine's own clock, which the pages look at."""
    return duty_of(cast.petugas.user, code, starts_at=datetime.now(UTC) - timedelta(minutes=5), **changes)  # type: ignore[arg-type]


def test_the_silent_stand_first_with_place_officer_and_waiting_time(cast: Cast, regions: Import) -> None:
    running(cast)
    page = text_of(cast.verifikator.client.get("/cakupan/"))
    for words in (
        "Siapa belum melapor",
        "1 belum melapor",
        "dari 1 tugas",
        "TPS 001",
        "petugas",
        "Ditunggu",
        "5 menit sejak mulai",
        "Diam tidak berarti aman",
    ):
        assert words in page, words
    assert "Laporan tertutup tidak dihitung atas nama siapa pun" in page


def test_a_report_moves_the_numbers_of_the_page_and_of_the_own_page(cast: Cast, regions: Import) -> None:
    running(cast)
    running(cast, SECOND_TPS)
    send(cast.petugas.actor, at=datetime.now(UTC), kind="nil", text="Nihil.", issues=[])
    assert "1 sudah melapor 50%" in text_of(cast.camat.client.get("/cakupan/"))
    own = text_of(cast.petugas.client.get("/tugas/"))
    assert "1 dari 2 tugas sudah dilaporkan" in own
    assert f'href="/lapor/?tps={TPS}"' in cast.petugas.client.get("/tugas/").content.decode()


def test_the_page_reads_itself_again_and_can_be_stopped_without_script(cast: Cast, regions: Import) -> None:
    body = cast.kaban.client.get(f"/cakupan/{KECAMATAN}").content.decode()
    assert 'hx-trigger="every 30s"' in body and 'hx-select="#cakupan"' in body
    still = cast.kaban.client.get(f"/cakupan/{KECAMATAN}?diam=1").content.decode()
    assert "hx-trigger" not in still and "htmx.min.js" not in still
    assert 'id="segarkan"' in still


def test_without_duties_the_page_teaches_the_first_step(cast: Cast, regions: Import) -> None:
    assert "Tanpa tugas, tidak ada yang dapat disebut diam" in text_of(cast.kaban.client.get("/cakupan/"))
    assert "Hari ini Anda tidak diberi tugas" in text_of(cast.petugas.client.get("/tugas/"))


def test_the_pages_speak_english_too(cast: Cast, regions: Import) -> None:
    running(cast)
    cast.kaban.client.get("/akun/bahasa/?bahasa=en&next=/")
    page = text_of(cast.kaban.client.get("/cakupan/"))
    assert "Who has not reported" in page and "Silence does not mean calm" in page and "Awaited" in page


def test_the_number_of_queries_of_a_page_does_not_grow(
    cast: Cast, regions: Import, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    running(cast)
    for client, address, count in (
        (cast.kaban.client, "/cakupan/", 16),
        (cast.petugas.client, "/tugas/", 11),
        (cast.kaban.client, "/tugas/atur", 14),
    ):
        client.get(address)
        with django_assert_num_queries(count):
            client.get(address)
    for minute in range(20):
        running(cast, SECOND_TPS, hours=1 + minute / 60)
    for client, address, count in (
        (cast.kaban.client, "/cakupan/", 16),
        (cast.petugas.client, "/tugas/", 11),
        (cast.kaban.client, "/tugas/atur", 14),
    ):
        with django_assert_num_queries(count):
            client.get(address)


def planned(**changes: str) -> dict[str, str]:
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    told = {
        "username": "petugas",
        "place_code": TPS,
        "date": day,
        "starts": "06:00",
        "ends": "22:00",
        "expected": "1",
        "expects_nil": "on",
    }
    return {**told, **changes}


def test_a_duty_is_given_on_the_page_and_taken_back(cast: Cast, regions: Import) -> None:
    client = cast.verifikator.client
    answer = client.post("/tugas/atur", planned())
    assert answer.status_code == 302
    row = Duty.objects.get()
    assert (row.starts_at.hour, row.ends_at.hour, row.expects_nil) == (23, 15, True)
    assert "TPS 001" in text_of(client.get(answer.headers["Location"]))
    assert client.post(f"/tugas/{row.pk}/batalkan", {"wilayah": KABUPATEN}).status_code == 302
    assert Duty.objects.get().cancelled_by == cast.verifikator.user


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(cast: Cast, regions: Import) -> None:
    answer = cast.verifikator.client.post("/tugas/atur", planned(place_code="99.02.01.2001"))
    assert answer.status_code == 422
    assert "tempat ini tidak dikenal di wilayah Anda" in text_of(answer)
    assert 'value="99.02.01.2001"' in answer.content.decode()
    assert not Duty.objects.exists()


def upload(cast: Cast, content: bytes, name: str = "tugas.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return cast.verifikator.client.post("/tugas/atur/unggah", {"berkas": file, "wilayah": KABUPATEN})  # type: ignore[return-value]


def test_a_file_is_taken_whole_or_refused_with_row_and_column(cast: Cast, regions: Import) -> None:
    day = planned()["date"]
    rows = [f"petugas,{code},{day},06.00,12.00\n" for code in (TPS, SECOND_TPS)]
    good = "".join(["username,place_code,date,starts,ends\n", *rows])
    bad = upload(cast, (good + f"siapa,{TPS},{day},06.00,12.00\n").encode())
    assert bad.status_code == 422 and not Duty.objects.exists()
    page = text_of(bad)
    assert "tidak ada orang aktif dengan nama masuk ini" in page and "baris 4" in page and "username" in page
    assert upload(cast, good.encode()).status_code == 302
    assert upload(cast, good.encode()).status_code == 302
    assert Duty.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"apa,saja\n1,2\n", b"PK\x03\x04bukan"])
def test_what_is_no_list_of_duties_is_refused_in_words(cast: Cast, regions: Import, content: bytes) -> None:
    answer = upload(cast, content, "../../etc/passwd.csv")
    assert answer.status_code == 422
    assert "Belum berhasil; tidak ada yang disimpan" in text_of(answer)
    assert cast.verifikator.client.post("/tugas/atur/unggah", {}).status_code == 422


def test_a_proposal_is_accepted_as_shown_and_refused_when_it_changed(cast: Cast, regions: Import) -> None:
    client, told = cast.verifikator.client, planned()
    asked = {"wilayah": KECAMATAN, "date": told["date"], "starts": "06:00", "ends": "22:00"}
    shown = client.get("/tugas/atur/usul", asked)
    assert "2 TPS" in text_of(shown) and not Duty.objects.exists()
    mark = shown.context["proposal"].mark
    client.post("/tugas/atur", told)
    changed = client.post("/tugas/atur/usul", {**asked, "tanda": mark})
    assert changed.status_code == 422 and "usulan sudah berubah" in text_of(changed)
    again = client.post("/tugas/atur/usul", {**asked, "tanda": changed.context["proposal"].mark})
    assert again.status_code == 302
    assert Duty.objects.count() == 2


def test_the_rest_door_tells_the_same_numbers(cast: Cast, regions: Import) -> None:
    duty = running(cast)
    running(cast, SECOND_TPS)
    send(cast.petugas.actor, at=datetime.now(UTC))
    told = cast.camat.client.get(f"/api/v1/coverage?place={KECAMATAN}").json()
    assert told["counts"] == {
        "assigned": 2, "reported": 1, "silent": 1, "overdue": 0, "waiting": 1, "ahead": 0, "may_be_silent": 0,
        "reported_share": 0.5,
    }  # fmt: skip
    assert [(one["place_code"], one["state"]) for one in told["results"]] == [(SECOND_TPS, "waiting")]
    assert [area["code"] for area in told["areas"]] == [DESA]
    own = cast.petugas.client.get("/api/v1/duties").json()
    assert {one["report_id"] for one in own["results"]} >= {str(duty.paper_id)}
    assert cast.petugas.client.get("/api/v1/coverage").status_code == 404
    assert cast.kaban.client.get("/api/v1/coverage?place=99.02").status_code == 404
    assert cast.kaban.client.get("/api/v1/coverage?on=kemarin").status_code == 422
    described = cast.kaban.client.get("/api/v1/openapi.json").json()["paths"]
    assert set(described["/api/v1/coverage"]["get"]["responses"]) >= {"200", "401", "403", "404", "422"}
    assert "/api/v1/duties" in described


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_no_office_plans_is_not_there_and_no_fault(cast: Cast, regions: Import, day: str) -> None:
    client = cast.kaban.client
    for address in (f"/cakupan/?tanggal={day}", f"/tugas/atur?tanggal={day}", f"/api/v1/coverage?on={day}"):
        assert client.get(address).status_code == 404
    assert client.post("/tugas/atur", planned(date=day)).status_code == 422
    asked = {"wilayah": KECAMATAN, "date": day, "starts": "22:00", "ends": "06:00"}
    assert client.get("/tugas/atur/usul", asked).status_code == 302
