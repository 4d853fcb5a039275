"""Second factors belong to their person: nobody else enrols, resets or removes one; a used code stays used."""

from __future__ import annotations

import re
from itertools import product
from time import monotonic, time
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import LazySettings
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.accounts import doors
from tests.cast import KABUPATEN, NOW, PASSWORD, Cast, make_user, signed_in
from wasdini.accounts import operations, operations_sign_in
from wasdini.accounts.forms_codes import CodeOnce
from wasdini.accounts.models import Office, SecondFactorReset, SignInSession, User
from wasdini.core.access import system_actor
from wasdini.core.terms import Classification, Role

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PEOPLE = [role for role in Role if role is not Role.SISTEM]
Pair = tuple[Role, Role]


def with_factors(user: User) -> User:
    totp.TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def with_key(user: User) -> User:
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "kunci"})
    return user


@pytest.fixture
def two_of_each(office: Office) -> dict[str, dict[Role, User]]:
    """Of every role somebody who attacks, fully signed in, and somebody who is attacked; all in one regency."""
    made = {
        side: {
            role: with_factors(make_user(f"{side}-{role}", role, (KABUPATEN,), Classification.SANGAT_RAHASIA))
            for role in PEOPLE
        }
        for side in ("penyerang", "korban")
    }
    for victim in made["korban"].values():
        with_key(victim)
    return made


def factors_of(user: User) -> list[tuple[Any, ...]]:
    return list(Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", "type", "data"))


def attempts(victim: User, reset: SecondFactorReset) -> list[tuple[str, str, dict[str, Any]]]:
    """Every door of second factors, with the victim named in every way a form or an address could name them."""
    key = Authenticator.objects.get(user=victim, type=Authenticator.Type.WEBAUTHN)
    app = Authenticator.objects.get(user=victim, type=Authenticator.Type.TOTP)
    named = {
        "user": victim.pk, "user_id": victim.pk, "username": victim.username, "login": victim.username,
        "authenticator": app.pk, "authenticators": key.pk, "id": app.pk, "pk": app.pk, "name": "milikku", "code": "0",
    }  # fmt: skip
    query = f"?user={victim.pk}&authenticator={app.pk}"
    tried: list[tuple[str, str, dict[str, Any]]] = [
        (name, reverse(name) + query, named)
        for name in (
            "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes",
            "mfa_download_recovery_codes", "mfa_add_webauthn",
        )
    ]  # fmt: skip
    tried += [
        (name, reverse(name, kwargs={"pk": factor.pk}), named)
        for name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
        for factor in (key, app)
    ]
    tried.append(("confirm_reset", reverse("confirm_reset", kwargs={"pk": reset.pk}), {}))
    asking = reverse("act_on_person", kwargs={"pk": victim.pk, "act": "pulihkan"})
    tried.append(("act_on_person", asking, {"reason": "hilang, katanya"}))
    return tried


@pytest.mark.slow
def test_nobody_touches_the_second_factor_of_anybody_else_in_any_pair_of_roles(
    two_of_each: dict[str, dict[Role, User]],
) -> None:
    """49 pairs, 12 doors, GET and POST. The reset that waits was asked for by the attacker: one person is not two."""
    codes = {role: RecoveryCodes(_codes_of(user)).get_unused_codes() for role, user in two_of_each["korban"].items()}
    changed: list[tuple[Pair, str]] = []
    told: list[tuple[Pair, str]] = []
    count = 0
    for attacker_role, victim_role in product(PEOPLE, PEOPLE):
        attacker, victim = two_of_each["penyerang"][attacker_role], two_of_each["korban"][victim_role]
        browser = signed_in(attacker, second_factor=True)
        reset = SecondFactorReset.objects.create(user=victim, reason="x", asked_by=attacker, asked_at=_now())
        before = factors_of(victim)
        for (name, address, form), method in product(attempts(victim, reset), ("GET", "POST")):
            with transaction.atomic():
                answer = getattr(doors.same_sign_in(browser), method.lower())(address, form)
                count += 1
                if factors_of(victim) != before:
                    changed.append(((attacker_role, victim_role), f"{method} {name}"))
                if any(code in answer.content.decode("utf-8", "replace") for code in codes[victim_role]):
                    told.append(((attacker_role, victim_role), f"{method} {name}"))
                assert answer.status_code < 500, (method, name, answer.status_code)
                transaction.set_rollback(True)
    assert (count, changed, told) == (49 * 12 * 2, [], [])


def test_the_search_notices_a_factor_that_was_touched(two_of_each: dict[str, dict[Role, User]]) -> None:
    victim = two_of_each["korban"][Role.KABAN]
    before = factors_of(victim)
    browser = signed_in(victim, second_factor=True)
    key = Authenticator.objects.get(user=victim, type=Authenticator.Type.WEBAUTHN)
    browser.post(reverse("mfa_remove_webauthn", kwargs={"pk": key.pk}))
    assert factors_of(victim) != before


@pytest.mark.parametrize("role", PEOPLE)
def test_only_two_people_reset_a_factor_and_only_those_the_policy_names(
    two_of_each: dict[str, dict[Role, User]], role: Role
) -> None:
    """Who may be the second person for a reset an admin asked for: the head and custodians, never for themselves."""
    admin, victim = two_of_each["penyerang"][Role.ADMIN], two_of_each["korban"][Role.ANALIS]
    second = two_of_each["korban"][role]
    reset = SecondFactorReset.objects.create(user=victim, reason="x", asked_by=admin, asked_at=_now())
    signed_in(second, second_factor=True).post(reverse("confirm_reset", kwargs={"pk": reset.pk}))
    assert bool(factors_of(victim)) == (role not in {Role.KABAN, Role.KUSTODIAN})


def test_a_used_code_is_refused_a_thousand_times_over_its_whole_life(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    """250 codes, each accepted once, then tried four times: at once and up to the end of the tolerance."""
    settings.ACCOUNT_RATE_LIMITS = False
    totp.TOTP.activate(cast.kaban.user, SECRET)
    clock = {"now": 0.0}
    monkeypatch.setattr(totp.time, "time", lambda: clock["now"])

    def accepts(code: str, at: float) -> bool:
        clock["now"] = at
        with request_context(RequestFactory().post("/")):
            return bool(CodeOnce({"code": code}, user=cast.kaban.user).is_valid())

    accepted, replayed, tried = 0, 0, 0
    for step in range(250):
        begins = 1_700_000_010.0 + step * 1200  # the first second of a step
        code = totp.format_hotp_value(totp.hotp_value(SECRET, int(begins) // 30))
        accepted += accepts(code, begins)
        for later in (0.0, 29.0, 31.0, 59.0):
            tried += 1
            replayed += accepts(code, begins + later)
    assert (accepted, tried, replayed) == (250, 1000, 0)


def test_the_library_alone_would_take_a_code_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: why these forms exist. When it fails, the library has mended it and `forms_codes` may go."""
    factor = totp.TOTP.activate(cast.kaban.user, SECRET)
    clock = {"now": 1_700_000_010.0}
    monkeypatch.setattr(totp.time, "time", lambda: clock["now"])
    code = totp.format_hotp_value(totp.hotp_value(SECRET, 1_700_000_010 // 30))
    assert factor.validate_code(code)
    clock["now"] += 31
    assert factor.validate_code(code)


def test_a_code_used_to_enrol_opens_no_door_afterwards(cast: Cast) -> None:
    browser = Client()
    browser.post("/akun/masuk/", {"login": "kaban", "password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found is not None
    code = totp.format_hotp_value(totp.hotp_value(found[1], int(time()) // 30))
    browser.post(reverse("mfa_activate_totp"), {"code": code})
    assert Authenticator.objects.filter(user=cast.kaban.user, type=Authenticator.Type.TOTP).exists()
    thief = Client()
    thief.post("/akun/masuk/", {"login": "kaban", "password": PASSWORD})
    assert thief.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert thief.get("/akun/pemulihan/").status_code == 302


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    with_factors(cast.kaban.user)
    codes = RecoveryCodes(_codes_of(cast.kaban.user)).get_unused_codes()
    taken = [RecoveryCodes(_codes_of(cast.kaban.user)).validate_code(code) for code in codes for _ in range(3)]
    assert taken == [True, False, False] * len(codes)


@pytest.mark.both
def test_everything_of_an_account_is_dead_a_minute_after_it_was_closed_and_stays_dead(cast: Cast) -> None:
    """Every role: two browsers and a token each. Opened again, the old browsers and keys are still nothing."""
    victims = {
        role: make_user(f"tutup-{role}", role, (KABUPATEN,), Classification.RAHASIA)
        for role in PEOPLE
        if role is not Role.ADMIN
    }
    slowest = 0.0
    for role, user in victims.items():
        browsers = [signed_in(user, second_factor=True) for _ in range(2)]
        secret, _ = operations_sign_in.issue_token(system_actor(), user.username, at=_now())
        bearer = {"headers": {"Authorization": f"Bearer {secret}"}}
        assert all(browser.get("/akun/saya/").status_code == 200 for browser in browsers), role
        began = monotonic()
        operations.disable_user(cast.admin.actor, user.pk, at=_now())
        answers = [browser.get("/akun/saya/").headers.get("Location", "") for browser in browsers]
        token = Client(**bearer).get("/api/v1/elections").status_code
        slowest = max(slowest, monotonic() - began)
        assert all(answer.startswith("/akun/masuk/") for answer in answers), role
        assert token == 401, role
        operations.enable_user(cast.admin.actor, user.pk, at=_now())
        assert all(browser.get("/akun/saya/").status_code == 302 for browser in browsers), role
        assert Client(**bearer).get("/api/v1/elections").status_code == 401, role
        assert not SignInSession.objects.filter(user=user).exists()
    assert slowest < 60


@pytest.mark.parametrize("name", ["kustodian1", "admin", "kaban", "petugas"])
def test_custodians_and_admins_are_asked_for_a_security_key_until_they_have_one(cast: Cast, name: str) -> None:
    client = cast[name].client
    advised = "kode dari aplikasi dapat dipancing" in client.get("/akun/saya/").content.decode()
    assert advised == (name in {"kustodian1", "admin"})
    Authenticator.objects.create(user=cast[name].user, type=Authenticator.Type.WEBAUTHN, data={"name": "kunci"})
    assert "kode dari aplikasi dapat dipancing" not in client.get("/akun/saya/").content.decode()


def test_a_wrong_name_a_wrong_password_and_a_closed_account_read_alike(cast: Cast) -> None:
    operations.disable_user(cast.admin.actor, cast.analis.user.pk, at=NOW)
    answers = []
    for name in ("kaban", "tidak-ada-orangnya", "analis"):
        cache.clear()
        answer = Client().post("/akun/masuk/", {"login": name, "password": "salah-salah-salah"})
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(name, "NAMA")
        answers.append((answer.status_code, page))
    assert answers[0] == answers[1] == answers[2]


def _codes_of(user: User) -> Authenticator:
    found: Authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return found


def _now() -> Any:
    return timezone.now()
