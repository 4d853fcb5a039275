"""The paper form of one duty, for the day when nothing works: what is printed on it, without any layout.

`documents` draws it; the room that knows duties fills it. The report id printed on it is made before, so that a form
typed in twice is still one report.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from wasdini.core.terms import Classification


@dataclass(frozen=True)
class Tick:
    """One box to tick. `unit`: what is counted beside it ("" for yes or no)."""

    label: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class FieldForm:
    """One form in one language. `address` is what the code to scan opens: the desk's page for this very form."""

    language: str
    office: str
    title: str
    number: str
    person: str
    place: str
    place_code: str
    above: str
    window: str
    expected: str
    report_id: UUID
    address: str
    steps: tuple[str, ...]
    ticks: tuple[Tick, ...]
    instructions: tuple[str, ...]
    classification: Classification = Classification.BIASA
    stamp: str = ""
