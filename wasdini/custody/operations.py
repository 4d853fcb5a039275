"""Sealing the identity behind a closed report: what intake calls, inside its own transaction.

The plaintext passes through and is not kept. The public keys are those of the pair in force; the private halves are
with the custodians alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from wasdini.accounts import queries as accounts
from wasdini.core.place_codes import NASIONAL_CODE, path_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.custody import envelopes
from wasdini.custody.envelopes import Sealed
from wasdini.custody.models import Envelope, Pair, random_id
from wasdini.custody.queries import AT_ONCE, pair_in_force, report_record


class NoCustodians(InputRefused):
    """No two custodians' keys are in force: nothing can be kept closed, so nothing closed is taken."""

    def __init__(self) -> None:
        super().__init__([Problem("no_custodians")])


def seal_identity(
    report_id: UUID, identity: Mapping[str, str], *, voice_id: UUID | None, area: str | None = None
) -> str:
    """Keep the identity behind a report so that two custodians together can open it; SHA-256 of the ciphertext.

    Runs in the caller's transaction and writes no journal line of its own: the caller's line carries the digest.
    `area`: the region under which the report is shown, as coarse as there; else the office's. Raises `NoCustodians`.
    """
    pair = pair_in_force()
    if pair is None:
        raise NoCustodians
    record = report_record(report_id)
    sealed = envelopes.seal(record, identity, *public_keys(pair))
    keep(sealed, voice_id=voice_id, area=area)
    return sealed.digest


def still_sealed(report_ids: Sequence[UUID], at_most: int) -> list[UUID]:
    """Of these reports the first whose identity is still kept: what a purge has yet to forget."""
    found: list[UUID] = []
    for start in range(0, len(report_ids), AT_ONCE):
        records = {report_record(report_id): report_id for report_id in report_ids[start : start + AT_ONCE]}
        rows = Envelope.objects.filter(record__in=list(records)).exclude(ciphertext=b"")
        kept = set(rows.values_list("record", flat=True))
        found += [report_id for record, report_id in records.items() if record in kept]
        if len(found) >= at_most:
            break
    return found[:at_most]


def forget_identity(report_id: UUID) -> None:
    """At the end of its retention: an empty generation takes the place of the ciphertext. In the caller's transaction.

    Backups older than the window are the caller's to age out; a record that is not there is already forgotten.
    """
    record = report_record(report_id)
    held = Envelope.objects.filter(record=record).order_by("-generation").first()
    if held is None:
        return
    with transaction.atomic():
        Envelope.objects.create(
            id=random_id(), record=record, generation=held.generation + 1, ciphertext=b"", digest="", inner_digest="",
            outer_key_id="", inner_key_id="", voice_id=None, area=held.area,
        )  # fmt: skip
        Envelope.objects.filter(record=record, generation__lte=held.generation).delete()


def public_keys(pair: Pair) -> tuple[bytes, bytes]:
    """Outer and inner public key of a pair."""
    return bytes.fromhex(pair.outer.public_key), bytes.fromhex(pair.inner.public_key)


def keep(sealed: Sealed, *, voice_id: UUID | None, area: str | None, generation: int = 1) -> Envelope:
    """Add the row of a sealed record."""
    if area is None:
        office = accounts.the_office()
        area = office.area if office else NASIONAL_CODE
    return Envelope.objects.create(
        id=random_id(),
        record=sealed.record,
        generation=generation,
        ciphertext=sealed.ciphertext,
        digest=sealed.digest,
        inner_digest=sealed.inner_digest,
        outer_key_id=sealed.outer_key_id,
        inner_key_id=sealed.inner_key_id,
        voice_id=voice_id,
        area=path_of(area),
    )
