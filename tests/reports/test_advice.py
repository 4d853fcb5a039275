"""What the desk is offered to think about: reasons, coarse words, honest counts; no number that links two cases."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from tests.cast import KECAMATAN, NOW, TPS, Cast
from tests.custody.samples import keys_of, sealed_voice
from tests.reports.samples import announced, photo, send
from tests.reports.test_desk import touch
from wasdini.core.grading import TrackRecord
from wasdini.core.terms import Credibility, Reliability
from wasdini.custody.queries import Voice
from wasdini.places.models import Import
from wasdini.reports import advice
from wasdini.reports.operations_attachments import Chunk, receive_whole
from wasdini.reports.operations_desk import close_report
from wasdini.reports.queries import report_row
from wasdini.reports.witnesses import sources_of, track_record

pytestmark = pytest.mark.django_db


def test_the_same_photo_under_other_words_is_suggested(cast: Cast, regions: Import) -> None:
    picture, again = photo(5, side=256), photo(5, side=128)
    made = []
    for content, text in ((picture, "Spanduk dirusak."), (again, "Ada yang merobek alat peraga di simpang tiga.")):
        report_id = send(
            cast.petugas.actor, text=text, issues=["public_order"], attachments=[announced(content)]
        ).report_id
        chunk = Chunk(content=content, total=len(content), media_type="image/jpeg")
        receive_whole(cast.petugas.actor, report_id, announced(content)["sha256"], chunk, at=NOW)
        made.append(report_id)
    (likely,) = advice.likely_same(cast.verifikator.actor, report_row(cast.verifikator.actor, made[0]))
    assert likely.card.report_id == made[1]
    assert "same_event_photo" in {reason.code for reason in likely.reasons}


def test_what_one_may_not_read_and_what_is_far_in_time_is_not_suggested(cast: Cast, regions: Import) -> None:
    one = send(cast.petugas.actor).report_id
    send(cast.petugas.actor, classification="sangat_rahasia")
    send(cast.petugas.actor, at=NOW + timedelta(days=20), occurred_at="2024-03-04T09:41:07+07:00")
    row = report_row(cast.verifikator.actor, one)
    assert advice.likely_same(cast.verifikator.actor, row) == ()
    assert len(advice.likely_same(cast.kaban.actor, row)) == 1


def test_a_record_counts_what_was_held_right_and_wrong_without_the_report_itself(cast: Cast, regions: Import) -> None:
    for outcome in ("confirmed", "confirmed", "false", "resolved"):
        close_report(cast.verifikator.actor, touch(send(cast.petugas.actor).report_id), outcome)
    now = send(cast.petugas.actor).report_id
    assert track_record(report_row(cast.verifikator.actor, now)) == TrackRecord(2, 1)
    close_report(cast.verifikator.actor, touch(now), "false")
    assert track_record(report_row(cast.verifikator.actor, now)) == TrackRecord(2, 1)
    assert (
        track_record(report_row(cast.verifikator.actor, send(cast.camat.actor, tps_code=TPS).report_id))
        == TrackRecord()
    )


def test_a_covert_source_has_a_record_by_its_pseudonym_and_the_page_tells_it_in_words(
    cast: Cast, regions: Import
) -> None:
    keys_of(cast)
    voice, other = (Voice(sealed_voice(), KECAMATAN, "pemilu-contoh") for _ in range(2))
    for _ in range(4):
        report_id = send(cast.petugas.actor, mode="closed", voice=voice).report_id
        close_report(cast.verifikator.actor, touch(report_id), "confirmed")
    mine, theirs = (
        report_row(cast.verifikator.actor, send(cast.petugas.actor, mode="closed", voice=one).report_id)
        for one in (voice, other)
    )
    assert track_record(mine) == TrackRecord(4, 0) and track_record(theirs) == TrackRecord()
    page = cast.verifikator.client.get(f"/meja/{mine.report_id}").content.decode()
    note = page.split("Saran:")[1].split("</p>")[0]
    assert "laporan sebelumnya" in note
    assert not {letter for letter in note.replace("<b>", "").split(".", 1)[1] if letter.isdigit()}


def test_a_nil_report_of_the_same_station_speaks_against(cast: Cast, regions: Import) -> None:
    row = report_row(cast.verifikator.actor, send(cast.petugas.actor).report_id)
    assert advice.grade_advice(cast.verifikator.actor, row, [row]).suggestion.credibility is Credibility.UNJUDGED
    told = {"kind": "nil", "text": None, "issues": None, "occurred_at": "2024-02-13T11:00:00+07:00"}
    send(cast.camat.actor, tps_code=TPS, **told)
    found = advice.grade_advice(cast.verifikator.actor, row, [row]).suggestion
    assert (found.against, found.credibility, found.reliability) == (1, Credibility.DOUBTFUL, Reliability.F)


def test_sources_without_a_pseudonym_count_once_together(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    voice = Voice(sealed_voice(), KECAMATAN, "pemilu-contoh")
    made: list[uuid.UUID] = [send(cast.petugas.actor, mode="closed").report_id for _ in range(2)]
    made += [send(cast.petugas.actor, mode="closed", voice=voice).report_id for _ in range(2)]
    found = sources_of([report_row(cast.verifikator.actor, one) for one in made])
    assert (found.reports, found.covert, found.named, found.least) == (4, 2, 0, 2)
