"""Which regions are neighbours: those whose outlines touch; where no outline is known, those that lie next to each
other by the Gabriel rule (nothing third lies inside the circle over the line between the two), an estimate.

Pure geometry on arrays. The Gabriel graph is a subgraph of the Delaunay triangulation (Gabriel & Sokal 1969; Matula &
Sokal 1980), so it is cut out of that one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay, KDTree, QhullError

Floats = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.int64]
KM_PER_DEGREE = 111.195
NEAREST_LOOKED_AT = 24  # whoever has so many of its own around it lies inside, not at a border
_NO_PAIRS: Pairs = np.empty((0, 2), dtype=np.int64)


def plane_km(lat: Floats, lon: Floats) -> Floats:
    """Degrees -> kilometres on a plane that is true at the middle latitude. Shape (n, 2); fit for one region."""
    middle = np.cos(np.radians(lat.mean())) if len(lat) else 1.0
    return np.column_stack((lon * KM_PER_DEGREE * middle, lat * KM_PER_DEGREE))


def gabriel_pairs(points: Floats) -> Pairs:
    """Pairs (i < j) of rows of `points` (n, 2) such that the circle over i-j holds no third point in its inside.

    Points that coincide are one place in two rows: they are neighbours, and share the neighbours of the first.
    """
    places, first, position = np.unique(points, axis=0, return_index=True, return_inverse=True)
    position = position.ravel()
    pairs = first[_gabriel_of_distinct(places)]
    twins = np.flatnonzero(first[position] != np.arange(len(points)))
    joined = np.column_stack((first[position[twins]], twins))
    return np.unique(np.sort(np.concatenate((pairs, joined)), axis=1), axis=0).astype(np.int64)


def _gabriel_of_distinct(points: Floats) -> Pairs:
    count = len(points)
    if count < 2:
        return _NO_PAIRS
    candidates = _candidates(points)
    middle = (points[candidates[:, 0]] + points[candidates[:, 1]]) / 2
    radius = np.linalg.norm(points[candidates[:, 0]] - points[candidates[:, 1]], axis=1) / 2
    # The nearest row to the middle is one of the two ends, unless a third lies inside.
    nearest, _ = KDTree(points).query(middle)
    kept: Pairs = candidates[nearest >= radius * (1 - 1e-9)]
    return kept


def _candidates(points: Floats) -> Pairs:
    """Edges of the Delaunay triangulation. Points on one line, sorted as they come, follow each other."""
    try:
        corners = Delaunay(points - points.mean(axis=0)).simplices
    except (QhullError, ValueError):
        along = np.arange(len(points), dtype=np.int64)
        return np.column_stack((along[:-1], along[1:]))
    edges = np.concatenate((corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]))
    return np.unique(np.sort(edges, axis=1), axis=0).astype(np.int64)


def nearest_across(points: Floats, group: npt.NDArray[np.int64]) -> Pairs:
    """For each row the nearest row of another group, kept when the circle over the two holds no third point: the
    neighbours across a border. Pairs (i < j). `group`: one number per row."""
    if len(points) < 2 or len(np.unique(group)) < 2:
        return _NO_PAIRS
    tree = KDTree(points)
    _, others = tree.query(points, k=min(len(points), NEAREST_LOOKED_AT))
    foreign = group[others] != group[:, None]
    rows = np.flatnonzero(foreign.any(axis=1))
    near = np.sort(np.column_stack((rows, others[rows, foreign[rows].argmax(axis=1)])), axis=1).astype(np.int64)
    middle = (points[near[:, 0]] + points[near[:, 1]]) / 2
    radius = np.linalg.norm(points[near[:, 0]] - points[near[:, 1]], axis=1) / 2
    closest, _ = tree.query(middle)
    return np.unique(near[closest >= radius * (1 - 1e-9)], axis=0)
