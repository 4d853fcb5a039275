"""The demonstration's people: one for each role, invented, and only in a database marked as a demonstration."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings

from wasdini.accounts import queries
from wasdini.accounts.models import User
from wasdini.accounts.operations import PersonForm, create_user
from wasdini.accounts.operations_sign_in import record_sign_in
from wasdini.core.access import NotAllowed, system_actor
from wasdini.core.terms import Classification, Role


class NotADemonstration(NotAllowed):
    """Demonstration people exist only in a demonstration database."""


@dataclass(frozen=True)
class DemoSignIn:
    """How somebody looks in as one of the demonstration's people."""

    name: str
    password: str
    role: str
    place_code: str
    clearance: str
    full_name: str
    totp_secret: str | None

    @property
    def role_words(self) -> str:
        return queries.role_words(Role(self.role))


@dataclass(frozen=True)
class DemoRegions:
    """Where the demonstration's people have duty."""

    kabkota: str
    kecamatan: str
    neighbour: str


_R, _C = Role, Classification
_CAST: tuple[tuple[str, Role, str, Classification, str], ...] = (
    ("petugas", _R.PETUGAS, "kecamatan", _C.BIASA, "Petugas Lapangan (contoh)"),
    ("verifikator", _R.VERIFIKATOR, "kabkota", _C.RAHASIA, "Verifikator (contoh)"),
    ("analis", _R.ANALIS, "kabkota", _C.RAHASIA, "Analis (contoh)"),
    ("kaban", _R.KABAN, "kabkota", _C.SANGAT_RAHASIA, "Kepala Badan Kesbangpol (contoh)"),
    ("camat", _R.CAMAT, "kecamatan", _C.TERBATAS, "Camat (contoh)"),
    ("kustodian1", _R.KUSTODIAN, "kabkota", _C.SANGAT_RAHASIA, "Kustodian Pertama (contoh)"),
    ("kustodian2", _R.KUSTODIAN, "kabkota", _C.SANGAT_RAHASIA, "Kustodian Kedua (contoh)"),
    ("admin", _R.ADMIN, "kabkota", _C.BIASA, "Admin Sistem (contoh)"),
    ("tetangga", _R.ANALIS, "neighbour", _C.RAHASIA, "Analis Kabupaten Tetangga (contoh)"),
)


def create_demo_people(regions: DemoRegions, *, at: datetime) -> None:
    """Add the nine people, each with a password of this instance, and a second factor where one is compulsory."""
    _require_demo()
    known = set(User.objects.values_list("username", flat=True))
    for name, role, where, clearance, full_name in _CAST:
        if name in known:
            continue
        person = PersonForm(
            username=name, role=role, areas=(getattr(regions, where),), clearance=clearance,
            full_name=full_name, post=full_name,
        )  # fmt: skip
        user = create_user(system_actor("demo"), person, password=_derived(name, "password"), at=at)
        if queries.needs_second_factor(role):
            TOTP.activate(user, _totp_secret(name))


def demo_sign_ins() -> tuple[DemoSignIn, ...]:
    """The sign-ins of the demonstration's people; empty outside a demonstration."""
    if not queries.is_demo():
        return ()
    people = {user.username: user for user in User.objects.filter(is_active=True).prefetch_related("duty_areas")}
    return tuple(
        DemoSignIn(
            name=name,
            password=_derived(name, "password"),
            role=role.value,
            place_code=next((duty.area for duty in people[name].duty_areas.all()), ""),
            clearance=people[name].clearance,
            full_name=full_name,
            totp_secret=_totp_secret(name) if queries.needs_second_factor(role) else None,
        )
        for name, role, _, _, full_name in _CAST
        if name in people
    )


def _require_demo() -> None:
    if not queries.is_demo():
        raise NotADemonstration("demo")


def _derived(name: str, purpose: str) -> str:
    """A secret of this instance alone, so that no demonstration has a password the world knows."""
    key = f"wasdini-demo-{purpose}:{name}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), key, hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _totp_secret(name: str) -> str:
    key = f"wasdini-demo-totp:{name}".encode()
    return base64.b32encode(hmac.new(settings.SECRET_KEY.encode(), key, hashlib.sha256).digest()[:20]).decode()


def demo_user(name: str, *, at: datetime) -> User | None:
    """The demonstration person of this name, for the one-click sign-in; the journal notes it. None outside a demo."""
    if name not in {entry[0] for entry in _CAST} or not queries.is_demo():
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    actor = queries.actor_of(user) if user else None
    if user is None or actor is None:
        return None
    record_sign_in(actor, way="demo", at=at)
    return user
