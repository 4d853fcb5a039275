"""Acts around signing in: the sign-in itself, ending sessions, tokens for programmes, a lost second factor."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from wasdini.accounts import queries
from wasdini.accounts.models import ApiToken, SecondFactorReset, SignInSession, User
from wasdini.accounts.operations import OwnAccount, person_within
from wasdini.core.access import Act, Actor, NotAllowed, NotVisible, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal import operations as journal

TOKEN_BYTES = 32
RESET_VALID = timedelta(hours=queries.RESET_VALID_HOURS)


class SamePerson(NotAllowed):
    """Two people means two: who asked may not confirm, and nobody confirms their own."""


class ResetExpired(NotVisible):
    """Nobody confirmed within a day, or it was confirmed before."""


def record_sign_in(actor: Actor, *, way: str, at: datetime) -> None:
    """Somebody came in; `way` says how ("sandi", "demo")."""
    with journal.act(actor, "sign_in", at=at) as line:
        line.about("user", actor.user_id, area=first_area(actor))
        line.details = {"way": way}


def record_password_change(actor: Actor, *, at: datetime) -> None:
    """Somebody chose an own password: it is no longer a temporary one."""
    with journal.act(actor, "change_own_password", at=at) as line:
        User.objects.filter(pk=actor.user_id or 0).update(password_is_temporary=False)
        line.about("user", actor.user_id, area=first_area(actor))


def end_session(actor: Actor, session_id: str, *, at: datetime) -> None:
    """End one of one's own sessions, by the short name the page shows."""
    own = SignInSession.objects.filter(user_id=actor.user_id or 0)
    key = next((row.session_key for row in own if queries.session_name(row.session_key) == session_id), None)
    if key is None:
        raise NotVisible(session_id)
    with journal.act(actor, "end_session", at=at) as line:
        SignInSession.objects.filter(session_key=key).delete()
        line.about("user", actor.user_id, area=first_area(actor))


def end_all_sessions(actor: Actor, *, at: datetime) -> None:
    """Sign out everywhere, here too."""
    with journal.act(actor, "end_all_sessions", at=at) as line:
        SignInSession.objects.filter(user_id=actor.user_id or 0).delete()
        line.about("user", actor.user_id, area=first_area(actor))


def issue_token(
    actor: Actor, username: str, *, label: str = "", scope: str = "write", days: int = 90, at: datetime
) -> tuple[str, datetime]:
    """A key for a programme that acts as this person; returns the secret, shown once, and when it dies.

    It carries a second factor when the person has one enrolled: whoever issues it stands at the machine itself.
    """
    require_allowed(actor, Act.OPERATE)
    user = User.objects.filter(username=username.lower(), is_active=True).first()
    if user is None:
        raise InputRefused([Problem("person_unknown", value=username)])
    secret, expires_at = secrets.token_urlsafe(TOKEN_BYTES), at + timedelta(days=days)
    with journal.act(actor, "issue_token", at=at) as line:
        token = ApiToken.objects.create(
            user=user,
            digest=queries.token_digest(secret),
            label=label,
            scope=scope,
            second_factor=queries.has_enrolled_factor(user.pk),
            created_at=at,
            expires_at=expires_at,
        )
        line.about("token", token.pk)
        line.details = {"user": user.pk, "scope": scope, "days": days}
    return secret, expires_at


def revoke_token(actor: Actor, token_id: int, *, at: datetime) -> None:
    """Kill one of one's own tokens."""
    with journal.act(actor, "revoke_token", at=at) as line:
        killed = ApiToken.objects.filter(pk=token_id, user_id=actor.user_id or 0, revoked_at=None).update(revoked_at=at)
        if not killed:
            raise NotVisible(token_id)
        line.about("token", token_id, area=first_area(actor))


def ask_factor_reset(actor: Actor, user_id: int, *, reason: str, at: datetime) -> None:
    """The first person: an admin who has spoken to the one who lost the second factor."""
    user = person_within(actor, user_id)
    if actor.user_id is None or user.pk == actor.user_id:
        raise OwnAccount(Act.MANAGE_PEOPLE)
    if not reason.strip():
        raise InputRefused([Problem("reset_reason_missing", column="reason")])
    with journal.act(actor, "ask_factor_reset", at=at) as line:
        reset = SecondFactorReset.objects.create(
            user=user, reason=reason.strip()[:200], asked_by_id=actor.user_id, asked_at=at
        )
        line.about("factor_reset", reset.pk, area=queries.first_area_of(user))
        line.details = {"user": user.pk}


def confirm_factor_reset(actor: Actor, reset_id: int, *, at: datetime) -> None:
    """The second person, within a day: the head of the office, or a custodian when it is the head's own factor."""
    require_allowed(actor, Act.CONFIRM_RESET)
    reset = (
        SecondFactorReset.objects.filter(pk=reset_id, confirmed_at=None, asked_at__gt=at - RESET_VALID)
        .select_related("user")
        .first()
    )
    if reset is None:
        raise ResetExpired(reset_id)
    area = queries.first_area_of(reset.user)
    require_allowed(actor, Act.CONFIRM_RESET, area=area)
    if actor.user_id in {reset.asked_by_id, reset.user_id}:
        raise SamePerson(Act.CONFIRM_RESET)
    with journal.act(actor, "confirm_factor_reset", at=at) as line:
        SecondFactorReset.objects.filter(pk=reset.pk).update(confirmed_by_id=actor.user_id, confirmed_at=at)
        Authenticator.objects.filter(user_id=reset.user_id).delete()
        SignInSession.objects.filter(user_id=reset.user_id).delete()
        line.about("factor_reset", reset.pk, area=area)
        line.details = {"user": reset.user_id}


def first_area(actor: Actor) -> str:
    """Where an act about oneself is filed."""
    return actor.areas[0] if actor.areas else NASIONAL_CODE
