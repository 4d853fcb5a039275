"""Why a unit has its score, and what would change its category: codes and numbers; words are filled in by `methods`.

Last step of the walk: points in, reasons out. Shown points are rounded so that they still sum to the shown score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from wasdini.core.index.categories import Cutoffs
from wasdini.core.index.method import CutKind, Method
from wasdini.core.terms import Level


@dataclass(frozen=True)
class Reason:
    """One indicator's part: `points` in full, `shown` as rounded for people."""

    indicator_id: str
    points: float
    shown: Decimal


@dataclass(frozen=True)
class Way:
    """The fewest indicators that together bring the unit to `category`."""

    category: str
    indicator_ids: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """`reasons`: greatest first, only those with points. `unknown`: in the order of the method, heaviest first.

    `easing`: signs whose removal lowers the category by one. `worsening`: unknown signs that would raise it by one,
    were they true; None when nothing would, or when the category does not hang on fixed bounds.
    """

    score: float | None
    shown_score: Decimal | None
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]
    easing: Way | None
    worsening: Way | None


def shown_points(points: Sequence[float], *, digits: int = 0) -> tuple[Decimal, ...]:
    """Round by largest remainder: the shown points sum to the rounded sum, none is off by a whole last digit."""
    step = Decimal(1).scaleb(-digits)
    exact = [Decimal(repr(float(point))) for point in points]
    floors = [value.quantize(step, rounding=ROUND_FLOOR) for value in exact]
    total = Decimal(repr(float(sum(points)))).quantize(step, rounding=ROUND_HALF_EVEN)
    left = int((total - sum(floors, Decimal(0))) / step)
    by_rest = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    for place in by_rest[: max(left, 0)]:
        floors[place] += step
    return tuple(floors)


def explain_unit(
    points: Mapping[str, float | None],
    method: Method,
    level: Level = Level.TPS,
    *,
    cutoffs: Cutoffs | None = None,
    digits: int = 1,
) -> Explanation:
    """Explain one unit from its points per indicator (None: unknown), as `score.contributions` gives them."""
    known = {name: value for name, value in points.items() if value is not None}
    by_weight = sorted(method.indicators, key=lambda indicator: -indicator.weight)
    unknown = tuple(indicator.id for indicator in by_weight if points.get(indicator.id) is None)
    if not known:
        return Explanation(None, None, (), unknown, None, None)
    score = sum(known.values())
    ranked = sorted(((name, value) for name, value in known.items() if value > 0), key=lambda item: -item[1])
    shown = shown_points([value for _, value in ranked], digits=digits)
    bounds = _score_bounds(method, level, cutoffs)
    return Explanation(
        score=score,
        shown_score=sum(shown, Decimal(0)),
        reasons=tuple(Reason(name, value, part) for (name, value), part in zip(ranked, shown, strict=True)),
        unknown=unknown,
        easing=_easing(score, ranked, bounds, method),
        worsening=_worsening(score, unknown, bounds, method),
    )


def _score_bounds(method: Method, level: Level, cutoffs: Cutoffs | None) -> tuple[float, ...]:
    if cutoffs is not None and level in cutoffs:
        return cutoffs[level]
    cuts = method.cuts_for(level)
    return cuts.bounds if cuts is not None and cuts.kind is CutKind.FIXED else ()


def _easing(score: float, ranked: Sequence[tuple[str, float]], bounds: tuple[float, ...], method: Method) -> Way | None:
    """Take away the greatest parts first until the score falls below the bound it now stands on."""
    reached = sum(score >= bound for bound in bounds)
    if reached == 0:
        return None
    removed: list[str] = []
    for name, value in ranked:
        score -= value
        removed.append(name)
        if score < bounds[reached - 1] - 1e-9:
            return Way(method.categories[reached - 1].code, tuple(removed))
    return None


def _worsening(score: float, unknown: Sequence[str], bounds: tuple[float, ...], method: Method) -> Way | None:
    """Suppose the heaviest unknown signs true, one after another, until the next bound is reached."""
    reached = sum(score >= bound for bound in bounds)
    if reached == len(bounds):
        return None
    known_weight = sum(indicator.weight for indicator in method.indicators if indicator.id not in set(unknown))
    weighted, added = score * known_weight, list[str]()
    for name in unknown:
        weight = method.indicator(name).weight
        known_weight += weight
        weighted += 100.0 * weight
        added.append(name)
        if weighted / known_weight >= bounds[reached] - 1e-9:
            return Way(method.categories[reached + 1].code, tuple(added))
    return None
