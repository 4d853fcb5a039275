"""A report is taken in once, whole, or not at all; and its receipt is always the same."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import timedelta, timezone

import pytest
from nacl.signing import VerifyKey

from tests.cast import DESA, KECAMATAN, NEIGHBOUR_TPS, NOW, TPS, Cast
from tests.custody.samples import keys_of
from tests.reports.samples import announced, body, photo, send
from wasdini.core.access import NotAllowed
from wasdini.core.problems import InputRefused
from wasdini.journal.models import Entry
from wasdini.journal.queries import verify_chain
from wasdini.places.models import Import
from wasdini.reports import queries
from wasdini.reports.models import Conflict, Person, Report, Standing, Step, Words
from wasdini.reports.operations import ReportConflict
from wasdini.reports.operations_attachments import Chunk, receive_chunk

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_a_report_leaves_one_row_one_step_one_journal_line_and_a_signed_receipt(cast: Cast, regions: Import) -> None:
    receipt = send(cast.petugas.actor)
    row = Report.objects.get()
    assert (row.path, row.urgency, row.reporter_id) == ("99.01.01.2001.001", 3, cast.petugas.user.pk)
    assert Words.objects.get().text.startswith("Dua orang mengancam")
    assert [step.verb for step in Step.objects.all()] == ["received"]
    assert Entry.objects.filter(act="accept_report").count() == 1
    told = f"wasdini-receipt-1\n{receipt.report_id}\n{receipt.sha256}\n2024-02-13T05:00:00.000Z\n".encode()
    VerifyKey(bytes.fromhex(queries.receipt_public_key())).verify(told, bytes.fromhex(receipt.receipt))


@pytest.mark.both
def test_the_same_bytes_again_bring_the_same_receipt_and_change_nothing(cast: Cast, regions: Import) -> None:
    report_id = uuid.uuid4()
    first = send(cast.petugas.actor, report_id=report_id)
    again = send(cast.petugas.actor, report_id=report_id, at=NOW + timedelta(days=3))
    assert (again.receipt, again.received_at, again.sha256) == (first.receipt, first.received_at, first.sha256)
    assert again.repeated and not first.repeated
    assert Report.objects.count() == 1 and Entry.objects.filter(act="accept_report").count() == 1


@pytest.mark.both
def test_other_bytes_under_the_same_id_are_refused_and_kept_aside_once(cast: Cast, regions: Import) -> None:
    report_id = uuid.uuid4()
    send(cast.petugas.actor, report_id=report_id)
    for _ in range(2):
        with pytest.raises(ReportConflict):
            send(cast.petugas.actor, report_id=report_id, text="Isi yang lain.")
    assert Conflict.objects.count() == 1
    assert b"Isi yang lain" not in bytes(Conflict.objects.get().body)
    assert Words.objects.get().text.startswith("Dua orang")


def test_a_place_that_is_not_there_and_one_that_is_not_ones_own_are_refused_alike(cast: Cast, regions: Import) -> None:
    told = []
    for tps in (NEIGHBOUR_TPS, "9901012001987"):
        with pytest.raises(InputRefused) as refused:
            send(cast.petugas.actor, tps_code=tps)
        told.append([(one.code, one.column) for one in refused.value.problems])
    assert told[0] == told[1] == [("report_place_unknown", "tps_code")]
    assert not Report.objects.exists()


def test_an_admin_and_a_custodian_send_nothing(cast: Cast, regions: Import) -> None:
    for name in ("admin", "kustodian1"):
        with pytest.raises(NotAllowed):
            send(cast[name].actor, tps_code=TPS)


def test_the_named_source_of_an_open_report_stands_nowhere_in_clear(cast: Cast, regions: Import) -> None:
    send(cast.petugas.actor, source={"name": "Warga Kanari", "phone": "081234567890"})
    assert b"Kanari" not in bytes(Person.objects.get().sealed)


def test_everything_wrong_is_told_at_once_and_by_name(cast: Cast, regions: Import) -> None:
    answer = cast.petugas.client.put(
        f"/api/v1/reports/{uuid.uuid4()}",
        json.dumps({"kind": "rumor", "mode": "open", "tps_code": TPS, "jam": "09.00", "urgency": 9, "text": "x"}),
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"kind", "jam", "urgency", "occurred_at"}


def test_over_the_door_the_contract_holds(cast: Cast, regions: Import) -> None:
    address, content = f"/api/v1/reports/{uuid.uuid4()}", body()
    answers = [
        cast.petugas.client.put(address, content, content_type="application/json"),
        cast.petugas.client.put(address, content, content_type="application/json"),
        cast.petugas.client.put(address, body(text="lain"), content_type="application/json"),
    ]
    assert [answer.status_code for answer in answers] == [201, 200, 409]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["sha256"] == hashlib.sha256(content).hexdigest()
    seen = {
        name: cast[name].client.get(address).status_code for name in ("petugas", "verifikator", "camat", "tetangga")
    }
    assert seen == {"petugas": 200, "verifikator": 200, "camat": 200, "tetangga": 404}
    assert [one["report_id"] for one in cast.kaban.client.get("/api/v1/reports").json()["results"]] == [
        address.rpartition("/")[2]
    ]
    assert cast.tetangga.client.get("/api/v1/reports").json() == {"results": [], "next": None}


@pytest.mark.both
def test_a_closed_report_keeps_no_reporter_no_hour_and_no_plain_digest(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    report_id = uuid.uuid4()
    said = {
        "mode": "closed", "source": {"name": "Kanari Biru", "phone": "081234567890"},
        "text": "Menurut Kanari Biru (081234567890) uang dibagikan malam ini.", "lat": -6.1, "lon": 106.6,
    }  # fmt: skip
    receipt = send(cast.petugas.actor, report_id=report_id, **said)
    row = Report.objects.get()
    assert (row.reporter_id, row.sha256, row.lat, receipt.sha256) == (None, "", None, None)
    assert row.seq < 0 and len(row.path) <= len(KECAMATAN)
    assert row.received_at.astimezone(timezone(timedelta(hours=7))).strftime("%H:%M") in {"00:00", "12:00"}
    assert "Kanari" not in Words.objects.get().text and "0812" not in Words.objects.get().text
    line = Entry.objects.get(act="accept_report")
    assert (line.actor_id, line.actor_role, line.content_digest) == (None, "tertutup", row.sealed_digest)
    again = send(cast.petugas.actor, report_id=report_id, **said)
    assert again.receipt == receipt.receipt and again.repeated


def test_who_grades_sends_nothing_closed(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    with pytest.raises(InputRefused) as refused:
        send(cast.verifikator.actor, mode="closed")
    assert refused.value.problems[0].code == "report_closed_from_desk"


def test_without_custodians_nothing_closed_is_taken(cast: Cast, regions: Import) -> None:
    with pytest.raises(InputRefused):
        send(cast.petugas.actor, mode="closed")
    assert not Report.objects.exists()


def test_a_correction_leaves_the_old_report_as_it_was(cast: Cast, regions: Import) -> None:
    first = send(cast.petugas.actor)
    second = send(cast.petugas.actor, supersedes=str(first.report_id), text="Ternyata tiga orang.")
    assert Standing.objects.get(report__report_id=first.report_id).superseded_by == second.report_id
    assert Words.objects.get(report__report_id=first.report_id).text.startswith("Dua orang")


@pytest.mark.both
def test_a_report_cannot_be_rewritten_even_by_the_database(cast: Cast, regions: Import) -> None:
    from django.db import DatabaseError, transaction

    send(cast.petugas.actor)
    for model, change in ((Report, {"urgency": 1}), (Step, {"reason": "x"}), (Words, {"text": "x"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)


def test_the_chain_still_verifies(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    send(cast.petugas.actor, place_code=DESA, tps_code=None)
    send(cast.petugas.actor, mode="closed")
    assert verify_chain().fault is None


def test_a_phone_can_check_the_receipt_with_what_it_was_told(cast: Cast, regions: Import) -> None:
    """The moment in the answer is the moment that was signed, to the last digit."""
    report_id = uuid.uuid4()
    told = cast.petugas.client.put(f"/api/v1/reports/{report_id}", body(), content_type="application/json").json()
    signed = f"wasdini-receipt-1\n{report_id}\n{told['sha256']}\n{told['received_at']}\n".encode()
    VerifyKey(bytes.fromhex(queries.receipt_public_key())).verify(signed, bytes.fromhex(told["receipt"]))


def test_a_closed_photo_in_pieces_ends_where_its_sender_counts_it_to_end(cast: Cast, regions: Import) -> None:
    """What is kept is the photo drawn anew, shorter than what came: a phone that trusts the offset must still stop."""
    keys_of(cast)
    picture = photo() + bytes(range(256)) * 40
    digest = hashlib.sha256(picture).hexdigest()
    report_id = send(cast.petugas.actor, mode="closed", attachments=[announced(picture)]).report_id
    half = len(picture) // 2
    for begin, end in ((0, half), (half, len(picture)), (half, len(picture))):
        piece = Chunk(content=picture[begin:end], offset=begin, total=len(picture))
        told = receive_chunk(cast.petugas.actor, report_id, digest, piece, at=NOW)
        assert told.offset == end
    assert told.complete and told.repeated


def test_a_long_list_goes_on_where_its_page_ended_and_keeps_what_was_asked(cast: Cast, regions: Import) -> None:
    sent = {str(send(cast.petugas.actor, at=NOW + timedelta(minutes=n)).report_id) for n in range(5)}
    address, seen = f"/api/v1/reports?limit=2&place={KECAMATAN}&status=received", []
    while address:
        page = cast.verifikator.client.get(address).json()
        seen += [one["report_id"] for one in page["results"]]
        address = page["next"]
        assert address is None or (f"place={KECAMATAN}" in address and "status=received" in address)
    assert len(seen) == 5 and set(seen) == sent
