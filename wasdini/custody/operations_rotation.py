"""Changing keys: what was sealed to the old ones comes back sealed to those in force, all of it or nothing.

Opening and sealing happen on the custodians' own machine (`wasdini custody rotate`). A new outer key needs the outer
custodian only; a new inner key needs both, one beside the other. The old ciphertexts are deleted: the old key opens 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused, Problem
from wasdini.custody.envelope_files import SealedLine
from wasdini.custody.models import CustodianKey, Envelope, random_id
from wasdini.custody.operations import NoCustodians
from wasdini.custody.operations_keys import office_area, person_of, require_custodian
from wasdini.custody.queries import pair_in_force, stale_envelopes
from wasdini.journal import operations as journal

AT_ONCE = 500


def replace_envelopes(actor: Actor, lines: Iterable[SealedLine], *, at: datetime) -> int:
    """Take the re-sealed records; how many. One that is missing, twice there, or of another state refuses the whole.

    Each line names the digest of the ciphertext it replaces, so that nothing that came in meanwhile is lost: records
    sealed since are already sealed to the pair in force and need no line.
    """
    require_custodian(actor)
    pair = pair_in_force()
    if pair is None:
        raise NoCustodians
    if person_of(actor) not in {pair.outer_user_id, pair.inner_user_id}:
        raise InputRefused([Problem("reseal_not_yours")])
    given = _by_record(lines)
    with journal.act(actor, "reseal_identities", at=at) as line:
        stale = {row.record: row for row in stale_envelopes(pair).select_for_update()}
        _check(given, stale, pair.outer.key_id, pair.inner.key_id)
        fresh = [_next_generation(stale[record], new) for record, new in given.items()]
        Envelope.objects.bulk_create(fresh, batch_size=AT_ONCE)
        old = [row.pk for row in stale.values()]
        for start in range(0, len(old), AT_ONCE):
            Envelope.objects.filter(pk__in=old[start : start + AT_ONCE]).delete()
        line.about("custodian_pair", f"{pair.outer.key_id}+{pair.inner.key_id}", area=office_area())
        line.details = {"count": len(fresh)}
    return len(fresh)


def take_envelopes(actor: Actor, *, at: datetime) -> tuple[SealedLine, ...]:
    """Everything not sealed to the pair in force that one of the actor's own keys has a half in: still sealed."""
    require_custodian(actor)
    pair = pair_in_force()
    own = set(CustodianKey.objects.filter(user_id=person_of(actor)).values_list("key_id", flat=True))
    with journal.act(actor, "take_envelopes", at=at) as line:
        rows = [row for row in stale_envelopes(pair) if {row.outer_key_id, row.inner_key_id} & own]
        line.area = office_area()
        line.details = {"count": len(rows)}
    return tuple(
        SealedLine(row.record, bytes(row.ciphertext), row.outer_key_id, row.inner_key_id, row.inner_digest)
        for row in rows
    )


def _by_record(lines: Iterable[SealedLine]) -> dict[str, SealedLine]:
    given: dict[str, SealedLine] = {}
    for line in lines:
        if line.record in given:
            raise InputRefused([Problem("reseal_twice", value=line.record)])
        given[line.record] = line
    return given


def _check(given: dict[str, SealedLine], stale: dict[str, Envelope], outer: str, inner: str) -> None:
    missing = stale.keys() - given.keys()
    if missing or given.keys() - stale.keys():
        raise InputRefused(
            [
                Problem(
                    "reseal_incomplete",
                    params={"missing": str(len(missing)), "foreign": str(len(given.keys() - stale.keys()))},
                )
            ]
        )
    if not given:
        raise InputRefused([Problem("reseal_nothing")])
    for record, line in given.items():
        if line.replaces != stale[record].digest:
            raise InputRefused([Problem("reseal_changed_meanwhile", value=record)])
        if (line.outer_key_id, line.inner_key_id) != (outer, inner) or not line.ciphertext:
            raise InputRefused([Problem("reseal_other_keys", value=record)])


def _next_generation(old: Envelope, new: SealedLine) -> Envelope:
    return Envelope(
        id=random_id(),
        record=old.record,
        generation=old.generation + 1,
        ciphertext=new.ciphertext,
        digest=new.digest,
        inner_digest=new.inner_digest,
        outer_key_id=new.outer_key_id,
        inner_key_id=new.inner_key_id,
        voice_id=old.voice_id,
        area=old.area,
    )
