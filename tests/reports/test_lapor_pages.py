"""The reporting pages as the server gives them: the form, own reports, the lists and what lies on the phone."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import DESA, KECAMATAN, NEIGHBOUR_DESA, NOW, SIBLING_DESA, TPS, Cast
from tests.custody.samples import keys_of
from tests.reports import samples
from wasdini.custody.queries import Voice
from wasdini.places.models import Import
from wasdini.reports import queries, queries_phone
from wasdini.reports.changing import Touch
from wasdini.reports.models import Attachment, Report
from wasdini.reports.operations_asking import ask_clarification
from wasdini.reports.queries_mailbox import open_questions
from wasdini.reports.views_offline import FILES

pytestmark = pytest.mark.django_db


def typed(**changes: str | list[str]) -> dict[str, str | list[str]]:
    """The form as an officer without a script sends it."""
    fields: dict[str, str | list[str]] = {
        "report_id": str(uuid.uuid4()),
        "opened_at": "2024-02-13T09:41:07+07:00",
        "kind": "tps_finding",
        "place_code": DESA,
        "tps_number": "1",
        "urgency": "4",
        "mode": "open",
        "text": "Surat suara kurang dua belas lembar.",
        "finding": ["ballots_short"],
        "count_ballots_short": "12",
        "issue": ["logistics_shortage"],
    }
    return fields | changes


def test_the_form_guesses_the_officers_own_place(cast: Cast, regions: Import) -> None:
    page = cast.petugas.client.get("/lapor/").content.decode()
    assert f'<option value="{KECAMATAN}" selected>' in page
    assert DESA in page and SIBLING_DESA not in page and NEIGHBOUR_DESA not in page


def test_a_form_without_a_script_becomes_a_report_with_its_photo(cast: Cast, regions: Import) -> None:
    photo = SimpleUploadedFile("foto.jpg", samples.photo(), content_type="image/jpeg")
    answer = cast.petugas.client.post("/lapor/", typed() | {"photo": photo})
    assert answer.status_code == 302 and answer.headers["Location"] == "/lapor/saya"
    card = queries.reports_page(cast.petugas.actor, own=True).results[0]
    assert (card.tps_code, card.urgency, card.channel) == (TPS, 4, "web")
    assert [(one["code"], one["value"]) for one in card.findings] == [("ballots_short", 12)]
    assert [file.complete for file in card.attachments] == [True]
    shown = cast.petugas.client.get("/lapor/saya").content.decode()
    assert "dua belas lembar" in shown and "Tanda terima" in shown


def test_the_same_page_sent_twice_doubles_nothing(cast: Cast, regions: Import) -> None:
    fields = typed()
    for _ in range(2):
        photo = SimpleUploadedFile("foto.jpg", samples.photo(), content_type="image/jpeg")
        assert cast.petugas.client.post("/lapor/", fields | {"photo": photo}).status_code == 302
    assert Report.objects.count() == 1 and Attachment.objects.count() == 1


def test_the_same_page_with_other_words_is_a_conflict_and_keeps_what_was_typed(cast: Cast, regions: Import) -> None:
    fields = typed()
    cast.petugas.client.post("/lapor/", fields)
    answer = cast.petugas.client.post("/lapor/", fields | {"text": "Lain sama sekali."})
    assert answer.status_code == 409 and "Lain sama sekali." in answer.content.decode()
    assert Report.objects.get().words.text.startswith("Surat suara kurang")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "", "finding": []}, "text"),
        ({"kind": ""}, "kind"),
        ({"place_code": NEIGHBOUR_DESA}, "wilayah"),
        ({"urgency": "9"}, "urgency"),
        ({"count_ballots_short": "banyak"}, "findings"),
        ({"place_code": KECAMATAN, "tps_number": "1"}, "tps_code"),
        ({"report_id": "bukan-uuid"}, "report_id"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    cast: Cast, regions: Import, changes: dict[str, str], told: str
) -> None:
    answer = cast.petugas.client.post("/lapor/", typed(source_name="Bu Sari") | changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    errors = page.partition('id="errors"')[2].partition("</ul>")[0]
    assert " hidden" not in errors.partition(">")[0] and told in errors
    assert 'value="Bu Sari"' in page
    assert not Report.objects.exists()


def test_the_lists_hold_the_own_area_down_to_the_stations_and_nothing_else(cast: Cast, regions: Import) -> None:
    answer = cast.petugas.client.get("/lapor/data.json")
    lists = json.loads(answer.content)
    assert [place[:2] for place in lists["places"]] == [[KECAMATAN, "Kecamatan Muara"], [DESA, "Desa Muara Satu"]]
    assert lists["tps"] == {DESA: [[1, ""], [2, ""]]}
    assert lists["labels"]["finding"]["ballots_short"] == ["Surat suara kurang", "Ballot papers short"]
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_the_lists_of_two_people_differ_in_their_mark_and_name_nobody(cast: Cast, regions: Import) -> None:
    marks = {queries_phone.account_mark(player.actor) for player in cast}
    assert len(marks) == 9 and queries_phone.account_mark(None) == ""
    assert cast.petugas.user.username not in cast.petugas.client.get("/lapor/data.json").content.decode()


def test_closed_is_offered_only_to_who_may_and_once_custodians_hold_keys(cast: Cast, regions: Import) -> None:
    assert queries_phone.closed_offer(cast.petugas.actor) == "no_keys"
    keys_of(cast)
    assert queries_phone.closed_offer(cast.petugas.actor) == "yes"
    assert queries_phone.closed_offer(cast.verifikator.actor) == "desk"
    assert "Anda menilai laporan" in cast.verifikator.client.get("/lapor/").content.decode()


def test_who_is_here_tells_a_stranger_nothing(cast: Cast, client: Client) -> None:
    assert client.get("/lapor/siapa.json").json() == {"account": ""}
    told = cast.petugas.client.get("/lapor/siapa.json")
    assert told.json() == {"account": queries_phone.account_mark(cast.petugas.actor)}
    assert "no-store" in told.headers["Cache-Control"]


@pytest.mark.parametrize("page", ["lapor", "saya"])
def test_the_shell_is_the_same_for_everybody(cast: Cast, regions: Import, client: Client, page: str) -> None:
    address = f"/lapor/luring/{page}/id/"
    assert client.get(address).content == cast.petugas.client.get(address).content
    shown = client.get(address).content.decode()
    assert "csrfmiddlewaretoken" not in shown and DESA not in shown


def test_the_shell_comes_in_both_languages_whatever_the_browser_chose(client: Client) -> None:
    assert "What do you report?" in client.get("/lapor/luring/lapor/en/").content.decode()
    client.cookies["bahasa"] = "en"
    assert "Apa yang dilaporkan?" in client.get("/lapor/luring/lapor/id/").content.decode()
    assert client.get("/lapor/luring/lain/id/").status_code == 404


def test_the_service_worker_lists_only_files_that_are_there_and_its_edition_follows_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [name for name in FILES if finders.find(name) is None]
    first = client.get("/lapor/sw.js")
    assert first.headers["Content-Type"].startswith("text/javascript") and "no-cache" in first.headers["Cache-Control"]
    monkeypatch.setattr("wasdini.reports.views_offline.FILES", FILES[:-1])
    assert client.get("/lapor/sw.js").content != first.content


def test_the_manifest_and_its_icons_let_the_page_be_installed(client: Client) -> None:
    told = client.get("/lapor/aplikasi.webmanifest").json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/lapor/", "/lapor/", "standalone")
    for icon in told["icons"]:
        if icon["type"] == "image/png":
            assert client.get(icon["src"]).content.startswith(b"\x89PNG")
    assert client.get("/lapor/ikon-99999.png").status_code == 404


def test_sensitive_fields_keep_out_of_the_keyboards_memory(cast: Cast, regions: Import) -> None:
    page = cast.petugas.client.get("/lapor/").content.decode()
    for name in ("text", "source_name", "source_phone", "source_relation"):
        tag = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', page)
        assert tag and 'autocomplete="off"' in tag[0] and 'spellcheck="false"' in tag[0]


@pytest.mark.both
def test_own_reports_cost_the_same_however_many_they_are(
    cast: Cast, regions: Import, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        samples.send(cast.petugas.actor, at=NOW, text=f"Laporan ke-{number}: antrean panjang di depan TPS.")
    client = cast.petugas.client
    with django_assert_max_num_queries(16):
        page = client.get("/lapor/saya").content.decode()
    assert page.count("data-report=") == 12


def test_a_question_waits_for_its_reporter_alone_until_it_is_answered(cast: Cast, regions: Import) -> None:
    receipt = samples.send(cast.petugas.actor)
    ask_clarification(
        cast.verifikator.actor, Touch(report_id=receipt.report_id, version=1, at=NOW), "Berapa orang yang mengancam?"
    )
    page = cast.petugas.client.get("/lapor/saya").content.decode()
    assert "Berapa orang yang mengancam?" in page and f"?jawab={receipt.report_id}" in page
    (told,) = cast.petugas.client.get("/api/v1/reports/mailbox").json()["results"]
    assert (told["report_id"], told["text"]) == (str(receipt.report_id), "Berapa orang yang mengancam?")
    assert cast.camat.client.get("/api/v1/reports/mailbox").json()["results"] == []
    answer = cast.petugas.client.get(f"/lapor/?jawab={receipt.report_id}").content.decode()
    assert 'name="kind" value="clarification"' in answer and str(receipt.report_id) in answer
    fields = typed(kind="clarification", supersedes=str(receipt.report_id), text="Empat orang.")
    assert cast.petugas.client.post("/lapor/", fields).status_code == 302
    assert cast.petugas.client.get("/api/v1/reports/mailbox").json()["results"] == []


def test_a_question_about_a_closed_report_reaches_its_pseudonym_and_no_account(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    voice = Voice(uuid.uuid4(), KECAMATAN, "contoh")
    receipt = samples.send(cast.petugas.actor, voice=voice, mode="closed")
    ask_clarification(
        cast.verifikator.actor, Touch(report_id=receipt.report_id, version=1, at=NOW), "Kapan rencananya?"
    )
    assert [one.text for one in open_questions(cast.petugas.actor, voice)] == ["Kapan rencananya?"]
    assert open_questions(cast.petugas.actor, Voice(uuid.uuid4(), KECAMATAN, "contoh")) == ()
    assert open_questions(cast.petugas.actor) == ()


def test_nobody_sees_another_persons_reports_on_the_own_page(cast: Cast, regions: Import) -> None:
    samples.send(cast.petugas.actor, text="Hanya untuk pelapornya.")
    assert "Hanya untuk pelapornya." not in cast.camat.client.get("/lapor/saya").content.decode()
    assert "Hanya untuk pelapornya." in cast.petugas.client.get("/lapor/saya").content.decode()
