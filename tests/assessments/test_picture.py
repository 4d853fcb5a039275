"""What an officer reads of an assessment: why, how sure, what changed, what was known then; only of the own area."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.assessments.small import (
    EVENING,
    MORNING,
    SYSTEM,
    TODAY,
    a_first_picture,
    an_election,
    judge_all,
    nothing_wrong,
    observe,
)
from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR, NEIGHBOUR_TPS, SIBLING, SIBLING_TPS, TPS, Cast
from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.operations import AssessmentRequest, assess
from wasdini.assessments.queries import (
    changes_between,
    latest_run,
    map_values,
    ranking,
    situation_of,
    unit_assessment,
)
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.problems import InputRefused
from wasdini.journal.models import Entry
from wasdini.places.models import Import
from wasdini.sources.operations import withdraw_source

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("regions")]


def test_a_station_says_why_with_source_and_date_and_its_points_sum_to_the_score(cast: Cast) -> None:
    a_first_picture()
    told = unit_assessment(cast.analis.actor, TPS)
    assert told is not None and told.score is not None
    assert sum(one.points for one in told.contributions) == pytest.approx(told.score, abs=1e-9)
    first, second = told.contributions[:2]
    assert [first.indicator, second.indicator] == ["violence_history", "disaster_prone"]
    assert (first.source_name, first.source_vintage, first.licence) == ("BPBD", "2023", "CC BY 4.0")
    assert first.observed_on == TODAY and first.value == 1.0
    voters = next(one for one in told.contributions if one.indicator == "high_voter_count")
    assert (voters.value, voters.source_name) == (285.0, "Daftar TPS")
    unknown = [one for one in told.contributions if one.value is None]
    assert unknown and told.contributions[-len(unknown) :] == tuple(unknown)
    assert told.completeness < 1 and told.lower is not None and told.upper is not None
    assert told.lower <= told.score <= told.upper


def test_a_region_is_the_mean_of_its_stations_each_counted_once(cast: Cast) -> None:
    a_first_picture()
    ranked = ranking(cast.analis.actor, KABUPATEN, "tps")
    assert ranked is not None
    scores = [row.score for row in ranked.rows if row.score is not None]
    region = unit_assessment(cast.analis.actor, KABUPATEN)
    assert region is not None and region.tps_count == 4 == sum(region.category_counts.values())
    assert region.score == pytest.approx(sum(scores) / len(scores))
    assert sum(one.points for one in region.contributions) == pytest.approx(region.score, abs=1e-9)
    assert region.max_score == max(scores)


def test_the_ranking_shows_the_most_vulnerable_first_page_by_page(cast: Cast) -> None:
    a_first_picture()
    first = ranking(cast.analis.actor, KABUPATEN, "tps", limit=1)
    assert first is not None and first.next_offset == 1 and first.total_count == 4
    (row,) = first.rows
    assert (row.position, row.code, row.name, row.parent_name) == (1, TPS, "TPS 001", "Desa Muara Satu")
    assert [driver.indicator for driver in row.drivers][:2] == ["violence_history", "disaster_prone"]
    rest = ranking(cast.analis.actor, KABUPATEN, "tps", limit=10, offset=1)
    assert rest is not None and rest.next_offset is None
    assert [each.position for each in rest.rows] == [2, 3, 4]


@pytest.mark.parametrize("limit", [1, 4])
def test_a_ranking_costs_the_same_few_queries_however_long(cast: Cast, limit: int) -> None:
    a_first_picture(MORNING - timedelta(days=1))
    judge_all(MORNING)
    actor = cast.analis.actor
    with CaptureQueriesContext(connection) as queries:
        ranking(actor, KABUPATEN, "tps", limit=limit)
    assert len(queries) <= 8, [query["sql"] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        situation_of(actor, KABUPATEN, TODAY)
    assert len(queries) <= 9, [query["sql"] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        unit_assessment(actor, TPS)
    assert len(queries) <= 5, [query["sql"] for query in queries]


def test_what_was_known_at_an_hour_is_what_had_been_recorded_and_judged_by_then(cast: Cast) -> None:
    a_first_picture(MORNING)
    before = unit_assessment(cast.analis.actor, SIBLING_TPS)
    observe(EVENING, hate_speech={SIBLING_TPS: 1})
    judge_all(EVENING)
    now = unit_assessment(cast.analis.actor, SIBLING_TPS)
    then = unit_assessment(cast.analis.actor, SIBLING_TPS, known_at=EVENING - timedelta(minutes=1))
    assert before is not None and then == before
    assert now is not None and now.score is not None and before.score is not None and now.score > before.score
    assert latest_run(cast.analis.actor, KABUPATEN, known_at=MORNING - timedelta(seconds=1)) is None


def test_judging_a_past_day_again_does_not_hide_the_later_picture(cast: Cast) -> None:
    later = a_first_picture()
    judge_all(EVENING, on=TODAY - timedelta(days=20))
    assert latest_run(cast.analis.actor, KABUPATEN) == later
    on_that_day = latest_run(cast.analis.actor, KABUPATEN, on=TODAY - timedelta(days=1))
    assert on_that_day is not None and on_that_day.assessed_on == TODAY - timedelta(days=20)


def test_the_situation_says_level_reasons_change_and_what_needs_attention(cast: Cast) -> None:
    yesterday = MORNING - timedelta(days=1)
    observe(yesterday, on=TODAY - timedelta(days=1), disaster_prone={TPS: 0, SIBLING_TPS: 0})
    judge_all(yesterday, on=TODAY - timedelta(days=1))
    observe(MORNING, disaster_prone={TPS: 1})
    judge_all(MORNING)
    told = situation_of(cast.kaban.actor, KABUPATEN, TODAY)
    assert told is not None and told.change is not None
    assert told.category_label and told.change.points > 0
    assert told.change.since.assessed_on == TODAY - timedelta(days=1)
    assert told.reasons[0].code == "situation_driver"
    assert "situation_unknown" in [reason.code for reason in told.reasons]
    assert told.top_five[0].code == TPS and told.top_five[0].change is not None
    late = situation_of(cast.kaban.actor, KABUPATEN, TODAY + timedelta(days=2))
    assert late is not None and late.reasons[-1].params == {"days": "2"}


def test_two_days_compared_name_who_rose_and_by_which_sign(cast: Cast) -> None:
    yesterday = MORNING - timedelta(days=1)
    before = nothing_wrong(TPS, SIBLING_TPS) | {"disaster_prone": {TPS: 0, SIBLING_TPS: 1}}
    observe(yesterday, on=date(2024, 2, 12), **before)
    judge_all(yesterday, on=date(2024, 2, 12))
    observe(MORNING, disaster_prone={TPS: 1, SIBLING_TPS: 0})
    judge_all(MORNING)
    told = changes_between(cast.analis.actor, KABUPATEN, date(2024, 2, 12), TODAY)
    assert told is not None and not told.method_changed
    assert [unit.code for unit in told.risen] == [TPS] and [unit.code for unit in told.fallen] == [SIBLING_TPS]
    assert told.risen[0].drivers[0].indicator == "disaster_prone" and told.risen[0].drivers[0].points > 0
    assert (told.risen_count, told.fallen_count) == (1, 1)
    assert told.category_up_count == 1 and told.category_down_count == 1
    assert changes_between(cast.analis.actor, KABUPATEN, MORNING - timedelta(days=9), MORNING) is None


def test_an_officer_sees_the_own_kecamatan_and_nothing_beside_it(cast: Cast) -> None:
    a_first_picture()
    officer, neighbour = cast.petugas.actor, cast.tetangga.actor
    own = ranking(officer, KECAMATAN, "tps")
    assert own is not None and {row.parent_code for row in own.rows} == {DESA}
    assert {value.code for value in map_values(officer, KECAMATAN, "desa")} == {DESA}
    for query in (
        lambda: ranking(officer, KABUPATEN, "tps"),
        lambda: unit_assessment(officer, SIBLING_TPS),
        lambda: situation_of(officer, SIBLING, TODAY),
        lambda: map_values(neighbour, KABUPATEN, "desa"),
        lambda: changes_between(neighbour, KABUPATEN, TODAY, TODAY),
        lambda: latest_run(cast.kustodian1.actor, KABUPATEN),
    ):
        with pytest.raises(NotVisible):
            query()
    assert unit_assessment(neighbour, NEIGHBOUR_TPS) is not None


def test_only_who_may_assess_an_area_assesses_it(cast: Cast) -> None:
    an_election()
    request = AssessmentRequest(election_slug="pemilu-2024", on=TODAY, area=KABUPATEN)
    with pytest.raises(NotAllowed):
        assess(cast.petugas.actor, request, at=MORNING)
    with pytest.raises(NotVisible):
        assess(cast.tetangga.actor, request, at=MORNING)
    assert not Run.objects.exists()


def test_runs_and_their_rows_can_only_be_added(cast: Cast) -> None:
    a_first_picture()
    rows, runs = Assessment.objects.all(), Run.objects.all()
    for change in (
        lambda: rows.update(score=0),
        lambda: rows._raw_delete("default"),
        lambda: runs.update(vintage=""),
        lambda: runs._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_same_inputs_give_the_same_digest_and_numbers_and_other_inputs_another(cast: Cast) -> None:
    first = a_first_picture()
    again = judge_all(EVENING)
    assert again.input_sha256 == first.input_sha256 and again.id != first.id
    numbers = [
        [
            (row.path, row.score, row.lower, row.upper, row.category, row.stability, bytes(row.sheet))
            for row in Assessment.objects.filter(run=run.id).order_by("path")
        ]
        for run in (first, again)
    ]
    assert numbers[0] == numbers[1] and len(numbers[0]) == 9
    observe(EVENING, hate_speech={TPS: 1})
    assert judge_all(EVENING).input_sha256 != first.input_sha256


def test_a_withdrawn_source_no_longer_counts_in_the_next_run(cast: Cast) -> None:
    observe(disaster_prone={TPS: 0})
    card = observe(hate_speech={TPS: 1})
    judge_all()
    withdraw_source(SYSTEM, card.id, at=MORNING + timedelta(hours=1))
    judge_all(EVENING)
    told = unit_assessment(cast.analis.actor, TPS)
    assert told is not None and "hate_speech" not in {one.indicator for one in told.contributions if one.value}


def test_one_assessment_is_one_line_in_the_journal(cast: Cast) -> None:
    run = judge_all()
    entry = Entry.objects.get(act="assess_area")
    assert (entry.subject_id, entry.path, json.loads(entry.details)["units_count"]) == (str(run.id), KABUPATEN, 4)


def test_a_day_that_has_not_come_and_an_area_without_stations_are_refused(cast: Cast, regions: Import) -> None:
    for on, area, code in (
        (TODAY + timedelta(days=1), KABUPATEN, "assess_in_the_future"),
        (TODAY, "99.03", "assess_no_tps"),
    ):
        with pytest.raises(InputRefused) as refusal:
            judge_all(MORNING, on=on, area=area)
        assert refusal.value.problems[0].code == code
    assert not Run.objects.exists() and not Entry.objects.filter(act="assess_area").exists()


def test_nothing_assessed_yet_is_said_as_none(cast: Cast) -> None:
    actor = cast.analis.actor
    assert situation_of(actor, KABUPATEN, TODAY) is None
    assert ranking(actor, KABUPATEN, "tps") is None
    assert unit_assessment(actor, TPS) is None
    assert map_values(actor, KABUPATEN, "desa") == ()


def test_words_follow_the_language_of_the_page(cast: Cast) -> None:
    a_first_picture()
    with translation.override("en"):
        told = unit_assessment(cast.analis.actor, TPS)
    assert told is not None and told.contributions[0].label == "violence at the station before"
    assert told.category_label in {"low", "medium", "high"}


def test_history_has_one_point_a_day_the_last_of_it(cast: Cast) -> None:
    for day in (3, 2, 1):
        at = MORNING - timedelta(days=day)
        observe(at, on=at.date(), disaster_prone={TPS: day % 2})
        judge_all(at, on=at.date())
    judge_all(at + timedelta(hours=2), on=at.date())
    told = unit_assessment(cast.analis.actor, TPS)
    assert told is not None and [point.on.day for point in told.history] == [10, 11, 12]
    assert unit_assessment(cast.tetangga.actor, NEIGHBOUR) is None


def test_an_election_nobody_set_up_is_refused_with_those_that_are_known(cast: Cast) -> None:
    an_election()
    with pytest.raises(InputRefused) as refusal:
        assess(cast.analis.actor, AssessmentRequest(election_slug="pemilu-2099", on=TODAY, area=KABUPATEN), at=MORNING)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.expected) == ("assess_unknown_election", "pemilu-2024")
