"""Custodians' keys: only real ones, nobody else's, and drilled once a quarter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from nacl.public import PrivateKey, SealedBox

from tests.cast import NOW, Cast
from tests.custody.samples import keys_of, sealed_report
from wasdini.core.access import NotAllowed
from wasdini.core.problems import InputRefused
from wasdini.custody import operations_keys, queries_desk
from wasdini.custody.models import CustodianKey, Drill, Pair
from wasdini.journal.models import Entry

pytestmark = pytest.mark.both


def fresh() -> str:
    return bytes(PrivateKey.generate().public_key).hex()


@pytest.mark.parametrize("text", ["", "00" * 32, "01" + "00" * 31, "zz" * 32, "ab" * 31, "ab" * 33])
def test_what_is_no_key_is_refused(cast: Cast, text: str) -> None:
    """All zeros and one are points to which every box would be sealed alike."""
    with pytest.raises(InputRefused, match="public_key_invalid"):
        operations_keys.register_key(cast.kustodian1.actor, text, at=NOW)


def test_a_key_is_registered_once_and_by_custodians_only(cast: Cast) -> None:
    key = fresh()
    operations_keys.register_key(cast.kustodian1.actor, key, at=NOW)
    with pytest.raises(InputRefused, match="public_key_known"):
        operations_keys.register_key(cast.kustodian2.actor, key, at=NOW)
    for name in ("kaban", "admin", "verifikator", "petugas"):
        with pytest.raises(NotAllowed):
            operations_keys.register_key(cast[name].actor, fresh(), at=NOW)
    with pytest.raises(NotAllowed):
        operations_keys.register_key(replace(cast.kustodian1.actor, second_factor=False), fresh(), at=NOW)


def test_a_key_of_somebody_who_is_no_custodian_any_more_is_not_appointed(cast: Cast) -> None:
    ids = [operations_keys.register_key(cast[name].actor, fresh(), at=NOW) for name in ("kustodian1", "kustodian2")]
    cast.kustodian2.user.role = "admin"
    cast.kustodian2.user.save()
    with pytest.raises(InputRefused, match="pair_key_unknown"):
        operations_keys.appoint_pair(cast.kaban.actor, *ids, at=NOW)
    narrow = replace(cast.kaban.actor, areas=("99.01.01",))
    with pytest.raises(InputRefused, match="pair_not_your_office"):
        operations_keys.appoint_pair(narrow, *ids, at=NOW)


def test_a_new_pair_takes_the_place_of_the_old_one(cast: Cast) -> None:
    keys_of(cast)
    ids = [operations_keys.register_key(cast[name].actor, fresh(), at=NOW) for name in ("kustodian2", "kustodian1")]
    operations_keys.appoint_pair(cast.kaban.actor, *ids, at=NOW)
    assert [pair.outer.key_id for pair in Pair.objects.filter(in_force=True)] == [ids[0]]
    assert Pair.objects.count() == 2


def test_a_key_that_is_needed_is_not_retired(cast: Cast) -> None:
    keys_of(cast)
    sealed_report()
    key = CustodianKey.objects.get(user=cast.kustodian1.user)
    with pytest.raises(InputRefused, match="key_in_force"):
        operations_keys.retire_key(cast.kustodian1.actor, key.key_id, at=NOW)
    Pair.objects.update(in_force=None)
    with pytest.raises(InputRefused, match="key_still_needed"):
        operations_keys.retire_key(cast.kustodian1.actor, key.key_id, at=NOW)
    spare = operations_keys.register_key(cast.kustodian1.actor, fresh(), at=NOW)
    with pytest.raises(InputRefused, match="key_not_yours"):
        operations_keys.retire_key(cast.kustodian2.actor, spare, at=NOW)
    operations_keys.retire_key(cast.kustodian1.actor, spare, at=NOW)
    assert CustodianKey.objects.get(key_id=spare).retired_at == NOW


def test_a_drill_is_due_each_quarter_and_done_with_the_code_alone(cast: Cast) -> None:
    actor, secret = cast.kustodian1.actor, PrivateKey.generate()
    key_id = operations_keys.register_key(actor, bytes(secret.public_key).hex(), at=NOW)
    later = NOW + timedelta(days=92)
    assert [card.drill_is_due for card in queries_desk.own_keys(actor, at=later - timedelta(seconds=1))] == [False]
    assert [card.drill_is_due for card in queries_desk.own_keys(actor, at=later)] == [True]
    operations_keys.begin_drill(actor, key_id, at=later)
    with pytest.raises(InputRefused, match="drill_code_wrong"):
        operations_keys.finish_drill(actor, key_id, "AAAA-AAAA-AAAA-AAAA-AAAA", at=later)
    box = bytes(Drill.objects.get().ciphertext)
    code = json.loads(SealedBox(secret).decrypt(box))["code"]
    operations_keys.finish_drill(actor, key_id, code.lower(), at=later)
    assert [card.drill_is_due for card in queries_desk.own_keys(actor, at=later)] == [False]
    with pytest.raises(InputRefused, match="drill_code_wrong"):
        operations_keys.finish_drill(actor, key_id, code, at=later)
    assert Entry.objects.filter(act="finish_key_drill").count() == 1
