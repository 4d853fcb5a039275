"""Two people, one source: asking, taking off the outer box, handing the inner one to the second custodian.

The server carries boxes and never a key: what reaches it is sealed to somebody else. Every act checks anew who acts,
whether the request still lives, and whether the envelope is the one that was asked for.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, NotVisible, may, require_allowed
from wasdini.core.place_codes import code_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.custody.envelopes import digest_of
from wasdini.custody.models import CustodianKey, Envelope, HandedBox, UnmaskRequest, UnmaskStep
from wasdini.custody.operations_keys import person_of, require_custodian, require_second_factor
from wasdini.custody.queries import report_record
from wasdini.custody.unmasking import REQUEST_HOURS, VIEW_HOURS, State, state_of
from wasdini.journal import operations as journal

SHORTEST_REASON, SHORTEST_BASIS = 20, 5
Kind = UnmaskStep.Kind


def ask_unmasking(actor: Actor, report_id: UUID, *, reason: str, legal_basis: str, at: datetime) -> UUID:
    """Ask the two custodians who stands behind one closed report. One request at a time, and never one's own keys."""
    envelope = envelope_to_ask(actor, report_id)
    reason, legal_basis = reason.strip(), legal_basis.strip()
    problems = []
    if len(reason) < SHORTEST_REASON:
        problems.append(Problem("unmask_reason_short", column="reason", expected=str(SHORTEST_REASON)))
    if len(legal_basis) < SHORTEST_BASIS:
        problems.append(Problem("unmask_basis_missing", column="legal_basis"))
    if problems:
        raise InputRefused(problems)
    outer, inner = (_holder(key_id) for key_id in (envelope.outer_key_id, envelope.inner_key_id))
    if len({actor.user_id, outer.user_id, inner.user_id}) < 3:
        raise InputRefused([Problem("unmask_same_person")])
    with journal.act(actor, "ask_unmasking", at=at) as line:
        if _has_waiting(actor, at):
            raise InputRefused([Problem("unmask_one_at_a_time")])
        request = UnmaskRequest.objects.create(
            report_id=report_id, requester_id=person_of(actor), reason=reason, legal_basis=legal_basis,
            target=envelope.digest, outer_key=outer, inner_key=inner, area=envelope.area,
            asked_at=at, expires_at=at + timedelta(hours=REQUEST_HOURS),
        )  # fmt: skip
        line.about("unmasking", request.pk, area=code_of(envelope.area))
        line.content_digest = journal.keyed_digest(f"{reason}\n{legal_basis}\n{envelope.digest}".encode())
    return request.pk


def hand_over_inner_box(actor: Actor, request_id: UUID, box: bytes, *, at: datetime) -> None:
    """The first custodian has taken the outer box off and hands on what was in it, still sealed to the second."""
    require_custodian(actor)
    with journal.act(actor, "hand_over_inner_box", at=at) as line:
        request = _lock(actor, request_id)
        _require(actor, request, State.ASKED, holder=request.outer_key, at=at)
        if digest_of(box) != _target(request).inner_digest:
            raise InputRefused([Problem("unmask_box_wrong", column="box")])
        _step(request, Kind.OUTER, actor, at=at)
        HandedBox.objects.create(request=request, box=box, until=request.expires_at)
        line.about("unmasking", request.pk, area=code_of(request.area))


def open_identity(actor: Actor, request_id: UUID, *, at: datetime) -> None:
    """The second custodian receives the inner box, and has one hour. This line is the one a success leaves."""
    require_custodian(actor)
    with journal.act(actor, "open_identity", at=at) as line:
        request = _lock(actor, request_id)
        _require(actor, request, State.HANDED, holder=request.inner_key, at=at)
        target = _target(request)
        _step(request, Kind.OPENED, actor, at=at)
        HandedBox.objects.filter(request=request).update(until=at + timedelta(hours=VIEW_HOURS))
        line.about("report", request.report_id, area=code_of(request.area))
        line.details = {"request": str(request.pk)}
        line.content_digest = target.digest


def decline_unmasking(actor: Actor, request_id: UUID, words: str, *, at: datetime) -> None:
    """Either custodian says no, and why. The request ends there."""
    require_custodian(actor)
    if len(words.strip()) < SHORTEST_BASIS:
        raise InputRefused([Problem("unmask_words_missing", column="words")])
    with journal.act(actor, "decline_unmasking", at=at) as line:
        request = _lock(actor, request_id)
        state = state_of(request, at=at)
        holder = request.inner_key if actor.user_id == request.inner_key.user_id else request.outer_key
        _require(actor, request, state if state in {State.ASKED, State.HANDED} else State.ASKED, holder=holder, at=at)
        _step(request, Kind.DECLINED, actor, at=at, words=words.strip()[:300])
        HandedBox.objects.filter(request=request).delete()
        line.about("unmasking", request.pk, area=code_of(request.area))


def note_opening(actor: Actor, request_id: UUID, *, at: datetime) -> None:
    """The first custodian has read on the own desk that the identity was opened."""
    require_custodian(actor)
    with journal.act(actor, "note_opening", at=at) as line:
        request = _lock(actor, request_id)
        steps = {step.kind for step in request.steps.all()}
        if actor.user_id != request.outer_key.user_id or Kind.OPENED not in steps or Kind.TOLD in steps:
            raise InputRefused([Problem("unmask_done")])
        _step(request, Kind.TOLD, actor, at=at)
        line.about("unmasking", request.pk, area=code_of(request.area))


def forget_handed_boxes(at: datetime) -> int:
    """The worker's step: inner boxes whose hour is over, or whose request ended, are deleted; how many."""
    return HandedBox.objects.filter(until__lte=at).delete()[0]


def envelope_to_ask(actor: Actor, report_id: UUID) -> Envelope:
    """The newest envelope of a report, for somebody who may ask; `NotVisible` when there is none in the own area."""
    require_allowed(actor, Act.ASK_UNMASKING)
    require_second_factor(actor)
    held = Envelope.objects.filter(record=report_record(report_id)).order_by("-generation").first()
    if held is None or not held.digest or not may(actor, Act.ASK_UNMASKING, area=code_of(held.area)):
        raise NotVisible(report_id)
    return held


def _lock(actor: Actor, request_id: UUID) -> UnmaskRequest:
    rows = UnmaskRequest.objects.select_for_update(of=("self",)).select_related("outer_key", "inner_key")
    request = rows.filter(pk=request_id).first()
    if request is None or not may(actor, Act.KEEP_SOURCES, area=code_of(request.area)):
        raise NotVisible(request_id)
    return request


def _require(actor: Actor, request: UnmaskRequest, wanted: State, *, holder: CustodianKey, at: datetime) -> None:
    """Who acts is this half's custodian and nobody else in this request; the request stands where it must."""
    state = state_of(request, at=at)
    if state is State.EXPIRED:
        raise InputRefused([Problem("unmask_expired")])
    if state in {State.OPENED, State.OVER, State.DECLINED}:
        raise InputRefused([Problem("unmask_done")])
    people = {request.requester_id, request.outer_key.user_id, request.inner_key.user_id}
    if len(people) < 3 or actor.user_id == request.requester_id:
        raise InputRefused([Problem("unmask_same_person")])
    if actor.user_id != holder.user_id:
        raise InputRefused([Problem("unmask_not_your_half")])
    if state is not wanted:
        raise InputRefused([Problem("unmask_order")])
    _target(request)


def _target(request: UnmaskRequest) -> Envelope:
    """The envelope asked for, if it is still the newest one of its record."""
    held = Envelope.objects.filter(record=report_record(request.report_id)).order_by("-generation").first()
    if held is None or held.digest != request.target or digest_of(bytes(held.ciphertext)) != request.target:
        raise InputRefused([Problem("unmask_target_changed")])
    return held


def _step(request: UnmaskRequest, kind: Kind, actor: Actor, *, at: datetime, words: str = "") -> None:
    UnmaskStep.objects.create(request=request, kind=kind, user_id=person_of(actor), at=at, words=words)


def _holder(key_id: str) -> CustodianKey:
    """The key of an envelope, whose holder is a custodian today."""
    key = CustodianKey.objects.filter(key_id=key_id, retired_at=None).select_related("user").first()
    holder = accounts.actor_of(key.user) if key else None
    if key is None or holder is None or not may(holder, Act.KEEP_SOURCES):
        raise InputRefused([Problem("unmask_custodian_gone", value=key_id)])
    return key


def _has_waiting(actor: Actor, at: datetime) -> bool:
    rows = UnmaskRequest.objects.filter(requester_id=actor.user_id, expires_at__gt=at).prefetch_related("steps")
    return any(state_of(row, at=at) in {State.ASKED, State.HANDED} for row in rows)
