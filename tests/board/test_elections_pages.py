"""Setting up an election on pages: forms refuse beside the field, what was typed stays, the journal remembers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.cast import KABUPATEN, Cast
from wasdini.core.access import system_actor
from wasdini.elections import operations, queries
from wasdini.elections.operations import NewElection
from wasdini.journal.models import Entry

AT = datetime(2024, 2, 1, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def pilkada(cast: Cast) -> None:
    new = NewElection("pilkada-2024", "Pilkada 2024", KABUPATEN, "pilkada-2024")
    operations.set_up_election(system_actor(), new, at=AT)


def test_an_office_sets_up_its_next_election_on_a_page(cast: Cast) -> None:
    client = cast.kaban.client
    assert KABUPATEN in client.get("/pemilu/baru").content.decode()
    told = {
        "schedule": "pilkada-2024",
        "voting_on": "2029-11-28",
        "name": "Pilkada serentak 2029",
        "slug": "pilkada-2029",
        "area": KABUPATEN,
    }
    answer = client.post("/pemilu/baru", told)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/pemilu/pilkada-2029")
    page = client.get("/pemilu/pilkada-2029").content.decode()
    assert "Rabu, 28 November 2029" in page
    assert page.count("belum diverifikasi") >= 22


def test_what_was_refused_stands_at_its_field_and_what_was_typed_stays(cast: Cast, pilkada: None) -> None:
    told = {"schedule": "pilkada-2024", "name": "Pilkada", "slug": "pilkada-2024", "area": "33.01.x"}
    answer = cast.kaban.client.post("/pemilu/baru", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="33.01.x"' in page
    assert "kode pemilu ini sudah dipakai" in page and "bukan kode wilayah" in page


def test_five_days_become_three_on_a_page_with_the_letter_it_rests_on(cast: Cast, pilkada: None) -> None:
    client = cast.analis.client
    page = queries.election_page(cast.analis.actor, "pilkada-2024", on=date(2025, 1, 6))
    rule = next(stage for stage in page.stages if stage.within_days == 5)
    address = f"/pemilu/pilkada-2024/tahapan/{rule.position}"
    assert 'value="5"' in client.get(address).content.decode()
    assert client.post(address, {"within_days": "3"}).status_code == 422
    assert client.post(address, {"within_days": "3", "basis": "PKPU 18/2024", "verified": "on"}).status_code == 302
    line = Entry.objects.latest("seq")
    assert (line.act, line.subject_id) == ("change_stage", f"pilkada-2024/{rule.position}")


def test_a_happening_is_recorded_and_taken_back_on_a_page(cast: Cast, pilkada: None) -> None:
    client = cast.kaban.client
    told = {"code": "court_notice", "happened_on": "2025-01-06", "basis": "BRPK 1/2025"}
    assert client.post("/pemilu/pilkada-2024/kejadian", told).status_code == 302
    assert "6 Januari 2025" in client.get("/pemilu/pilkada-2024").content.decode()
    assert client.post("/pemilu/pilkada-2024/kejadian", {**told, "happened_on": ""}).status_code == 302
    assert "dicabut" in client.get("/pemilu/pilkada-2024").content.decode()


def test_a_local_stage_is_added_on_a_page(cast: Cast, pilkada: None) -> None:
    told = {"code": "logistics", "legal_name": "Distribusi ke pulau", "starts_on": "2024-11-20", "basis": "Rencana"}
    assert cast.kaban.client.post("/pemilu/pilkada-2024/tahapan/baru", told).status_code == 302
    assert "Distribusi ke pulau" in cast.kaban.client.get("/pemilu/pilkada-2024").content.decode()


def test_the_stages_page_offers_changes_only_to_those_who_may(cast: Cast, pilkada: None) -> None:
    assert "/pemilu/pilkada-2024" in cast.kaban.client.get("/tahapan").content.decode()
    assert "/pemilu/" not in cast.petugas.client.get("/tahapan").content.decode()


def test_a_person_ends_the_own_calendar_address(cast: Cast, pilkada: None) -> None:
    client = cast.petugas.client
    shown = client.post("/tahapan/alamat-kalender").content.decode()
    token = shown.split("/calendar/")[1].split(".ics")[0]
    feed = client.get(f"/calendar/{token}.ics")
    assert (feed.status_code, feed.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert client.post("/tahapan/alamat-kalender/akhiri").status_code == 302
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_the_pages_speak_english_too(cast: Cast, pilkada: None) -> None:
    cast.kaban.client.cookies["bahasa"] = "en"
    page = cast.kaban.client.get("/pemilu/pilkada-2024").content.decode()
    assert "Determination of elected candidates without dispute" in page
    assert "Sources differ: 5 days" in page
