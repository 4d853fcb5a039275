"""Pseudonyms of covert sources: registered sealed, revoked at once, and named in no journal line."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import KECAMATAN, NEIGHBOUR_DESA, NOW, TPS, Cast
from tests.custody.samples import IDENTITY, keys_of
from wasdini.core.access import NotAllowed, NotVisible, system_actor
from wasdini.core.problems import InputRefused
from wasdini.custody import envelopes, queries
from wasdini.custody.models import Envelope, Pair, Pseudonym
from wasdini.custody.operations import NoCustodians, public_keys
from wasdini.custody.operations_pseudonyms import NewPseudonym, register_pseudonym, reissue_pseudonym, revoke_pseudonym
from wasdini.elections.operations import NewElection, set_up_election
from wasdini.journal.models import Entry

pytestmark = pytest.mark.both
ELECTION = "pemilu-contoh"


@pytest.fixture
def office_with_custodians(cast: Cast) -> Cast:
    keys_of(cast)
    set_up_election(system_actor(), NewElection(ELECTION, "Pemilu Contoh", "99.01", "pemilu-2024"), at=NOW)
    return cast


def a_new_one(pseudonym: str = "") -> NewPseudonym:
    voice_id = uuid4()
    pair = Pair.objects.select_related("outer", "inner").get(in_force=True)
    sealed = envelopes.seal(f"voice:{voice_id}", IDENTITY, *public_keys(pair))
    digest = queries.pseudonym_digest(pseudonym or secrets.token_hex(32))
    return NewPseudonym(voice_id, digest, ELECTION, KECAMATAN, sealed.ciphertext, sealed.inner_digest)


def test_a_registered_pseudonym_speaks_and_a_revoked_one_is_silent_at_once(office_with_custodians: Cast) -> None:
    actor, pseudonym = office_with_custodians.kustodian1.actor, secrets.token_hex(32)
    new = a_new_one(pseudonym)
    register_pseudonym(actor, new, at=NOW)
    voice = queries.Voice(new.voice_id, KECAMATAN, ELECTION)
    assert queries.voice_of(pseudonym, NOW) == queries.voice_of(pseudonym.upper(), NOW) == voice
    revoke_pseudonym(actor, new.voice_id, at=NOW + timedelta(minutes=5))
    assert queries.voice_of(pseudonym, NOW + timedelta(minutes=5)) is None


def test_a_lost_phone_keeps_its_voice_and_loses_its_pseudonym(office_with_custodians: Cast) -> None:
    actor, lost, fresh = office_with_custodians.kustodian2.actor, secrets.token_hex(32), secrets.token_hex(32)
    new = a_new_one(lost)
    register_pseudonym(actor, new, at=NOW)
    reissue_pseudonym(actor, new.voice_id, queries.pseudonym_digest(fresh), at=NOW)
    found = queries.voice_of(fresh, NOW)
    assert queries.voice_of(lost, NOW) is None
    assert found and found.voice_id == new.voice_id
    assert len(queries.living_voices(ELECTION)) == 1


def test_one_source_counts_once_however_often_its_phone_was_lost(office_with_custodians: Cast) -> None:
    actor, new = office_with_custodians.kustodian1.actor, a_new_one()
    register_pseudonym(actor, new, at=NOW)
    for _ in range(6):
        reissue_pseudonym(actor, new.voice_id, queries.pseudonym_digest(secrets.token_hex(32)), at=NOW)
    assert queries.coarse_region(KECAMATAN, queries.Voice(new.voice_id, KECAMATAN, ELECTION)) == "99.01"


@pytest.mark.parametrize("text", ["", "x", "0" * 63, "0" * 65, "g" * 64, "0" * 64, " ", "'; DROP TABLE"])
def test_what_is_no_pseudonym_has_no_voice(office_with_custodians: Cast, text: str) -> None:
    assert queries.voice_of(text, NOW) is None


def test_what_is_wrong_is_said_and_nothing_is_kept(office_with_custodians: Cast) -> None:
    actor, good = office_with_custodians.kustodian1.actor, a_new_one()
    for wrong, code in (
        (replace(good, area="99.99"), "pseudonym_area_unknown"),
        (replace(good, area=NEIGHBOUR_DESA), "pseudonym_area_unknown"),
        (replace(good, area=TPS), "pseudonym_area_unknown"),
        (replace(good, election="tidak-ada"), "pseudonym_election_unknown"),
        (replace(good, link=b""), "pseudonym_link_missing"),
        (replace(good, digest="abc"), "pseudonym_digest_invalid"),
    ):
        with pytest.raises(InputRefused, match=code):
            register_pseudonym(actor, wrong, at=NOW)
    assert not Pseudonym.objects.exists() and not Envelope.objects.exists()
    register_pseudonym(actor, good, at=NOW)
    for again in (good, replace(a_new_one(), digest=good.digest)):
        with pytest.raises(InputRefused, match="pseudonym_known"):
            register_pseudonym(actor, again, at=NOW)


def test_only_custodians_of_that_area_act_on_a_pseudonym(office_with_custodians: Cast) -> None:
    cast, new = office_with_custodians, a_new_one()
    for name in ("kaban", "admin", "analis"):
        with pytest.raises(NotAllowed):
            register_pseudonym(cast[name].actor, new, at=NOW)
    register_pseudonym(cast.kustodian1.actor, new, at=NOW)
    far = replace(cast.kustodian1.actor, areas=("99.02",))
    for act in (
        lambda: revoke_pseudonym(far, new.voice_id, at=NOW),
        lambda: reissue_pseudonym(far, new.voice_id, "0" * 64, at=NOW),
        lambda: revoke_pseudonym(cast.kustodian1.actor, uuid4(), at=NOW),
    ):
        with pytest.raises(NotVisible):
            act()


def test_no_journal_line_joins_a_pseudonym_to_anything(office_with_custodians: Cast) -> None:
    actor, new = office_with_custodians.kustodian1.actor, a_new_one()
    register_pseudonym(actor, new, at=NOW)
    reissue_pseudonym(actor, new.voice_id, "1" * 64, at=NOW)
    revoke_pseudonym(actor, new.voice_id, at=NOW)
    lines = Entry.objects.filter(act__contains="pseudonym")
    assert [(line.subject_id, line.path, line.details, line.content_digest) for line in lines] == [
        ("", "99.01", "{}", "")
    ] * 3


def test_without_custodians_nobody_is_registered(office_with_custodians: Cast) -> None:
    new = a_new_one()
    Pair.objects.update(in_force=None)
    with pytest.raises(NoCustodians):
        register_pseudonym(office_with_custodians.kustodian1.actor, new, at=NOW)
