"""Acts on subjects' requests: record, answer, refuse with a lawful reason. The journal counts them and names nobody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from wasdini.accounts.models import SubjectRequest, SubjectRequestKey
from wasdini.accounts.operations_sign_in import first_area
from wasdini.accounts.queries_subjects import TABLE, open_request
from wasdini.accounts.subjects import ANSWER_WITHIN, Ground, RequestKind, may_refuse, neutral_words, refusal_words
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.place_codes import code_of, path_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal import operations as journal
from wasdini.rows.shredding import seal_under


@dataclass(frozen=True)
class NewRequest:
    """Who asks, how to reach them, what they ask for; `asked_at` when it arrived earlier than it is recorded."""

    kind: RequestKind
    name: str
    contact: str
    about: str
    asked_at: datetime | None = None


def record_subject_request(actor: Actor, asked: NewRequest, *, at: datetime) -> uuid.UUID:
    """Take a request in; its 3 x 24 hours run from when it was asked."""
    require_allowed(actor, Act.ANSWER_SUBJECTS)
    if not asked.name.strip() or not asked.contact.strip():
        raise InputRefused([Problem("subject_name_missing", column="name" if not asked.name.strip() else "contact")])
    asked_at = min(asked.asked_at or at, at)
    area, identifier = first_area(actor), uuid.uuid4()
    with journal.act(actor, "record_subject_request", at=at) as line:
        key = SubjectRequestKey.objects.create(owner=identifier, made_at=at)
        told = {"sealed_name": asked.name.strip(), "sealed_contact": asked.contact.strip()}
        sealed = seal_under(key.key, {**told, "sealed_about": asked.about.strip()}, table=TABLE, row=identifier)
        SubjectRequest.objects.create(
            id=identifier,
            kind=asked.kind.value,
            path=path_of(area),
            asked_at=asked_at,
            due_at=asked_at + ANSWER_WITHIN,
            recorded_by_id=actor.user_id,
            **sealed,
        )
        line.about("subject_request", identifier, area=area)
        line.details = {"kind": asked.kind.value}
    return identifier


def answer_subject_request(
    actor: Actor, request_id: uuid.UUID, *, answer: str, language: str = "id", at: datetime
) -> None:
    """Say what was told to the person. Raises `NotVisible` for a request elsewhere or one already answered."""
    if not answer.strip():
        raise InputRefused([Problem("subject_answer_missing", column="answer")])
    words = f"{answer.strip()}\n\n{neutral_words(language)}"
    _close(actor, request_id, ("answered", ""), words, at=at)


def refuse_subject_request(
    actor: Actor, request_id: uuid.UUID, *, ground: Ground, language: str = "id", at: datetime
) -> None:
    """Refuse for a reason the law knows for this kind; the words follow from the ground alone."""
    row = open_request(actor, request_id)
    if not may_refuse(RequestKind(row.kind), ground):
        raise InputRefused([Problem("subject_ground_unlawful", column="ground", value=ground.value)])
    _close(actor, request_id, ("refused", ground.value), refusal_words(ground, language), at=at)


def _close(actor: Actor, request_id: uuid.UUID, outcome: tuple[str, str], words: str, *, at: datetime) -> None:
    row = open_request(actor, request_id)
    verb = "answer_subject_request" if outcome[0] == "answered" else "refuse_subject_request"
    with journal.act(actor, verb, at=at) as line:
        key = SubjectRequestKey.objects.get(owner=row.pk).key
        row.outcome, row.ground = outcome
        row.sealed_answer = seal_under(key, {"sealed_answer": words}, table=TABLE, row=row.pk)["sealed_answer"]
        row.answered_at, row.answered_by_id = at, actor.user_id
        row.save(update_fields=["outcome", "ground", "sealed_answer", "answered_at", "answered_by_id"])
        line.about("subject_request", row.pk, area=code_of(row.path))
        line.details = {"kind": row.kind, "ground": outcome[1], "late": at > row.due_at}
