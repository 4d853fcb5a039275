"""The fixed cast: the same people in every test, in the same small regency.

Regions: kabupaten 99.01 with the kecamatan 99.01.01 and 99.01.02, each with one desa and two TPS; the neighbour 99.02
with one kecamatan, one desa and one TPS. `cast.kaban.actor` is for queries and operations, `cast.kaban.client` is a
signed-in browser (with a second factor where one is compulsory), `cast.kaban.user` the row.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from wasdini.accounts import queries as accounts
from wasdini.accounts.models import DutyArea, Office, User
from wasdini.core.access import SECOND_FACTOR_ROLES, Actor
from wasdini.core.place_codes import level_of, parent_of, path_of, tps_code_of
from wasdini.core.terms import Classification, Role
from wasdini.places.counting import recount_tps
from wasdini.places.models import Import, Place, Tps

PASSWORD = "lima-kapal-di-muara"
NOW = datetime(2024, 2, 13, 5, 0, tzinfo=UTC)
KABUPATEN, KECAMATAN, SIBLING, NEIGHBOUR = "99.01", "99.01.01", "99.01.02", "99.02"
DESA, SIBLING_DESA, NEIGHBOUR_DESA = "99.01.01.2001", "99.01.02.2001", "99.02.01.2001"
TPS, SIBLING_TPS, NEIGHBOUR_TPS = (tps_code_of(desa, 1) for desa in (DESA, SIBLING_DESA, NEIGHBOUR_DESA))

REGIONS = {
    "99": "Provinsi Contoh",
    KABUPATEN: "Kabupaten Contoh Samudra",
    KECAMATAN: "Kecamatan Muara",
    SIBLING: "Kecamatan Bukit",
    DESA: "Desa Muara Satu",
    SIBLING_DESA: "Desa Bukit Satu",
    NEIGHBOUR: "Kabupaten Contoh Tetangga",
    "99.02.01": "Kecamatan Seberang",
    NEIGHBOUR_DESA: "Desa Seberang Satu",
}
ALL_TPS = {DESA: 2, SIBLING_DESA: 2, NEIGHBOUR_DESA: 1}

PLAYERS: dict[str, tuple[Role, str, Classification]] = {
    "petugas": (Role.PETUGAS, KECAMATAN, Classification.BIASA),
    "verifikator": (Role.VERIFIKATOR, KABUPATEN, Classification.RAHASIA),
    "analis": (Role.ANALIS, KABUPATEN, Classification.RAHASIA),
    "kaban": (Role.KABAN, KABUPATEN, Classification.SANGAT_RAHASIA),
    "camat": (Role.CAMAT, KECAMATAN, Classification.TERBATAS),
    "kustodian1": (Role.KUSTODIAN, KABUPATEN, Classification.SANGAT_RAHASIA),
    "kustodian2": (Role.KUSTODIAN, KABUPATEN, Classification.SANGAT_RAHASIA),
    "admin": (Role.ADMIN, KABUPATEN, Classification.BIASA),
    "tetangga": (Role.ANALIS, NEIGHBOUR, Classification.RAHASIA),
}


@dataclass
class Player:
    """One of the cast."""

    user: User

    @cached_property
    def actor(self) -> Actor:
        role = Role(self.user.role)
        actor = accounts.actor_of(self.user, second_factor=role in SECOND_FACTOR_ROLES)
        assert actor is not None
        return actor

    @cached_property
    def client(self) -> Client:
        return signed_in(self.user, second_factor=Role(self.user.role) in SECOND_FACTOR_ROLES)


class Cast:
    """All of them, by name: `cast.petugas`, or `cast["petugas"]`."""

    petugas: Player
    verifikator: Player
    analis: Player
    kaban: Player
    camat: Player
    kustodian1: Player
    kustodian2: Player
    admin: Player
    tetangga: Player

    def __init__(self, players: dict[str, Player]) -> None:
        self.__dict__.update(players)

    def __getitem__(self, name: str) -> Player:
        return self.__dict__[name]

    def __iter__(self) -> Iterator[Player]:
        return iter(self.__dict__.values())


@cache
def _hashed() -> str:
    """The slow hash is made once for a whole session."""
    return make_password(PASSWORD)


def make_user(username: str, role: Role, areas: tuple[str, ...], clearance: Classification) -> User:
    """A person whose password is `PASSWORD`."""
    user = User.objects.create(
        username=username, role=role.value, clearance=clearance.value, password=_hashed(), created_at=NOW
    )
    DutyArea.objects.bulk_create([DutyArea(user=user, area=area) for area in areas])
    return user


def signed_in(user: User, *, second_factor: bool) -> Client:
    """A browser signed in as this person, as allauth leaves it after password and code."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    methods: list[dict[str, object]] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    if second_factor:
        methods.insert(0, {"method": "mfa", "type": "totp", "at": time.time()})
    session = client.session
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def office(db: None) -> Office:
    """The office of kabupaten 99.01; not a demonstration."""
    return Office.objects.create(name="Badan Kesbangpol Kabupaten Contoh Samudra", area=KABUPATEN, set_up_at=NOW)


@pytest.fixture
def cast(office: Office) -> Cast:
    """The nine people of the cast, signed in when their client is asked for."""
    return Cast({name: Player(make_user(name, role, (area,), rank)) for name, (role, area, rank) in PLAYERS.items()})


@pytest.fixture
def regions(db: None) -> Import:
    """The small regency and its neighbour, without indicator values."""
    source = Import.objects.create(
        kind="places",
        file_name="cast.csv",
        file_sha256=hashlib.sha256(b"cast").hexdigest(),
        imported_at=NOW,
        imported_by=str(uuid.UUID(int=0)),
    )
    Place.objects.bulk_create(
        Place(path=code, parent_code=parent_of(code) or "", level=level_of(code), name=name, added_by=source)
        for code, name in REGIONS.items()
    )  # fmt: skip
    Tps.objects.bulk_create(
        Tps(path=path_of(tps_code_of(desa, number)), voters_male=140, voters_female=145, added_by=source)
        for desa, count in ALL_TPS.items()
        for number in range(1, count + 1)
    )  # fmt: skip
    recount_tps(["99"])
    return source
