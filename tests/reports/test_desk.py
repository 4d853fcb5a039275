"""The desk: every act leaves who, when and why; what arrived never changes; nobody judges one's own report."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import DESA, KABUPATEN, KECAMATAN, NOW, SIBLING_TPS, TPS, Cast
from tests.custody.samples import keys_of, sealed_voice
from tests.reports.samples import send
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, ForkopimcamPost, ReportOutcome
from wasdini.core.writing import word_changes
from wasdini.custody.queries import Voice
from wasdini.journal.models import Entry
from wasdini.places.models import Import
from wasdini.reports import operations_asking, operations_desk, operations_merging
from wasdini.reports.models import Question, Referral, Report, Standing, Step, Words
from wasdini.reports.operations_asking import ask_clarification, refer_report
from wasdini.reports.operations_desk import (
    GradeForm,
    Revision,
    Touch,
    close_report,
    grade_report,
    release_report,
    reopen_report,
    revise_report,
    write_twin,
)
from wasdini.reports.operations_merging import merge_reports, split_report, undo_merge
from wasdini.reports.queries_twins import twins

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
B2 = GradeForm(reliability="b", credibility="2", facts="Dua orang mendatangi TPS 001.", opinion="Diduga suruhan.")


def touch(report_id: uuid.UUID, *, reason: str = "dibaca dan ditelepon", version: int | None = None) -> Touch:
    """As an officer who has just opened the page."""
    now = Standing.objects.get(report__report_id=report_id).version
    return Touch(report_id=report_id, version=now if version is None else version, at=LATER, reason=reason)


def standing(report_id: uuid.UUID) -> Standing:
    return Standing.objects.get(report__report_id=report_id)


def code_of(refused: pytest.ExceptionInfo[InputRefused]) -> str:
    return refused.value.problems[0].code


@pytest.mark.both
def test_a_grade_keeps_facts_apart_from_opinion_and_leaves_one_step_and_one_line(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    grade_report(cast.verifikator.actor, touch(report_id), B2)
    now = standing(report_id)
    assert (now.status, now.reliability, now.credibility, now.version) == ("graded", "b", "2", 2)
    assert (now.facts, now.opinion) == (B2.facts, B2.opinion)
    step = Step.objects.get(verb="grade_report")
    assert (step.by_id, step.at, step.reason) == (cast.verifikator.user.pk, LATER, "dibaca dan ditelepon")
    assert step.before["reliability"] == "" and step.after["grade"] == "B2"
    line = Entry.objects.get(act="grade_report")
    assert (line.actor_id, line.subject_id, line.path) == (cast.verifikator.user.pk, str(report_id), path_of_tps())


def path_of_tps() -> str:
    return "99.01.01.2001.001"


def test_nobody_grades_closes_or_releases_a_report_that_they_sent_or_typed(cast: Cast, regions: Import) -> None:
    sent = send(cast.analis.actor).report_id
    typed = send(cast.analis.actor, on_behalf=True, source={"name": "Warga"}).report_id
    for report_id in (sent, typed):
        for act in (
            lambda aim: grade_report(cast.analis.actor, aim, B2),
            lambda aim: close_report(cast.analis.actor, aim, "false"),
            lambda aim: release_report(cast.analis.actor, aim),
            lambda aim: revise_report(cast.analis.actor, aim, Revision(urgency=5)),
        ):
            with pytest.raises(InputRefused) as refused:
                act(touch(report_id))
            assert code_of(refused) == "desk_own_report"
        grade_report(cast.verifikator.actor, touch(report_id), B2)


@pytest.mark.both
def test_a_stale_form_is_refused_and_says_who_changed_it(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    seen = touch(report_id)
    grade_report(cast.analis.actor, seen, B2)
    with pytest.raises(InputRefused) as refused:
        close_report(cast.verifikator.actor, seen, "confirmed")
    assert code_of(refused) == "desk_changed_since"
    assert refused.value.problems[0].params == {"who": "analis", "count": "1"}
    assert standing(report_id).status == "graded" and not Entry.objects.filter(act="close_report").exists()


def test_a_report_without_a_reason_is_not_graded_closed_or_corrected(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    for act in (
        lambda aim: grade_report(cast.verifikator.actor, aim, B2),
        lambda aim: close_report(cast.verifikator.actor, aim, "false"),
        lambda aim: revise_report(cast.verifikator.actor, aim, Revision(urgency=5)),
    ):
        with pytest.raises(InputRefused) as refused:
            act(touch(report_id, reason="  "))
        assert code_of(refused) == "desk_reason_missing"


def test_only_the_desk_of_that_area_touches_a_report(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    for name in ("petugas", "camat", "kustodian1", "admin"):
        with pytest.raises(NotAllowed):
            grade_report(cast[name].actor, touch(report_id), B2)
    with pytest.raises(NotVisible):
        grade_report(cast.tetangga.actor, touch(report_id), B2)


def test_a_class_is_lowered_only_by_who_may_and_never_raised_above_ones_own(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor, classification="rahasia").report_id
    with pytest.raises(NotAllowed):
        revise_report(cast.verifikator.actor, touch(report_id), Revision(classification="biasa"))
    with pytest.raises(InputRefused) as refused:
        revise_report(cast.verifikator.actor, touch(report_id), Revision(classification="sangat_rahasia"))
    assert code_of(refused) == "desk_class_above_own"
    revise_report(cast.analis.actor, touch(report_id), Revision(classification="terbatas"))
    assert standing(report_id).classification == "terbatas"
    assert Report.objects.get().classification == "rahasia"  # as it came


def test_the_place_of_an_open_report_is_refined_and_that_of_a_closed_one_is_not(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    report_id = send(cast.petugas.actor, tps_code=None, place_code=DESA).report_id
    revise_report(cast.verifikator.actor, touch(report_id), Revision(place=TPS))
    assert standing(report_id).path == path_of_tps() and Report.objects.get().path == DESA
    covert = send(cast.petugas.actor, mode="closed").report_id
    with pytest.raises(InputRefused) as refused:
        revise_report(cast.verifikator.actor, touch(covert), Revision(place=TPS))
    assert code_of(refused) == "desk_place_closed"


def test_a_report_is_closed_with_its_outcome_and_opened_again(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    close_report(cast.verifikator.actor, touch(report_id), "duplicate")
    assert (standing(report_id).status, standing(report_id).outcome) == ("closed", "duplicate")
    with pytest.raises(InputRefused) as refused:
        grade_report(cast.verifikator.actor, touch(report_id), B2)
    assert code_of(refused) == "desk_is_closed"
    reopen_report(cast.verifikator.actor, touch(report_id))
    assert (standing(report_id).status, standing(report_id).outcome) == ("received", "")


def test_what_was_held_is_released_into_the_queue_and_graded_only_then(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    Standing.objects.update(status="quarantined")
    with pytest.raises(InputRefused):
        grade_report(cast.verifikator.actor, touch(report_id), B2)
    release_report(cast.verifikator.actor, touch(report_id))
    assert standing(report_id).status == "received"


@pytest.mark.both
def test_a_question_goes_back_to_the_reporter_and_the_clarification_answers_it(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    ask_clarification(cast.verifikator.actor, touch(report_id), "Jam berapa mereka datang?", due_hours=6)
    assert standing(report_id).status == "clarifying"
    answer = send(cast.petugas.actor, kind="clarification", supersedes=str(report_id), text="Pukul sembilan.")
    question = Question.objects.get()
    assert (question.answer, question.due_at) == (answer.report_id, LATER + timedelta(hours=6))
    assert (standing(report_id).status, standing(report_id).superseded_by) == ("received", None)
    step = Step.objects.get(verb="answered")
    assert step.after == {"status": "received", "clarification": str(answer.report_id)}


def test_somebody_elses_clarification_answers_nothing(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    ask_clarification(cast.verifikator.actor, touch(report_id), "Jam berapa?")
    send(cast.camat.actor, kind="clarification", supersedes=str(report_id), text="Pukul sembilan.")
    assert Question.objects.get().answered_at is None and standing(report_id).status == "clarifying"


def test_an_answer_of_a_covert_source_names_nobody_and_knows_a_half_day(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    voice = Voice(sealed_voice(), KECAMATAN, "pemilu-contoh")
    report_id = send(cast.petugas.actor, mode="closed", voice=voice).report_id
    ask_clarification(cast.verifikator.actor, touch(report_id), "Siapa lagi yang melihat?")
    told = {"mode": "closed", "kind": "clarification", "supersedes": str(report_id), "text": "Tidak ada."}
    send(cast.petugas.actor, **told)  # somebody else, or the same person without the pseudonym
    assert standing(report_id).status == "clarifying"
    send(cast.petugas.actor, voice=voice, **told)
    step = Step.objects.get(verb="answered")
    assert step.by_id is None and (step.at.hour, step.at.minute) in {(5, 0), (17, 0)}
    assert standing(report_id).status == "received"


def test_a_covert_source_without_a_pseudonym_cannot_be_asked(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    report_id = send(cast.petugas.actor, mode="closed").report_id
    with pytest.raises(InputRefused) as refused:
        ask_clarification(cast.verifikator.actor, touch(report_id), "Siapa lagi yang melihat?")
    assert code_of(refused) == "desk_no_way_back" and not Question.objects.exists()


def test_a_twin_carries_neither_a_number_nor_the_words_of_the_source(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    report_id = send(cast.petugas.actor, mode="closed").report_id
    words = Words.objects.get().text
    for text, code in ((words, "desk_twin_same"), ("Hubungi 0812 3456 7890.", "desk_twin_identifies")):
        with pytest.raises(InputRefused) as refused:
            write_twin(cast.verifikator.actor, touch(report_id), text, "terbatas")
        assert code_of(refused) == code
    with pytest.raises(InputRefused) as refused:
        write_twin(cast.verifikator.actor, touch(report_id), "Ada tekanan pada petugas.", "sangat_rahasia")
    assert code_of(refused) == "desk_twin_class"
    write_twin(cast.verifikator.actor, touch(report_id), "Ada tekanan pada petugas.", "terbatas")
    assert standing(report_id).twin == "Ada tekanan pada petugas."


# ---- C8: nothing that is stored changes without a version and an entry

ACTS: dict[str, Callable[[Cast, uuid.UUID, uuid.UUID], Any]] = {
    "grade_report": lambda cast, one, other: grade_report(cast.verifikator.actor, touch(one), B2),
    "revise_report": lambda cast, one, other: revise_report(cast.verifikator.actor, touch(one), Revision(urgency=5)),
    "close_report": lambda cast, one, other: close_report(cast.verifikator.actor, touch(one), "false"),
    "reopen_report": lambda cast, one, other: reopen_report(cast.verifikator.actor, touch(_shut(cast, one))),
    "release_report": lambda cast, one, other: release_report(cast.verifikator.actor, touch(_held(one))),
    "write_twin": lambda cast, one, other: write_twin(cast.verifikator.actor, touch(one), "Ringkas saja.", "biasa"),
    "ask_clarification": lambda cast, one, other: ask_clarification(cast.verifikator.actor, touch(one), "Kapan?"),
    "refer_report": lambda cast, one, other: refer_report(
        cast.verifikator.actor, touch(one), ("camat",), area=KECAMATAN
    ),
    "acknowledge_referral": lambda cast, one, other: operations_asking.acknowledge_referral(
        cast.camat.actor, _referred(cast, one), at=LATER
    ),
    "answer_referral": lambda cast, one, other: operations_asking.answer_referral(
        cast.camat.actor, _referred(cast, one), "Sudah didatangi.", at=LATER
    ),
    "merge_reports": lambda cast, one, other: _merged(cast, one, other),
    "split_report": lambda cast, one, other: split_report(
        cast.verifikator.actor, touch(_merged(cast, one, other) and one)
    ),
    "undo_merge": lambda cast, one, other: undo_merge(cast.verifikator.actor, touch(_merged(cast, one, other) and one)),
}


def _shut(cast: Cast, report_id: uuid.UUID) -> uuid.UUID:
    close_report(cast.verifikator.actor, touch(report_id), "false")
    return report_id


def _held(report_id: uuid.UUID) -> uuid.UUID:
    Standing.objects.filter(report__report_id=report_id).update(status="quarantined")
    return report_id


def _referred(cast: Cast, report_id: uuid.UUID) -> int:
    refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=KECAMATAN)
    return Referral.objects.get().pk


def _merged(cast: Cast, one: uuid.UUID, other: uuid.UUID) -> uuid.UUID:
    versions = {report_id: standing(report_id).version for report_id in (one, other)}
    return merge_reports(cast.verifikator.actor, versions, at=LATER)


def operations_of_the_desk() -> set[str]:
    rooms = (operations_desk, operations_asking, operations_merging)
    return {
        name
        for room in rooms
        for name, function in vars(room).items()
        if inspect.isfunction(function) and function.__module__ == room.__name__ and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
    }  # fmt: skip


def test_every_operation_of_the_desk_is_watched() -> None:
    assert operations_of_the_desk() == set(ACTS)


def _content(model: str) -> dict[Any, dict[str, Any]]:
    """Everything but `priority`: a place in the queue is no content, and steps back when its sender is found false."""
    rows = apps.get_model("reports", model).objects.all()
    columns = [f.attname for f in apps.get_model("reports", model)._meta.concrete_fields if f.attname != "priority"]
    return {row.pk: {name: getattr(row, name) for name in columns} for row in rows}


@pytest.mark.both
@pytest.mark.parametrize("act", sorted(ACTS))
def test_no_act_changes_stored_content_without_a_version_and_an_entry(cast: Cast, regions: Import, act: str) -> None:
    one, other = (send(cast.petugas.actor).report_id for _ in range(2))
    names = [model.__name__ for model in apps.get_app_config("reports").get_models()]
    before = {name: _content(name) for name in names}
    lines, steps = Entry.objects.count(), Step.objects.count()
    ACTS[act](cast, one, other)
    after = {name: _content(name) for name in names}
    for name in ("Report", "Words", "Person", "Attachment", "Conflict", "PersonKey"):
        assert after[name] == before[name], name
    for name in ("Step", "Question", "Referral", "Incident"):
        assert {pk: after[name][pk] for pk in before[name]} == before[name], name
    for pk, row in after["Standing"].items():
        moved = row["version"] - before["Standing"][pk]["version"]
        told = Step.objects.filter(report=pk, version__gt=before["Standing"][pk]["version"]).count()
        assert moved == told
        if moved == 0:
            assert row == before["Standing"][pk]
    assert Entry.objects.filter(act=act).exists() and Entry.objects.count() > lines and Step.objects.count() > steps


def test_the_watch_of_the_desk_sees_a_silent_edit(cast: Cast, regions: Import) -> None:
    send(cast.petugas.actor)
    before = _content("Standing")
    Standing.objects.update(facts="diubah diam-diam")
    (now,) = _content("Standing").values()
    assert now != next(iter(before.values())) and now["version"] == 1


@pytest.mark.both
def test_what_arrived_and_what_was_done_cannot_be_changed_in_the_database(cast: Cast, regions: Import) -> None:
    send(cast.petugas.actor)
    for change in (
        lambda: Report.objects.update(urgency=1),
        lambda: Words.objects.update(text="lain"),
        lambda: Step.objects.update(reason="lain"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_correction_of_the_reporter_leaves_a_step_on_the_old_report(cast: Cast, regions: Import) -> None:
    old = send(cast.petugas.actor).report_id
    new = send(cast.petugas.actor, supersedes=str(old), text="Tiga orang, bukan dua.").report_id
    assert standing(old).superseded_by == new and standing(old).version == 2
    assert Step.objects.get(verb="superseded").after == {"superseded_by": str(new)}


def test_every_outcome_and_post_is_accepted(cast: Cast, regions: Import) -> None:
    for outcome in ReportOutcome:
        close_report(cast.verifikator.actor, touch(send(cast.petugas.actor).report_id), outcome.value)
    report_id = send(cast.petugas.actor).report_id
    refer_report(cast.verifikator.actor, touch(report_id), tuple(ForkopimcamPost), area=KECAMATAN)
    assert Referral.objects.count() == 3


@given(st.lists(st.sampled_from(["dua", "orang", "pergi", "TPS", "tiga", ",", "\n"])), st.data())
def test_a_word_diff_holds_both_texts_whole(old: list[str], data: st.DataObject) -> None:
    new = data.draw(st.permutations(old))
    changes = word_changes(" ".join(old), " ".join(new))
    assert "".join(text for kind, text in changes if kind != "added") == " ".join(old)
    assert "".join(text for kind, text in changes if kind != "removed") == " ".join(new)


def test_a_sibling_place_is_known_to_the_desk(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    revise_report(cast.verifikator.actor, touch(report_id), Revision(place=SIBLING_TPS))
    assert standing(report_id).path.startswith("99.01.02") and Classification(standing(report_id).classification)


def test_the_mailbox_tells_the_status_of_ones_own_reports_and_of_no_other(cast: Cast, regions: Import) -> None:
    own, other = send(cast.petugas.actor).report_id, send(cast.camat.actor).report_id
    grade_report(cast.verifikator.actor, touch(own), B2)
    address = f"/api/v1/reports/mailbox?ids={own},{other},{uuid.uuid4()}"
    told = cast.petugas.client.get(address).json()
    assert told["statuses"] == [{"report_id": str(own), "status": "graded"}]
    assert cast.petugas.client.get("/api/v1/reports/mailbox?ids=1,2").status_code == 422


def test_a_twin_is_read_by_its_own_class_and_leads_back_to_no_covert_report(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    covert = send(cast.petugas.actor, mode="closed").report_id
    secret = send(cast.petugas.actor, classification="rahasia").report_id
    write_twin(cast.verifikator.actor, touch(covert), "Ada tekanan pada petugas.", "rahasia")
    write_twin(cast.verifikator.actor, touch(secret), "Ada ancaman di satu TPS.", "terbatas")
    (seen,) = twins(cast.camat.actor, area=KECAMATAN)  # not the covert one: its region is wider, its class higher
    assert (seen.report_id, seen.text, seen.case) == (secret, "Ada ancaman di satu TPS.", "")
    known = {card.case[:5]: card for card in twins(cast.verifikator.actor, area=KABUPATEN)}
    assert known["Kasus"].report_id is None and str(covert) not in repr(known["Kasus"])
    with pytest.raises(NotVisible):
        twins(cast.petugas.actor, area=KECAMATAN)


def test_who_was_found_false_waits_longer_with_the_rest_and_is_still_read(cast: Cast, regions: Import) -> None:
    first, second, other = send(cast.petugas.actor), send(cast.petugas.actor), send(cast.camat.actor)
    before = dict(Standing.objects.values_list("report__report_id", "priority"))
    operations_desk.close_report(cast.verifikator.actor, touch(first.report_id, reason="Tidak benar."), "false")
    after = dict(Standing.objects.values_list("report__report_id", "priority"))
    assert after[second.report_id] < before[second.report_id] and after[other.report_id] == before[other.report_id]
    assert Standing.objects.get(report__report_id=second.report_id).status == "received"
