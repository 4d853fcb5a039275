"""The office as its own page shows it: what was stated, and how a paper's head and number will read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from wasdini.accounts.models import Office
from wasdini.accounts.queries import language
from wasdini.core.access import Act, Actor, NotVisible, may, require_allowed
from wasdini.core.numbering import DEFAULT_PATTERN, write_number
from wasdini.core.paper import Letterhead
from wasdini.core.terms import Classification
from wasdini.core.writing import write_date
from wasdini.core.zones import zone_of
from wasdini.places import queries as places

STATED = ("lines", "address", "signing_place", "signing_post", "number_pattern")
BLANK = "………………………"
SAMPLE_SERIES, SAMPLE_SEQ = "LHR", 12


@dataclass(frozen=True)
class OfficeCard:
    """`may_change`: whether the actor has duty in the office's whole region. `sample_number`: as it would be today."""

    area: str
    stated: dict[str, str]
    letterhead: Letterhead
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
    region = places.names_of([row.area]).get(row.area, "")
    return OfficeCard(
        area=row.area,
        stated={"name": row.name, **told, "number_pattern": pattern},
        letterhead=letterhead_of(row.name, region, told, on=today, language=language()),
        sample_number=write_number(
            pattern, seq=SAMPLE_SEQ, series=SAMPLE_SERIES, classification=Classification.TERBATAS, on=today
        ),
        may_change=may(actor, Act.CHANGE_OFFICE, area=row.area),
    )


def letterhead_of(name: str, region: str, told: Mapping[str, str], *, on: date, language: str) -> Letterhead:
    """As the office stated it; what it left blank follows from its name and region."""
    lines = tuple(line.strip() for line in told.get("lines", "").splitlines() if line.strip())
    if not lines:
        government = _("Pemerintah %(region)s") % {"region": region} if region else ""
        lines = tuple(line for line in (government, name) if line)
    return Letterhead(
        lines=lines,
        address=told.get("address", ""),
        signing_place=f"{told.get('signing_place') or BLANK}, {write_date(on, language=language)}",
        signing_post=told.get("signing_post") or _("Kepala %(office)s") % {"office": name},
    )
