"""What the desk is offered to think about: reports of perhaps the same event, a grade, what is still missing.

All of it is a suggestion with its reasons; nothing here changes a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wasdini.core.access import Actor
from wasdini.core.completeness import Answer, Said, completeness
from wasdini.core.grading import GradeSuggestion, suggest_grade
from wasdini.core.place_codes import code_of
from wasdini.core.reasons import Reason
from wasdini.core.same_event import EventFeatures, event_features, pool_of, suggest
from wasdini.core.terms import Mode, Reliability, ReportKind, ReportOutcome, ReportStatus
from wasdini.core.writing import word_changes
from wasdini.methods import desk
from wasdini.reports.models import Attachment, Report
from wasdini.reports.queries import ReportCard, card_of, visible_reports
from wasdini.reports.witnesses import track_record, voices_of
from wasdini.rows.scoping import within

WINDOW = timedelta(days=14)
CANDIDATES_MAX = 400
HALF_DAY_HOURS = 12.0
AGAINST_WITHIN = timedelta(hours=6)
SILENT_KINDS = (ReportKind.NIL.value, ReportKind.CHECKIN.value, ReportKind.CLARIFICATION.value)


@dataclass(frozen=True)
class Likely:
    """Another report that may tell of the same event."""

    card: ReportCard
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class GradeAdvice:
    """A grade to consider. `band`: the source's record in words only, so that no number links two covert cases."""

    suggestion: GradeSuggestion
    band: str


def likely_same(actor: Actor, row: Report) -> tuple[Likely, ...]:
    """The likeliest reports of the 14 days before and after in the same regency that the actor may read."""
    regency = ".".join(row.standing.path.split(".")[:2])
    candidates = (
        visible_reports(actor)
        .filter(
            within([code_of(regency)], "standing__path"),
            received_at__range=(row.received_at - WINDOW, row.received_at + WINDOW),
        )
        .exclude(pk=row.pk)
        .exclude(kind__in=SILENT_KINDS)
    )
    if row.standing.incident_id:
        candidates = candidates.exclude(standing__incident=row.standing.incident_id)
    others = list(candidates.order_by("-received_at", "report_id")[:CANDIDATES_MAX])
    if not others or row.kind in SILENT_KINDS:
        return ()
    photos = _photos([row, *others])
    pool = pool_of([_features(one, photos) for one in others])
    found = suggest(_features(row, photos), pool, desk.event_model())
    by_id = {str(one.report_id): one for one in others}
    likely = [Likely(card_of(by_id[one.report_id]), one.probability, one.reasons) for one in found]
    return tuple(one for at, one in enumerate(likely) if not _told_above(one, likely[:at]))


def _told_above(one: Likely, above: Sequence[Likely]) -> bool:
    """One line for an incident is enough: merging brings all of it along."""
    return one.card.incident_id is not None and any(one.card.incident_id == other.card.incident_id for other in above)


def grade_advice(actor: Actor, row: Report, together: Sequence[Report]) -> GradeAdvice:
    """From who else says so (`together`: the reports of its incident, itself included), who says that nothing
    happened at that station, and how often the source was right."""
    said_so = [one for one in together if one.standing.outcome != ReportOutcome.FALSE] or [row]
    denying = _nothing_happened(actor, row)
    voices = voices_of([*said_so, *denying])
    record = track_record(row)
    found = suggest_grade(
        record, [voices[one.report_id] for one in said_so], [voices[one.report_id] for one in denying],
        desk.grading_rules(),
    )  # fmt: skip
    return GradeAdvice(found, _band(found.reliability))


def answers_of(row: Report) -> tuple[Answer, ...]:
    """SIABIDIBA. Photos and sound are not heard: a person looks at them."""
    words = getattr(row, "words", None)
    return completeness(
        Said(
            text=words.text if words else "",
            path_depth=row.standing.path.count(".") + 1,
            timed=row.mode == Mode.TERBUKA,
            has_codes=bool(row.standing.issues or row.findings),
        )
    )


def _features(row: Report, photos: dict[UUID, tuple[int, ...]]) -> EventFeatures:
    words = getattr(row, "words", None)
    bare = EventFeatures(
        report_id=str(row.report_id),
        path=row.standing.path,
        received_at=row.received_at,
        occurred_at=row.occurred_at,
        precision_h=HALF_DAY_HOURS if row.mode == Mode.TERTUTUP else 0.0,
        issues=frozenset(row.standing.issues),
        findings=frozenset(str(one.get("code", "")) for one in row.findings),
        photos=photos.get(row.report_id, ()),
    )
    return event_features(bare, words.text if words else "")


def _photos(rows: Sequence[Report]) -> dict[UUID, tuple[int, ...]]:
    found: dict[UUID, tuple[int, ...]] = {}
    wanted = Attachment.objects.filter(report_id__in=[row.report_id for row in rows], photo_hash__isnull=False)
    for report_id, signed in wanted.values_list("report_id", "photo_hash"):
        found[report_id] = (*found.get(report_id, ()), (signed or 0) & ((1 << 64) - 1))
    return found


def _nothing_happened(actor: Actor, row: Report) -> list[Report]:
    """Open nil reports of the same station, from the hours after."""
    if row.standing.path.count(".") != 4 or row.kind in SILENT_KINDS or row.mode == Mode.TERTUTUP:
        return []
    rows = visible_reports(actor).filter(
        kind=ReportKind.NIL.value,
        standing__path=row.standing.path,
        occurred_at__gte=row.occurred_at,
        occurred_at__lte=row.occurred_at + AGAINST_WITHIN,
    )
    return list(rows.exclude(standing__status=ReportStatus.QUARANTINED.value).order_by("report_id")[:50])


def _band(reliability: Reliability) -> str:
    """Code of a coarse band of the record."""
    if reliability is Reliability.F:
        return "record_short"
    if reliability in {Reliability.A, Reliability.B}:
        return "record_good"
    return "record_mixed" if reliability is Reliability.C else "record_poor"


def words_changed(old: Report, new: Report) -> tuple[tuple[str, str], ...]:
    """The texts of two reports, word by word."""
    texts = [words.text if (words := getattr(one, "words", None)) else "" for one in (old, new)]
    return word_changes(*texts)
