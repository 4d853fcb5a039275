"""The clock of a region, setting elections up, moving stages, happenings on record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import KABUPATEN, NEIGHBOUR, Cast
from wasdini.core.access import NotAllowed, NotVisible, system_actor
from wasdini.core.problems import InputRefused
from wasdini.core.stages import Happening
from wasdini.core.terms import StageCode
from wasdini.elections import operations, queries
from wasdini.elections.operations import NewElection, NewStage, StageChange
from wasdini.journal.models import Entry

AT = datetime(2024, 2, 1, 5, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def pemilu(db: None) -> queries.ElectionCard:
    new = NewElection("pemilu-2024", "Pemilu 2024", KABUPATEN, "pemilu-2024")
    return operations.set_up_election(system_actor(), new, at=AT)


@pytest.fixture
def pilkada(db: None) -> queries.ElectionCard:
    new = NewElection("pilkada-2024", "Pilkada 2024", KABUPATEN, "pilkada-2024")
    return operations.set_up_election(system_actor(), new, at=AT)


def codes(cards: tuple[queries.StageCard, ...]) -> list[str]:
    return [card.code.value for card in cards]


@pytest.mark.parametrize(
    ("on", "leader", "days"),
    [
        (date(2022, 8, 1), "party_registration", 562),
        (date(2023, 12, 1), "campaign", 75),
        (date(2024, 2, 11), "quiet_period", 3),
        (date(2024, 2, 14), "voting", 0),
        (date(2024, 2, 15), "recap", -1),
        (date(2024, 3, 20), "recap", -35),
    ],
)
def test_the_stage_of_a_day(pemilu: queries.ElectionCard, on: date, leader: str, days: int) -> None:
    clock = queries.clock(on, "99.01.01.2001")
    assert clock is not None and clock.leading is not None
    assert (clock.leading.code, clock.days_to_vote) == (leader, days)
    assert clock.leading in clock.running


def test_all_running_stages_are_listed(pemilu: queries.ElectionCard) -> None:
    clock = queries.clock(date(2022, 11, 1), KABUPATEN)
    assert clock is not None
    assert codes(clock.running) == ["planning", "planning", "party_registration", "voter_list", "planning"]


def test_next_comes_the_nearest_start_and_what_waits_is_named(pemilu: queries.ElectionCard) -> None:
    clock = queries.clock(date(2024, 2, 12), KABUPATEN)
    assert clock is not None
    assert codes(clock.next_stages) == ["voting", "counting"]
    assert {card.waiting_for for card in clock.waiting} == {
        Happening.DISPUTE_REGISTERED,
        Happening.COURT_NOTICE,
        Happening.COURT_RULING,
        Happening.TERM_ENDED,
    }


def test_while_the_count_runs_the_election_that_voted_stays_on_the_clock(
    pemilu: queries.ElectionCard, pilkada: queries.ElectionCard
) -> None:
    during, after = queries.clock(date(2024, 3, 1), KABUPATEN), queries.clock(date(2024, 6, 1), KABUPATEN)
    assert during is not None and after is not None
    assert during.election.slug == "pemilu-2024"
    assert "planning" in codes(during.other_running)
    assert after.election.slug == "pilkada-2024"


def test_an_area_without_an_election_has_no_clock(pemilu: queries.ElectionCard) -> None:
    assert queries.clock(date(2024, 2, 14), NEIGHBOUR) is None


def test_a_level_above_the_office_sees_the_office_s_clock(pemilu: queries.ElectionCard) -> None:
    clock = queries.clock(date(2024, 2, 14), "99")
    assert clock is not None and clock.election.slug == "pemilu-2024"


def test_voting_day_begins_earlier_in_the_east(db: None) -> None:
    instant = datetime(2024, 2, 13, 15, 30, tzinfo=UTC)
    new = NewElection("pemilu-2024", "Pemilu 2024", "0", "pemilu-2024")
    operations.set_up_election(system_actor(), new, at=AT)
    west, east = queries.clock_now(instant, "32.01"), queries.clock_now(instant, "91.71")
    assert west is not None and east is not None
    assert (west.days_to_vote, east.days_to_vote) == (1, 0)


def test_the_clock_costs_three_queries_however_many_elections(
    pemilu: queries.ElectionCard, pilkada: queries.ElectionCard
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as taken:
        queries.clock(date(2024, 3, 1), KABUPATEN)
    assert len(taken) == 3


def test_a_happening_starts_the_deadline_and_can_be_taken_back(cast: Cast, pilkada: queries.ElectionCard) -> None:
    on = date(2025, 1, 8)
    operations.record_happening(
        cast.kaban.actor, "pilkada-2024", "court_notice", date(2025, 1, 6), basis="Surat KPU 1/2025", at=AT
    )
    clock = queries.clock(on, KABUPATEN)
    assert clock is not None and clock.leading is not None
    assert (clock.leading.code, clock.leading.ends_on) == (StageCode.RESULT_DETERMINATION, date(2025, 1, 11))
    operations.record_happening(cast.kaban.actor, "pilkada-2024", "court_notice", None, basis="salah catat", at=AT)
    clock = queries.clock(on, KABUPATEN)
    assert clock is not None and clock.leading is None


def test_the_office_can_make_five_days_three(cast: Cast, pilkada: queries.ElectionCard) -> None:
    page = queries.election_page(cast.kaban.actor, "pilkada-2024", on=date(2025, 1, 8))
    rule = next(stage for stage in page.stages if stage.after_happening is Happening.COURT_NOTICE)
    assert (rule.within_days, rule.verified) == (5, False)
    change = StageChange("PKPU 18/2024", within_days=3, verified=True)
    operations.change_stage(cast.kaban.actor, "pilkada-2024", rule.position, change, at=AT)
    operations.record_happening(
        cast.kaban.actor, "pilkada-2024", "court_notice", date(2025, 1, 6), basis="Surat KPU 1/2025", at=AT
    )
    page = queries.election_page(cast.kaban.actor, "pilkada-2024", on=date(2025, 1, 8))
    changed = next(stage for stage in page.stages if stage.position == rule.position)
    assert (changed.ends_on, changed.verified, changed.source) == (date(2025, 1, 9), True, "PKPU 18/2024")


def test_each_change_leaves_one_line_in_the_journal(cast: Cast, pemilu: queries.ElectionCard) -> None:
    change = StageChange("Keputusan KPU 9/2024", date(2024, 2, 12), date(2024, 2, 13))
    operations.change_stage(cast.analis.actor, "pemilu-2024", 11, change, at=AT)
    line = Entry.objects.latest("seq")
    assert (line.act, line.subject_id, line.path) == ("change_stage", "pemilu-2024/11", KABUPATEN)
    details = json.loads(line.details)
    assert (details["before"], details["after"]) == ("2024-02-11/2024-02-13", "2024-02-12/2024-02-13")


def test_moving_the_voting_stage_moves_the_day_everybody_counts_to(cast: Cast, pemilu: queries.ElectionCard) -> None:
    change = StageChange("Keputusan KPU 10/2024", date(2024, 2, 21), date(2024, 2, 21))
    operations.change_stage(cast.kaban.actor, "pemilu-2024", 12, change, at=AT)
    clock = queries.clock(date(2024, 2, 14), KABUPATEN)
    assert clock is not None and clock.days_to_vote == 7


def test_a_local_stage_of_logistics_can_be_added(cast: Cast, pemilu: queries.ElectionCard) -> None:
    new = NewStage(
        "logistics", "Distribusi logistik ke pulau", date(2024, 2, 8), date(2024, 2, 13), "Rencana KPU 3/2024"
    )
    assert operations.add_stage(cast.kaban.actor, "pemilu-2024", new, at=AT) == 21
    clock = queries.clock(date(2024, 2, 9), KABUPATEN)
    assert clock is not None and clock.leading is not None
    assert clock.leading.code is StageCode.LOGISTICS


def test_another_voting_day_moves_every_date_and_marks_it_unverified(cast: Cast) -> None:
    new = NewElection("pilkada-2029", "Pilkada 2029", KABUPATEN, "pilkada-2024", date(2029, 11, 28))
    operations.set_up_election(cast.kaban.actor, new, at=AT)
    page = queries.election_page(cast.kaban.actor, "pilkada-2029", on=date(2029, 11, 27))
    assert page.days_to_vote == 1
    assert page.leading is not None and page.leading.code is StageCode.QUIET_PERIOD
    assert not any(stage.verified for stage in page.stages)
    assert all("belum ditetapkan" in stage.note.id for stage in page.stages)


@pytest.mark.parametrize(
    ("new", "codes_"),
    [
        (NewElection("Pemilu 2024", " ", "12345", "pemilu-1955"),
         {"slug_invalid", "text_needed", "area_invalid", "schedule_unknown"}),
        (NewElection("pemilu", "Pemilu", KABUPATEN, "pemilu-2024", date(1024, 2, 14)), {"date_implausible"}),
    ],
)  # fmt: skip
def test_a_set_up_that_cannot_be_is_refused_with_all_that_is_wrong(
    cast: Cast, new: NewElection, codes_: set[str]
) -> None:
    with pytest.raises(InputRefused) as refused:
        operations.set_up_election(cast.kaban.actor, new, at=AT)
    assert {problem.code for problem in refused.value.problems} == codes_


def test_a_slug_is_used_once(cast: Cast, pemilu: queries.ElectionCard) -> None:
    new = NewElection("pemilu-2024", "Pemilu 2024", KABUPATEN, "pemilu-2024")
    with pytest.raises(InputRefused):
        operations.set_up_election(cast.kaban.actor, new, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        StageChange("PKPU", date(2024, 2, 13), date(2024, 2, 11)),
        StageChange("PKPU"),
        StageChange("", date(2024, 2, 11), date(2024, 2, 13)),
        StageChange("PKPU", within_days=4),
    ],
)
def test_a_change_that_says_nothing_or_contradicts_itself_is_refused(
    cast: Cast, pemilu: queries.ElectionCard, change: StageChange
) -> None:
    with pytest.raises(InputRefused):
        operations.change_stage(cast.kaban.actor, "pemilu-2024", 11, change, at=AT)
    page = queries.election_page(cast.kaban.actor, "pemilu-2024", on=date(2024, 2, 11))
    assert page.stages[10].starts_on == date(2024, 2, 11)


@pytest.mark.parametrize("name", ["petugas", "verifikator", "camat", "kustodian1", "admin"])
def test_who_may_only_look_may_not_change(cast: Cast, pemilu: queries.ElectionCard, name: str) -> None:
    page = queries.election_page(cast[name].actor, "pemilu-2024", on=date(2024, 2, 11))
    assert not page.may_change
    with pytest.raises(NotAllowed):
        operations.change_stage(cast[name].actor, "pemilu-2024", 11, StageChange("x", date(2024, 2, 1)), at=AT)


def test_the_neighbour_sees_nothing_of_it(cast: Cast, pemilu: queries.ElectionCard) -> None:
    assert queries.elections_seen_by(cast.tetangga.actor) == ()
    for slug in ("pemilu-2024", "tidak-ada"):
        with pytest.raises(NotVisible):
            queries.election_page(cast.tetangga.actor, slug, on=date(2024, 2, 11))
        with pytest.raises(NotVisible):
            operations.record_happening(cast.tetangga.actor, slug, "court_notice", None, basis="x", at=AT)
    new = NewElection("pemilu-lain", "Pemilu", KABUPATEN, "pemilu-2024")
    with pytest.raises(NotVisible):
        operations.set_up_election(cast.tetangga.actor, new, at=AT)


def test_an_office_below_the_election_s_area_sees_it_and_may_not_change_it(cast: Cast) -> None:
    new = NewElection("pemilu-2024", "Pemilu 2024", "0", "pemilu-2024")
    operations.set_up_election(system_actor(), new, at=AT)
    assert not queries.election_page(cast.kaban.actor, "pemilu-2024", on=date(2024, 2, 11)).may_change


def test_potentials_follow_stage_and_kind_of_election() -> None:
    assert [p.code for p in queries.stage_potentials("party_determination", "pemilu")] == ["party_verification_protest"]
    assert queries.stage_potentials("party_determination", "pilkada") == ()
    assert "logistics_remote" in [p.code for p in queries.stage_potentials("quiet_period", "pilkada")]
