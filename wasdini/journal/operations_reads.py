"""Noting who reads what: one cheap insert beside the page, for everything Rahasia and above and everything covert.

Callers hand over everything a page shows; what need not be noted is left out here, in one place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wasdini.core.access import Actor
from wasdini.core.place_codes import path_of
from wasdini.core.terms import Classification, Mode
from wasdini.journal.models import Reading

NOTED_FROM = Classification.RAHASIA


@dataclass(frozen=True)
class Seen:
    """One thing that a page, a copy or an answer to a programme shows.

    `kind` and `identifier` as in the journal ("report", "document"); `page` is the name of the address, or the form of
    a copy ("report", "desk", "copy:pdf"). For a covert report `area` is its coarse region, never the true place.
    """

    kind: str
    identifier: object
    area: str
    classification: Classification
    page: str
    mode: Mode = Mode.TERBUKA

    @property
    def is_noted(self) -> bool:
        return self.mode is Mode.TERTUTUP or self.classification.rank >= NOTED_FROM.rank


def note_readings(actor: Actor, readings: Iterable[Seen], at: datetime) -> int:
    """Keep that `actor` saw these, when they are Rahasia and above or covert; one statement, returns how many.

    The system itself is not noted. Never call it for a source who looks at the own covert report: the row would name
    them.
    """
    if actor.user_id is None:
        return 0
    rows = [
        Reading(
            at=at,
            actor_id=actor.user_id,
            actor_role=actor.role.value,
            subject_kind=seen.kind,
            subject_id=str(seen.identifier),
            classification=seen.classification.value,
            mode=seen.mode.value,
            path=path_of(seen.area),
            page=seen.page,
        )
        for seen in readings
        if seen.is_noted
    ]
    if rows:
        Reading.objects.bulk_create(rows)
    return len(rows)
