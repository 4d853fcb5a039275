"""What the custodians' own pages show. Every answer asks first who is asking."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from wasdini.core.access import Act, Actor, NotVisible, may
from wasdini.core.veil import FLOOR
from wasdini.custody.cards import (
    KeyCard,
    RequestCard,
    VoiceCard,
    key_cards,
    pair_cards,
    request_cards,
    request_rows,
    voice_cards,
)
from wasdini.custody.envelope_files import SealedLine, write_box, write_line
from wasdini.custody.envelopes import InnerBox
from wasdini.custody.models import CustodianKey, Envelope, HandedBox, Pseudonym, UnmaskRequest
from wasdini.custody.operations_keys import office_area, require_custodian
from wasdini.custody.queries import living_voices, pair_in_force, report_record, stale_envelopes
from wasdini.custody.unmasking import State
from wasdini.elections import queries as elections
from wasdini.rows.scoping import within

SHOWN_AT_MOST = 50


@dataclass(frozen=True)
class RequestPage:
    """A request with the sealed box that is this custodian's to open now."""

    card: RequestCard
    record: str
    key_id: str
    box: str = ""  # base64: the envelope for the first custodian, the inner box for the second
    file: str = ""  # the same as a file for `wasdini custody open`
    until: datetime | None = None


@dataclass(frozen=True)
class Desk:
    """The custodian's first page."""

    own_keys: tuple[KeyCard, ...]
    pair: tuple[KeyCard, ...]
    is_in_pair: bool
    requests: tuple[RequestCard, ...]
    voice_count: int
    too_few: bool
    stale_count: int
    area: str
    floor: int = FLOOR

    @property
    def waiting(self) -> tuple[RequestCard, ...]:
        return tuple(card for card in self.requests if card.waits_for_you)

    @property
    def news(self) -> tuple[RequestCard, ...]:
        return tuple(card for card in self.requests if card.is_news)

    @property
    def rest(self) -> tuple[RequestCard, ...]:
        return tuple(card for card in self.requests if not card.waits_for_you and not card.is_news)


@dataclass(frozen=True)
class VoicesPage:
    """Covert sources, and what the browser needs to register one more."""

    voices: tuple[VoiceCard, ...]
    elections: tuple[tuple[str, str], ...]
    outer_public: str
    inner_public: str
    too_few: bool
    floor: int = FLOOR


def desk(actor: Actor, *, at: datetime) -> Desk:
    require_custodian(actor)
    pair = pair_in_force()
    voices = living_voices()
    counts = Counter(election for _, election, _ in voices)
    return Desk(
        own_keys=key_cards(CustodianKey.objects.filter(user_id=actor.user_id or 0, retired_at=None), pair, at=at),
        pair=pair_cards(pair, at=at),
        is_in_pair=pair is not None and actor.user_id in {pair.outer_user_id, pair.inner_user_id},
        requests=request_cards(_visible(actor)[:SHOWN_AT_MOST], actor, at=at),
        voice_count=len(voices),
        too_few=max(counts.values(), default=0) < FLOOR,
        stale_count=stale_envelopes(pair).count() if pair else 0,
        area=office_area(),
    )


def request_page(actor: Actor, request_id: UUID, *, at: datetime) -> RequestPage:
    """One request; with its box only for the custodian whose turn it is."""
    require_custodian(actor)
    row = _visible(actor).filter(pk=request_id).first()
    if row is None:
        raise NotVisible(request_id)
    card = request_cards([row], actor, at=at)[0]
    record = report_record(row.report_id)
    if card.state is State.ASKED and card.own_half == "outer":
        held = Envelope.objects.filter(record=record, digest=row.target).first()
        if held is not None:
            line = SealedLine(record, bytes(held.ciphertext), held.outer_key_id, held.inner_key_id, held.inner_digest)
            return RequestPage(card, record, row.outer_key.key_id, _text(line.ciphertext), write_line(line))
    if card.state is State.OPENED and card.own_half == "inner":
        handed = HandedBox.objects.filter(request=row, until__gt=at).first()
        if handed is not None:
            inner = InnerBox(record, row.inner_key.key_id, bytes(handed.box))
            return RequestPage(card, record, inner.inner_key_id, _text(inner.box), write_box(inner), handed.until)
    return RequestPage(card, record, (row.outer_key if card.own_half == "outer" else row.inner_key).key_id)


def voices_page(actor: Actor) -> VoicesPage:
    require_custodian(actor)
    pair = pair_in_force()
    living = Pseudonym.objects.filter(within(actor.areas, "area"), revoked_at=None)
    rows = list(living.order_by("election", "area", "id"))
    counts = Counter(row.election for row in rows)
    return VoicesPage(
        voices=voice_cards(rows, actor),
        elections=tuple((card.slug, card.name) for card in elections.elections_seen_by(actor)),
        outer_public=pair.outer.public_key if pair else "",
        inner_public=pair.inner.public_key if pair else "",
        too_few=max(counts.values(), default=0) < FLOOR,
    )


def voice(actor: Actor, voice_id: UUID) -> VoiceCard:
    """One living voice; `NotVisible` for any other."""
    require_custodian(actor)
    row = Pseudonym.objects.filter(voice_id=voice_id, revoked_at=None).first()
    if row is None or not may(actor, Act.KEEP_SOURCES, area=row.area):
        raise NotVisible(voice_id)
    return voice_cards([row], actor)[0]


def own_keys(actor: Actor, *, at: datetime) -> tuple[KeyCard, ...]:
    require_custodian(actor)
    return key_cards(CustodianKey.objects.filter(user_id=actor.user_id or 0, retired_at=None), pair_in_force(), at=at)


def stale_count(actor: Actor) -> int:
    """How many records are not sealed to the pair in force."""
    require_custodian(actor)
    pair = pair_in_force()
    return stale_envelopes(pair).count() if pair else 0


def _visible(actor: Actor) -> QuerySet[UnmaskRequest]:
    return request_rows().filter(within(actor.areas, "area"))


def _text(box: bytes) -> str:
    return base64.b64encode(box).decode()
