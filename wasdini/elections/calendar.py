"""Stages as an iCalendar file (RFC 5545): whole-day entries that every phone and office calendar reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from wasdini.elections.queries import ElectionCard, StageCard
from wasdini.methods.labels import label

UNVERIFIED = {"id": "belum diverifikasi", "en": "not verified"}
_SOURCE = {"id": "Sumber", "en": "Source"}


def stages_calendar(
    elections: Iterable[tuple[ElectionCard, tuple[StageCard, ...]]], *, at: datetime, language: str = "id"
) -> bytes:
    """One calendar of all dated stages. A stage that waits for a happening has no date and stands in none."""
    calendar = Calendar()
    calendar.add("prodid", "-//Wasdini//Tahapan//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", {"id": "Tahapan pemilu", "en": "Election stages"}[language])
    calendar.add("refresh-interval", timedelta(hours=12))
    for election, stages in elections:
        for stage in stages:
            if stage.starts_on or stage.ends_on:
                calendar.add_component(_entry(election, stage, at, language))
    return bytes(calendar.to_ical())


def _entry(election: ElectionCard, stage: StageCard, at: datetime, language: str) -> Event:
    """The end of a whole-day entry is the day after (RFC 5545, 3.6.1). A missing end or start is the other day."""
    starts_on = stage.starts_on or stage.ends_on
    ends_on = stage.ends_on or stage.starts_on
    assert starts_on and ends_on
    entry = Event()
    entry.add("uid", f"{election.slug}-{stage.position}@wasdini")
    entry.add("dtstamp", at)
    entry.add("dtstart", starts_on)
    entry.add("dtend", ends_on + timedelta(days=1))
    mark = "" if stage.verified else f" ({UNVERIFIED[language]})"
    entry.add("summary", f"{stage.legal_name.in_language(language)}{mark}")
    lines = [election.name, f"{_SOURCE[language]}: {stage.source}", stage.note.in_language(language)]
    entry.add("description", "\n".join(line for line in lines if line))
    entry.add("categories", [label("stage", stage.code, language)])
    entry.add("transp", "TRANSPARENT")
    return entry
