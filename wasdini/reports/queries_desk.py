"""The verification desk as pages show it: the queue by urgency, one report with all that helps to judge it.

Pages ask `operations_reading`, which notes who read what; nothing here writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, may, require_allowed, require_visible
from wasdini.core.case_names import case_name
from wasdini.core.completeness import Answer
from wasdini.core.place_codes import ancestors_of, code_of, level_of
from wasdini.core.terms import Classification, Level, Mode, ReportKind, ReportStatus
from wasdini.journal.operations import keyed_digest
from wasdini.places import queries as places
from wasdini.reports import advice
from wasdini.reports.advice import GradeAdvice, Likely
from wasdini.reports.drawing import Sketch, sketch_of
from wasdini.reports.histories import StepCard, history_of
from wasdini.reports.models import Question, Referral, Report, Words
from wasdini.reports.operations_merging import may_undo
from wasdini.reports.queries import ReportCard, card_of, files_of, report_row, visible_reports
from wasdini.reports.witnesses import Sources, sources_of
from wasdini.rows.scoping import within

PAGE_SIZE = 30
BESIDE = 12
TABS: Mapping[str, tuple[ReportStatus, ...]] = {
    "antre": (ReportStatus.RECEIVED,),
    "klarifikasi": (ReportStatus.CLARIFYING,),
    "dinilai": (ReportStatus.GRADED,),
    "dirujuk": (ReportStatus.REFERRED,),
    "karantina": (ReportStatus.QUARANTINED,),
    "selesai": (ReportStatus.CLOSED,),
}
QUIET = (ReportKind.NIL.value, ReportKind.CHECKIN.value, ReportKind.CLARIFICATION.value)


@dataclass(frozen=True, kw_only=True)
class QueueAsked:
    """What of the queue is wanted. `kind` empty: all that need judging; a quiet kind by its name."""

    tab: str = "antre"
    area: str = ""
    kind: str = ""
    mode: str = ""
    page: int = 1


@dataclass(frozen=True)
class QueueRow:
    """One report of a list. `case`: what a covert report is called."""

    card: ReportCard
    place: str
    case: str


@dataclass(frozen=True)
class QueuePage:
    asked: QueueAsked
    rows: tuple[QueueRow, ...]
    counts: Mapping[str, int]
    total: int
    areas: tuple[tuple[str, str], ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def page_numbers(self) -> tuple[int, ...]:
        """Of a long list the pages around this one, with the first and the last."""
        near = range(self.asked.page - 2, self.asked.page + 3)
        return tuple(sorted({1, self.pages, *(one for one in near if 1 <= one <= self.pages)}))


@dataclass(frozen=True)
class QuestionCard:
    """A question to the reporter and, once it came, the answer."""

    text: str
    who: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    answer_id: UUID | None
    answer: str


@dataclass(frozen=True)
class ReferralCard:
    """A referral as the desk and the post read it: only what was given to the post."""

    referral_id: int
    report_id: UUID
    post: str
    area: str
    place: str
    note: str
    shown: str
    classification: Classification
    asked_by: str
    asked_at: datetime
    acknowledged_by: str
    acknowledged_at: datetime | None
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Correction:
    """The text of the report this one corrects, word by word."""

    report_id: UUID
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DeskPage:
    """Everything one report's page says. What only graders need is empty for others."""

    row: QueueRow
    reporter: str
    may_grade: bool
    own: bool
    may_downgrade: bool
    history: tuple[StepCard, ...]
    questions: tuple[QuestionCard, ...]
    referrals: tuple[ReferralCard, ...]
    answers: tuple[Answer, ...]
    together: tuple[QueueRow, ...]
    sources: Sources
    likely: tuple[tuple[Likely, QueueRow], ...]
    advice: GradeAdvice | None
    undo: bool
    older: Correction | None
    kecamatan: tuple[tuple[str, str], ...]
    beside: tuple[QueueRow, ...]
    next_id: UUID | None
    sketch: Sketch | None


def queue(actor: Actor, asked: QueueAsked) -> QueuePage:
    """A page of the queue, the most pressing first. Six statements, however many reports there are."""
    require_allowed(actor, Act.GRADE_REPORT)
    asked = asked if asked.tab in TABS else replace(asked, tab="antre")
    rows = _of_kind(visible_reports(actor), asked)
    counts = _counts(rows)
    wanted = _in_order(rows, asked.tab)
    start = (max(asked.page, 1) - 1) * PAGE_SIZE
    found = list(wanted[start : start + PAGE_SIZE])
    return QueuePage(asked, rows_of(found), counts, counts[asked.tab], _areas(actor))


def desk_page(actor: Actor, report_id: UUID, *, language: str) -> DeskPage:
    """One report for whoever may see reports; raises `NotVisible`.

    Who does not grade reads the report and its assessment: not who sent it, not the desk's talk about it, and not that
    it lies together with one they may not see.
    """
    require_visible(actor, Act.SEE_REPORTS, area=next(iter(actor.areas), ""))
    row = report_row(actor, report_id)
    grades = may(actor, Act.GRADE_REPORT)
    together = _together(actor, row)
    likely = advice.likely_same(actor, row) if grades else ()
    files = files_of([row]).get(row.report_id, ())
    card = card_of(row, files)
    if not grades and not together:
        card = replace(card, incident_id=None)
    own_row, *others = _named([card, *(card_of(one) for one in together), *(one.card for one in likely)])
    beside = list(_in_order(_of_kind(visible_reports(actor), QueueAsked()), "antre")[: BESIDE + 1]) if grades else []
    following = [one.report_id for one in beside if one.report_id != report_id]
    return DeskPage(
        row=own_row,
        reporter=accounts.names_of([row.reporter_id]).get(row.reporter_id or 0, "") if grades else "",
        may_grade=grades,
        own=row.reporter_id is not None and row.reporter_id == actor.user_id,
        may_downgrade=may(actor, Act.ASSESS),
        history=history_of(row, language=language) if grades else (),
        questions=_questions(row) if grades else (),
        referrals=referral_cards(Referral.objects.filter(report=row.pk).order_by("-id")),
        answers=advice.answers_of(row),
        together=tuple(others[: len(together)]),
        sources=sources_of([row, *together]),
        likely=tuple(zip(likely, others[len(together) :], strict=True)),
        advice=advice.grade_advice(actor, row, [row, *together]) if grades else None,
        undo=grades and may_undo(row.standing.incident_id),
        older=_older(actor, row),
        kecamatan=_kecamatan(actor, row.standing.path) if grades else (),
        beside=rows_of(beside[:BESIDE]),
        next_id=following[0] if following else None,
        sketch=sketch_of(actor, row, [one.card for one in likely] + [card_of(one) for one in together]),
    )


def referrals(actor: Actor, *, answered: bool = False) -> tuple[ReferralCard, ...]:
    """What was referred to the posts of the actor's kecamatan, the waiting or the answered ones."""
    require_allowed(actor, Act.ANSWER_REFERRAL)
    classes = [rank.value for rank in Classification if may(actor, Act.ANSWER_REFERRAL, classification=rank)]
    rows = Referral.objects.filter(within(actor.areas, "area"), classification__in=classes)
    rows = rows.filter(answered_at__isnull=not answered)
    return referral_cards(rows.order_by("-asked_at", "-id")[:PAGE_SIZE])


def rows_of(reports: Sequence[Report]) -> tuple[QueueRow, ...]:
    """Lines of a list, with the names of their places: two statements at most."""
    return tuple(_named([card_of(one) for one in reports]))


def case_of(card: ReportCard) -> str:
    """What a covert report is called outside custody: made from its own id alone, so that it links to no other."""
    return case_name(keyed_digest(b"case:" + card.report_id.bytes)) if card.mode is Mode.TERTUTUP else ""


def referral_cards(rows: Iterable[Referral]) -> tuple[ReferralCard, ...]:
    rows = list(rows.select_related("report")) if isinstance(rows, QuerySet) else list(rows)
    people = accounts.names_of(
        who for one in rows for who in (one.asked_by_id, one.acknowledged_by_id, one.answered_by_id)
    )
    names = places.names_of({one.area for one in rows}) if rows else {}
    return tuple(
        ReferralCard(
            referral_id=one.pk,
            report_id=one.report.report_id,
            post=one.post,
            area=one.area,
            place=names.get(one.area, one.area),
            note=one.note,
            shown=one.shown,
            classification=Classification(one.classification),
            asked_by=people.get(one.asked_by_id or 0, ""),
            asked_at=one.asked_at,
            acknowledged_by=people.get(one.acknowledged_by_id or 0, ""),
            acknowledged_at=one.acknowledged_at,
            answer=one.answer,
            answered_by=people.get(one.answered_by_id or 0, ""),
            answered_at=one.answered_at,
        )
        for one in rows
    )


def _of_kind(rows: QuerySet[Report], asked: QueueAsked) -> QuerySet[Report]:
    rows = rows.filter(kind=asked.kind) if asked.kind else rows.exclude(kind__in=QUIET)
    if asked.mode:
        rows = rows.filter(mode=asked.mode)
    return rows.filter(within([asked.area], "standing__path")) if asked.area else rows


def _in_order(rows: QuerySet[Report], tab: str) -> QuerySet[Report]:
    rows = rows.filter(standing__status__in=[status.value for status in TABS[tab]])
    return rows.order_by("-standing__changed_at" if tab == "selesai" else "-standing__priority", "report_id")


def _counts(rows: QuerySet[Report]) -> dict[str, int]:
    told = Counter(dict(rows.order_by().values_list("standing__status").annotate(Count("pk"))))
    return {tab: sum(told[status.value] for status in statuses) for tab, statuses in TABS.items()}


def _named(cards: Sequence[ReportCard]) -> list[QueueRow]:
    wanted = {code for card in cards for code in (card.where, _kecamatan_of(card.where)) if code}
    names = places.names_of(wanted) if wanted else {}
    return [QueueRow(card, _place_words(card.where, names), case_of(card)) for card in cards]


def _place_words(code: str, names: Mapping[str, str]) -> str:
    """`TPS 001 Desa Muara Satu, Kecamatan Muara`: the place, and where it is."""
    above = _kecamatan_of(code)
    own = names.get(code, code)
    return f"{own}, {names[above]}" if above != code and above in names else own


def _kecamatan_of(code: str) -> str:
    return next((one for one in ancestors_of(code) if level_of(one) is Level.KECAMATAN), code)


def _areas(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Areas to choose among: the own ones and what lies directly below."""
    found: list[tuple[str, str]] = []
    for area in actor.areas:
        found += [(point.code, point.name) for point in places.points_below(actor, area)]
    return tuple(found)


def _kecamatan(actor: Actor, path: str) -> tuple[tuple[str, str], ...]:
    """Where a report may be referred to: its own kecamatan, or those below a wider region."""
    code = _kecamatan_of(code_of(path))
    if level_of(code) is Level.KECAMATAN:
        return tuple(places.names_of([code]).items())
    below = places.points_below(actor, code) if level_of(code) is Level.KABKOTA else ()
    return tuple((point.code, point.name) for point in below)


def _together(actor: Actor, row: Report) -> list[Report]:
    """The other reports of its incident that the actor may read."""
    if row.standing.incident_id is None:
        return []
    others = visible_reports(actor).filter(standing__incident=row.standing.incident_id).exclude(pk=row.pk)
    return list(others.order_by("received_at", "report_id")[:200])


def _questions(row: Report) -> tuple[QuestionCard, ...]:
    rows = list(Question.objects.filter(report=row.pk).order_by("id"))
    names = accounts.names_of(one.asked_by_id for one in rows)
    told = Words.objects.filter(report__report_id__in=[one.answer for one in rows if one.answer])
    texts = dict(told.values_list("report__report_id", "text")) if any(one.answer for one in rows) else {}
    return tuple(
        QuestionCard(
            one.text, names.get(one.asked_by_id or 0, ""), one.asked_at, one.due_at, one.answered_at, one.answer,
            texts.get(one.answer, "") if one.answer else "",
        )
        for one in rows
    )  # fmt: skip


def _older(actor: Actor, row: Report) -> Correction | None:
    """What the reporter changed in a correction; only of a report that really was theirs (it says so itself)."""
    if row.supersedes is None or row.kind == ReportKind.CLARIFICATION:
        return None
    old = visible_reports(actor).filter(report_id=row.supersedes, standing__superseded_by=row.report_id).first()
    if old is None:
        return None
    return Correction(old.report_id, advice.words_changed(old, row))
