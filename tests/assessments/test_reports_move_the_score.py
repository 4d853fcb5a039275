"""A graded report moves the score of its station, says why, and fades; nothing else about it moves anything."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.assessments.small import MORNING, TODAY, a_first_picture, judge_all, nothing_wrong, observe
from tests.cast import SIBLING_TPS, TPS, Cast
from tests.custody.samples import keys_of
from tests.reports.samples import send
from wasdini.accounts.models import Office
from wasdini.assessments.models import Run
from wasdini.assessments.operations_pending import assess_pending
from wasdini.assessments.queries import unit_assessment
from wasdini.assessments.queries_cards import Contribution
from wasdini.reports.models import Report
from wasdini.reports.operations_desk import GradeForm, Touch, close_report, grade_report
from wasdini.reports.queries_signals import station_signals

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("regions")]
SIGN = "organiser_intimidation_history"


def graded(cast: Cast, report_id: uuid.UUID, *, outcome: str = "") -> None:
    """As the desk judges it: B2, five minutes after it came; with an outcome closed a minute later."""
    row = Report.objects.select_related("standing").get(report_id=report_id)
    at = row.received_at + timedelta(minutes=5)
    touch = Touch(report_id=report_id, version=row.standing.version, at=at, reason="ditelepon")
    grade_report(
        cast.verifikator.actor, touch, GradeForm(reliability="b", credibility="2", facts="Didatangi dan dilihat.")
    )
    if outcome:
        after = replace(touch, version=touch.version + 1, at=at + timedelta(minutes=1))
        close_report(cast.verifikator.actor, after, outcome)


def sign_at(cast: Cast, station: str) -> Contribution:
    told = unit_assessment(cast.analis.actor, station)
    assert told is not None
    return next(one for one in told.contributions if one.indicator == SIGN)


def test_two_independent_graded_reports_raise_the_station_and_say_so(cast: Cast) -> None:
    observe(**nothing_wrong(TPS, SIBLING_TPS))
    judge_all()
    before = unit_assessment(cast.analis.actor, TPS)
    for who in (cast.petugas, cast.camat):
        graded(cast, send(who.actor, at=MORNING + timedelta(hours=1)).report_id)
    judge_all(MORNING + timedelta(hours=4))
    after, sign = unit_assessment(cast.analis.actor, TPS), sign_at(cast, TPS)
    assert before is not None and after is not None and (after.score or 0) > (before.score or 0)
    assert sign.source_name == "2 laporan independen tentang intimidasi (B2)" and sign.points > 0
    assert sign.reported_at is not None
    assert sum(one.points for one in after.contributions) == pytest.approx(after.score, abs=1e-9)
    assert sign_at(cast, SIBLING_TPS).value == 0


def test_a_person_who_reports_twice_counts_once(cast: Cast) -> None:
    a_first_picture()
    for minutes in (1, 2):
        graded(cast, send(cast.petugas.actor, at=MORNING + timedelta(minutes=minutes)).report_id)
    judge_all(MORNING + timedelta(hours=1))
    assert sign_at(cast, TPS).source_name == "satu laporan lapangan tentang intimidasi (B2)"


def test_what_is_not_graded_false_replaced_or_closed_moves_nothing(cast: Cast) -> None:
    keys_of(cast)
    at = MORNING + timedelta(minutes=1)
    send(cast.petugas.actor, at=at)
    graded(cast, send(cast.petugas.actor, at=at).report_id, outcome="false")
    old = send(cast.petugas.actor, at=at)
    graded(cast, old.report_id)
    send(cast.petugas.actor, at=at, supersedes=str(old.report_id))
    graded(cast, send(cast.petugas.actor, at=at, mode="closed").report_id)
    graded(cast, send(cast.petugas.actor, at=at, kind="nil", text=None, issues=None).report_id)
    assert station_signals("99.01", known_at=MORNING + timedelta(hours=1)) == ()


def test_a_report_fades(cast: Cast) -> None:
    graded(cast, send(cast.petugas.actor, at=MORNING).report_id)
    values = [station_signals("99.01", known_at=MORNING + timedelta(hours=hours)) for hours in (1, 49, 97)]
    fresh, later, last = (value[0].value for value in values)
    assert fresh > later > last > 0
    assert station_signals("99.01", known_at=MORNING + timedelta(days=40)) == ()


def test_the_worker_assesses_again_after_a_grade_and_not_without(cast: Cast, office: Office) -> None:
    a_first_picture()
    later = MORNING + timedelta(hours=3)
    assert Run.objects.filter(area="99.01").exists() and assess_pending(later) == 0
    graded(cast, send(cast.petugas.actor, at=MORNING + timedelta(hours=1)).report_id)
    assert assess_pending(later) == 1
    assert assess_pending(later + timedelta(minutes=5)) == 0
    assert sign_at(cast, TPS).points > 0
    assert Run.objects.order_by("-assessed_at")[0].assessed_on == TODAY


def test_a_new_day_is_assessed_once(cast: Cast, office: Office) -> None:
    a_first_picture()
    assert [assess_pending(MORNING + timedelta(days=1, minutes=m)) for m in (1, 2)] == [1, 0]


def test_the_page_of_the_station_says_it_in_words(cast: Cast) -> None:
    a_first_picture()
    graded(cast, send(cast.petugas.actor, at=MORNING + timedelta(hours=1)).report_id)
    judge_all(MORNING + timedelta(hours=2))
    page = cast.petugas.client.get(f"/tps/{TPS}").content.decode()
    assert "satu laporan lapangan tentang intimidasi (B2)" in page and "yang lalu" in page
