"""Pseudonyms of covert sources: registered, issued anew for a lost phone, revoked. The secret itself never comes here.

The custodian's browser makes the enrolment secret, shows it to the officer, and sends the digest of the pseudonym and
the officer's identity already sealed. Journal lines name neither voice nor area: no join from them to a source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Act, Actor, NotVisible, may
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code, path_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Level
from wasdini.core.veil import half_day
from wasdini.core.zones import zone_of
from wasdini.custody.envelopes import Sealed
from wasdini.custody.models import Envelope, Pseudonym, random_id
from wasdini.custody.operations import NoCustodians, keep
from wasdini.custody.operations_keys import office_area, require_custodian
from wasdini.custody.queries import pair_in_force, voice_record
from wasdini.elections import queries as elections
from wasdini.journal import operations as journal

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_LINK = 64 * 1024


@dataclass(frozen=True)
class NewPseudonym:
    """What the custodian's browser sends: never the secret, never the pseudonym, never a readable name."""

    voice_id: UUID
    digest: str
    election: str
    area: str
    link: bytes  # the officer's identity, sealed as an envelope of `voice:<id>`
    inner_digest: str


def register_pseudonym(actor: Actor, new: NewPseudonym, *, at: datetime) -> None:
    """Let a covert source report under this pseudonym in one election."""
    require_custodian(actor)
    pair = pair_in_force()
    if pair is None:
        raise NoCustodians
    area = _checked(actor, new)
    with journal.act(actor, "register_pseudonym", at=at) as line:
        if Envelope.objects.filter(record=voice_record(new.voice_id)).exists():
            raise InputRefused([Problem("pseudonym_known")])
        sealed = Sealed(voice_record(new.voice_id), new.link, pair.outer.key_id, pair.inner.key_id, new.inner_digest)
        keep(sealed, voice_id=None, area=None)
        _add(new.voice_id, new.digest, new.election, area, at=at)
        line.area = office_area()


def reissue_pseudonym(actor: Actor, voice_id: UUID, digest: str, *, at: datetime) -> None:
    """A lost phone: the old pseudonym dies, a new one speaks with the same voice and its track record."""
    require_custodian(actor)
    held = _living(actor, voice_id)
    _check_digest(digest)
    with journal.act(actor, "reissue_pseudonym", at=at) as line:
        _revoke(voice_id, at=at)
        _add(voice_id, digest, held.election, held.area, at=at)
        line.area = office_area()


def revoke_pseudonym(actor: Actor, voice_id: UUID, *, at: datetime) -> None:
    """The source stops, or the phone is in wrong hands: this voice speaks no more."""
    require_custodian(actor)
    _living(actor, voice_id)
    with journal.act(actor, "revoke_pseudonym", at=at) as line:
        _revoke(voice_id, at=at)
        line.area = office_area()


def _checked(actor: Actor, new: NewPseudonym) -> str:
    """The area as a path. Raises `InputRefused` with everything that is wrong."""
    problems = []
    try:
        place = parse_place_code(new.area)
        if place.level is Level.TPS or not may(actor, Act.KEEP_SOURCES, area=place.dotted):
            raise PlaceCodeInvalid(new.area)
        area = place.path
    except PlaceCodeInvalid:
        area = ""
        problems.append(Problem("pseudonym_area_unknown", column="area", value=new.area))
    if new.election not in {card.slug for card in elections.elections_seen_by(actor)}:
        problems.append(Problem("pseudonym_election_unknown", column="election", value=new.election))
    if not 0 < len(new.link) <= _LONGEST_LINK or not _DIGEST.fullmatch(new.inner_digest):
        problems.append(Problem("pseudonym_link_missing"))
    if problems:
        raise InputRefused(problems)
    _check_digest(new.digest)
    return area


def _check_digest(digest: str) -> None:
    if not _DIGEST.fullmatch(digest):
        raise InputRefused([Problem("pseudonym_digest_invalid")])
    if Pseudonym.objects.filter(digest=digest).exists():
        raise InputRefused([Problem("pseudonym_known")])


def _living(actor: Actor, voice_id: UUID) -> Pseudonym:
    row = Pseudonym.objects.filter(voice_id=voice_id, revoked_at=None).first()
    if row is None or not may(actor, Act.KEEP_SOURCES, area=row.area):
        raise NotVisible(voice_id)
    return row


def _add(voice_id: UUID, digest: str, election: str, area: str, *, at: datetime) -> None:
    Pseudonym.objects.create(
        id=random_id(), voice_id=voice_id, digest=digest, election=election, area=path_of(area),
        registered_at=half_day(at, zone_of(area)),
    )  # fmt: skip


def _revoke(voice_id: UUID, *, at: datetime) -> None:
    """At once, though the row keeps only the half-day: whatever asks later than its start finds it revoked."""
    for row in Pseudonym.objects.filter(voice_id=voice_id, revoked_at=None):
        Pseudonym.objects.filter(pk=row.pk).update(revoked_at=half_day(at, zone_of(row.area)))
