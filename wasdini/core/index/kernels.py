"""The hot loops of the index, compiled: one pass over each column, block by block, so that sums stay in the cache.

The loops release the interpreter lock, so that blocks run on all cores.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int32]
Numbers = NDArray[np.unsignedinteger[Any]]


def compiled(function: Callable[..., None]) -> Callable[..., None]:
    """Machine code, kept on disk; where no folder may be written (a hardened service), compiled at every start."""
    try:
        made: Callable[..., None] = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        made = njit(nogil=True)(function)
    return made


@compiled
def _place(part: float, number: int, i: int, sums: Floats, tops: Numbers) -> None:
    """Put a part that beats the third greatest of unit i where it belongs."""
    if part <= sums[3, i]:
        sums[4, i] = part
        tops[2, i] = number
        return
    sums[4, i] = sums[3, i]
    tops[2, i] = tops[1, i]
    if part <= sums[2, i]:
        sums[3, i] = part
        tops[1, i] = number
        return
    sums[3, i] = sums[2, i]
    tops[1, i] = tops[0, i]
    sums[2, i] = part
    tops[0, i] = number


@compiled
def add_known(x: Floats, weight: float, known: Floats, weighted: Floats, hits: Counts) -> None:
    """Add one indicator to the sums of a block; without a branch, so that it runs as vector code.

    x: (n,) 0-1 or NaN. known: weight that is known so far; weighted: sum of weight times x; hits: indicators met.
    """
    for i in range(x.shape[0]):
        value = x[i]
        is_known = value == value
        known[i] += weight if is_known else 0.0
        weighted[i] += weight * value if is_known else 0.0
        hits[i] += 1 if value >= 0.5 else 0


@compiled
def add_top(x: Floats, weight: float, number: int, sums: Floats, tops: Numbers) -> None:
    """Keep the three greatest weighted parts of each unit (sums[2:5], numbers of their indicators in tops).

    An equal part keeps its earlier place, so the order of the method settles ties.
    """
    for i in range(x.shape[0]):
        part = weight * x[i]
        if part > sums[4, i]:
            _place(part, number, i, sums, tops)


@compiled
def finish(sums: Floats, total_weight: float, out: Floats) -> None:
    """Sums of a block -> out: (7, n): score, lower, upper, completeness and the points of the three parts."""
    for i in range(sums.shape[1]):
        known = sums[0, i]
        shared = known if known > 0.0 else np.nan
        out[0, i] = 100.0 * (sums[1, i] / shared)
        out[1, i] = 100.0 * (sums[1, i] / total_weight)
        out[2, i] = 100.0 * ((sums[1, i] + (total_weight - known)) / total_weight)
        out[3, i] = known / total_weight
        for k in range(3):
            out[4 + k, i] = 100.0 * (sums[2 + k, i] / shared)


@compiled
def add_points(x: Floats, weight: float, number: int, known: Floats, groups: Any, points: Floats, hit: Any) -> None:
    """Sum one indicator's points per group (a region): points (g, m), hit (g, m) marks an indicator met anywhere."""
    for i in range(x.shape[0]):
        value = x[i]
        if value == value and value > 0.0:
            group = groups[i]
            points[group, number] += 100.0 * weight * value / known[i]
            if value >= 0.5:
                hit[group, number] = True
