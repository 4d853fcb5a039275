"""The office's own page: who changes the letterhead, what papers then carry, what is refused."""

from __future__ import annotations

import pytest

from tests.cast import KECAMATAN, NOW, Cast, make_user, signed_in
from tests.documents.samples import issued_in
from wasdini.accounts.models import Office
from wasdini.accounts.operations_office import LetterheadForm, change_letterhead
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.terms import Classification, Role
from wasdini.journal.models import Entry
from wasdini.places.models import Import

STATED = {
    "name": "Kantor Kesbangpol Contoh",
    "lines": "Pemerintah Kabupaten Contoh Samudra\nKantor Kesatuan Bangsa dan Politik",
    "address": "Jalan Contoh 1",
    "signing_place": "Muara",
    "signing_post": "Kepala Kantor",
    "number_pattern": "{series}.{seq}/{month}/{year}/KBP",
}


@pytest.mark.both
@pytest.mark.parametrize("name", ["admin", "kaban"])
def test_a_changed_letterhead_stands_on_the_page_and_in_the_journal(cast: Cast, name: str) -> None:
    client = cast[name].client
    assert client.post("/akun/kantor/", STATED).status_code == 302
    page = client.get("/akun/kantor/").content.decode()
    for words in ("Kantor Kesatuan Bangsa dan Politik", "Jalan Contoh 1", "Kop surat disimpan", "LHR.12/"):
        assert words in page, words
    line = Entry.objects.get(act="change_letterhead")
    assert f'"number_pattern":"{STATED["number_pattern"]}"' in line.details.replace(": ", ":")


def test_what_is_left_blank_follows_from_name_and_region_as_on_a_paper(cast: Cast, regions: Import) -> None:
    page = cast.admin.client.get("/akun/kantor/").content.decode()
    assert "Pemerintah Kabupaten Contoh Samudra" in page
    assert f"Kepala {Office.objects.get().name}" in page


def test_the_next_paper_is_numbered_the_new_way_and_an_issued_one_stays(cast: Cast) -> None:
    before = issued_in(KECAMATAN, cast.kaban.actor)
    change_letterhead(cast.kaban.actor, LetterheadForm(**STATED), at=NOW)
    after = issued_in(KECAMATAN, cast.kaban.actor, name="TPS 009")
    assert before.number.startswith("T/LHR-1/")
    assert after.number == "LHR.2/02/2024/KBP"


@pytest.mark.parametrize("pattern", ["{seq}", "{series}{seq}{year}{0.__class__}", "{series}-{seq}"])
def test_a_pattern_that_would_repeat_numbers_is_refused_at_its_field(cast: Cast, pattern: str) -> None:
    before = Office.objects.get().letterhead
    answer = cast.kaban.client.post("/akun/kantor/", {**STATED, "number_pattern": pattern})
    assert answer.status_code == 422
    assert "pola nomor dokumen tidak dapat dipakai" in answer.content.decode()
    assert Office.objects.get().letterhead == before


@pytest.mark.parametrize("name", ["petugas", "camat", "verifikator", "analis", "kustodian1"])
def test_nobody_else_changes_it(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        change_letterhead(cast[name].actor, LetterheadForm(**STATED), at=NOW)


def test_duty_in_a_part_of_the_region_is_not_enough(cast: Cast) -> None:
    user = make_user("kaban-kecil", Role.KABAN, (KECAMATAN,), Classification.BIASA)
    client = signed_in(user, second_factor=True)
    page = client.get("/akun/kantor/").content.decode()
    assert "Hanya yang bertugas di seluruh wilayah kantor" in page
    assert client.post("/akun/kantor/", STATED).status_code == 404
    assert Office.objects.get().name != STATED["name"]


def test_a_paper_of_before_set_up_is_not_asked_for(cast: Cast) -> None:
    Office.objects.all().delete()
    with pytest.raises(NotVisible):
        change_letterhead(cast.kaban.actor, LetterheadForm(**STATED), at=NOW)
