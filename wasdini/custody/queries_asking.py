"""What the head of the office sees: whose keys are in force, and what became of the own requests to unmask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wasdini.core.access import Act, Actor, may, require_allowed
from wasdini.custody.cards import KeyCard, RequestCard, key_cards, pair_cards, request_cards, request_rows
from wasdini.custody.models import CustodianKey
from wasdini.custody.operations_keys import office_area, require_second_factor
from wasdini.custody.operations_unmask import envelope_to_ask
from wasdini.custody.queries import pair_in_force

SHOWN_AT_MOST = 50


@dataclass(frozen=True)
class AppointPage:
    """For the head of the office: requests of one's own, and whose keys are in force."""

    requests: tuple[RequestCard, ...]
    pair: tuple[KeyCard, ...]
    keys: tuple[KeyCard, ...]


def appoint_page(actor: Actor, *, at: datetime) -> AppointPage:
    require_allowed(actor, Act.ASK_UNMASKING)
    require_second_factor(actor)
    pair = pair_in_force()
    own = request_rows().filter(requester_id=actor.user_id or 0)[:SHOWN_AT_MOST]
    living = CustodianKey.objects.filter(retired_at=None, user__is_active=True).order_by("made_at")
    return AppointPage(
        requests=request_cards(own, actor, at=at),
        pair=pair_cards(pair, at=at),
        keys=key_cards(living if may(actor, Act.ASK_UNMASKING, area=office_area()) else (), pair, at=at),
    )


def report_to_ask(actor: Actor, report_id: UUID) -> UUID:
    """The report, if it has a sealed identity that this actor may ask to unmask; else `NotVisible`."""
    envelope_to_ask(actor, report_id)
    return report_id
