"""The desk's pages: reachable, in a bounded number of queries, telling what is there and refusing in words."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import DESA, KECAMATAN, NOW, TPS, Cast
from tests.custody.samples import keys_of
from tests.reports.samples import send
from tests.reports.test_desk import B2, standing, touch
from wasdini.journal.models import Reading
from wasdini.places.models import Import
from wasdini.reports.models import Report, Standing
from wasdini.reports.operations import ReportConflict
from wasdini.reports.operations_asking import ask_clarification, refer_report
from wasdini.reports.operations_desk import grade_report, write_twin
from wasdini.reports.operations_merging import merge_reports

pytestmark = pytest.mark.django_db


def report_address(report_id: uuid.UUID) -> str:
    return reverse("desk_report", kwargs={"report_id": report_id})


def do(client: Client, report_id: uuid.UUID, act: str, **fields: object) -> object:
    values = {"version": standing(report_id).version, **fields}
    return client.post(reverse("desk_act", kwargs={"report_id": report_id, "act": act}), values)


def test_the_queue_puts_the_urgent_first_however_late_it_came(cast: Cast, regions: Import) -> None:
    calm = send(cast.petugas.actor, urgency=1, text="Sepi.").report_id
    late = send(cast.petugas.actor, urgency=5, text="Massa datang.", at=NOW + timedelta(hours=1)).report_id
    send(cast.petugas.actor, kind="nil", text=None, issues=None)
    page = cast.verifikator.client.get("/meja/").content.decode()
    assert page.index(str(late)) < page.index(str(calm))
    assert page.count('class="desk-row') == 2  # what needs no judging does not stand in the way


@pytest.mark.both
def test_the_queue_costs_the_same_queries_for_one_report_and_for_thirty(
    cast: Cast, regions: Import, django_assert_max_num_queries: object
) -> None:
    send(cast.petugas.actor)
    cast.verifikator.client.get("/meja/")
    with django_assert_max_num_queries(16) as few:  # type: ignore[operator]
        cast.verifikator.client.get("/meja/")
    for _ in range(29):
        send(cast.petugas.actor)
    with django_assert_max_num_queries(16) as many:  # type: ignore[operator]
        cast.verifikator.client.get("/meja/")
    assert len(many) == len(few)


@pytest.mark.both
def test_one_report_costs_the_same_queries_however_many_lie_around_it(
    cast: Cast, regions: Import, django_assert_max_num_queries: object
) -> None:
    report_id = send(cast.petugas.actor).report_id
    for _ in range(3):
        send(cast.petugas.actor)
    cast.verifikator.client.get(report_address(report_id))
    with django_assert_max_num_queries(40) as few:  # type: ignore[operator]
        cast.verifikator.client.get(report_address(report_id))
    for _ in range(20):
        send(cast.petugas.actor)
    with django_assert_max_num_queries(40) as many:  # type: ignore[operator]
        cast.verifikator.client.get(report_address(report_id))
    assert len(many) == len(few)


def test_grading_by_the_form_and_a_stale_form_says_who_was_faster(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    fields = {"reliability": "b", "credibility": "2", "facts": "Dua orang.", "opinion": "", "reason": "ditelepon"}
    first = do(cast.verifikator.client, report_id, "nilai", **fields)
    assert first.status_code == 302 and standing(report_id).status == "graded"  # type: ignore[attr-defined]
    stale = do(cast.analis.client, report_id, "nilai", **{**fields, "version": 1, "facts": "Tiga orang."})
    page = stale.content.decode()  # type: ignore[attr-defined]
    assert stale.status_code == 422 and "verifikator" in page and "Tiga orang." in page  # type: ignore[attr-defined]
    assert standing(report_id).facts == "Dua orang."


def test_an_empty_or_crooked_form_is_refused_in_words(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    for act in ("nilai", "tanya", "rujuk", "tutup", "perbaiki", "salinan", "gabung", "pisah", "urungkan", "lepas"):
        for fields in ({"version": "satu"}, {}):
            answer = do(cast.verifikator.client, report_id, act, **fields)
            assert answer.status_code == 422, act  # type: ignore[attr-defined]
            assert 'role="alert"' in answer.content.decode()  # type: ignore[attr-defined]
    assert do(cast.verifikator.client, report_id, "hapus").status_code == 404  # type: ignore[attr-defined]
    assert standing(report_id).version == 1


def test_every_view_of_a_covert_or_secret_report_is_noted_and_of_others_none(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    covert = send(cast.petugas.actor, mode="closed").report_id
    send(cast.petugas.actor)
    cast.verifikator.client.get("/meja/")
    cast.verifikator.client.get(report_address(covert))
    noted = list(Reading.objects.values_list("page", "subject_id", "actor_id"))
    who = cast.verifikator.user.pk
    assert noted == [("desk_queue", str(covert), who), ("desk_report", str(covert), who)]


def test_a_covert_report_shows_a_case_name_a_half_day_and_no_hour(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    one, other = (send(cast.petugas.actor, mode="closed").report_id for _ in range(2))
    pages = [cast.verifikator.client.get(report_address(report_id)).content.decode() for report_id in (one, other)]
    cards = [page.split("<h1")[1].split("</h1>")[0].split(">")[1] for page in pages]
    assert all(name.startswith("Kasus ") for name in cards) and cards[0] != cards[1]
    assert "petugas" not in pages[0].split('class="desk-main"')[1].split('class="desk-side"')[0].casefold().replace(
        "pada petugas", ""
    )
    assert "09.41" not in pages[0] and "LAPORAN TERTUTUP" in pages[0]


def test_the_camat_reads_an_open_report_of_the_kecamatan_and_acts_on_nothing(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    page = cast.camat.client.get(report_address(report_id))
    assert page.status_code == 200 and "Dua orang mengancam" in page.content.decode()
    for hidden in ("Simpan nilai", "Riwayat", "petugas<"):
        assert hidden not in page.content.decode(), hidden
    assert cast.camat.client.get("/meja/").status_code == 403
    assert do(cast.camat.client, report_id, "nilai").status_code == 403  # type: ignore[attr-defined]
    assert cast.petugas.client.get(report_address(report_id)).status_code == 404
    assert cast.tetangga.client.get(report_address(report_id)).status_code == 404


def test_one_tap_merges_and_one_tap_takes_it_back(cast: Cast, regions: Import) -> None:
    one, other = (send(cast.petugas.actor).report_id for _ in range(2))
    page = cast.verifikator.client.get(report_address(one)).content.decode()
    assert f'value="{other}"' in page  # suggested: same station, same hour, same words
    do(cast.verifikator.client, one, "gabung", other=other, other_version=1)
    incident = standing(one).incident_id
    assert incident and incident == standing(other).incident_id
    page = cast.verifikator.client.get(report_address(one)).content.decode()
    assert "Batalkan penggabungan terakhir" in page
    assert cast.verifikator.client.get(reverse("incident", kwargs={"incident_id": incident})).status_code == 200
    do(cast.verifikator.client, one, "urungkan")
    assert standing(one).incident_id is None and standing(other).incident_id is None
    assert cast.verifikator.client.get(reverse("incident", kwargs={"incident_id": incident})).status_code == 404


def test_two_reports_stand_beside_each_other_with_what_differs(cast: Cast, regions: Import) -> None:
    one, other = (send(cast.petugas.actor, text=text).report_id for text in ("Dua orang datang.", "Tiga orang datang."))
    page = cast.verifikator.client.get(
        reverse("desk_compare", kwargs={"report_id": one}), {"dengan": str(other)}
    ).content.decode()
    assert "<del>Dua</del><ins>Tiga</ins> orang datang." in page


def test_a_conflict_is_shown_beside_what_stands_and_without_who_told_it(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor, text="Dua orang datang.").report_id
    with pytest.raises(ReportConflict):
        send(
            cast.petugas.actor, report_id=report_id, text="Tiga orang datang.",
            source={"name": "Warga Kanari", "phone": "081234567890"},
        )  # fmt: skip
    page = cast.verifikator.client.get("/meja/pertentangan").content.decode()
    assert "<del>Dua</del><ins>Tiga</ins>" in page and "Kanari" not in page and "0812" not in page


def test_a_paper_form_is_entered_for_somebody_else_and_judged_by_another(cast: Cast, regions: Import) -> None:
    report_id = uuid.uuid4()
    told = {
        "report_id": str(report_id), "kind": "incident", "place": TPS, "occurred_at": "2024-02-13T09:41",
        "text": "Dua orang mengancam ketua KPPS.", "urgency": "3", "issues": ["intimidation"], "paper": "1",
        "paper_number": "A-17", "name": "Warga Kanari", "phone": "081234567890",
    }  # fmt: skip
    for _ in range(2):  # pressed twice
        assert cast.verifikator.client.post("/meja/baru", told).status_code == 302
    row = Report.objects.get()
    assert (row.channel, row.on_behalf, row.form_id, row.form_version) == ("desk", True, "kertas", "A-17")
    assert row.reporter_id == cast.verifikator.user.pk
    fields = {"reliability": "b", "credibility": "2", "facts": "Benar.", "reason": "ya"}
    assert do(cast.verifikator.client, report_id, "nilai", **fields).status_code == 422  # type: ignore[attr-defined]
    assert do(cast.analis.client, report_id, "nilai", **fields).status_code == 302  # type: ignore[attr-defined]
    page = cast.analis.client.get(report_address(report_id)).content.decode()
    assert "Kanari" not in page


def test_a_crooked_desk_entry_keeps_what_was_typed(cast: Cast, regions: Import) -> None:
    told = {"report_id": str(uuid.uuid4()), "kind": "incident", "place": "entah", "text": "Ada massa."}
    answer = cast.verifikator.client.post("/meja/baru", told)
    assert answer.status_code == 422 and "Ada massa." in answer.content.decode()
    assert not Report.objects.exists()


def test_the_camat_acknowledges_and_answers_on_the_page(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=KECAMATAN, note="mohon dicek")
    page = cast.camat.client.get("/rujukan/").content.decode()
    assert "mohon dicek" in page and "Dua orang mengancam" in page
    address = page.split('action="/rujukan/')[1].split('"')[0]
    assert cast.camat.client.post(f"/rujukan/{address}", {"act": "terima"}).status_code == 302
    assert cast.camat.client.post(f"/rujukan/{address}", {"act": "terima"}).status_code == 422
    assert cast.camat.client.post(f"/rujukan/{address}", {"act": "jawab", "answer": "Dijaga."}).status_code == 302
    page = cast.verifikator.client.get(report_address(report_id)).content.decode()
    assert "Dijaga." in page and standing(report_id).status == "received"


def test_the_history_tells_every_step_with_its_words(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    grade_report(cast.verifikator.actor, touch(report_id), B2)
    ask_clarification(cast.verifikator.actor, touch(report_id), "Jam berapa?")
    send(cast.petugas.actor, kind="clarification", supersedes=str(report_id), text="Pukul sembilan.")
    write_twin(cast.verifikator.actor, touch(report_id), "Ada tekanan.", "biasa")
    other = send(cast.petugas.actor, text="Orang mengancam di TPS.").report_id
    merge_reports(
        cast.verifikator.actor, {report_id: standing(report_id).version, other: standing(other).version}, at=NOW
    )
    page = cast.verifikator.client.get(report_address(report_id)).content.decode()
    for words in ("Dinilai B2.", "Klarifikasi diminta: “Jam berapa?”", "Pelapor menjawab", "Pukul sembilan.",
                  "Salinan aman ditulis.", "Digabungkan dengan laporan lain"):  # fmt: skip
        assert words in page, words


def test_pages_open_in_both_languages(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor, tps_code=None, place_code=DESA).report_id
    Standing.objects.update(ladder="ambang", athg="gangguan", aspect="hankam")
    cast.verifikator.client.cookies["bahasa"] = "en"
    for address in ("/meja/", report_address(report_id), "/meja/baru", "/meja/pertentangan", "/meja/?bagian=karantina"):
        assert cast.verifikator.client.get(address).status_code == 200


def test_a_camat_does_not_learn_that_an_open_report_lies_with_a_covert_one(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    one = send(cast.petugas.actor).report_id
    covert = send(cast.petugas.actor, mode="closed").report_id
    incident = merge_reports(cast.verifikator.actor, {one: 1, covert: 1}, at=NOW)
    page = cast.camat.client.get(report_address(one)).content.decode()
    assert "Satu kejadian" not in page and str(covert) not in page and "Kasus" not in page
    assert cast.camat.client.get(reverse("incident", kwargs={"incident_id": incident})).status_code == 404


def test_one_person_with_two_telephones_and_one_who_told_two_reporters_count_once(cast: Cast, regions: Import) -> None:
    told = {"name": "Warga", "phone": "0812-3456-7890"}
    one = send(cast.petugas.actor, source=told).report_id
    other = send(cast.camat.actor, source={"phone": "+62 812 3456 7890"}, tps_code=TPS).report_id
    incident = merge_reports(cast.verifikator.actor, {one: 1, other: 1}, at=NOW)
    page = cast.verifikator.client.get(reverse("incident", kwargs={"incident_id": incident})).content.decode()
    assert "2 laporan, sedikitnya 1 sumber mandiri" in page and "3456" not in page
