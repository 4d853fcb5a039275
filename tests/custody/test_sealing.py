"""Sealing to two custodians: both must open, in order, and a box under another record is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from nacl.public import PrivateKey

from tests.cast import KECAMATAN, Cast
from tests.custody.samples import IDENTITY, keys_of, sealed_report
from wasdini.core.problems import InputRefused
from wasdini.custody import envelopes, queries
from wasdini.custody.models import Envelope
from wasdini.custody.operations import NoCustodians, forget_identity, seal_identity

A, B, STRANGER = PrivateKey.generate(), PrivateKey.generate(), PrivateKey.generate()


def sealed_of(record: str = "report:1", identity: dict[str, str] | None = None) -> envelopes.Sealed:
    return envelopes.seal(record, identity or IDENTITY, bytes(A.public_key), bytes(B.public_key))


def test_two_keys_in_order_give_the_identity_back() -> None:
    sealed = sealed_of()
    inner = envelopes.open_outer("report:1", sealed.ciphertext, bytes(A))
    assert inner.inner_key_id == sealed.inner_key_id == envelopes.key_id_of(bytes(B.public_key))
    assert envelopes.digest_of(inner.box) == sealed.inner_digest
    assert envelopes.open_inner("report:1", inner.box, bytes(B)) == IDENTITY


@pytest.mark.parametrize("key", [B, STRANGER], ids=["second first", "stranger"])
def test_nobody_but_the_first_custodian_opens_the_outer_box(key: PrivateKey) -> None:
    with pytest.raises(InputRefused, match="box_not_for_this_key"):
        envelopes.open_outer("report:1", sealed_of().ciphertext, bytes(key))


@pytest.mark.parametrize("key", [A, STRANGER], ids=["first alone", "stranger"])
def test_nobody_but_the_second_custodian_opens_the_inner_box(key: PrivateKey) -> None:
    inner = envelopes.open_outer("report:1", sealed_of().ciphertext, bytes(A))
    with pytest.raises(InputRefused, match="box_not_for_this_key"):
        envelopes.open_inner("report:1", inner.box, bytes(key))


def test_a_swapped_box_is_refused_at_whichever_layer_it_was_moved() -> None:
    """All of 200: the outer box under another record, and an inner box put into a new outer one."""
    for number in range(100):
        other = sealed_of(f"report:{number}")
        with pytest.raises(InputRefused, match="box_of_another_record"):
            envelopes.open_outer("report:lain", other.ciphertext, bytes(A))
        moved = envelopes.open_outer(other.record, other.ciphertext, bytes(A))
        forged = envelopes.wrap(envelopes.InnerBox("report:lain", moved.inner_key_id, moved.box), bytes(A.public_key))
        taken = envelopes.open_outer("report:lain", forged.ciphertext, bytes(A))
        with pytest.raises(InputRefused, match="box_of_another_record"):
            envelopes.open_inner("report:lain", taken.box, bytes(B))


def test_the_length_of_a_ciphertext_does_not_tell_the_length_of_a_name() -> None:
    assert len(sealed_of(identity={"name": "Al"}).ciphertext) == len(sealed_of(identity={"name": "A" * 300}).ciphertext)


@pytest.mark.both
def test_without_two_custodians_nothing_closed_is_taken(cast: Cast) -> None:
    assert not queries.is_ready()
    with pytest.raises(NoCustodians):
        seal_identity(uuid4(), IDENTITY, voice_id=None)


@pytest.mark.both
def test_a_sealed_report_knows_its_voice_and_nothing_else(cast: Cast) -> None:
    keys = keys_of(cast)
    voice = uuid4()
    report = sealed_report(voice_id=voice)
    assert queries.is_ready()
    assert queries.voices_of([report, uuid4(), sealed_report()]) == {report: voice}
    row = Envelope.objects.get(record=f"report:{report}")
    assert row.area == KECAMATAN
    inner = envelopes.open_outer(row.record, bytes(row.ciphertext), bytes(keys.outer))
    assert envelopes.open_inner(row.record, inner.box, bytes(keys.inner)) == IDENTITY


@pytest.mark.both
def test_an_envelope_is_never_changed_and_not_deleted_while_it_is_the_newest(cast: Cast) -> None:
    keys_of(cast)
    sealed_report()
    for statement in (
        lambda: Envelope.objects.update(area="99"),
        lambda: Envelope.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


@pytest.mark.both
def test_a_forgotten_identity_leaves_no_ciphertext(cast: Cast) -> None:
    keys_of(cast)
    report = sealed_report(voice_id=uuid4())
    forget_identity(report)
    row = Envelope.objects.get(record=f"report:{report}")
    assert (bytes(row.ciphertext), row.digest, row.voice_id, row.generation) == (b"", "", None, 2)
    assert queries.voices_of([report]) == {}
