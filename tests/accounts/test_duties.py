"""Duties: who may give them, to whom, where; a list is taken whole or not at all; a cancelled one stays on record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.db import IntegrityError, transaction

from tests.accounts.duties import duty_of
from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR_TPS, NOW, SIBLING_TPS, TPS, Cast, Player, make_user
from wasdini.accounts import queries_duties as duties
from wasdini.accounts.models import Duty, Office, User
from wasdini.accounts.operations_duties import NewDuty, assign_duties, assign_duty, cancel_duty
from wasdini.accounts.operations_duties_demo import demo_duties
from wasdini.accounts.operations_duty_files import read_duties
from wasdini.accounts.queries_spread import proposed_spread
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.place_codes import tps_code_of
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.journal.models import Entry
from wasdini.places.models import Import

pytestmark = pytest.mark.both
SECOND_TPS = tps_code_of(DESA, 2)
FIRST = NOW + timedelta(hours=1)
UNTIL = FIRST + timedelta(hours=8)


def new(username: str = "petugas", place_code: str = TPS, **changes: object) -> NewDuty:
    told = {"username": username, "place_code": place_code, "starts_at": FIRST, "ends_at": UNTIL, **changes}
    return NewDuty(**told)  # type: ignore[arg-type]


def codes_of(refusal: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    return [one.code for one in refusal.value.problems]


def test_a_duty_leaves_one_row_and_one_journal_line_and_given_again_is_still_one(cast: Cast, regions: Import) -> None:
    first = assign_duty(cast.verifikator.actor, new(), at=NOW)
    assert assign_duty(cast.verifikator.actor, new(), at=NOW) == first
    row = Duty.objects.get()
    assert (row.user, row.assigned_by, row.assigned_at) == (cast.petugas.user, cast.verifikator.user, NOW)
    assert Entry.objects.filter(act="assign_duty").count() == 2
    (card,) = duties.own_duties(cast.petugas.actor, duties.Window(NOW, UNTIL))
    assert (card.code, card.place_name, card.above) == (TPS, "TPS 001", ("Desa Muara Satu", "Kecamatan Muara"))


@pytest.mark.parametrize("name", ["petugas", "camat", "admin", "kustodian1"])
def test_who_does_not_plan_assigns_and_cancels_nothing(cast: Cast, regions: Import, name: str) -> None:
    row = duty_of(cast.petugas.user, TPS)
    with pytest.raises(NotAllowed):
        assign_duty(cast[name].actor, new(), at=NOW)
    with pytest.raises(NotAllowed):
        cancel_duty(cast[name].actor, row.pk, at=NOW)
    assert Duty.objects.filter(cancelled_at=None).count() == 1


def test_a_place_elsewhere_and_one_that_is_not_there_are_refused_alike(cast: Cast, regions: Import) -> None:
    for place in (NEIGHBOUR_TPS, "9902012001987", "99.77", "kosong"):
        with pytest.raises(InputRefused) as refused:
            assign_duty(cast.verifikator.actor, new(place_code=place), at=NOW)
        assert codes_of(refused)[0] == "duty_place_unknown"


def test_only_active_people_who_may_report_and_have_duty_there_are_asked(cast: Cast, regions: Import) -> None:
    for person, place, code in (
        ("admin", TPS, "duty_person_unknown"),
        ("siapa", TPS, "duty_person_unknown"),
        ("petugas", SIBLING_TPS, "duty_person_elsewhere"),
    ):
        with pytest.raises(InputRefused) as refused:
            assign_duty(cast.analis.actor, new(person, place), at=NOW)
        assert codes_of(refused) == [code]
    User.objects.filter(username="petugas").update(is_active=False)
    with pytest.raises(InputRefused) as refused:
        assign_duty(cast.analis.actor, new(), at=NOW)
    assert codes_of(refused) == ["duty_person_unknown"]


def test_a_window_runs_forward_is_not_over_and_not_endless(cast: Cast, regions: Import) -> None:
    for start, end, code in (
        (UNTIL, FIRST, "duty_window_backwards"),
        (FIRST, FIRST + timedelta(hours=73), "duty_window_too_long"),
        (NOW - timedelta(hours=5), NOW, "duty_window_past"),
    ):
        with pytest.raises(InputRefused) as refused:
            assign_duty(cast.analis.actor, new(starts_at=start, ends_at=end), at=NOW)
        assert codes_of(refused) == [code]


def test_a_list_is_refused_whole_and_every_row_is_named(cast: Cast, regions: Import) -> None:
    listed = [new(row=2), new(place_code=NEIGHBOUR_TPS, row=3), new("siapa", row=4), new(row=5)]
    with pytest.raises(InputRefused) as refused:
        assign_duties(cast.verifikator.actor, listed, at=NOW)
    assert [(one.row, one.code) for one in refused.value.problems] == [
        (3, "duty_place_unknown"),
        (3, "duty_person_elsewhere"),
        (4, "duty_person_unknown"),
        (5, "row_twice"),
    ]
    assert not Duty.objects.exists()


def test_the_same_list_twice_adds_nothing_and_writes_one_line_each_time(cast: Cast, regions: Import) -> None:
    listed = [new(), new(place_code=SECOND_TPS)]
    assert (assign_duties(cast.verifikator.actor, listed, at=NOW).added_count) == 2
    again = assign_duties(cast.verifikator.actor, [*listed, new(place_code=DESA)], at=NOW)
    assert (again.added_count, again.known_count) == (1, 2)
    assert Duty.objects.count() == 3
    assert Entry.objects.filter(act="assign_duties").count() == 2


def test_a_cancelled_duty_stays_on_record_and_may_be_given_anew(cast: Cast, regions: Import) -> None:
    first = assign_duty(cast.verifikator.actor, new(), at=NOW)
    cancel_duty(cast.analis.actor, first, at=NOW)
    cancel_duty(cast.kaban.actor, first, at=FIRST)
    row = Duty.objects.get()
    assert (row.cancelled_by, row.cancelled_at) == (cast.analis.user, NOW)
    assert not duties.own_duties(cast.petugas.actor, duties.Window(NOW, UNTIL))
    assert assign_duty(cast.verifikator.actor, new(), at=NOW) != first
    with pytest.raises(NotVisible):
        cancel_duty(cast.tetangga.actor, first, at=NOW)


def test_the_database_itself_refuses_half_a_cancellation_and_a_duty_twice(cast: Cast, regions: Import) -> None:
    row = duty_of(cast.petugas.user, TPS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=row.pk).update(cancelled_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        duty_of(cast.petugas.user, TPS)
    with pytest.raises(IntegrityError), transaction.atomic():
        duty_of(cast.petugas.user, SECOND_TPS, hours=-1)


def test_a_file_is_read_in_the_zone_of_the_place_and_wrong_hours_are_named(tmp_path: Path) -> None:
    file = tmp_path / "tugas.csv"
    file.write_text(
        "petugas;kode_tps;tanggal;mulai;selesai;wajib_nihil\npetugas;9901012001001;14/02/2024;22.00;06:30;tidak\n"
    )
    (duty,) = read_duties(file)
    assert duty.starts_at == datetime(2024, 2, 14, 15, 0, tzinfo=UTC)
    assert duty.ends_at == datetime(2024, 2, 14, 23, 30, tzinfo=UTC)
    assert (duty.expects_nil, duty.expected_count, duty.row) == (False, 1, 2)
    file.write_text("username,place_code,date,starts,ends\npetugas,9901012001001,9999-12-31,22.00,06.00\n")
    with pytest.raises(InputRefused) as refused:
        read_duties(file)
    assert codes_of(refused) == ["duty_date_unread"]
    file.write_text("username,place_code,date,starts,ends\npetugas,9901012001001,2024-02-14,6,26.00\n")
    with pytest.raises(InputRefused) as refused:
        read_duties(file)
    assert [(one.row, one.column, one.code) for one in refused.value.problems] == [
        (2, "starts", "duty_hour_unread"),
        (2, "ends", "duty_hour_unread"),
    ]


def test_a_spreadsheet_of_duties_is_read_like_a_csv(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "tugas.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["username", "place_code", "date", "starts", "ends", "expected"])
        sheet.write_row(1, 0, ["petugas", TPS, "2024-02-14", "06.00", "12.00", "2"])
    (duty,) = read_duties(tmp_path / "tugas.xlsx")
    assert (duty.username, duty.place_code, duty.expected_count) == ("petugas", TPS, 2)


def test_a_proposal_spreads_what_nobody_watches_over_field_officers_only(cast: Cast, regions: Import) -> None:
    make_user("kedua", Role.PETUGAS, (KECAMATAN,), Classification.BIASA)
    window = duties.Window(FIRST, UNTIL)
    shown = proposed_spread(cast.verifikator.actor, KABUPATEN, window)
    assert [(share.officer.username, share.tps_codes) for share in shown.shares] == [
        ("kedua", (SECOND_TPS,)),
        ("petugas", (TPS,)),
    ] or [(share.officer.username, share.tps_codes) for share in shown.shares] == [
        ("kedua", (TPS,)),
        ("petugas", (SECOND_TPS,)),
    ]
    assert shown.unwatched_count == 2
    assign_duties(cast.verifikator.actor, shown.duties, at=NOW)
    after = proposed_spread(cast.verifikator.actor, KABUPATEN, window)
    assert (after.shares, after.watched_count) == ((), 2)
    assert after.mark != shown.mark
    with pytest.raises(NotAllowed):
        proposed_spread(cast.camat.actor, KECAMATAN, window)


def test_ones_own_duty_is_seen_by_oneself_and_by_who_sees_coverage_there(cast: Cast, regions: Import) -> None:
    row = duty_of(cast.petugas.user, TPS)
    for name in ("petugas", "camat", "verifikator", "kaban"):
        assert duties.duty_card(cast[name].actor, row.pk).report_id == row.paper_id
    for name in ("tetangga", "admin", "kustodian1"):
        with pytest.raises(NotVisible):
            duties.duty_card(cast[name].actor, row.pk)
    other = make_user("lain", Role.PETUGAS, (KECAMATAN,), Classification.BIASA)
    with pytest.raises(NotVisible):
        duties.duty_card(Player(other).actor, row.pk)


def test_the_demonstration_gets_its_duties_once_a_day_and_an_office_none(cast: Cast, regions: Import) -> None:
    with pytest.raises(NotAllowed):
        demo_duties(NOW)
    Office.objects.update(is_demo=True)
    assert demo_duties(NOW).added_count == 2
    assert demo_duties(NOW).added_count == 0
    assert {row.path for row in Duty.objects.all()} == {"99.01.01.2001.001", "99.01.01.2001.002"}
    assert demo_duties(NOW + timedelta(days=1)).added_count == 2
