"""Who says it, for counting only: one person on two phones is one source; whoever told two reporters is one too.

Keys made here are compared and thrown away. No page shows them, and nothing stores them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from wasdini.core.grading import TrackRecord, Voice, independent_count
from wasdini.core.terms import Mode, ReportOutcome
from wasdini.custody import queries as custody
from wasdini.journal.operations import keyed_digest
from wasdini.reports.models import Person, PersonKey, Report, Standing
from wasdini.rows.shredding import SealBroken, open_under

RECORD_MAX = 2000


@dataclass(frozen=True)
class Sources:
    """How many independent sources stand behind some reports. `named`: accounts and who told them; `covert`:
    pseudonyms, all without one together once. A covert source may be the same person as a named one: nobody here may
    know, so that `most` is an upper bound and `least` the safe number."""

    reports: int
    named: int
    covert: int

    @property
    def most(self) -> int:
        return self.named + self.covert

    @property
    def least(self) -> int:
        return max(self.named, self.covert)


def voices_of(rows: Sequence[Report]) -> dict[UUID, Voice]:
    """The voice of each report. Two statements for the open ones, one or two for the covert ones."""
    closed = [row.report_id for row in rows if row.mode == Mode.TERTUTUP]
    known = custody.voices_of(closed) if closed else {}
    origins = _origins([row for row in rows if row.mode == Mode.TERBUKA])
    voices = {}
    for row in rows:
        if row.mode == Mode.TERTUTUP:
            voice = known.get(row.report_id)
            voices[row.report_id] = Voice(f"samaran:{voice}" if voice else None)
        else:
            person = f"akun:{row.reporter_id}" if row.reporter_id is not None else None
            voices[row.report_id] = Voice(person, origins.get(row.report_id))
    return voices


def sources_of(rows: Sequence[Report]) -> Sources:
    voices = voices_of(rows)
    modes = {row.report_id: row.mode for row in rows}
    parts = {
        mode: independent_count(voice for report_id, voice in voices.items() if modes[report_id] == mode)
        for mode in Mode
    }
    return Sources(len(rows), parts[Mode.TERBUKA], parts[Mode.TERTUTUP])


def track_record(row: Report) -> TrackRecord:
    """How often what this reporter said before was held right or wrong, this report left out."""
    judged = Standing.objects.filter(outcome__in=[ReportOutcome.CONFIRMED.value, ReportOutcome.FALSE.value])
    judged = judged.exclude(report=row.pk)
    if row.mode == Mode.TERBUKA:
        mine = list(judged.filter(report__reporter_id=row.reporter_id).values_list("outcome", flat=True)[:RECORD_MAX])
    else:
        mine = _of_the_same_voice(row, judged.filter(mode=Mode.TERTUTUP).values_list("report__report_id", "outcome"))
    right = sum(outcome == ReportOutcome.CONFIRMED for outcome in mine)
    return TrackRecord(right, len(mine) - right)


def _of_the_same_voice(row: Report, judged: object) -> list[str]:
    outcomes: dict[UUID, str] = dict(list(judged)[:RECORD_MAX])  # type: ignore[call-overload]
    voices = custody.voices_of([row.report_id, *outcomes])
    own = voices.get(row.report_id)
    return [outcome for report_id, outcome in outcomes.items() if own is not None and voices.get(report_id) == own]


def _origins(rows: Sequence[Report]) -> dict[UUID, str]:
    """A keyed digest of the telephone number of who told the reporter, where one was given and not yet forgotten."""
    by_pk = {row.pk: row for row in rows}
    people = {person.report_id: person for person in Person.objects.filter(report__in=list(by_pk))} if by_pk else {}
    keys = PersonKey.objects.in_bulk([by_pk[pk].report_id for pk in people]) if people else {}
    origins = {}
    for pk, person in people.items():
        row = by_pk[pk]
        key = keys.get(row.report_id)
        phone = _phone(bytes(key.key), bytes(person.sealed), row) if key else ""
        if phone:
            origins[row.report_id] = f"asal:{keyed_digest(phone.encode())}"
    return origins


def _phone(key: bytes, sealed: bytes, row: Report) -> str:
    try:
        told = open_under(key, {"sealed": sealed}, table="reports_person", row=row.report_id)["sealed"]
    except SealBroken:
        return ""
    found = re.search(r"^phone=(.*)$", told, re.MULTILINE)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return digits.removeprefix("62").lstrip("0")
