"""Acts on people: add, change, disable, end sessions. Each is one transaction and one line in the journal."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wasdini.accounts import queries
from wasdini.accounts.models import ApiToken, DevicePassword, DutyArea, Office, SignInSession, TextNumber, User
from wasdini.core.access import Act, Actor, NotAllowed, NotVisible, require_allowed
from wasdini.core.place_codes import PlaceCodeInvalid, covers, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification, Role
from wasdini.journal import operations as journal

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class OwnAccount(NotAllowed):
    """Nobody changes their own role, areas or clearance, and nobody disables themself."""


@dataclass(frozen=True, kw_only=True)
class PersonForm:
    """What stands about a person: who, which post, where, up to which class."""

    username: str
    role: Role
    areas: tuple[str, ...]
    clearance: Classification = Classification.BIASA
    full_name: str = ""
    post: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficeForm:
    """What stands about the office that runs this instance."""

    name: str
    area: str
    is_demo: bool = False
    is_exercise: bool = False
    letterhead: dict[str, str] = field(default_factory=dict)


def new_password() -> str:
    """Sixteen characters in four groups, without letters that look alike: about 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def create_user(actor: Actor, person: PersonForm, *, password: str, at: datetime, temporary: bool = False) -> User:
    """Add a person. The areas must lie within the actor's own; refusals name what would be right."""
    areas = _areas_checked(person)
    _require_people(actor, areas)
    _refuse_person(person, password)
    hashed = make_password(password)
    with journal.act(actor, "create_user", at=at) as line:
        user = User.objects.create(
            username=person.username.lower(),
            full_name=person.full_name,
            post=person.post,
            role=person.role.value,
            clearance=person.clearance.value,
            password=hashed,
            password_is_temporary=temporary,
            created_at=at,
        )
        DutyArea.objects.bulk_create([DutyArea(user=user, area=area) for area in areas])
        line.about("user", user.pk, area=areas[0])
        line.details = _said_about(person, areas)
    return user


def change_person(actor: Actor, user_id: int, person: PersonForm, *, at: datetime) -> None:
    """Give a person another post, role, clearance or areas. Their sessions end, so that nothing old lingers."""
    user = person_within(actor, user_id)
    if user.pk == actor.user_id:
        raise OwnAccount(Act.MANAGE_PEOPLE)
    areas = _areas_checked(person)
    _require_people(actor, areas)
    with journal.act(actor, "change_person", at=at) as line:
        user.full_name, user.post = person.full_name, person.post
        user.role, user.clearance = person.role.value, person.clearance.value
        user.save(update_fields=["full_name", "post", "role", "clearance"])
        user.duty_areas.all().delete()
        DutyArea.objects.bulk_create([DutyArea(user=user, area=area) for area in areas])
        SignInSession.objects.filter(user=user).delete()
        line.about("user", user.pk, area=areas[0])
        line.details = _said_about(person, areas)


def disable_user(actor: Actor, user_id: int, *, at: datetime) -> None:
    """Close an account at once: its sessions, tokens, device passwords and text numbers die with it."""
    user = person_within(actor, user_id)
    if user.pk == actor.user_id:
        raise OwnAccount(Act.MANAGE_PEOPLE)
    with journal.act(actor, "disable_user", at=at) as line:
        User.objects.filter(pk=user.pk).update(is_active=False)
        SignInSession.objects.filter(user=user).delete()
        for keys in (ApiToken, DevicePassword, TextNumber):
            keys.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        line.about("user", user.pk, area=queries.first_area_of(user))


def enable_user(actor: Actor, user_id: int, *, at: datetime) -> None:
    """Open a closed account again; old tokens and device passwords stay dead."""
    user = person_within(actor, user_id)
    with journal.act(actor, "enable_user", at=at) as line:
        User.objects.filter(pk=user.pk).update(is_active=True)
        line.about("user", user.pk, area=queries.first_area_of(user))


def give_new_password(actor: Actor, user_id: int, *, password: str, at: datetime) -> None:
    """A temporary password; the person must choose an own one at the next sign-in."""
    user = person_within(actor, user_id)
    with journal.act(actor, "give_new_password", at=at) as line:
        User.objects.filter(pk=user.pk).update(password=make_password(password), password_is_temporary=True)
        SignInSession.objects.filter(user=user).delete()
        line.about("user", user.pk, area=queries.first_area_of(user))


def set_up_office_row(actor: Actor, office: OfficeForm, *, at: datetime) -> Office:
    """Say which office this instance belongs to: once, by the operator."""
    require_allowed(actor, Act.OPERATE, area=office.area)
    with journal.act(actor, "set_up_office", at=at) as line:
        row = Office.objects.create(
            name=office.name,
            area=office.area,
            is_demo=office.is_demo,
            is_exercise=office.is_exercise,
            letterhead=office.letterhead,
            set_up_at=at,
        )
        line.about("office", row.pk, area=office.area)
    return row


def _require_people(actor: Actor, areas: tuple[str, ...]) -> None:
    for area in areas:
        require_allowed(actor, Act.MANAGE_PEOPLE, area=area)


def person_within(actor: Actor, user_id: int) -> User:
    """The person to be changed, when all of their areas lie within the actor's; else as if there were none."""
    require_allowed(actor, Act.MANAGE_PEOPLE)
    user = User.objects.filter(pk=user_id).prefetch_related("duty_areas").first()
    if user is None or not all(any(covers(own, duty.area) for own in actor.areas) for duty in user.duty_areas.all()):
        raise NotVisible(user_id)
    return user


def _areas_checked(person: PersonForm) -> tuple[str, ...]:
    try:
        codes = tuple(dict.fromkeys(parse_place_code(area).dotted for area in person.areas))
    except PlaceCodeInvalid as wrong:
        raise InputRefused([Problem("person_area_unknown", column="areas", value=wrong.text)]) from wrong
    if not codes:
        raise InputRefused([Problem("person_area_missing", column="areas")])
    return codes


def _refuse_person(person: PersonForm, password: str) -> None:
    problems = []
    draft = User(username=person.username.lower(), full_name=person.full_name)
    try:
        draft.clean_fields(exclude=[f.name for f in User._meta.fields if f.name != "username"])
    except ValidationError:
        problems.append(Problem("person_name_invalid", column="username", value=person.username))
    if person.role is Role.SISTEM:
        problems.append(Problem("person_role_reserved", column="role", value=person.role.value))
    if User.objects.filter(username=draft.username).exists():
        problems.append(Problem("person_name_taken", column="username", value=person.username))
    try:
        validate_password(password, draft)
    except ValidationError:
        problems.append(Problem("person_password_weak", column="password", expected="12"))
    if problems:
        raise InputRefused(problems)


def _said_about(person: PersonForm, areas: tuple[str, ...]) -> dict[str, str | int | float | bool | None]:
    return {"role": person.role.value, "clearance": person.clearance.value, "areas": " ".join(areas)}
