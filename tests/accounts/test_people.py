"""People: who may add and change whom, and that it takes effect at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import KECAMATAN, NEIGHBOUR, NOW, Cast
from wasdini.accounts import operations, operations_demo, queries
from wasdini.accounts.models import Office, User
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.journal.models import Entry


def form(**changes: object) -> operations.PersonForm:
    facts = {"username": "baru", "role": Role.PETUGAS, "areas": (KECAMATAN,), **changes}
    return operations.PersonForm(**facts)  # type: ignore[arg-type]


@pytest.mark.both
def test_the_admin_adds_a_person_and_the_journal_says_so(cast: Cast) -> None:
    user = operations.create_user(cast.admin.actor, form(), password="lima-kapal-di-muara", at=NOW)
    line = Entry.objects.get()
    assert (line.act, line.subject_id) == ("create_user", str(user.pk))
    assert user.check_password("lima-kapal-di-muara")


@pytest.mark.parametrize("name", ["petugas", "camat", "verifikator", "analis", "kaban", "kustodian1"])
def test_nobody_else_adds_people(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        operations.create_user(cast[name].actor, form(), password="lima-kapal-di-muara", at=NOW)


def test_an_admin_gives_no_duty_outside_the_own_area(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        operations.create_user(cast.admin.actor, form(areas=(NEIGHBOUR,)), password="lima-kapal-di-muara", at=NOW)


def test_an_admin_does_not_find_people_of_another_regency(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        operations.disable_user(cast.admin.actor, cast.tetangga.user.pk, at=NOW)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"username": "dua kata"}, "person_name_invalid"),
        ({"username": "KABAN"}, "person_name_taken"),
        ({"role": Role.SISTEM}, "person_role_reserved"),
        ({"areas": ("Muara",)}, "person_area_unknown"),
        ({"areas": ()}, "person_area_missing"),
    ],
)
def test_what_is_wrong_about_a_person_is_said_by_name(cast: Cast, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        operations.create_user(cast.admin.actor, form(**wrong), password="lima-kapal-di-muara", at=NOW)
    assert refused.value.problems[0].code == code
    assert not Entry.objects.exists()


def test_a_weak_password_is_refused(cast: Cast) -> None:
    with pytest.raises(InputRefused):
        operations.create_user(cast.admin.actor, form(), password="rahasia", at=NOW)


@pytest.mark.both
def test_disabling_an_account_ends_its_sessions_at_once(cast: Cast) -> None:
    assert cast.petugas.client.get("/akun/saya/").status_code == 200
    operations.disable_user(cast.admin.actor, cast.petugas.user.pk, at=NOW)
    assert cast.petugas.client.get("/akun/saya/").status_code == 302


def test_nobody_disables_or_promotes_themself(cast: Cast) -> None:
    with pytest.raises(operations.OwnAccount):
        operations.disable_user(cast.admin.actor, cast.admin.user.pk, at=NOW)
    with pytest.raises(operations.OwnAccount):
        operations.change_person(cast.admin.actor, cast.admin.user.pk, form(role=Role.KABAN), at=NOW)


def test_a_changed_role_holds_from_the_next_request(cast: Cast) -> None:
    operations.change_person(
        cast.admin.actor, cast.petugas.user.pk, form(role=Role.CAMAT, clearance=Classification.TERBATAS), at=NOW
    )
    actor = queries.actor_named("petugas")
    assert actor is not None
    assert (actor.role, actor.clearance) == (Role.CAMAT, Classification.TERBATAS)


REGIONS = operations_demo.DemoRegions("99.01", KECAMATAN, NEIGHBOUR)


def test_demonstration_people_are_refused_in_a_real_office(office: Office) -> None:
    with pytest.raises(operations_demo.NotADemonstration):
        operations_demo.create_demo_people(REGIONS, at=NOW)
    assert operations_demo.demo_sign_ins() == ()


def test_a_demonstration_has_nine_people_who_can_sign_in(office: Office) -> None:
    Office.objects.update(is_demo=True)
    operations_demo.create_demo_people(REGIONS, at=NOW)
    operations_demo.create_demo_people(REGIONS, at=NOW + timedelta(days=1))
    shown = operations_demo.demo_sign_ins()
    assert [entry.name for entry in shown] == [
        "petugas", "verifikator", "analis", "kaban", "camat", "kustodian1", "kustodian2", "admin", "tetangga",
    ]  # fmt: skip
    for entry in shown:
        assert User.objects.get(username=entry.name).check_password(entry.password)
