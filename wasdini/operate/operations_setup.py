"""First set-up of a real office: its name and region, its election, its first administrator with a second factor.

Everything of it happens in one transaction: an office half set up does not exist. The terminal and the page `/pasang`
call the same function.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.conf import settings
from django.db import transaction

from wasdini.accounts import operations as people
from wasdini.accounts import queries as accounts
from wasdini.core.access import Actor
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification, Level, Role
from wasdini.elections import operations as elections
from wasdini.operate.queries import FirstSecondFactor, second_factor_of
from wasdini.places import queries as places

SETUP_CODE_FILE = "setup_code"
_OFFICE_LEVELS = (Level.PROVINSI, Level.KABKOTA)


@dataclass(frozen=True, kw_only=True)
class FirstSetUp:
    """What the IT person states. `totp_code` is what the phone shows for `totp_secret`; None asks for no proof."""

    office_name: str
    area: str
    username: str
    full_name: str
    password: str
    schedule: str
    voting_on: date | None = None
    post: str = ""
    totp_secret: str = ""
    totp_code: str | None = None


@dataclass(frozen=True)
class SetUpCard:
    """The office as it stands, and what the administrator must keep."""

    office_name: str
    area: str
    area_name: str
    election: str
    voting_on: date
    username: str
    second_factor: FirstSecondFactor
    recovery_codes: tuple[str, ...]


def set_up_office(actor: Actor, form: FirstSetUp, *, at: datetime) -> SetUpCard:
    """Make the office, its election and its administrator, or refuse with every reason and make nothing."""
    area, area_name = _region(form.area)
    _refuse_second_office()
    _refuse_blanks(form)
    secret = form.totp_secret or generate_totp_secret()
    if form.totp_code is not None and not validate_totp_code(secret, form.totp_code):
        raise InputRefused([Problem("setup_totp_wrong", column="totp_code")])
    with transaction.atomic():
        people.set_up_office_row(actor, people.OfficeForm(name=form.office_name.strip(), area=area), at=at)
        election = elections.set_up_election(actor, _election(form, area), at=at)
        person = people.PersonForm(
            username=form.username,
            role=Role.ADMIN,
            areas=(area,),
            clearance=Classification.BIASA,
            full_name=form.full_name.strip(),
            post=form.post.strip(),
        )
        user = people.create_user(actor, person, password=form.password, at=at)
        TOTP.activate(user, secret)
        codes = RecoveryCodes.activate(user).get_unused_codes()
    forget_setup_code()
    return SetUpCard(
        office_name=form.office_name.strip(),
        area=area,
        area_name=area_name,
        election=election.name,
        voting_on=election.voting_on,
        username=user.username,
        second_factor=second_factor_of(user.username, secret),
        recovery_codes=tuple(codes),
    )


def issue_setup_code() -> str | None:
    """The one-time code that opens `/pasang`: whoever reads this console may set up. None when an office stands."""
    if accounts.the_office() is not None:
        return None
    code, file = people.new_password(), _code_file()
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(code)
    return code


def check_setup_code(given: str) -> None:
    """Raise `InputRefused` unless it is the code of this console."""
    file = _code_file()
    expected = file.read_text() if file.exists() else ""
    if not expected or not hmac.compare_digest(expected.encode(), given.strip().lower().encode()):
        raise InputRefused([Problem("setup_code_wrong", column="setup_code")])


def forget_setup_code() -> None:
    _code_file().unlink(missing_ok=True)


def _code_file() -> Path:
    return Path(settings.DATA_DIR) / SETUP_CODE_FILE


def _region(text: str) -> tuple[str, str]:
    try:
        code = parse_place_code(text)
    except PlaceCodeInvalid:
        raise InputRefused([Problem("setup_area_invalid", column="area", value=text)]) from None
    if code.level not in _OFFICE_LEVELS:
        raise InputRefused([Problem("setup_area_invalid", column="area", value=text)])
    name = places.names_of([code.dotted]).get(code.dotted)
    if name is None:
        raise InputRefused([Problem("setup_area_unknown", column="area", value=text)])
    return code.dotted, name


def _refuse_second_office() -> None:
    office = accounts.the_office()
    if office is not None:
        raise InputRefused([Problem("office_exists", value=office.name)])


def _refuse_blanks(form: FirstSetUp) -> None:
    stated = {"office_name": form.office_name, "username": form.username, "full_name": form.full_name}
    empty = [Problem("setup_blank", column=name) for name, value in stated.items() if not value.strip()]
    if empty:
        raise InputRefused(empty)


def _election(form: FirstSetUp, area: str) -> elections.NewElection:
    """The shipped schedule as it stands, or moved to the office's own voting day."""
    year = form.voting_on.year if form.voting_on else ""
    slug = f"{form.schedule.rpartition('-')[0]}-{year}" if year else form.schedule
    name = slug.replace("-", " ").capitalize()
    return elections.NewElection(slug=slug, name=name, area=area, schedule=form.schedule, voting_on=form.voting_on)
