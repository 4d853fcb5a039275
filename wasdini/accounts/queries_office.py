"""The office as its own page shows it: what was stated, and how a paper's head and number will read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wasdini.accounts.models import Office
from wasdini.core.access import Act, Actor, NotVisible, may, require_allowed
from wasdini.core.numbering import DEFAULT_PATTERN, write_number
from wasdini.core.terms import Classification
from wasdini.core.zones import zone_of

STATED = ("lines", "address", "signing_place", "signing_post", "number_pattern")
SAMPLE_SERIES, SAMPLE_SEQ = "LHR", 12


@dataclass(frozen=True)
class OfficeCard:
    """`may_change`: whether the actor has duty in the office's whole region. `sample_number`: as it would be today."""

    area: str
    stated: dict[str, str]
    head: tuple[str, ...]
    address: str
    sample_number: str
    may_change: bool


def office_card(actor: Actor, *, at: datetime) -> OfficeCard:
    """The office, for whoever may change one. `NotVisible` before set-up."""
    require_allowed(actor, Act.CHANGE_OFFICE)
    row = Office.objects.first()
    if row is None:
        raise NotVisible("office")
    told = {key: str(row.letterhead.get(key, "")) for key in STATED}
    pattern = told["number_pattern"] or DEFAULT_PATTERN
    today = at.astimezone(zone_of(row.area).clock).date()
    return OfficeCard(
        area=row.area,
        stated={"name": row.name, **told, "number_pattern": pattern},
        head=tuple(filter(None, (line.strip() for line in told["lines"].splitlines()))) or (row.name,),
        address=told["address"],
        sample_number=write_number(
            pattern, seq=SAMPLE_SEQ, series=SAMPLE_SERIES, classification=Classification.TERBATAS, on=today
        ),
        may_change=may(actor, Act.CHANGE_OFFICE, area=row.area),
    )
