"""Who a phone speaks for: device passwords by Basic and Digest, and registered numbers of text messages.

A device password is good for submission only: what is found here is an actor without a second factor, for the doors
that take reports, and for nothing else. Passwords of accounts are not looked at.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import segno
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from wasdini.accounts import nonces, queries
from wasdini.accounts.models import DevicePassword, TextNumber
from wasdini.core.access import Act, Actor, may, require_allowed
from wasdini.core.digest_login import (
    ALGORITHMS,
    BasicLogin,
    DigestLogin,
    challenges,
    is_right,
    read_authorization,
    secret_of,
)
from wasdini.places.queries_frames import tps_frame

FAILURES_MAX = 30
FAILURES_WITHIN_SECONDS = 900
PASSWORDS_MAX = 10
STATIONS_ON_CARD = 60


@dataclass(frozen=True)
class DeviceCard:
    """A phone with its own password, as its owner sees it."""

    device_id: int
    label: str
    created_at: datetime


@dataclass(frozen=True)
class NumberCard:
    """A registered number: its last digits are enough to recognise one's own."""

    number_id: int
    last_digits: str
    created_at: datetime


@dataclass(frozen=True)
class DevicePage:
    """Everything that speaks for a person without a session."""

    devices: tuple[DeviceCard, ...]
    numbers: tuple[NumberCard, ...]


@dataclass(frozen=True)
class Knock:
    """How somebody asks to come in: the header, and what was asked for."""

    authorization: str
    method: str
    uri: str
    address: str


@dataclass(frozen=True)
class DeviceSignIn:
    """`actor` when the password is right and its person may report; else `challenges` for the next try."""

    actor: Actor | None
    challenges: tuple[str, ...] = ()
    wait_seconds: int = 0


def device_sign_in(knock: Knock, *, at: datetime) -> DeviceSignIn:
    """Who this phone speaks for.

    Wrong tries are counted by address, and too many are told to wait; a right password opens all the same, since a
    whole kecamatan may share one address of its telephone company and no stranger shall lock it out.
    """
    login = read_authorization(knock.authorization)
    found, stale = None, False
    if isinstance(login, BasicLogin):
        found = _by_basic(login)
    elif isinstance(login, DigestLogin):
        found, stale = _by_digest(login, knock, at)
    actor = queries.actor_of(found.user) if found else None
    if actor is not None and may(actor, Act.SUBMIT_REPORT):
        return DeviceSignIn(actor)
    wait = _counted_failure(knock.address) if knock.authorization and not stale else 0
    return DeviceSignIn(None, challenges(nonces.new_nonce(at), stale=stale), wait)


def device_page(actor: Actor) -> DevicePage:
    """A person's living device passwords and numbers, the newest first. `NotAllowed` for who may not report."""
    require_allowed(actor, Act.SUBMIT_REPORT)
    own = {"user_id": actor.user_id or 0, "revoked_at": None}
    devices = DevicePassword.objects.filter(**own).order_by("-created_at", "-pk")
    numbers = TextNumber.objects.filter(**own).order_by("-created_at", "-pk")
    return DevicePage(
        tuple(DeviceCard(row.pk, row.label, row.created_at) for row in devices),
        tuple(NumberCard(row.pk, row.last_digits, row.created_at) for row in numbers),
    )


def stations_on_card(areas: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(TPS code, name) of duty areas while they fit a printed card; empty when there are more."""
    found: list[tuple[str, str]] = []
    for area in areas:
        frame = tps_frame(area).select("unit_code", "name")
        found += [(str(code), str(name or "")) for code, name in frame.head(STATIONS_ON_CARD + 1).iter_rows()]
    found = list(dict.fromkeys(found))
    return tuple(found) if len(found) <= STATIONS_ON_CARD else ()


def collect_settings(server_url: str, username: str, password: str) -> str:
    """What ODK Collect reads from a QR code: its settings as JSON, packed with zlib, as base64."""
    told = {
        "general": {
            "protocol": "odk_default",
            "server_url": server_url,
            "username": username,
            "password": password,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "project": {"name": "Wasdini", "icon": "W", "color": "#08333d"},
        "admin": {},
    }
    return base64.b64encode(zlib.compress(json.dumps(told).encode())).decode()


def qr_picture(text: str) -> str:
    """A QR code as SVG text that can stand in a page."""
    picture = io.BytesIO()
    segno.make(text, error="l").save(picture, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4)
    return picture.getvalue().decode()


def password_digest(password: str) -> str:
    """What Basic is compared with. Groups and case are for the eye only: a phone may have changed them."""
    return hashlib.sha256(f"device:{plain(password)}".encode()).hexdigest()


def plain(password: str) -> str:
    return re.sub(r"[\s-]", "", password).lower()


def sealed_secrets(username: str, password: str) -> str:
    """HA1 of each algorithm, encrypted: a copy of the database alone signs nobody in."""
    secrets = {name: secret_of(username, password, name) for name in ALGORITHMS}
    return _sealer().encrypt(json.dumps(secrets).encode()).decode()


def number_digest(number: str) -> str:
    """A keyed digest of the number in one writing: `0812-…`, `+62812…` and `62812…` are one telephone."""
    digits = number_digits(number)
    key = hashlib.sha256(b"wasdini-text-number\0" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()


def number_digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    digits = digits.removeprefix("00") if digits.startswith("00") else digits
    return "62" + digits[1:] if digits.startswith("0") else digits


def _by_basic(login: BasicLogin) -> DevicePassword | None:
    return _living(login.username).filter(digest=password_digest(login.password)).first()


def _by_digest(login: DigestLogin, knock: Knock, at: datetime) -> tuple[DevicePassword | None, bool]:
    """The password that made this answer; and whether only the nonce is to blame (then the phone tries again)."""
    made = nonces.made_at(login.nonce)
    if made is None:
        return None, False
    found = next(
        (
            row
            for row in _living(login.username)[:PASSWORDS_MAX]
            if is_right(login, _secrets(row).get(login.algorithm, ""), method=knock.method, uri=knock.uri)
        ),
        None,
    )
    if found is None:
        return None, False
    if nonces.is_fresh(made, at) and nonces.use_once(f"{login.nonce}:{login.nc.lower()}", made=made, at=at):
        return found, False
    return None, True


def _living(username: str) -> QuerySet[DevicePassword]:
    rows = DevicePassword.objects.filter(user__username=username.lower(), revoked_at=None, user__is_active=True)
    return rows.select_related("user").order_by("-pk")


def _secrets(row: DevicePassword) -> dict[str, str]:
    """Sealed with another key: no answer is right, and Basic still is."""
    try:
        opened: dict[str, str] = json.loads(_sealer().decrypt(row.sealed_secrets))
    except InvalidToken:
        return {}
    return opened


def _counted_failure(address: str) -> int:
    """Seconds to wait; 0 while there were few failures from this address."""
    key = "device-failures:" + hashlib.sha256(address.encode()).hexdigest()[:32]
    count = cache.get(key, 0) + 1
    cache.set(key, count, FAILURES_WITHIN_SECONDS)
    return FAILURES_WITHIN_SECONDS if count > FAILURES_MAX else 0


def _sealer() -> Fernet:
    key = hashlib.sha256(b"wasdini-device-secrets\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
