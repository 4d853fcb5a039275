"""Numbers, codes and who may read what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import KABUPATEN, KECAMATAN, Cast
from tests.documents.samples import ISSUED_AT, draft, issued_in
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.numbering import DEFAULT_PATTERN, check_pattern, write_number
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification
from wasdini.documents import queries
from wasdini.documents.models import Document
from wasdini.documents.operations import hand_out_document, issue_document
from wasdini.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_the_same_content_keeps_its_number_and_other_content_takes_the_next(cast: Cast) -> None:
    first = issued_in(KABUPATEN, cast.kaban.actor)
    again = issued_in(KABUPATEN, cast.analis.actor)
    other = issued_in(KABUPATEN, cast.kaban.actor, name="TPS 009")
    assert (first.number, again.id, again.code) == ("T/LHR-1/II/2024/Kesbangpol", first.id, first.code)
    assert other.number == "T/LHR-2/II/2024/Kesbangpol"
    assert other.replaces == first.number
    assert Entry.objects.filter(act="issue_document").count() == 2


@pytest.mark.both
def test_going_back_to_earlier_content_is_a_new_paper(cast: Cast) -> None:
    first = issued_in(KABUPATEN, cast.kaban.actor)
    issued_in(KABUPATEN, cast.kaban.actor, name="TPS 009")
    back = issued_in(KABUPATEN, cast.kaban.actor)
    assert back.number.startswith("T/LHR-3/")
    assert back.code != first.code


@pytest.mark.both
def test_an_issued_paper_cannot_be_changed_or_removed(cast: Cast) -> None:
    issued = issued_in(KABUPATEN, cast.kaban.actor)
    for change in (lambda rows: rows.update(number="X"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Document.objects.filter(pk=issued.id))


def test_the_year_of_a_number_is_the_year_at_that_place(cast: Cast) -> None:
    at = datetime(2023, 12, 31, 17, 30, tzinfo=UTC)
    assert "/I/2024/" in issue_document(cast.kaban.actor, draft(KABUPATEN), at=at).number


def test_an_office_writes_numbers_in_its_own_pattern(cast: Cast) -> None:
    from wasdini.accounts.models import Office

    Office.objects.update(letterhead={"number_pattern": "{series}/{seq}/{month}/{year}/KBP"})
    assert issued_in(KABUPATEN, cast.kaban.actor).number == "LHR/1/02/2024/KBP"


@pytest.mark.parametrize(
    "pattern", ["LHR-1", "{seq}/{series}", "{seq.__class__}/{series}/{year}", "{seq}{series}{year}{"]
)
def test_a_pattern_that_would_repeat_numbers_or_run_code_is_refused(pattern: str) -> None:
    with pytest.raises(InputRefused):
        check_pattern(pattern)


@given(st.integers(1, 99_999), st.dates())
def test_no_two_papers_of_a_year_share_a_number(seq: int, on: object) -> None:
    kinds = [(seq, "LHR"), (seq + 1, "LHR"), (seq, "LMG")]
    numbers = {
        write_number(DEFAULT_PATTERN, seq=n, series=series, classification=Classification.BIASA, on=on)  # type: ignore[arg-type]
        for n, series in kinds
    }
    assert len(numbers) == 3


def test_only_desks_may_issue_and_only_in_their_area_and_clearance(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        issued_in(KECAMATAN, cast.petugas.actor)
    with pytest.raises(NotVisible):
        issued_in(KABUPATEN, cast.tetangga.actor)
    with pytest.raises(NotAllowed):
        issued_in(KABUPATEN, cast.analis.actor, classification=Classification.SANGAT_RAHASIA)
    assert not Document.objects.exists()


@pytest.mark.both
def test_a_paper_is_seen_only_inside_area_and_clearance(cast: Cast) -> None:
    open_paper = issued_in(KECAMATAN, cast.kaban.actor, classification=Classification.BIASA)
    secret = issued_in(KABUPATEN, cast.kaban.actor, classification=Classification.RAHASIA)
    seen = {
        name: [line.id for line in queries.documents(cast[name].actor).lines]
        for name in ("petugas", "kaban", "tetangga")
    }
    assert seen == {"petugas": [open_paper.id], "kaban": [open_paper.id, secret.id], "tetangga": []} or seen == {
        "petugas": [open_paper.id],
        "kaban": [secret.id, open_paper.id],
        "tetangga": [],
    }
    for name in ("petugas", "camat", "tetangga"):
        with pytest.raises(NotVisible):
            hand_out_document(cast[name].actor, str(secret.id), form="pdf", at=ISSUED_AT)


def test_taking_a_copy_of_a_secret_paper_is_on_record_and_of_an_open_one_is_not(cast: Cast) -> None:
    secret = issued_in(KABUPATEN, cast.kaban.actor, classification=Classification.RAHASIA)
    plain = issued_in(KECAMATAN, cast.kaban.actor)
    for card in (secret, plain):
        hand_out_document(cast.kaban.actor, str(card.id), form="pdf", at=ISSUED_AT)
    taken = Entry.objects.filter(act="hand_out_document")
    assert [entry.subject_id for entry in taken] == [str(secret.id)]


def test_anybody_learns_from_a_code_that_the_paper_exists_and_nothing_of_what_it_says(cast: Cast) -> None:
    card = issued_in(KABUPATEN, cast.kaban.actor)
    page = Client().get(f"/periksa/{card.code.lower().replace('-', '')}/").content.decode()
    assert card.number in page
    assert "Rawan sedang" not in page
    assert "Samudra, Selasa" not in page
    assert "Kode tidak dikenal" in Client().get("/periksa/0000-0000-0000-0000/").content.decode()


def test_the_check_form_leads_to_the_address_in_the_qr_code(cast: Cast) -> None:
    assert Client().get("/periksa/?kode=3F2A").headers["Location"] == "/periksa/3F2A/"


def test_the_list_of_papers_takes_few_questions_and_goes_on_where_it_stopped(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    made = [issued_in(KABUPATEN, cast.kaban.actor, name=f"TPS {n}") for n in range(5)]
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        first = queries.documents(cast.kaban.actor, limit=3)
    rest = queries.documents(cast.kaban.actor, limit=3, before=first.next_before)
    assert {line.id for line in (*first.lines, *rest.lines)} == {card.id for card in made}
    assert not rest.next_before


def test_the_pages_show_the_paper_and_hand_out_every_form(cast: Cast) -> None:
    card = issued_in(KABUPATEN, cast.kaban.actor)
    client = cast.kaban.client
    assert card.number in client.get("/dokumen/").content.decode()
    page = client.get(f"/dokumen/{card.id}/").content.decode()
    assert "Rawan sedang" in page
    assert card.code in page
    for form, magic in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        answer = client.get(f"/dokumen/{card.id}/{form}/")
        assert answer.content.startswith(magic)
        assert f"T-LHR-1-II-2024-Kesbangpol.{form}" in answer.headers["Content-Disposition"]
    assert client.get(f"/dokumen/{card.id}/exe/").status_code == 404


def test_the_english_page_shows_the_english_paper(cast: Cast) -> None:
    card = issued_in(KABUPATEN, cast.kaban.actor)
    cast.kaban.client.cookies["bahasa"] = "en"
    page = cast.kaban.client.get(f"/dokumen/{card.id}/").content.decode()
    assert "Sources and vintage" in page
