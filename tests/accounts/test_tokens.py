"""Keys of programmes: hashed, scoped, expiring, dead with the account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, RequestFactory

from tests.cast import NOW, Cast
from wasdini.accounts import operations, operations_sign_in, queries
from wasdini.accounts.middleware import ActorMiddleware, TokenMiddleware
from wasdini.accounts.models import ApiToken
from wasdini.core.access import NotAllowed, system_actor
from wasdini.core.problems import InputRefused

TODAY = datetime.now(UTC)


def issue(name: str = "petugas", **named: object) -> str:
    return operations_sign_in.issue_token(system_actor(), name, at=TODAY, **named)[0]  # type: ignore[arg-type]


def asked(secret: str, method: str = "GET") -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_only_a_digest_is_kept(cast: Cast) -> None:
    secret = issue()
    assert not [value for row in ApiToken.objects.values() for value in row.values() if value == secret]
    assert queries.living_token(secret, at=TODAY) is not None


def test_a_token_dies_at_its_date_when_revoked_and_with_the_account(cast: Cast) -> None:
    secret = issue(days=2)
    assert queries.living_token(secret, at=TODAY + timedelta(days=2, seconds=1)) is None
    operations_sign_in.revoke_token(cast.petugas.actor, ApiToken.objects.get().pk, at=NOW)
    assert queries.living_token(secret, at=TODAY) is None
    other = issue("analis")
    operations.disable_user(cast.admin.actor, cast.analis.user.pk, at=NOW)
    assert queries.living_token(other, at=TODAY) is None
    operations.enable_user(cast.admin.actor, cast.analis.user.pk, at=NOW)
    assert queries.living_token(other, at=TODAY) is None


def test_nobody_revokes_the_token_of_somebody_else(cast: Cast) -> None:
    issue("analis")
    with pytest.raises(LookupError):
        operations_sign_in.revoke_token(cast.petugas.actor, ApiToken.objects.get().pk, at=NOW)


def test_tokens_are_issued_by_the_operator_and_for_people_who_exist(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        operations_sign_in.issue_token(cast.analis.actor, "petugas", at=NOW)
    with pytest.raises(InputRefused):
        issue("siapa")


def passed(secret: str, method: str = "GET", path: str = "/api/v1/x") -> object:
    """Through both middlewares: the actor of the request, or the status of the refusal."""
    seen: list[object] = []

    def view(request: object) -> object:
        seen.append(request.actor)  # type: ignore[attr-defined]
        return None

    request = RequestFactory().generic(method, path, headers={"Authorization": f"Bearer {secret}"})
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    response = TokenMiddleware(ActorMiddleware(view))(request)  # type: ignore[arg-type]
    return seen[0] if seen else response.status_code


def test_the_token_acts_as_its_person_on_the_api_and_nowhere_else(cast: Cast) -> None:
    secret = issue("analis")
    assert getattr(passed(secret), "name", None) == "analis"
    assert passed(secret, path="/akun/orang/") is None
    assert passed("wrong") == 401
    assert passed("") == 401


def test_a_token_for_reading_changes_nothing(cast: Cast) -> None:
    secret = issue("analis", scope="read")
    assert getattr(passed(secret), "name", None) == "analis"
    assert passed(secret, method="POST") == 403


def test_a_token_carries_a_second_factor_only_when_its_person_has_one(cast: Cast) -> None:
    assert passed(issue("analis")).second_factor is False  # type: ignore[attr-defined]
    TOTP.activate(cast.analis.user, "JBSWY3DPEHPK3PXP")
    assert passed(issue("analis")).second_factor is True  # type: ignore[attr-defined]


def test_the_api_answers_strangers_without_a_sign_in_page(db: None) -> None:
    response = asked("wrong").get("/api/v1/openapi.json")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
