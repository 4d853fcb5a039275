"""Keys, requests and voices as pages show them: frozen, and without a name of any source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from wasdini.accounts import queries as accounts
from wasdini.core.access import Actor
from wasdini.core.place_codes import code_of
from wasdini.custody.envelope_files import drill_text
from wasdini.custody.models import CustodianKey, Drill, Pair, Pseudonym, UnmaskRequest, UnmaskStep
from wasdini.custody.unmasking import State, state_of
from wasdini.elections import queries as elections
from wasdini.places import queries as places

DRILL_EVERY_DAYS = 92


@dataclass(frozen=True)
class KeyCard:
    """A custodian's key as the desk shows it."""

    key_id: str
    holder: str
    made_at: datetime
    half: str  # "outer", "inner" or "" when not in force
    drilled_at: datetime | None
    drill_due_at: datetime
    drill_is_due: bool
    challenge: str = ""


@dataclass(frozen=True)
class RequestCard:
    """One request to unmask, with where it stands."""

    request_id: UUID
    report_id: UUID
    requester: str
    reason: str
    legal_basis: str
    asked_at: datetime
    expires_at: datetime
    state: State
    outer_holder: str
    inner_holder: str
    own_half: str
    opened_at: datetime | None
    declined_words: str
    told: bool
    area: str

    @property
    def waits_for_you(self) -> bool:
        return (self.state is State.ASKED and self.own_half == "outer") or (
            self.state is State.HANDED and self.own_half == "inner"
        )

    @property
    def is_news(self) -> bool:
        """Opened, and the first custodian has not noted it yet."""
        return self.opened_at is not None and self.own_half == "outer" and not self.told


@dataclass(frozen=True)
class VoiceCard:
    """A covert source as custodians see it on a list: no name."""

    voice_id: UUID
    area: str
    area_name: str
    election: str
    election_slug: str
    registered_at: datetime

    @property
    def short_name(self) -> str:
        """A name to speak of a voice by, inside custody."""
        return str(self.voice_id)[:8].upper()


def request_rows() -> QuerySet[UnmaskRequest]:
    """Requests with all that their cards need, the newest first."""
    return (
        UnmaskRequest.objects.select_related("outer_key", "inner_key").prefetch_related("steps").order_by("-asked_at")
    )


def request_cards(rows: Iterable[UnmaskRequest], actor: Actor, *, at: datetime) -> tuple[RequestCard, ...]:
    rows = list(rows)
    people = {person for row in rows for person in (row.requester_id, row.outer_key.user_id, row.inner_key.user_id)}
    names = accounts.names_of(people)
    return tuple(_request_card(row, names, actor, at=at) for row in rows)


def _request_card(row: UnmaskRequest, names: dict[int, str], actor: Actor, *, at: datetime) -> RequestCard:
    steps = {step.kind: step for step in row.steps.all()}
    opened, declined = steps.get(UnmaskStep.Kind.OPENED), steps.get(UnmaskStep.Kind.DECLINED)
    halves = {row.outer_key.user_id: "outer", row.inner_key.user_id: "inner"}
    return RequestCard(
        request_id=row.pk,
        report_id=row.report_id,
        requester=names.get(row.requester_id, ""),
        reason=row.reason,
        legal_basis=row.legal_basis,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=state_of(row, at=at),
        outer_holder=names.get(row.outer_key.user_id, ""),
        inner_holder=names.get(row.inner_key.user_id, ""),
        own_half=halves.get(actor.user_id or 0, ""),
        opened_at=opened.at if opened else None,
        declined_words=declined.words if declined else "",
        told=UnmaskStep.Kind.TOLD in steps,
        area=code_of(row.area),
    )


def key_cards(rows: Iterable[CustodianKey], pair: Pair | None, *, at: datetime) -> tuple[KeyCard, ...]:
    rows = list(rows)
    names = accounts.names_of(row.user_id for row in rows)
    drills: dict[int, datetime] = {}
    open_drills: dict[int, Drill] = {}
    for drill in Drill.objects.filter(key__in=[row.pk for row in rows]).order_by("made_at"):
        if drill.done_at:
            drills[drill.key_id] = drill.done_at
        else:
            open_drills[drill.key_id] = drill
    halves = {pair.outer_id: "outer", pair.inner_id: "inner"} if pair else {}
    cards = []
    for row in rows:
        due = drills.get(row.pk, row.made_at) + timedelta(days=DRILL_EVERY_DAYS)
        waiting = open_drills.get(row.pk)
        cards.append(
            KeyCard(
                key_id=row.key_id,
                holder=names.get(row.user_id, ""),
                made_at=row.made_at,
                half=halves.get(row.pk, ""),
                drilled_at=drills.get(row.pk),
                drill_due_at=due,
                drill_is_due=at >= due,
                challenge=drill_text(row.key_id, bytes(waiting.ciphertext)) if waiting else "",
            )
        )
    return tuple(cards)


def pair_cards(pair: Pair | None, *, at: datetime) -> tuple[KeyCard, ...]:
    """Outer first; empty when no pair is in force."""
    return key_cards([pair.outer, pair.inner], pair, at=at) if pair else ()


def voice_cards(rows: Iterable[Pseudonym], actor: Actor) -> tuple[VoiceCard, ...]:
    rows = list(rows)
    areas = places.names_of({code_of(row.area) for row in rows})
    named = {card.slug: card.name for card in elections.elections_seen_by(actor)}
    return tuple(
        VoiceCard(
            row.voice_id, code_of(row.area), areas.get(code_of(row.area), code_of(row.area)),
            named.get(row.election, row.election), row.election, row.registered_at,
        )
        for row in rows
    )  # fmt: skip
