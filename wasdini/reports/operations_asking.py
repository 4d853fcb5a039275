"""What the desk asks of others: the reporter (tabayyun), and the posts of Forkopimcam in a kecamatan.

A post reads only the words it was given (`Referral.shown`): of a covert report, and of one above its class, the twin.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, NotVisible, require_allowed, scope
from wasdini.core.place_codes import code_of, covers, level_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification, ForkopimcamPost, Level, Mode, ReportStatus
from wasdini.custody import queries as custody
from wasdini.journal import operations as journal
from wasdini.places import queries as places
from wasdini.reports.changing import (
    Change,
    Touch,
    changing,
    locked,
    open_status,
    refuse_status,
    refuse_text,
    save,
    told_of,
)  # fmt: skip
from wasdini.reports.models import Question, Referral
from wasdini.rows.scoping import within

QUESTION_MAX, ANSWER_MAX = 1000, 4000
DUE_HOURS = (1, 72)
# What a camat may read (docs/method/rights.toml): nothing above, nothing covert.
POST_READS = Classification.TERBATAS


def ask_clarification(actor: Actor, touch: Touch, text: str, *, due_hours: int | None = None) -> None:
    """A question back to the reporter. It waits on the phone; a report of kind clarification answers it.

    A covert source without a pseudonym cannot be asked: nobody here knows the way back, on purpose.
    """
    refuse_text(text, column="question", most=QUESTION_MAX)
    if due_hours is not None and not DUE_HOURS[0] <= due_hours <= DUE_HOURS[1]:
        raise InputRefused([Problem("report_not_whole", column="due_hours", expected="1–72")])
    with changing(actor, touch, "ask_clarification") as change:
        refuse_status(change.standing, ReportStatus.CLOSED)
        if change.report.mode == Mode.TERTUTUP and not custody.voices_of([change.report.report_id]):
            raise InputRefused([Problem("desk_no_way_back")])
        due_at = touch.at + timedelta(hours=due_hours) if due_hours else None
        Question.objects.create(
            report=change.report, text=text.strip(), asked_by_id=actor.user_id, asked_at=touch.at, due_at=due_at
        )
        if change.standing.status in {ReportStatus.RECEIVED, ReportStatus.GRADED}:
            change.standing.status = ReportStatus.CLARIFYING.value
        change.told["question"] = text.strip()


def refer_report(actor: Actor, touch: Touch, posts: tuple[str, ...], *, area: str, note: str = "") -> None:
    """Hand a report to posts of one kecamatan. Refused when its words are above the post and there is no twin."""
    _refuse_posts(posts)
    refuse_text(note, column="note", most=QUESTION_MAX, needed=False)
    with changing(actor, touch, "refer_report") as change:
        refuse_status(change.standing, ReportStatus.QUARANTINED, ReportStatus.CLOSED)
        _refuse_area(actor, change, area)
        shown, rank = _for_the_post(change)
        waiting = set(
            Referral.objects.filter(report=change.report, area=area, answered_at=None).values_list("post", flat=True)
        )
        if waiting & set(posts):
            raise InputRefused([Problem("desk_referred_already", column="posts")])
        Referral.objects.bulk_create(
            Referral(
                report=change.report, area=area, post=post, note=note.strip(), shown=shown, classification=rank,
                asked_by_id=actor.user_id, asked_at=touch.at,
            )
            for post in posts
        )  # fmt: skip
        change.standing.status = ReportStatus.REFERRED.value
        change.told |= {"posts": list(posts), "area": area}


def acknowledge_referral(actor: Actor, referral_id: int, *, at: datetime) -> None:
    """The post has read it and takes it on."""
    with _answering(actor, referral_id, "acknowledge_referral", at=at) as (referral, change):
        if referral.acknowledged_at is not None:
            raise InputRefused([_already("referral_acknowledged_already", referral.acknowledged_by_id)])
        _acknowledge(referral, actor, at)
        change.told |= {"post": referral.post, "area": referral.area}


def answer_referral(actor: Actor, referral_id: int, text: str, *, at: datetime) -> None:
    """What was done about it. When all posts have answered, the report comes back to the desk."""
    refuse_text(text, column="answer", most=ANSWER_MAX)
    with _answering(actor, referral_id, "answer_referral", at=at) as (referral, change):
        if referral.answered_at is not None:
            raise InputRefused([_already("referral_answered_already", referral.answered_by_id)])
        if referral.acknowledged_at is None:
            _acknowledge(referral, actor, at)
        referral.answer, referral.answered_by_id, referral.answered_at = text.strip(), actor.user_id, at
        others = Referral.objects.filter(report=referral.report_id, answered_at=None).exclude(pk=referral.pk)
        if change.standing.status == ReportStatus.REFERRED and not others.exists():
            change.standing.status = open_status(change.standing)
        change.told |= {"post": referral.post, "area": referral.area, "answer": text.strip()}


@contextmanager
def _answering(actor: Actor, referral_id: int, verb: str, *, at: datetime) -> Iterator[tuple[Referral, Change]]:
    """A referral in the hand of its kecamatan, with the report's standing locked first as everywhere at the desk."""
    require_allowed(actor, Act.ANSWER_REFERRAL)
    known = Referral.objects.select_related("report").filter(within(actor.areas, "area"), pk=referral_id).first()
    if known is None or Classification(known.classification).rank > scope(actor).highest.rank:
        raise NotVisible(referral_id)
    with journal.act(actor, verb, at=at) as line:
        change = Change(known.report, locked(known.report))
        referral = Referral.objects.select_for_update().get(pk=referral_id)
        before = told_of(change.standing)
        yield referral, change
        referral.save(force_update=True)
        save(change, verb, before, actor=actor, at=at)
        line.about("report", known.report.report_id, area=known.area)


def _acknowledge(referral: Referral, actor: Actor, at: datetime) -> None:
    referral.acknowledged_by_id, referral.acknowledged_at = actor.user_id, at


def _already(code: str, user_id: int | None) -> Problem:
    return Problem(code, params={"who": accounts.names_of([user_id]).get(user_id or 0, "–")})


def _refuse_posts(posts: tuple[str, ...]) -> None:
    if not posts:
        raise InputRefused([Problem("report_field_missing", column="posts")])
    if set(posts) - set(ForkopimcamPost) or len(set(posts)) != len(posts):
        raise InputRefused([Problem("report_not_one_of", column="posts", expected=", ".join(ForkopimcamPost))])


def _refuse_area(actor: Actor, change: Change, area: str) -> None:
    """A kecamatan of the actor's, and the report's own; for a report that lies wider, one inside it."""
    path = change.standing.path
    near = (covers(area, code_of(path)) or covers(code_of(path), area)) if area.count(".") == 2 else False
    own = any(covers(mine, area) for mine in actor.areas)
    if not near or not own or level_of(area) is not Level.KECAMATAN or not places.is_known(area):
        raise InputRefused([Problem("desk_referral_area", column="area", value=area[:20])])


def _for_the_post(change: Change) -> tuple[str, str]:
    """(words, class) that a post may read."""
    standing = change.standing
    plain = change.report.mode == Mode.TERBUKA and Classification(standing.classification).rank <= POST_READS.rank
    if plain:
        return change.report.words.text, standing.classification
    if not standing.twin or Classification(standing.twin_classification).rank > POST_READS.rank:
        raise InputRefused([Problem("desk_referral_needs_twin")])
    return standing.twin, standing.twin_classification
