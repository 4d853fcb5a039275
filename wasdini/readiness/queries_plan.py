"""What a planner of duties sees: who may be asked, what is assigned, and a proposal to accept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wasdini.accounts import queries_duties as duties
from wasdini.accounts.queries_duties import DutiesPage, OfficerCard, Window
from wasdini.accounts.queries_spread import Proposal, proposed_spread
from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.terms import Level
from wasdini.core.zones import zone_of
from wasdini.places import queries as places
from wasdini.places.queries import PlacePoint


@dataclass(frozen=True)
class PlanPage:
    """The planning page of one area and day."""

    area: str
    name: str
    areas: tuple[tuple[str, str], ...]
    below: tuple[PlacePoint, ...]
    on: date
    officers: tuple[OfficerCard, ...]
    duties: DutiesPage

    @property
    def is_own_area(self) -> bool:
        return any(self.area == code for code, _ in self.areas)


def plan_page(actor: Actor, code: str, *, on: date | None, at: datetime, offset: int = 0) -> PlanPage:
    """Whom one may ask and what stands for that day. `NotAllowed`, `NotVisible`."""
    area = area_to_plan(actor, code)
    day = on or at.astimezone(zone_of(area).clock).date()
    names = places.names_of({area, *actor.areas})
    level = parse_place_code(area).level
    return PlanPage(
        area=area,
        name=names.get(area, area),
        areas=tuple((one, names.get(one, one)) for one in actor.areas),
        below=places.points_below(actor, area) if level.rank >= Level.KECAMATAN.rank else (),
        on=day,
        officers=duties.officers_for(actor, area),
        duties=duties.duties_page(actor, area, duties.day_window(day, area), offset=offset),
    )


def proposal(actor: Actor, code: str, window: Window) -> Proposal:
    """The stations of an area that nobody watches in that window, spread over its field officers."""
    return proposed_spread(actor, area_to_plan(actor, code), window)


def area_to_plan(actor: Actor, code: str) -> str:
    """The asked area, else the actor's first. `NotAllowed` without the right, `NotVisible` for another's area."""
    require_allowed(actor, Act.PLAN_DUTY)
    asked = code or next(iter(actor.areas), "")
    try:
        area = parse_place_code(asked).dotted
    except PlaceCodeInvalid:
        raise NotVisible(asked) from None
    require_allowed(actor, Act.PLAN_DUTY, area=area)
    return area
