"""The permission matrix: every address, as every role, in every relation, against the policy page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.accounts import doors, policy
from tests.cast import KECAMATAN, NOW, Cast, make_user, signed_in
from tests.documents.samples import issued_in
from wasdini.accounts import operations_sign_in, queries
from wasdini.accounts.models import ApiToken, Office, SecondFactorReset
from wasdini.core import access
from wasdini.core.access import system_actor
from wasdini.core.terms import Classification, Role
from wasdini.places.models import Import

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PEOPLE = [role for role in policy.ROLES if role != "sistem"]


@pytest.fixture
def browsers(office: Office, regions: Import) -> dict[str | None, Callable[[], Client]]:
    """A fresh browser for each role, all with duty in one kecamatan, and one of a stranger."""
    made: dict[str | None, Callable[[], Client]] = {None: Client}
    for role in PEOPLE:
        user = make_user(f"matriks-{role}", Role(role), (KECAMATAN,), Classification.SANGAT_RAHASIA)
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
        made[role] = lambda user=user: signed_in(user, second_factor=True)  # type: ignore[misc]
    return made


@pytest.fixture
def objects(cast: Cast) -> dict[str, Callable[[], object]]:
    """How to make one of each kind of thing that stands in an address."""
    key = Authenticator.objects.create(
        user=cast.tetangga.user, type=Authenticator.Type.WEBAUTHN, data={"name": "kunci"}
    )
    paper = issued_in(KECAMATAN, cast.kaban.actor)
    secret, _ = operations_sign_in.issue_token(system_actor(), "tetangga", at=NOW)
    reset = SecondFactorReset.objects.create(
        user=cast.tetangga.user, reason="hilang", asked_by=cast.admin.user, asked_at=datetime.now(UTC)
    )
    session = cast.tetangga.client.session.session_key
    assert secret and session
    return {
        "kunci orang lain": lambda: key.pk,
        "token orang lain": lambda: ApiToken.objects.get().pk,
        "sesi orang lain": lambda: queries.session_name(session),
        "orang dari wilayah lain": lambda: cast.tetangga.user.pk,
        "pemulihan dari wilayah lain": lambda: reset.pk,
    }


def test_every_address_has_a_name_and_a_row_and_every_row_an_address() -> None:
    named = list(doors.all_addresses())
    assert not [route for name, route in named if not name]
    assert {name for name, _ in named} == set(policy.DOORS)


def wrong_answers(
    browsers: dict[str | None, Callable[[], Client]], objects: dict[str, Callable[[], object]]
) -> list[str]:
    wrong = []
    for name, door in policy.DOORS.items():
        for relation, place in doors.places_for(door).items():
            address = doors.address_of(name, door, place, objects)
            for role, browser in browsers.items():
                want = policy.answer_to(door, role, relation)
                for method in door["cara"]:
                    got = doors.knock(browser(), method, address)
                    if got != want:
                        wrong.append(f"{method} {name} ({relation or 'tanpa tempat'}) {role}: {got}, mestinya {want}")
    return wrong


@pytest.mark.both
def test_every_door_answers_every_role_as_the_policy_says(
    browsers: dict[str | None, Callable[[], Client]], objects: dict[str, Callable[[], object]]
) -> None:
    wrong = wrong_answers(browsers, objects)
    assert not wrong, "\n".join(wrong)


def test_a_method_that_a_door_does_not_name_is_refused(
    browsers: dict[str | None, Callable[[], Client]], objects: dict[str, Callable[[], object]]
) -> None:
    wrong = []
    for name, door in policy.DOORS.items():
        place = next(iter(doors.places_for(door).values()))
        address = doors.address_of(name, door, place, objects)
        for role in (None, "kaban"):
            for method in set(METHODS) - set(door["cara"]):
                got = doors.knock(browsers[role](), method, address)
                if got in {"buka", "halaman sendiri"} or got.startswith("rusak"):
                    wrong.append(f"{method} {name} {role}: {got}")
    assert not wrong


def test_forbidden_and_missing_answer_alike(browsers: dict[str | None, Callable[[], Client]]) -> None:
    different = []
    for name, door in policy.DOORS.items():
        if "tempat" not in door or "GET" not in door["cara"]:
            continue
        codes = doors.places_for(door)
        there, missing = codes["wilayah lain"], re.sub(r"\d{3}$", "987", codes["wilayah lain"])
        for role in PEOPLE:
            answers = []
            for code in (there, missing):
                response = browsers[role]().get(doors.address_of(name, door, code, {}))
                body = response.content.replace(code.encode(), b"KODE")
                answers.append((response.status_code, body, sorted(response.headers.items())))
            if answers[0] != answers[1]:
                different.append(f"{name} {role}")
    assert not different


def test_the_matrix_turns_red_when_every_role_holds_every_right(
    browsers: dict[str | None, Callable[[], Client]],
    objects: dict[str, Callable[[], object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(access, "RIGHTS", dict.fromkeys(Role, frozenset(access.Act)))
    assert wrong_answers(browsers, objects)
