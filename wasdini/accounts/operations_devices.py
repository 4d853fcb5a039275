"""Acts on phones that report: a device password, a registered number with its PIN; made, revoked, checked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F

from wasdini.accounts import nonces, queries, queries_devices
from wasdini.accounts.models import DevicePassword, TextNumber, User
from wasdini.accounts.operations_sign_in import first_area
from wasdini.core.access import Act, Actor, NotAllowed, NotVisible, may, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.text_message import PIN_DIGITS, check_letter
from wasdini.journal import operations as journal

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 7
WRONG_PINS_MAX = 5
WRONG_PINS_WITHIN = timedelta(hours=24)
_NUMBER_LENGTHS = range(9, 16)


class PinRefused(NotAllowed):
    """Unknown number or wrong PIN: one answer for both."""


class PinLocked(NotAllowed):
    """Too many wrong PINs from this number within a day."""


def issue_device_password(actor: Actor, username: str, *, label: str = "", at: datetime) -> tuple[str, str]:
    """Name and password of one phone, shown once. For oneself, or by the operator for somebody who may report."""
    user = _reporter(actor, username)
    living = DevicePassword.objects.filter(user=user, revoked_at=None).count()
    if living >= queries_devices.PASSWORDS_MAX:
        raise InputRefused([Problem("device_too_many", expected=str(queries_devices.PASSWORDS_MAX))])
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
    with journal.act(actor, "issue_device_password", at=at) as line:
        row = DevicePassword.objects.create(
            user=user,
            label=label.strip()[:60],
            digest=queries_devices.password_digest(password),
            sealed_secrets=queries_devices.sealed_secrets(user.username, password),
            created_at=at,
        )
        line.about("device", row.pk, area=queries.first_area_of(user))
        line.details = {"user": user.pk}
    return user.username, password


def revoke_device_password(actor: Actor, device_id: int, *, at: datetime) -> None:
    """Shut out one of one's own phones at once."""
    with journal.act(actor, "revoke_device_password", at=at) as line:
        own = DevicePassword.objects.filter(pk=device_id, user_id=actor.user_id or 0, revoked_at=None)
        if not own.update(revoked_at=at):
            raise NotVisible(device_id)
        line.about("device", device_id, area=first_area(actor))


@dataclass(frozen=True)
class NumberMade:
    """The PIN, shown once; and (TPS code, name, PIN with its letter) of the duty area when it fits a card."""

    pin: str
    card: tuple[tuple[str, str, str], ...]


def register_number(actor: Actor, username: str, number: str, *, at: datetime) -> NumberMade:
    """Let somebody report by text message from this number. An old PIN of it dies."""
    user = _reporter(actor, username)
    digits = queries_devices.number_digits(number)
    if len(digits) not in _NUMBER_LENGTHS:
        raise InputRefused([Problem("number_invalid", column="number", value=number[:40])])
    digest = queries_devices.number_digest(number)
    taken = TextNumber.objects.filter(number_digest=digest, revoked_at=None).exclude(user=user)
    if taken.exists():
        raise InputRefused([Problem("number_taken", column="number")])
    pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
    hashed = make_password(pin)
    with journal.act(actor, "register_number", at=at) as line:
        TextNumber.objects.filter(number_digest=digest, revoked_at=None).update(revoked_at=at)
        row = TextNumber.objects.create(
            user=user, number_digest=digest, last_digits=digits[-3:], pin=hashed, created_at=at
        )
        line.about("text_number", row.pk, area=queries.first_area_of(user))
        line.details = {"user": user.pk}
    areas = [duty.area for duty in user.duty_areas.all()]
    stations = queries_devices.stations_on_card(areas)
    return NumberMade(pin, tuple((code, name, pin + check_letter(pin, code)) for code, name in stations))


def revoke_number(actor: Actor, number_id: int, *, at: datetime) -> None:
    """End one of one's own numbers: from now on nobody reports from it."""
    with journal.act(actor, "revoke_number", at=at) as line:
        own = TextNumber.objects.filter(pk=number_id, user_id=actor.user_id or 0, revoked_at=None)
        if not own.update(revoked_at=at):
            raise NotVisible(number_id)
        line.about("text_number", number_id, area=first_area(actor))


def check_pin(number: str, pin: str, *, at: datetime) -> Actor:
    """Who writes from this number; a wrong PIN is counted. Raises `PinRefused`, or `PinLocked` after five in a day.

    Counting is no act of a person and leaves no line in the journal; nothing is written while PINs are right.
    """
    row = (
        TextNumber.objects.filter(number_digest=queries_devices.number_digest(number), revoked_at=None)
        .select_related("user")
        .first()
    )
    actor = queries.actor_of(row.user) if row else None
    if row is None or actor is None or not may(actor, Act.SUBMIT_REPORT):
        raise PinRefused(Act.SUBMIT_REPORT)
    counting = row.wrong_since is not None and at - row.wrong_since < WRONG_PINS_WITHIN
    if counting and row.wrong_count >= WRONG_PINS_MAX:
        raise PinLocked(Act.SUBMIT_REPORT)
    if check_password(pin, row.pin):
        return actor
    if counting:
        TextNumber.objects.filter(pk=row.pk).update(wrong_count=F("wrong_count") + 1)
    else:
        TextNumber.objects.filter(pk=row.pk).update(wrong_count=1, wrong_since=at)
    raise PinRefused(Act.SUBMIT_REPORT)


def first_use_of(signature: str, *, made: int, at: datetime) -> bool:
    """Whether a request signed in second `made` is new; one answered before is told so, whichever process it meets."""
    return nonces.use_once(f"signed:{signature}", made=made, at=at)


def _reporter(actor: Actor, username: str) -> User:
    user = User.objects.filter(username=username.lower(), is_active=True).first()
    if user is None or (user.pk != actor.user_id and not may(actor, Act.OPERATE)):
        raise InputRefused([Problem("person_unknown", value=username)])
    if user.pk == actor.user_id:
        require_allowed(actor, Act.SUBMIT_REPORT)
    reporter = queries.actor_of(user)
    if reporter is None or not may(reporter, Act.SUBMIT_REPORT):
        raise InputRefused([Problem("person_may_not_report", value=username)])
    return user
