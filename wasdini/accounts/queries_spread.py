"""A proposal: the polling stations of an area that nobody watches yet, spread over its officers. Nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from wasdini.accounts.models_duties import Duty
from wasdini.accounts.operations_duties import NewDuty
from wasdini.accounts.queries_duties import OfficerCard, Window, officers_for
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.duty_spread import Officer, spread
from wasdini.core.place_codes import code_of
from wasdini.core.terms import Role
from wasdini.places import queries as places
from wasdini.rows.scoping import within


@dataclass(frozen=True)
class Share:
    """What one officer would be asked to watch."""

    officer: OfficerCard
    tps_codes: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """Who would watch what. `mark` changes when the proposal does: what is accepted is what was shown."""

    area: str
    window: Window
    shares: tuple[Share, ...]
    watched_count: int
    unwatched_count: int
    mark: str

    @property
    def duties(self) -> list[NewDuty]:
        return [
            NewDuty(
                username=share.officer.username,
                place_code=code,
                starts_at=self.window.starts_at,
                ends_at=self.window.ends_at,
            )
            for share in self.shares
            for code in share.tps_codes
        ]


def proposed_spread(actor: Actor, area: str, window: Window) -> Proposal:
    """Field officers of the area over its stations without a duty that touches the window, in code order."""
    require_allowed(actor, Act.PLAN_DUTY, area=area)
    officers = officers_for(actor, area, roles=(Role.PETUGAS.value,))
    touching = Duty.objects.filter(
        within([area]), starts_at__lt=window.ends_at, ends_at__gt=window.starts_at, cancelled_at=None
    )
    watched = set(touching.values_list("path", flat=True))
    open_paths = [path for path in places.tps_frame(area)["path"].to_list() if path not in watched]
    asked = spread([Officer(one.person_id, one.areas) for one in officers], open_paths)
    codes: dict[int, list[str]] = {}
    for path, person_id in asked.items():
        codes.setdefault(person_id, []).append(code_of(path))
    shares = tuple(Share(one, tuple(codes[one.person_id])) for one in officers if one.person_id in codes)
    told = repr([(share.officer.person_id, share.tps_codes) for share in shares])
    mark = hashlib.sha256(f"{area}{window}{told}".encode()).hexdigest()[:16]
    return Proposal(area, window, shares, len(watched), len(open_paths) - len(asked), mark)
