"""Coverage: nil and check-ins count, what came outside the window does not, and a closed report changes no row."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.accounts.duties import duty_of
from tests.cast import (
    DESA,
    KABUPATEN,
    KECAMATAN,
    NEIGHBOUR,
    NOW,
    SIBLING,
    SIBLING_TPS,
    TPS,
    Cast,
    make_user,
)
from tests.custody.samples import keys_of
from tests.reports.samples import send
from wasdini.accounts.models import Duty
from wasdini.accounts.operations_duties import cancel_duty
from wasdini.core.access import NotVisible
from wasdini.core.coverage import DutyState
from wasdini.core.place_codes import tps_code_of
from wasdini.core.terms import Channel, Classification, Role
from wasdini.places.models import Import
from wasdini.readiness.queries import Coverage, coverage, own_page
from wasdini.reports.models import Report

pytestmark = pytest.mark.both
SECOND_TPS = tps_code_of(DESA, 2)
NIL = {"kind": "nil", "text": "Nihil.", "issues": [], "urgency": 1}
CHECKIN = {"kind": "checkin", "text": "", "issues": [], "checkin": {"step": "opened"}}


def seen(cast: Cast, code: str = KABUPATEN, **changes: object) -> Coverage:
    return coverage(cast.kaban.actor, code, on=date(2024, 2, 13), **{"at": NOW, **changes})  # type: ignore[arg-type]


def state_of(page: Coverage, duty: Duty) -> DutyState:
    silent = {row.duty.duty_id: row.state for row in page.silent}
    return silent.get(duty.pk, DutyState.REPORTED)


@pytest.mark.parametrize("kind", [NIL, CHECKIN, {}], ids=["nil", "checkin", "incident"])
def test_any_report_of_that_officer_about_that_station_in_the_window_counts(
    cast: Cast, regions: Import, kind: dict[str, object]
) -> None:
    duty, other = duty_of(cast.petugas.user, TPS), duty_of(cast.petugas.user, SECOND_TPS)
    assert state_of(seen(cast), duty) is DutyState.WAITING
    send(cast.petugas.actor, at=NOW - timedelta(hours=1), **kind)
    page = seen(cast)
    assert state_of(page, duty) is DutyState.REPORTED
    assert state_of(page, other) is DutyState.WAITING
    assert (page.counts.assigned, page.counts.reported, page.counts.silent) == (2, 1, 1)


def test_a_nil_report_is_shown_as_nil(cast: Cast, regions: Import) -> None:
    duty_of(cast.petugas.user, TPS)
    send(cast.petugas.actor, at=NOW, **NIL)
    (row,) = seen(cast, DESA).heard
    assert (row.reports_count, row.nil_count, row.last_at) == (1, 1, NOW)


@pytest.mark.parametrize("minutes", [-1, 8 * 60, 20 * 60])
def test_a_report_outside_the_window_does_not_count(cast: Cast, regions: Import, minutes: int) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    send(cast.petugas.actor, at=duty.starts_at + timedelta(minutes=minutes))
    assert state_of(seen(cast, at=duty.ends_at), duty) is DutyState.OVERDUE


def test_the_first_and_the_last_moment_of_a_window_belong_to_it_and_its_end_does_not(
    cast: Cast, regions: Import
) -> None:
    morning = duty_of(cast.petugas.user, TPS, hours=2)
    noon = duty_of(cast.petugas.user, TPS, starts_at=morning.ends_at, hours=2)
    send(cast.petugas.actor, at=morning.ends_at)
    page = seen(cast, at=noon.ends_at)
    assert (state_of(page, morning), state_of(page, noon)) == (DutyState.OVERDUE, DutyState.REPORTED)


def test_somebody_elses_report_and_a_report_elsewhere_do_not_count(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    send(cast.camat.actor, at=NOW)
    send(cast.petugas.actor, at=NOW, tps_code=SECOND_TPS)
    send(cast.petugas.actor, at=NOW, tps_code=None, place_code=DESA)
    assert state_of(seen(cast), duty) is DutyState.WAITING


def test_a_duty_in_a_region_counts_every_report_from_inside_it(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, KECAMATAN, expected_count=2)
    send(cast.petugas.actor, at=NOW)
    (row,) = seen(cast).silent
    assert (row.reports_count, row.state) == (1, DutyState.WAITING)
    send(cast.petugas.actor, at=NOW, tps_code=None, place_code=DESA)
    assert state_of(seen(cast), duty) is DutyState.REPORTED


def test_a_closed_report_never_changes_the_row_of_a_named_officer(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    duty_of(cast.petugas.user, TPS)
    duty_of(cast.petugas.user, DESA)
    duty_of(cast.petugas.user, KECAMATAN)
    before, own = seen(cast), own_page(cast.petugas.actor, at=NOW)
    send(cast.petugas.actor, at=NOW, mode="closed")
    send(cast.petugas.actor, at=NOW, mode="closed", tps_code=SECOND_TPS, **NIL)
    assert Report.objects.filter(mode="closed").count() == 2
    assert seen(cast) == before
    assert own_page(cast.petugas.actor, at=NOW) == own


def test_a_closed_report_under_the_id_of_a_paper_form_does_not_count_either(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    duty = duty_of(cast.petugas.user, TPS)
    send(cast.petugas.actor, at=NOW, mode="closed", report_id=duty.paper_id, channel=Channel.DESK)
    assert state_of(seen(cast), duty) is DutyState.WAITING


def test_a_paper_form_typed_in_at_the_desk_counts_for_its_officer_once(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS)
    told = {**NIL, "report_id": duty.paper_id, "on_behalf": True, "channel": Channel.DESK}
    late = duty.ends_at + timedelta(hours=4)
    for _ in range(2):
        send(cast.verifikator.actor, at=late, **told)  # type: ignore[arg-type]
    (row,) = seen(cast, DESA, at=late).heard
    assert (row.reports_count, row.nil_count, row.on_paper) == (1, 1, True)
    other = duty_of(cast.petugas.user, SECOND_TPS)
    send(cast.verifikator.actor, at=NOW, **{**told, "report_id": uuid.uuid4(), "tps_code": SECOND_TPS})  # type: ignore[arg-type]
    assert state_of(seen(cast, DESA), other) is DutyState.WAITING


def test_who_only_reports_when_something_happens_is_never_late(cast: Cast, regions: Import) -> None:
    duty = duty_of(cast.petugas.user, TPS, expects_nil=False)
    page = seen(cast, at=duty.ends_at)
    assert state_of(page, duty) is DutyState.MAY_BE_SILENT
    assert page.counts.late_or_awaited == 0
    send(cast.petugas.actor, at=NOW)
    assert state_of(seen(cast), duty) is DutyState.REPORTED


def test_regions_roll_up_to_the_whole_and_those_to_call_stand_first(cast: Cast, regions: Import) -> None:
    sibling = make_user("bukit", Role.PETUGAS, (SIBLING,), Classification.BIASA)
    duty_of(cast.petugas.user, TPS)
    duty_of(cast.petugas.user, DESA)
    duty_of(sibling, SIBLING_TPS, starts_at=NOW - timedelta(hours=9), hours=2)
    duty_of(cast.verifikator.user, KABUPATEN, starts_at=NOW + timedelta(hours=1), hours=2)
    send(cast.petugas.actor, at=NOW)
    page = seen(cast)
    assert [(row.code, row.counts.assigned, row.counts.overdue) for row in page.rows] == [
        (SIBLING, 1, 1),
        (KABUPATEN, 1, 0),
        (KECAMATAN, 2, 0),
    ]
    assert sum(row.counts.assigned for row in page.rows) == page.counts.assigned == 4
    assert [row.state for row in page.silent] == [DutyState.OVERDUE, DutyState.AHEAD]
    assert [(row.code, row.counts.reported) for row in seen(cast, KECAMATAN).rows] == [(DESA, 2)]


def test_a_cancelled_duty_is_gone_from_the_silent_and_said_when_it_had_begun(cast: Cast, regions: Import) -> None:
    begun, ahead = duty_of(cast.petugas.user, TPS), duty_of(cast.petugas.user, SECOND_TPS, starts_at=NOW, hours=1)
    cancel_duty(cast.verifikator.actor, begun.pk, at=NOW)
    cancel_duty(cast.verifikator.actor, ahead.pk, at=NOW - timedelta(hours=2))
    page = seen(cast)
    assert (page.counts.assigned, page.cancelled_count) == (0, 1)


def test_coverage_of_another_regency_is_not_there_and_officers_see_none(cast: Cast, regions: Import) -> None:
    for name, code in (("kaban", NEIGHBOUR), ("camat", SIBLING), ("petugas", KECAMATAN), ("kaban", "..")):
        with pytest.raises(NotVisible):
            coverage(cast[name].actor, code, on=None, at=NOW)
    assert coverage(cast.camat.actor, KECAMATAN, on=None, at=NOW).counts.assigned == 0


def test_a_window_over_midnight_is_on_both_days(cast: Cast, regions: Import) -> None:
    duty_of(cast.petugas.user, TPS, starts_at=NOW + timedelta(hours=10), hours=6)
    assert seen(cast).counts.assigned == 1
    assert coverage(cast.kaban.actor, KABUPATEN, on=date(2024, 2, 14), at=NOW).counts.assigned == 1
    assert coverage(cast.kaban.actor, KABUPATEN, on=date(2024, 2, 15), at=NOW).counts.assigned == 0


def test_the_number_of_queries_does_not_grow(
    cast: Cast, regions: Import, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    duty_of(cast.petugas.user, TPS)
    seen(cast)  # the actor itself is read once a request, by the middleware
    with django_assert_num_queries(10):
        seen(cast)
    for number in range(30):
        start = NOW - timedelta(hours=4, minutes=number)
        duty_of(cast.petugas.user, SECOND_TPS, starts_at=start)
        send(cast.petugas.actor, at=NOW - timedelta(minutes=number))
    with django_assert_num_queries(10):
        seen(cast)
