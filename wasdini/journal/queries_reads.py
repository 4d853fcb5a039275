"""What an account saw: the answer to "if this account was not its owner, what is out?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.place_codes import code_of
from wasdini.core.terms import Classification, Mode
from wasdini.journal.models import ReadAlarm, Reading
from wasdini.rows.scoping import within


@dataclass(frozen=True)
class ReadingLine:
    """One thing shown once."""

    at: datetime
    subject_kind: str
    subject_id: str
    classification: Classification
    mode: Mode
    area: str
    page: str


@dataclass(frozen=True)
class SeenThings:
    """All that an account saw in a span: each showing, in order of time; and each thing once."""

    lines: tuple[ReadingLine, ...]

    @property
    def subjects(self) -> frozenset[tuple[str, str]]:
        """Kind and id of everything seen, each once."""
        return frozenset((line.subject_kind, line.subject_id) for line in self.lines)

    @property
    def has_covert(self) -> bool:
        return any(line.mode is Mode.TERTUTUP for line in self.lines)


@dataclass(frozen=True)
class AlarmLine:
    """An account that read far more than its role does."""

    raised_at: datetime
    actor_id: int
    role: str
    since: datetime
    span_minutes: int
    read_count: int
    normal_count: float

    @property
    def times(self) -> float:
        return self.read_count / self.normal_count if self.normal_count else 0.0

    @property
    def until(self) -> datetime:
        return self.raised_at

    @property
    def from_minute(self) -> datetime:
        """The whole minute before the span: what the form of the page takes."""
        return self.since - timedelta(seconds=self.since.second, microseconds=self.since.microsecond)


def what_was_seen(actor: Actor, user_id: int, since: datetime, until: datetime) -> SeenThings:
    """Everything Rahasia and above and everything covert that this account was shown, both ends included.

    Within the asker's own areas. Raises `NotAllowed` for whoever does not answer for reading.
    """
    require_allowed(actor, Act.SEE_READS)
    rows = (
        Reading.objects.filter(within(actor.areas), actor_id=user_id, at__gte=since, at__lte=until)
        .order_by("at", "id")
        .values_list("at", "subject_kind", "subject_id", "classification", "mode", "path", "page")
    )
    return SeenThings(
        tuple(
            ReadingLine(at, kind, identifier, Classification(rank), Mode(mode), code_of(path), page)
            for at, kind, identifier, rank, mode, path, page in rows
        )
    )


def read_alarms(actor: Actor, *, limit: int = 20) -> tuple[AlarmLine, ...]:
    """Alarms about accounts that read in the asker's areas, the newest first."""
    require_allowed(actor, Act.SEE_READS)
    rows = ReadAlarm.objects.filter(within(actor.areas)).order_by("-raised_at", "-id")[:limit]
    return tuple(
        AlarmLine(
            row.raised_at, row.actor_id, row.actor_role, row.since, row.span_minutes, row.read_count, row.normal_count
        )
        for row in rows
    )
