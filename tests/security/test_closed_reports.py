"""What an insider with the tables, the journal or the desk learns of a closed report: nothing finer than the veil."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import DESA, KABUPATEN, KECAMATAN, NOW, Cast, make_user, signed_in
from tests.custody.samples import keys_of, sealed_voice
from tests.reports.samples import announced, body, photo, send
from wasdini.accounts.models import Office
from wasdini.core.access import NotVisible
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Channel, Classification, Role
from wasdini.custody.queries import Voice, coarse_region
from wasdini.journal.queries import recent_entries
from wasdini.operate.operations_serve import WebAddress, web_command
from wasdini.places.models import Import
from wasdini.reports import queries, views_phone
from wasdini.reports.models import Attachment, Conflict, Report, Step, Tally
from wasdini.reports.operations import ReportConflict
from wasdini.reports.operations_attachments import Chunk, progress_of, receive_whole
from wasdini.reports.operations_merging import merge_reports
from wasdini.reports.shelves import place_of

pytestmark = pytest.mark.django_db


def _voice(election: str = "pemilu-contoh") -> Voice:
    return Voice(sealed_voice(election=election), KECAMATAN, election)


@pytest.mark.both
def test_no_row_of_a_closed_report_stands_in_the_order_of_arrival(cast: Cast, regions: Import) -> None:
    """Rows before and after it have their minute: a number between theirs would be the minute of the closed one."""
    keys_of(cast)
    voice, file, early, report_id = _voice(), photo(1), photo(2), uuid.uuid4()
    whole = Chunk(content=early, total=len(early), media_type="image/jpeg")
    receive_whole(cast.petugas.actor, report_id, hashlib.sha256(early).hexdigest(), whole, at=NOW)
    for number in range(3):
        send(cast.petugas.actor, text=f"Terbuka {number}", attachments=[announced(photo(10 + number))])
        if number == 1:
            send(cast.petugas.actor, report_id=report_id, mode="closed", voice=voice, attachments=[announced(file)])
            with pytest.raises(ReportConflict):
                send(cast.petugas.actor, report_id=report_id, mode="closed", voice=voice, text="Lain.")
            again = {"kind": "clarification", "supersedes": str(report_id), "text": "Ini."}
            send(cast.petugas.actor, mode="closed", voice=voice, **again)
    steps = Step.objects.filter(report__mode="closed")
    assert steps.count() == 3 and all(step.pk < 0 for step in steps)
    assert (
        all(one.pk < 0 for one in Attachment.objects.all()) and Attachment.objects.filter(report_id=report_id).exists()
    )
    assert Conflict.objects.get().pk < 0
    assert {one.pk < 0 for one in Tally.objects.filter(subject__startswith="samaran:")} == {True}


def test_files_are_still_shown_in_the_order_in_which_they_were_announced(cast: Cast, regions: Import) -> None:
    said = [announced(photo(number)) for number in range(5)]
    report_id = send(cast.petugas.actor, attachments=said).report_id
    assert [one.sha256 for one in queries.report_card(cast.petugas.actor, report_id).attachments] == [
        one["sha256"] for one in said
    ]


def test_a_closed_report_never_names_an_open_one_whose_sender_everybody_knows(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    voice, mine = _voice(), send(cast.petugas.actor).report_id
    first = send(cast.petugas.actor, mode="closed", voice=voice).report_id
    told = {"kind": "clarification", "mode": "closed", "text": "Ini jawabnya."}
    under_account = send(cast.petugas.actor, supersedes=str(mine), **told).report_id
    of_voice = send(cast.petugas.actor, supersedes=str(mine), voice=voice, **told).report_id
    own = send(cast.petugas.actor, supersedes=str(first), voice=voice, **told).report_id
    named = dict(Report.objects.values_list("report_id", "supersedes"))
    assert (named[under_account], named[of_voice], named[own]) == (None, None, first)


def test_door_form_and_typist_of_a_closed_report_are_for_custody_alone(cast: Cast, regions: Import) -> None:
    """A form is for one area and few have a key of the API: either would say more than the veil does."""
    keys_of(cast)
    told = {"form": {"id": "kanari-muara", "version": "3"}, "on_behalf": True}
    unit = {"code": "ballots_short", "value": 3, "unit": "lembar Kanari 081234567890"}
    send(
        cast.petugas.actor, mode="closed", channel=Channel.OPENROSA, findings=[unit], source={"name": "Kanari"}, **told
    )  # fmt: skip
    row = Report.objects.get()
    assert (row.channel, row.form_id, row.form_version, row.on_behalf) == ("phone", "", "", False)
    assert row.findings[0]["unit"] == "lembar [nama] [telepon]"


def test_a_closed_report_whose_id_tells_its_minute_is_refused(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    for telling in (uuid.uuid1(), uuid.UUID("018d9f2e-7c00-7000-8000-000000000001")):
        with pytest.raises(InputRefused) as refused:
            send(cast.petugas.actor, report_id=telling, mode="closed")
        assert refused.value.problems[0].code == "report_id_tells"
        send(cast.petugas.actor, report_id=telling)
    assert Report.objects.filter(mode="closed").count() == 0


def test_a_closed_report_leaves_nothing_in_the_cache(cast: Cast, regions: Import) -> None:
    """The cache lies on the disk, and each file says until when it holds."""
    keys_of(cast)
    cache.clear()
    send(cast.petugas.actor, mode="closed")
    assert not cache._cache  # type: ignore[attr-defined]
    send(cast.petugas.actor)
    assert cache._cache  # type: ignore[attr-defined]


def test_without_a_pseudonym_the_region_hides_five_accounts_too(cast: Cast, regions: Import) -> None:
    """That nobody can be asked back shows that an account sent it: with five voices but two officers there, it is one
    of the two."""
    Office.objects.get_or_create(defaults={"name": "Kantor Uji", "area": KABUPATEN, "set_up_at": NOW})
    keys_of(cast)
    for _ in range(6):
        sealed_voice(area=DESA)
    voice = Voice(sealed_voice(area=DESA), DESA, "pemilu-contoh")
    assert coarse_region(DESA, voice) == DESA
    assert coarse_region(DESA, None) == KABUPATEN
    for number in range(5):
        make_user(f"desa{number}", Role.PETUGAS, (KECAMATAN, DESA), Classification.BIASA)
    assert coarse_region(DESA, None) == KECAMATAN


def test_the_journal_page_does_not_say_which_report_a_veiled_line_is_about(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    send(cast.petugas.actor)
    closed = send(cast.petugas.actor, mode="closed").report_id
    send(cast.petugas.actor, at=NOW + timedelta(minutes=1))
    told = recent_entries(cast.kaban.actor, KABUPATEN)
    assert [one.actor_role for one in told].count("tertutup") == 1
    assert str(closed) not in {one.subject_id for one in told}
    assert str(closed) not in cast.kaban.client.get("/jurnal/").content.decode()


def test_the_desk_cannot_try_a_found_photo_or_guessed_words_on_a_closed_report(cast: Cast, regions: Import) -> None:
    """The desk knows every id. Asked for the file of a phone it holds, the server must not say that it is the one."""
    keys_of(cast)
    file, report_id = photo(3), uuid.uuid4()
    send(cast.petugas.actor, report_id=report_id, mode="closed", attachments=[announced(file)])
    digest = hashlib.sha256(file).hexdigest()
    for right_and_wrong in (digest, "0" * 64):
        with pytest.raises(NotVisible):
            progress_of(cast.verifikator.actor, report_id, right_and_wrong)
    with pytest.raises(NotVisible):
        queries.receipt_state(cast.verifikator.actor, report_id)
    with pytest.raises(ReportConflict):  # the very bytes
        send(cast.verifikator.actor, report_id=report_id, mode="closed", attachments=[announced(file)])
    assert progress_of(cast.petugas.actor, report_id, digest).offset == 0
    assert send(cast.petugas.actor, report_id=report_id, mode="closed", attachments=[announced(file)]).repeated


def test_of_a_closed_photo_not_even_the_length_of_the_original_is_kept(cast: Cast, regions: Import) -> None:
    """The desk reads lengths; one to the byte would say whether a photo found on a phone is the one."""
    keys_of(cast)
    files = [photo(6, side=512, form="PNG"), photo(7, side=256, form="PNG")]
    report_id = uuid.uuid4()
    whole = [Chunk(content=file, total=len(file), media_type="image/png") for file in files]
    digests = [hashlib.sha256(file).hexdigest() for file in files]
    night = NOW.replace(hour=20)  # three in the morning of the next day there: the day of the half-day is told
    receive_whole(cast.petugas.actor, report_id, digests[0], whole[0], at=night)
    said = [announced(file, "image/png") for file in files]
    send(cast.petugas.actor, report_id=report_id, mode="closed", at=night, attachments=said)
    receive_whole(cast.petugas.actor, report_id, digests[1], whole[1], at=night)
    rows = list(Attachment.objects.filter(report_id=report_id))
    assert all(row.complete and row.veiled for row in rows)
    sizes = [place_of(row.name).stat().st_size for row in rows]
    assert not {row.bytes_count for row in rows} & {len(file) for file in files}
    assert [row.bytes_count for row in rows] == [row.offset for row in rows] == sizes
    assert Report.objects.get().attachments == [{"type": "image/png"}] * 2
    assert {row.arrived_on.isoformat() for row in rows} == {"2024-02-14"}
    assert receive_whole(cast.petugas.actor, report_id, digests[1], whole[1], at=night).repeated


def test_the_desk_is_told_neither_digest_nor_length_of_a_closed_file_on_its_way(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    file = announced(photo(8))
    report_id = send(cast.petugas.actor, mode="closed", attachments=[file]).report_id
    (told,) = cast.verifikator.client.get(f"/api/v1/reports/{report_id}").json()["attachments"]
    assert not told["complete"] and told["sha256"] != file["sha256"] and told["bytes"] == 0
    state = queries.receipt_state(cast.petugas.actor, report_id)
    assert state.missing == (file["sha256"],)


def test_a_cookie_alone_changes_nothing_at_the_doors_of_reports(cast: Cast, regions: Import) -> None:
    """A page of another site can make a browser send its cookie, and nothing else of what is asked for."""
    browser = signed_in(cast.petugas.user, second_factor=False)
    browser.handler.enforce_csrf_checks = True
    path = f"/api/v1/reports/{uuid.uuid4()}"
    for method, address, kind in (
        (browser.put, path, "application/json"),
        (browser.put, path, "text/plain"),
        (browser.put, path, "application/vnd.wasdini.sealed"),
        (browser.put, f"{path}/attachments/{'0' * 64}", "image/jpeg"),
        (browser.patch, f"{path}/attachments/{'0' * 64}", "image/jpeg"),
    ):
        assert method(address, body(), content_type=kind).status_code == 403, address
    assert not Report.objects.exists() and not Attachment.objects.exists()


def test_a_photo_of_the_form_without_a_script_lies_in_no_temporary_folder(
    cast: Cast, regions: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django writes what is larger than 2.5 MB there, position and owner inside, and a crash leaves it."""
    keys_of(cast)
    made = []
    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: made.append(1) or iter(["berkas-uji"]))
    large = SimpleUploadedFile("foto.jpg", photo(9) + b"\0" * 3_000_000, content_type="image/jpeg")
    fields = {
        "report_id": str(uuid.uuid4()), "opened_at": "2024-02-13T09:41:07+07:00", "kind": "incident",
        "place_code": DESA, "urgency": "4", "mode": "closed", "text": "Ancaman.", "photo": large,
    }  # fmt: skip
    assert cast.petugas.client.post("/lapor/", fields).status_code == 302
    assert Attachment.objects.get().complete and not made
    stranger = signed_in(cast.petugas.user, second_factor=False)
    stranger.handler.enforce_csrf_checks = True
    large.seek(0)
    assert stranger.post("/lapor/", {**fields, "report_id": str(uuid.uuid4())}).status_code == 403
    monkeypatch.setattr(views_phone, "FORM_BYTES_MAX", 1_000_000)
    large.seek(0)
    assert cast.petugas.client.post("/lapor/", {**fields, "report_id": str(uuid.uuid4())}).status_code == 413
    assert Report.objects.count() == 1


def test_under_a_pseudonym_the_doors_that_only_show_answer_as_to_a_stranger(cast: Cast, regions: Import) -> None:
    report_id, digest = send(cast.petugas.actor).report_id, "0" * 64
    for path in (f"/api/v1/reports/{report_id}", f"/api/v1/reports/{report_id}/attachments/{digest}"):
        answer = Client(raise_request_exception=False).get(path, headers={"Authorization": f"Samaran {'a' * 64}"})
        assert answer.status_code == 401, path


def test_who_does_not_grade_learns_of_no_incident_from_the_api(cast: Cast, regions: Import) -> None:
    """An own report that lies together with a closed one would say that somebody else spoke."""
    keys_of(cast)
    mine = send(cast.petugas.actor).report_id
    closed = send(cast.petugas.actor, mode="closed").report_id
    rows = {one.report_id: one for one in Report.objects.select_related("standing")}
    merge_reports(cast.verifikator.actor, {one: rows[one].standing.version for one in (mine, closed)}, at=NOW)
    for name, told in (("petugas", False), ("camat", False), ("verifikator", True)):
        answer = cast[name].client.get(f"/api/v1/reports/{mine}").json()
        assert (answer["incident_id"] is not None) is told, name
        listed = cast[name].client.get("/api/v1/reports").json()["results"]
        assert any(one["incident_id"] for one in listed) is told, name


def test_the_web_server_keeps_no_log_of_who_asked_for_what() -> None:
    assert "--no-access-log" in web_command(WebAddress(port=8443), sqlite=True)


def test_a_closed_report_repeated_by_another_account_answers_without_its_sender(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    report_id, content = uuid.uuid4(), body(mode="closed")
    told = [
        cast[name].client.put(f"/api/v1/reports/{report_id}", content, content_type="application/json")
        for name in ("petugas", "camat")
    ]
    assert [one.status_code for one in told] == [201, 200]
    assert told[0].json() == told[1].json() and set(told[0].json()) == {"receipt", "received_at"}
