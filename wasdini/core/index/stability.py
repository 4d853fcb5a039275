"""How firmly a unit holds its place among the first k, when weights waver and unknown cells are filled by chance.

Each draw multiplies every weight by exp(s z), z standard normal and s the method's `weight_spread`, and fills each
unknown cell with a value seen for that indicator in another unit of the same table. The share of draws in which a unit
is among the first k tells whether its place is certain, likely or unstable. The dice are an argument: same seed, same
answer.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wasdini.core.index.method import Method, StabilitySettings
from wasdini.core.index.score import concern_of
from wasdini.core.terms import Stability

CELLS_AT_ONCE = 4_000_000
KINDS = pl.Enum([kind.value for kind in Stability])

Floats = NDArray[np.float64]


class StabilityUndefined(ValueError):
    """The method has no stability settings, or k is not positive."""


def rank_stability(units: pl.DataFrame, method: Method, *, k: int, rng: np.random.Generator) -> pl.DataFrame:
    """`unit_code`, `top_share` (0-1: share of draws among the first k), `stability`; one row per unit, order kept.

    certain: top_share >= certain_share; likely: >= likely_share; unstable: less, yet among the first k as scored or at
    least 1 - certain_share; outside: the rest. Ties at the k-th place share it. Indicators known nowhere take no part.
    3,000 units x 26 indicators x 300 draws take well under a second.
    """
    if method.stability is None or k < 1:
        raise StabilityUndefined(method.name)
    x = np.vstack(concern_of(units, method).x) if units.height else np.zeros((len(method.indicators), 0))
    seen = ~np.isnan(x).all(axis=1)
    top_share = _top_share(x[seen], method.weights[seen], method.stability, min(k, units.height), rng)
    in_top = _membership(_scores(x, method.weights)[:, None], min(k, units.height))[:, 0] > 0
    settings = method.stability
    kinds = np.full(units.height, Stability.OUTSIDE.value, dtype=object)
    kinds[in_top | (top_share >= 1 - settings.certain_share)] = Stability.UNSTABLE.value
    kinds[top_share >= settings.likely_share] = Stability.LIKELY.value
    kinds[top_share >= settings.certain_share] = Stability.CERTAIN.value
    return pl.DataFrame(
        {
            "unit_code": units["unit_code"],
            "top_share": pl.Series(top_share, dtype=pl.Float64),
            "stability": pl.Series(kinds.tolist(), dtype=KINDS),
        }
    )


def _top_share(x: Floats, weights: Floats, settings: StabilitySettings, k: int, rng: np.random.Generator) -> Floats:
    count = x.shape[1]
    held = np.zeros(count)
    if count == 0:
        return held
    batch = max(1, min(settings.draws, CELLS_AT_ONCE // count))
    for start in range(0, settings.draws, batch):
        draws = min(batch, settings.draws - start)
        wavering = weights[:, None] * np.exp(settings.weight_spread * rng.standard_normal((len(weights), draws)))
        scores = np.nan_to_num(x).T @ wavering
        for row, weight in zip(x, wavering, strict=True):
            unknown = np.flatnonzero(np.isnan(row))
            if len(unknown):
                known = row[~np.isnan(row)]
                scores[unknown] += known[rng.integers(len(known), size=(len(unknown), draws))] * weight
        held += _membership(scores / wavering.sum(axis=0), k).sum(axis=1)
    # Shared places are fractions; a sum of whole ones must come out whole.
    return np.round(held / settings.draws, 12)


def _membership(scores: Floats, k: int) -> Floats:
    """(n, draws) scores -> 1 for units above the k-th place, the fair part of it for those tied there, else 0."""
    if len(scores) == 0:
        return scores
    last = np.partition(scores, len(scores) - k, axis=0)[len(scores) - k]
    above = scores > last + 1e-12
    tied = np.abs(scores - last) <= 1e-12
    left = k - above.sum(axis=0)
    members: Floats = above + tied * (left / np.maximum(tied.sum(axis=0), 1))
    return members


def _scores(x: Floats, weights: Floats) -> Floats:
    """Score of each unit as 0-1; a unit of which nothing is known stands below all."""
    known = weights @ ~np.isnan(x)
    return np.where(known > 0, weights @ np.nan_to_num(x) / np.where(known > 0, known, 1), -1.0)
