"""The page of reading: who saw what in a span, which copies left, which account read too much, whose mark it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.terms import Classification, Mode
from wasdini.documents.queries_export import CopyLine, exports_of, mark_of
from wasdini.journal.queries_reads import AlarmLine, ReadingLine, SeenThings, read_alarms, what_was_seen
from wasdini.places import queries as places


@dataclass(frozen=True)
class ThingSeen:
    """One thing, however often it was shown."""

    kind: str
    identifier: str
    classification: Classification
    is_covert: bool
    place: str
    first_at: datetime
    last_at: datetime
    shown_count: int
    pages: tuple[str, ...]


@dataclass(frozen=True)
class BlastRadius:
    """The answer for one account and span."""

    user_id: int
    username: str
    since: datetime
    until: datetime
    seen: SeenThings
    things: tuple[ThingSeen, ...]
    copies: tuple[CopyLine, ...]

    @property
    def covert_count(self) -> int:
        return sum(thing.is_covert for thing in self.things)


@dataclass(frozen=True)
class AlarmRow:
    alarm: AlarmLine
    username: str


@dataclass(frozen=True)
class ReadsPage:
    """`people`: id and words of every account that may be asked about. `mark`: the copy a typed code belongs to."""

    area: str
    people: tuple[tuple[int, str], ...]
    alarms: tuple[AlarmRow, ...]
    radius: BlastRadius | None = None
    mark: CopyLine | None = None
    mark_unknown: bool = False


@dataclass(frozen=True)
class Asked:
    """Whose reading, in which span; or whose copy."""

    user_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    code: str = ""


def reads_page(actor: Actor, asked: Asked) -> ReadsPage:
    """Everything the page shows. Raises `NotAllowed` for whoever does not answer for reading."""
    require_allowed(actor, Act.SEE_READS)
    people = accounts.people_who_read(actor)
    names = dict(people)
    alarms = tuple(AlarmRow(one, names.get(one.actor_id, "")) for one in read_alarms(actor))
    radius = None
    if asked.user_id is not None and asked.since is not None and asked.until is not None:
        radius = blast_radius(actor, asked.user_id, asked.since, asked.until)
    mark, unknown = None, False
    if asked.code:
        try:
            mark = mark_of(actor, asked.code)
        except NotVisible:
            unknown = True
    return ReadsPage(next(iter(actor.areas), NASIONAL_CODE), people, alarms, radius, mark, unknown)


def blast_radius(actor: Actor, user_id: int, since: datetime, until: datetime) -> BlastRadius:
    """What this account saw and took from `since` to `until`; `NotVisible` for an account elsewhere."""
    names = dict(accounts.people_who_read(actor))
    if user_id not in names:
        raise NotVisible(user_id)
    seen = what_was_seen(actor, user_id, since, until)
    return BlastRadius(
        user_id, names[user_id], since, until, seen, _things(seen), exports_of(actor, user_id, since, until)
    )


def _things(seen: SeenThings) -> tuple[ThingSeen, ...]:
    """The newest first shown last; names of places asked for once."""
    names = places.names_of({line.area for line in seen.lines})
    whole = sorted(seen.lines, key=lambda line: (line.subject_kind, line.subject_id))
    things = []
    for _, group in groupby(whole, key=lambda line: (line.subject_kind, line.subject_id)):
        lines = sorted(group, key=lambda line: line.at)
        things.append(_thing(lines, names.get(lines[-1].area, lines[-1].area)))
    return tuple(sorted(things, key=lambda thing: (-thing.classification.rank, thing.first_at)))


def _thing(lines: list[ReadingLine], place: str) -> ThingSeen:
    last = lines[-1]
    return ThingSeen(
        kind=last.subject_kind,
        identifier=last.subject_id,
        classification=max((line.classification for line in lines), key=lambda one: one.rank),
        is_covert=any(line.mode is Mode.TERTUTUP for line in lines),
        place=place,
        first_at=lines[0].at,
        last_at=last.at,
        shown_count=len(lines),
        pages=tuple(sorted({line.page for line in lines})),
    )
