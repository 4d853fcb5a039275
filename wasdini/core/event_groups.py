"""Sorts many reports into events without letting a chain of weak likenesses run through a whole day.

Pairs come from `same_event`. Reports that nothing connects are parted first (connected components); inside one
two groups join only while the mean probability over *all* pairs between them stays above the bound (average linkage),
so that A like B and B like C does not make A and C one event.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from wasdini.core.same_event import EventFeatures, EventModel, evidence, pool_of, probabilities

CONNECTED_FROM = 0.05
Square = npt.NDArray[np.float64]


def group_reports(features: Sequence[EventFeatures], model: EventModel) -> list[str]:
    """A label per report, in the order given: the least report id of its group; the same whatever the order.

    Cost: n comparisons with n candidates; memory n x n floats of the largest component.
    """
    order = sorted(range(len(features)), key=lambda row: features[row].report_id)
    ordered = [features[row] for row in order]
    pairs = pair_probabilities(ordered, model)
    labels = labels_of_pairs(pairs, model.group_from)
    told = [""] * len(features)
    for row, label in zip(order, labels, strict=True):
        told[row] = ordered[label].report_id
    return told


def labels_of_pairs(pairs: Square, group_from: float) -> list[int]:
    """n x n symmetric probabilities -> for each row the first row of its group."""
    count = len(pairs)
    if not count:
        return []
    _, components = connected_components(csr_array(pairs >= CONNECTED_FROM), directed=False)
    labels = list(range(count))
    for component in range(int(components.max()) + 1):
        rows = np.flatnonzero(components == component)
        for members in _parted(rows, pairs, group_from):
            for row in members:
                labels[row] = int(members.min())
    return labels


def _parted(rows: npt.NDArray[np.intp], pairs: Square, group_from: float) -> list[npt.NDArray[np.intp]]:
    if len(rows) == 1:
        return [rows]
    apart = 1 - pairs[np.ix_(rows, rows)]
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), "average")
    clusters = fcluster(tree, 1 - group_from, "distance")
    return [rows[clusters == cluster] for cluster in np.unique(clusters)]


def pair_probabilities(features: Sequence[EventFeatures], model: EventModel) -> Square:
    """n x n; symmetric, 1 on the diagonal."""
    pool = pool_of(features)
    pairs = np.eye(len(features))
    for row, report in enumerate(features):
        pairs[row, row + 1 :] = probabilities(evidence(report, pool)[row + 1 :], model)
        pairs[row + 1 :, row] = pairs[row, row + 1 :]
    return pairs
