"""The demonstration's custodians: two key pairs of this instance, and invented covert sources behind them.

Only in a database marked as a demonstration: here the private keys can be worked out by whoever runs the server, so
that a visitor can try both halves of an unmasking. Nowhere else does a server know any.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from wasdini.accounts import queries as accounts
from wasdini.accounts.operations_demo import NotADemonstration
from wasdini.core.access import Actor, system_actor
from wasdini.core.paper_code import write_code
from wasdini.core.place_codes import path_of
from wasdini.core.veil import half_day
from wasdini.core.zones import zone_of
from wasdini.custody import envelopes, key_files
from wasdini.custody.models import CustodianKey, Pair, Pseudonym, random_id
from wasdini.custody.operations import keep, public_keys
from wasdini.custody.operations_keys import office_area, person_of
from wasdini.custody.queries import pair_in_force, pseudonym_digest, voice_record
from wasdini.journal import operations as journal

CUSTODIANS = ("kustodian1", "kustodian2")
COVERT_OFFICER = "petugas"
SOURCES_EACH = 6
ENROLMENT_MARK = "WSDS1:"


@dataclass(frozen=True)
class DemoKey:
    """A demonstration custodian's key: as digits, and as its recovery sheet, which the pages and the console take."""

    key_id: str
    private_key: str
    sheet: str


def create_demo_custodians(areas: Sequence[str], election: str, *, at: datetime) -> int:
    """Put the two custodians' keys in force and register invented sources in each area; how many sources.

    Six a region: enough for a closed report to be shown under the region itself. Done again, it changes nothing.
    """
    _require_demo()
    if Pair.objects.filter(in_force=True).exists():
        return 0
    people = [accounts.actor_named(name) for name in CUSTODIANS]
    outer, inner = (_key_row(person, at) for person in people if person is not None)
    with journal.act(system_actor("demo"), "create_demo_custodians", at=at) as line:
        outer.save(force_insert=True)
        inner.save(force_insert=True)
        Pair.objects.create(
            outer=outer, inner=inner, outer_user_id=outer.user_id, inner_user_id=inner.user_id,
            from_at=at, in_force=True,
        )  # fmt: skip
        for number, area in enumerate(areas):
            for place in range(SOURCES_EACH):
                _register_source(f"{area}:{place}", area, election, covert=number == place == 0, at=at)
        line.about("custodian_pair", f"{outer.key_id}+{inner.key_id}", area=office_area())
    return len(areas) * SOURCES_EACH


def demo_custody_keys() -> dict[str, DemoKey]:
    """The private keys of the demonstration's custodians by sign-in name; empty outside a demonstration."""
    if not accounts.is_demo():
        return {}
    return {
        name: DemoKey(envelopes.key_id_of(key_files.public_of(secret)), secret.hex(), key_files.on_paper(secret))
        for name in CUSTODIANS
        for secret in (_derived(f"key:{name}"),)
    }


def demo_enrolment() -> dict[str, str]:
    """What the demonstration's covert officer would scan: sign-in name -> enrolment code; empty outside one."""
    if not accounts.is_demo():
        return {}
    return {COVERT_OFFICER: ENROLMENT_MARK + write_code(_derived("enrolment:0"))}


def _register_source(name: str, area: str, election: str, *, covert: bool, at: datetime) -> None:
    secret = _derived("enrolment:0" if covert else f"enrolment:{name}")
    voice_id = UUID(bytes=_derived(f"voice:{name}")[:16], version=4)
    pair = pair_in_force()
    assert pair is not None
    told = {"name": f"Sumber Contoh {name}", "phone": "0800-000-0000", "note": "orang rekaan"}
    keep(envelopes.seal(voice_record(voice_id), told, *public_keys(pair)), voice_id=None, area=None)
    pseudonym = hmac.new(secret, election.encode(), hashlib.sha256).hexdigest()
    Pseudonym.objects.create(
        id=random_id(), voice_id=voice_id, digest=pseudonym_digest(pseudonym), election=election,
        area=path_of(area), registered_at=half_day(at, zone_of(area)),
    )  # fmt: skip


def _key_row(person: Actor, at: datetime) -> CustodianKey:
    public = key_files.public_of(_derived(f"key:{person.name}"))
    return CustodianKey(
        key_id=envelopes.key_id_of(public), user_id=person_of(person), public_key=public.hex(), made_at=at
    )


def _derived(purpose: str) -> bytes:
    """32 bytes of this instance alone."""
    return hmac.new(settings.SECRET_KEY.encode(), f"wasdini-demo-custody:{purpose}".encode(), hashlib.sha256).digest()


def _require_demo() -> None:
    if not accounts.is_demo():
        raise NotADemonstration("demo")
