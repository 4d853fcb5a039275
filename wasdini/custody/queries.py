"""What other rooms may ask custody: whose voice a pseudonym is, how coarse a place must be, whether keys are there.

Nothing here tells who a source is. The custodians' own pages ask `queries_desk`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wasdini.accounts import queries as accounts
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.veil import coarse_region as coarsest_needed
from wasdini.core.veil import eligible_counts
from wasdini.custody.models import Envelope, Pair, Pseudonym

_SECRET = re.compile(r"[0-9a-f]{64}")
AT_ONCE = 500


@dataclass(frozen=True)
class Voice:
    """A covert source as everybody outside custody may know it: one voice in one election, registered for one area."""

    voice_id: UUID
    area: str
    election: str


def is_ready() -> bool:
    """Whether closed reports can be taken: a pair of custodians' keys is in force."""
    return Pair.objects.filter(in_force=True).exists()


def voice_of(secret_hex: str, at: datetime) -> Voice | None:
    """The voice that proves itself by this pseudonym (64 hexadecimal digits) at that moment; None: unknown, revoked.

    Only the digest is compared and stored; 256 random bits need no slow hash.
    """
    secret = secret_hex.strip().lower()
    if not _SECRET.fullmatch(secret):
        return None
    row = Pseudonym.objects.filter(_living(at), digest=pseudonym_digest(secret)).first()
    return Voice(row.voice_id, row.area, row.election) if row else None


def pseudonym_digest(secret_hex: str) -> str:
    """SHA-256 over the 32 bytes of a pseudonym."""
    return hashlib.sha256(bytes.fromhex(secret_hex)).hexdigest()


def coarse_region(path: str, voice: Voice | None) -> str:
    """The region under which a closed report about `path` may be shown: at least five living sources hide in it.

    Without a voice the election with most of them counts, and the region holds five accounts that may report covertly
    too: that there is no pseudonym shows (nobody can be asked), so that it must have been one of them. Where even the
    office's whole area holds fewer, that area is the answer: everybody knows an office's sources are there (the
    custodians' desk warns until there are five).
    """
    office = accounts.the_office()
    top = office.area if office else NASIONAL_CODE
    region = coarsest_needed(path, eligible_counts(_areas_of_sources(voice.election if voice else None)), top=top)
    if voice is not None:
        return region
    of_accounts = coarsest_needed(path, eligible_counts(accounts.covert_reporter_areas()), top=top)
    return min(region, of_accounts, key=len)  # both lie on the one way from the place upwards


def voices_of(report_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Which voice stands behind a closed report, for independence and limits only: report id -> voice id."""
    wanted = {report_record(report_id): report_id for report_id in report_ids}
    records = list(wanted)
    found: dict[UUID, UUID] = {}
    for start in range(0, len(records), AT_ONCE):
        rows = Envelope.objects.filter(record__in=records[start : start + AT_ONCE], voice_id__isnull=False)
        found |= {wanted[record]: voice_id for record, voice_id in rows.values_list("record", "voice_id") if voice_id}
    return found


def pair_in_force() -> Pair | None:
    """The keys to which identities are sealed now."""
    return Pair.objects.filter(in_force=True).select_related("outer", "inner").first()


def stale_envelopes(pair: Pair | None) -> QuerySet[Envelope]:
    """Records that are not sealed to exactly this pair."""
    rows = Envelope.objects.exclude(digest="")
    if pair is None:
        return rows
    return rows.exclude(outer_key_id=pair.outer.key_id, inner_key_id=pair.inner.key_id)


def report_record(report_id: UUID) -> str:
    """How an identity is bound to its report inside both boxes."""
    return f"report:{report_id}"


def voice_record(voice_id: UUID) -> str:
    """How a person is bound to a pseudonym inside both boxes."""
    return f"voice:{voice_id}"


def living_voices(election: str | None = None) -> list[tuple[UUID, str, str]]:
    """Every living voice once: id, election, area."""
    rows = Pseudonym.objects.filter(revoked_at=None)
    if election is not None:
        rows = rows.filter(election=election)
    return list(rows.order_by("voice_id").values_list("voice_id", "election", "area").distinct())


def _areas_of_sources(election: str | None) -> list[str]:
    voices = living_voices(election)
    if election is None and voices:
        fullest = Counter(name for _, name, _ in voices).most_common(1)[0][0]
        voices = [voice for voice in voices if voice[1] == fullest]
    return [area for _, _, area in voices]


def _living(at: datetime) -> Q:
    return Q(registered_at__lte=at) & (Q(revoked_at=None) | Q(revoked_at__gt=at))
