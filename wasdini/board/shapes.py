"""What a card becomes on a page: rows of a waterfall, an outline map, sentences. No query is made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wasdini.assessments.queries import Contribution, HistoryPoint, Reason, Step, UnitAssessment
from wasdini.board.templatetags.board_words import number, share, spoken
from wasdini.core import charts, writing
from wasdini.methods.sentences import sentence


@dataclass(frozen=True)
class WaterfallRow:
    """One indicator on the page: shown points sum to the shown score."""

    contribution: Contribution
    points_shown: str
    value_shown: str
    bar: SafeString


def drawn(svg: str) -> SafeString:
    """Mark a drawing of `core.charts` as safe: every text inside it was escaped there."""
    return mark_safe(svg)  # noqa: S308


def waterfall_rows(unit: UnitAssessment) -> tuple[WaterfallRow, ...]:
    """Indicators with points, largest first, each bar beginning where the one before ended."""
    known = [one for one in unit.contributions if one.value is not None and one.points > 0]
    decimals = decimals_of(unit.score)
    shown = writing.largest_remainder(tuple(one.points for one in known), decimals=decimals)
    whole = unit.score or 1.0
    rows, start = [], 0.0
    for one, points in zip(known, shown, strict=True):
        title = _("%(label)s menyumbang %(points)s poin") % {"label": one.label, "points": number(points, decimals)}
        bar = drawn(charts.part_bar(start, one.points, whole=whole, title=title))
        rows.append(WaterfallRow(one, number(points, decimals), value_words(one, unit.level), bar))
        start += one.points
    return tuple(rows)


def decimals_of(score: float | None) -> int:
    """Low scores are told with two decimals: their parts would all be nought with one."""
    return 2 if score is not None and score < 10 else 1


def silent_rows(unit: UnitAssessment) -> tuple[tuple[Contribution, str], ...]:
    """Indicators that are known and add nothing."""
    return tuple(
        (one, value_words(one, unit.level)) for one in unit.contributions if one.value is not None and one.points <= 0
    )


def unknown_rows(unit: UnitAssessment) -> tuple[Contribution, ...]:
    return tuple(one for one in unit.contributions if one.value is None)


def value_words(one: Contribution, level: str) -> str:
    """A measured value in words: yes or no of a TPS, a share of the TPS of a region, else the number."""
    if one.value is None:
        return _("belum diketahui")
    if one.yes_no:
        if level == "tps":
            return _("Ya") if one.value >= 0.5 else _("Tidak")
        return _("%(share)s TPS") % {"share": share(one.value)}
    return number(one.value, 0 if float(one.value).is_integer() else 1)


@dataclass(frozen=True)
class ScoreDrawing:
    """The bar and the numbers under it."""

    bar: SafeString
    marks: tuple[str, ...]
    cuts_sentence: str


def score_drawing(
    level: str, steps: Sequence[Step], bounds: tuple[float | None, float | None, float | None]
) -> ScoreDrawing:
    """`bounds`: score, lower, upper. The rail shows from which score each level of the method holds."""
    score, lower, upper = bounds
    words = {"score": number(score, 1), "lower": number(lower, 1), "upper": number(upper, 1)}
    if score is None:
        title = _("Skor belum diketahui")
    elif lower is None or upper is None:
        title = _("Skor %(score)s dari 100") % words
    else:
        title = _("Skor %(score)s dari 100; batas bawah %(lower)s, batas atas %(upper)s") % words
    whole = charts.scale_end(max(upper or 0.0, score or 0.0))
    begins = [(step.at_least.get(level), charts.ramp_step(place, len(steps))) for place, step in enumerate(steps)]
    cuts = [(begin, place) for begin, place in begins if begin is not None]
    cuts = cuts if len(cuts) == len(steps) else []
    bar = drawn(charts.score_bar(score, lower, upper, title=title, whole=whole, cuts=cuts))
    marks = tuple(number(whole * part / 4) for part in range(5))
    begins_words = tuple(
        _("%(level)s mulai %(score)s") % {"level": capfirst(step.label), "score": number(step.at_least[level], 2)}
        for step in steps[1:]
        if level in step.at_least
    )
    return ScoreDrawing(bar, marks, "; ".join(begins_words))


@dataclass(frozen=True)
class Trend:
    """The history of one unit: a sentence that says the finding, and the line."""

    sentence: str
    drawing: SafeString
    first: HistoryPoint
    last: HistoryPoint


def trend_of(history: Sequence[HistoryPoint]) -> Trend | None:
    """None while there are fewer than two dated scores."""
    points: list[tuple[date, float]] = [(point.on, point.score) for point in history if point.score is not None]
    if len(points) < 2:
        return None
    change = points[-1][1] - points[0][1]
    words = {"points": number(abs(change), 1), "day": writing.write_date(points[0][0], language=spoken())}
    if abs(change) < 0.05:
        told = _("Skor tidak berubah sejak %(day)s") % words
    elif change > 0:
        told = _("Skor naik %(points)s poin sejak %(day)s") % words
    else:
        told = _("Skor turun %(points)s poin sejak %(day)s") % words
    drawing = drawn(charts.sparkline(points, title=told, width=320, height=56))
    first = next(point for point in history if point.score is not None)
    return Trend(told, drawing, first, history[-1])


def sentences(reasons: Sequence[Reason]) -> tuple[str, ...]:
    return tuple(sentence(reason.code, reason.params, spoken()) for reason in reasons)
