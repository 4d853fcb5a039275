"""Requests of people about their own data: in time, lawfully answered or refused, confirming nothing, forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import KABUPATEN, NEIGHBOUR, NOW, Cast
from wasdini.accounts import operations_purge
from wasdini.accounts.models import SubjectRequest, SubjectRequestKey
from wasdini.accounts.operations_subjects import (
    NewRequest,
    answer_subject_request,
    record_subject_request,
    refuse_subject_request,
)
from wasdini.accounts.queries_subjects import request_page, requests_page
from wasdini.accounts.subjects import Ground, RequestKind
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Mode
from wasdini.journal.models import Entry
from wasdini.journal.operations_reads import Seen, note_readings

CANARY = "Pemohon Kenari-4417"


def asked(cast: Cast, kind: RequestKind = RequestKind.ACCESS, *, at: Any = NOW, name: str = CANARY) -> UUID:
    return record_subject_request(cast.kaban.actor, NewRequest(kind, name, "0812-0000-4417", "Data akun saya"), at=at)


@pytest.mark.both
def test_who_asks_is_sealed_and_the_journal_names_nobody(cast: Cast) -> None:
    identifier = asked(cast)
    row = SubjectRequest.objects.get(pk=identifier)
    stored = b"".join(bytes(getattr(row, name)) for name in ("sealed_name", "sealed_contact", "sealed_about"))
    assert b"Kenari" not in stored
    assert b"4417" not in stored
    entry = Entry.objects.get(act="record_subject_request")
    assert entry.details == '{"kind":"access"}'
    card = request_page(cast.kaban.actor, identifier, at=NOW).card
    assert (card.name, card.contact, card.about) == (CANARY, "0812-0000-4417", "Data akun saya")


def test_the_clock_runs_from_when_it_was_asked_and_the_overdue_stand_first(cast: Cast) -> None:
    dice = Random(3)
    hours = dice.sample(range(1, 200), 12)
    for n in hours:
        asked(cast, at=NOW - timedelta(hours=n), name=f"p{n}")
    page = requests_page(cast.kaban.actor, at=NOW)
    assert [card.name for card in page.waiting] == [f"p{n}" for n in sorted(hours, reverse=True)]
    assert page.overdue_count == sum(n > 72 for n in hours)
    first = page.waiting[0]
    assert first.left == timedelta(hours=72 - max(hours))
    late = record_subject_request(
        cast.kaban.actor, NewRequest(RequestKind.ACCESS, "x", "y", "", NOW + timedelta(days=9)), at=NOW
    )
    assert SubjectRequest.objects.get(pk=late).asked_at == NOW


@pytest.mark.parametrize("kind", list(RequestKind))
@pytest.mark.parametrize("ground", list(Ground))
def test_a_refusal_needs_a_ground_the_law_knows_for_that_right(cast: Cast, kind: RequestKind, ground: Ground) -> None:
    """UU 27/2022 art. 15 excepts art. 8, 9, 10(1), 11 and 13: not 5, 6 and 7."""
    identifier = asked(cast, kind)
    unlawful = ground is Ground.STATE_INTEREST and kind in {
        RequestKind.INFORMATION, RequestKind.CORRECTION, RequestKind.ACCESS,
    }  # fmt: skip
    offered = dict(request_page(cast.kaban.actor, identifier, at=NOW).grounds)
    assert (ground.value not in offered) == unlawful
    if unlawful:
        with pytest.raises(InputRefused):
            refuse_subject_request(cast.kaban.actor, identifier, ground=ground, at=NOW)
        assert SubjectRequest.objects.get(pk=identifier).outcome == ""
        return
    refuse_subject_request(cast.kaban.actor, identifier, ground=ground, at=NOW)
    card = request_page(cast.kaban.actor, identifier, at=NOW).card
    assert card.outcome == "refused"
    assert card.answer.startswith(offered[ground.value])


def test_a_refusal_reads_the_same_and_asks_the_same_whatever_the_office_holds(cast: Cast) -> None:
    def refused() -> tuple[str, list[str]]:
        identifier = asked(cast)
        with CaptureQueriesContext(connection) as questions:
            refuse_subject_request(cast.kaban.actor, identifier, ground=Ground.ENDANGERS, at=NOW)
        answer = request_page(cast.kaban.actor, identifier, at=NOW).card.answer
        return answer, [entry["sql"].split("WHERE")[0] for entry in questions if "SAVEPOINT" not in entry["sql"]]

    before, first = refused()
    note_readings(
        cast.kaban.actor, [Seen("report", "x", KABUPATEN, Classification.RAHASIA, "report", Mode.TERTUTUP)], NOW
    )
    after, second = refused()
    assert before == after
    assert len(first) == len(second)
    assert not [sql for sql in first if "reports_" in sql or "custody_" in sql]
    assert "tidak membenarkan dan tidak menyangkal" in before


@pytest.mark.both
def test_an_answered_request_cannot_be_answered_again(cast: Cast) -> None:
    identifier = asked(cast)
    answer_subject_request(cast.kaban.actor, identifier, answer="Data akun Anda: nama masuk.", at=NOW)
    for attempt in (
        lambda: answer_subject_request(cast.kaban.actor, identifier, answer="lain", at=NOW),
        lambda: refuse_subject_request(cast.kaban.actor, identifier, ground=Ground.IDENTITY, at=NOW),
    ):
        with pytest.raises(NotVisible):
            attempt()
    words = request_page(cast.kaban.actor, identifier, at=NOW).card.answer
    assert words.startswith("Data akun Anda: nama masuk.")
    assert words.endswith("kalimat ini berdiri di bawah setiap jawaban.")
    assert '"late":false' in Entry.objects.get(act="answer_subject_request").details


def test_only_who_answers_subjects_sees_requests_and_only_here(cast: Cast) -> None:
    identifier = asked(cast)
    for name in ("petugas", "camat", "verifikator", "analis", "kustodian1", "tetangga"):
        with pytest.raises(NotAllowed):
            requests_page(cast[name].actor, at=NOW)
        with pytest.raises(NotAllowed):
            asked(Cast({"kaban": cast[name]}))
    elsewhere = replace(cast.kaban.actor, areas=(NEIGHBOUR,))
    assert not requests_page(elsewhere, at=NOW).waiting
    with pytest.raises(NotVisible):
        request_page(elsewhere, identifier, at=NOW)
    assert requests_page(cast.admin.actor, at=NOW).waiting


@pytest.mark.both
def test_two_years_after_the_answer_nothing_about_the_asker_opens_any_more(cast: Cast) -> None:
    answered, waiting = asked(cast), asked(cast)
    answer_subject_request(cast.kaban.actor, answered, answer=f"Kepada {CANARY}", at=NOW)
    assert operations_purge.purge_expired(NOW + timedelta(days=729)) == 0
    assert operations_purge.purge_expired(NOW + timedelta(days=731)) == 1
    assert operations_purge.purge_expired(NOW + timedelta(days=731)) == 0
    card = request_page(cast.kaban.actor, answered, at=NOW).card
    assert (card.name, card.contact, card.about, card.answer, card.outcome) == ("", "", "", "", "answered")
    assert list(SubjectRequestKey.objects.values_list("owner", flat=True)) == [waiting]
    assert request_page(cast.kaban.actor, waiting, at=NOW).card.name == CANARY


def test_the_pages_take_a_request_through_to_its_answer(cast: Cast) -> None:
    client = cast.kaban.client
    assert "Tidak ada yang menunggu" in client.get("/permohonan/").content.decode()
    told = {"kind": "access", "name": CANARY, "contact": "0812", "about": ""}
    assert client.post("/permohonan/baru/", {**told, "name": " "}).status_code == 422
    assert client.post("/permohonan/baru/", told).status_code == 302
    page = client.get("/permohonan/").content.decode()
    assert CANARY in page
    assert "Sisa 71 jam 59 menit" in page
    identifier = SubjectRequest.objects.get().pk
    address = f"/permohonan/{identifier}/"
    assert client.post(address, {"answer": ""}).status_code == 422
    assert client.post(address, {"ground": "state_interest"}).status_code == 422
    assert client.post(address, {"ground": "endangers"}).status_code == 302
    assert "Ditolak dengan alasan" in client.get(address).content.decode()
    assert client.post(address, {"answer": "lagi"}).status_code == 404


def test_a_long_queue_takes_the_same_few_questions(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for n in range(30):
        asked(cast, at=NOW - timedelta(hours=n))
    client = cast.kaban.client
    with django_assert_max_num_queries(12):
        client.get("/permohonan/")
