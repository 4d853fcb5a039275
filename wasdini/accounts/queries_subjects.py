"""Subjects' requests as their page shows them: what waits, the overdue first, each with its clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from wasdini.accounts.models import SubjectRequest, SubjectRequestKey
from wasdini.accounts.queries import language, names_of
from wasdini.accounts.subjects import Ground, RequestKind, ground_words, may_refuse, neutral_words
from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.place_codes import code_of
from wasdini.methods.labels import label
from wasdini.rows.scoping import within
from wasdini.rows.shredding import Buffer, open_under

TABLE = "accounts_subjectrequest"
CLOSED_SHOWN = 50
SEALED = ("sealed_name", "sealed_contact", "sealed_about", "sealed_answer")


@dataclass(frozen=True)
class RequestCard:
    """One request. Name, contact and words are blank once they were destroyed."""

    id: uuid.UUID
    kind: RequestKind
    area: str
    asked_at: datetime
    due_at: datetime
    left: timedelta
    name: str
    contact: str
    about: str
    outcome: str
    answer: str
    answered_at: datetime | None
    answered_by: str

    @property
    def kind_words(self) -> str:
        return label("subject_request", self.kind.value, language())

    @property
    def is_overdue(self) -> bool:
        return not self.outcome and self.left < timedelta(0)

    @property
    def hours_left(self) -> int:
        """Whole hours, without sign: the page says whether they are left or over."""
        return int(abs(self.left).total_seconds() // 3600)

    @property
    def minutes_left(self) -> int:
        return int(abs(self.left).total_seconds() % 3600 // 60)


@dataclass(frozen=True)
class RequestsPage:
    waiting: tuple[RequestCard, ...]
    closed: tuple[RequestCard, ...]

    @property
    def overdue_count(self) -> int:
        return sum(card.is_overdue for card in self.waiting)


@dataclass(frozen=True)
class RequestPage:
    """One request with what may be said: the lawful grounds with their words, and what stands under every answer."""

    card: RequestCard
    grounds: tuple[tuple[str, str], ...]
    neutral: str


def requests_page(actor: Actor, *, at: datetime) -> RequestsPage:
    """What waits, the most overdue first; then the last answered."""
    require_allowed(actor, Act.ANSWER_SUBJECTS)
    mine = SubjectRequest.objects.filter(within(actor.areas))
    waiting = list(mine.filter(outcome="").order_by("due_at", "id"))
    closed = list(mine.exclude(outcome="").order_by("-answered_at", "id")[:CLOSED_SHOWN])
    cards = _cards([*waiting, *closed], at=at)
    return RequestsPage(cards[: len(waiting)], cards[len(waiting) :])


def request_page(actor: Actor, request_id: uuid.UUID, *, at: datetime) -> RequestPage:
    """One of them; `NotVisible` for any elsewhere."""
    card = _cards([_visible(actor, request_id)], at=at)[0]
    grounds = tuple(
        (ground.value, ground_words(ground, language())) for ground in Ground if may_refuse(card.kind, ground)
    )
    return RequestPage(card, grounds, neutral_words(language()))


def open_request(actor: Actor, request_id: uuid.UUID) -> SubjectRequest:
    """The row that waits for an answer, for this room's own acts."""
    row = _visible(actor, request_id)
    if row.outcome:
        raise NotVisible(request_id)
    return row


def _visible(actor: Actor, request_id: uuid.UUID) -> SubjectRequest:
    require_allowed(actor, Act.ANSWER_SUBJECTS)
    row = SubjectRequest.objects.filter(within(actor.areas), pk=request_id).first()
    if row is None:
        raise NotVisible(request_id)
    return row


def _cards(rows: list[SubjectRequest], *, at: datetime) -> tuple[RequestCard, ...]:
    keys = dict(SubjectRequestKey.objects.filter(owner__in=[row.pk for row in rows]).values_list("owner", "key"))
    names = names_of(row.answered_by_id for row in rows)
    return tuple(_card(row, keys.get(row.pk), names.get(row.answered_by_id or 0, ""), at=at) for row in rows)


def _card(row: SubjectRequest, key: Buffer | None, answered_by: str, *, at: datetime) -> RequestCard:
    told = {column: "" for column in SEALED}
    if key is not None:
        sealed = {column: getattr(row, column) for column in SEALED if bytes(getattr(row, column))}
        told |= open_under(key, sealed, table=TABLE, row=row.pk)
    return RequestCard(
        id=row.pk,
        kind=RequestKind(row.kind),
        area=code_of(row.path),
        asked_at=row.asked_at,
        due_at=row.due_at,
        left=row.due_at - at,
        name=told["sealed_name"],
        contact=told["sealed_contact"],
        about=told["sealed_about"],
        outcome=row.outcome,
        answer=told["sealed_answer"],
        answered_at=row.answered_at,
        answered_by=answered_by,
    )
