"""An office that takes covert reports, for the attacker of `attack.py`. The private keys are made elsewhere."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from wasdini.accounts.models import DutyArea, Office, User
from wasdini.accounts.queries import actor_of
from wasdini.core.access import Actor
from wasdini.core.terms import Classification, Role
from wasdini.custody.envelopes import seal
from wasdini.custody.models import Pseudonym, random_id
from wasdini.custody.operations import keep, public_keys, seal_identity
from wasdini.custody.operations_keys import appoint_pair, register_key
from wasdini.custody.operations_unmask import ask_unmasking
from wasdini.custody.queries import coarse_region, pair_in_force, voice_of, voice_record

AT = datetime(2024, 2, 13, 5, 0, tzinfo=UTC)


def person(name: str, role: Role) -> Actor:
    user = User.objects.create(
        username=name, role=role.value, clearance=Classification.SANGAT_RAHASIA.value, password="!", created_at=AT
    )
    DutyArea.objects.create(user=user, area="99.01")
    actor = actor_of(user, second_factor=True)
    assert actor
    return actor


def office_with_covert_reports(told: dict[str, Any]) -> None:
    """`told`: the two public keys; for each source its identity, pseudonym digest, pseudonym, area and place."""
    Office.objects.create(name="Kantor Uji", area="99.01", set_up_at=AT)
    kaban = person("kaban", Role.KABAN)
    holders = [person(name, Role.KUSTODIAN) for name in ("kustodian1", "kustodian2")]
    keys = [register_key(who, public, at=AT) for who, public in zip(holders, told["public_keys"], strict=True)]
    appoint_pair(kaban, *keys, at=AT)
    pair = pair_in_force()
    assert pair
    for source in told["sources"]:
        voice_id = uuid4()
        keep(seal(voice_record(voice_id), source["identity"], *public_keys(pair)), voice_id=None, area=None)
        Pseudonym.objects.create(
            id=random_id(), voice_id=voice_id, digest=source["digest"], election="pemilu-2024",
            area=source["area"], registered_at=AT,
        )  # fmt: skip
    for number, source in enumerate(told["sources"]):
        voice = voice_of(source["pseudonym"], AT + timedelta(days=1))
        assert voice
        with transaction.atomic():
            seal_identity(
                UUID(source["report"]), source["identity"], voice_id=voice.voice_id,
                area=coarse_region(source["place"], voice),
            )  # fmt: skip
        logging.getLogger("wasdini").warning("report %s accepted", number)
    ask_unmasking(
        kaban, UUID(told["sources"][0]["report"]), reason="Nyawa sumber terancam malam ini.",
        legal_basis="Perintah 12/2024", at=AT + timedelta(days=2),
    )  # fmt: skip
