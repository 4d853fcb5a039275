"""Custodians with real keys, and a few sealed records, for the tests of this room and of the rights matrix."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from nacl.public import PrivateKey

from tests.cast import KECAMATAN, NOW, Cast
from wasdini.accounts.models import User
from wasdini.custody.envelopes import key_id_of
from wasdini.custody.models import CustodianKey, Pair
from wasdini.custody.operations import seal_identity

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
