"""Reads `prose.txt`: reports written and labelled by hand, never used for choosing anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.reports_corpus.making import Told
from wasdini.core.same_event import EventFeatures, event_features

VOTING_DAY = datetime(2024, 11, 27, tzinfo=UTC)


def prose_reports() -> list[Told]:
    lines = (Path(__file__).parent / "prose.txt").read_text("utf-8").splitlines()
    return [_told(number, line) for number, line in enumerate(lines) if line and not line.startswith("#")]


def _told(number: int, line: str) -> Told:
    event, path, moment, issues, findings, text = (part.strip() for part in line.split("|"))
    timed = not moment.startswith("?")
    day, clock = moment.removeprefix("?").split()
    hour, minute = clock.split(":")
    at = VOTING_DAY + timedelta(days=int(day) - 1, hours=int(hour) - 7, minutes=int(minute))
    features = EventFeatures(
        report_id=f"h{number:03d}", path=path, occurred_at=at if timed else None, received_at=at,
        issues=_codes(issues), findings=_codes(findings),
    )  # fmt: skip
    return Told(event_features(features, text), text, event, f"p{number}")


def _codes(cell: str) -> frozenset[str]:
    return frozenset(code.strip() for code in cell.split(",") if code.strip())
