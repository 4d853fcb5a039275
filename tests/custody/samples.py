"""Custodians with real keys, and a few sealed records, for the tests of this room and of the rights matrix."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from nacl.public import PrivateKey

from tests.cast import KECAMATAN, NOW, Cast
from wasdini.accounts.models import User
from wasdini.core.veil import half_day
from wasdini.core.zones import zone_of
from wasdini.custody.envelopes import key_id_of, seal
from wasdini.custody.models import CustodianKey, Envelope, Pair, Pseudonym, UnmaskRequest, random_id
from wasdini.custody.operations import keep, public_keys, seal_identity
from wasdini.custody.queries import pseudonym_digest, report_record, voice_record

IDENTITY = {
    "name": "Siti Aminah Contoh",
    "phone": "081299990001",
    "relation": "warga",
    "occurred_at": "2024-02-13T09:41:07+07:00",
    "position": "-6.123456,106.654321",
}


@dataclass(frozen=True)
class Keys:
    """The two custodians' private keys: here only, as in life."""

    outer: PrivateKey
    inner: PrivateKey


def key_of(user: User, secret: PrivateKey) -> CustodianKey:
    public = bytes(secret.public_key)
    return CustodianKey.objects.create(
        key_id=key_id_of(public), user=user, public_key=public.hex(), made_at=NOW, retired_at=None
    )


def pair_of(first: User, second: User) -> Keys:
    """Two custodians whose keys are in force."""
    keys = Keys(PrivateKey.generate(), PrivateKey.generate())
    Pair.objects.filter(in_force=True).update(in_force=None)
    Pair.objects.create(
        outer=key_of(first, keys.outer), inner=key_of(second, keys.inner), outer_user=first, inner_user=second,
        from_at=NOW, in_force=True,
    )  # fmt: skip
    return keys


def keys_of(cast: Cast) -> Keys:
    return pair_of(cast.kustodian1.user, cast.kustodian2.user)


def sealed_report(area: str = KECAMATAN, voice_id: UUID | None = None) -> UUID:
    report_id = uuid4()
    seal_identity(report_id, IDENTITY, voice_id=voice_id, area=area)
    return report_id


def sealed_voice(area: str = KECAMATAN, election: str = "pemilu-contoh") -> UUID:
    """A covert source with a sealed name, registered without the page."""
    voice_id = uuid4()
    pair = Pair.objects.select_related("outer", "inner").get(in_force=True)
    keep(seal(voice_record(voice_id), IDENTITY, *public_keys(pair)), voice_id=None, area=None)
    Pseudonym.objects.create(
        id=random_id(), voice_id=voice_id, digest=pseudonym_digest(secrets.token_hex(32)), election=election,
        area=area, registered_at=half_day(NOW, zone_of(area)),
    )  # fmt: skip
    return voice_id


def requested(cast: Cast, report_id: UUID) -> UUID:
    """A request to unmask, made by the head of the office for a report anywhere."""
    envelope = Envelope.objects.get(record=report_record(report_id))
    keys = {key.key_id: key for key in CustodianKey.objects.all()}
    return UnmaskRequest.objects.create(
        report_id=report_id, requester=cast.kaban.user, reason="Nyawa sumber terancam.", legal_basis="Perintah 12",
        target=envelope.digest, outer_key=keys[envelope.outer_key_id], inner_key=keys[envelope.inner_key_id],
        area=envelope.area, asked_at=NOW, expires_at=NOW + timedelta(days=3650),
    ).pk  # fmt: skip
