"""Pairwise precision and recall of a grouping, and two plain baselines."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tests.reports_corpus.making import Told
from wasdini.core.event_groups import labels_of_pairs


def pairwise(truth: Sequence[Hashable], told: Sequence[Hashable]) -> dict[str, float]:
    """Of all pairs put together, the share that belong; of all that belong, the share put together."""
    joined, real, both = Counter(told), Counter(truth), Counter(zip(truth, told, strict=True))
    right, made, wanted = (sum(n * (n - 1) // 2 for n in counts.values()) for counts in (both, joined, real))
    precision, recall = right / made if made else 1.0, right / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "true_pairs": wanted}


def same_place_same_day(reports: Sequence[Told]) -> list[str]:
    """Baseline: one event per desa, day and first issue."""
    return [
        "|".join(
            (
                ".".join(each.path.split(".")[:4]),
                str((each.occurred_at or each.received_at).date()),
                min(each.issues, default=""),
            )
        )
        for each in (told.features for told in reports)
    ]


def tfidf(reports: Sequence[Told], *, cosine: float) -> list[int]:
    """Baseline: TF-IDF cosine of lower-case words at least `cosine`, same kecamatan, within 12 hours; connected
    components."""
    counts = [Counter(each.text.casefold().replace(",", " ").replace(".", " ").split()) for each in reports]
    seen = Counter(word for words in counts for word in words)
    columns = {word: n for n, word in enumerate(seen)}
    table = np.zeros((len(reports), len(columns)))
    for row, words in enumerate(counts):
        for word, n in words.items():
            table[row, columns[word]] = n * math.log(len(reports) / seen[word])
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-12
    near = _near(reports)
    _, labels = connected_components(csr_array((table @ table.T >= cosine) & near), directed=False)
    return [int(label) for label in labels]


def _near(reports: Sequence[Told]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    hours = np.array([(each.features.occurred_at or each.features.received_at).timestamp() / 3600 for each in reports])
    places = np.array([each.features.path[:8] for each in reports])
    return (np.abs(hours[:, None] - hours) <= 12) & (places[:, None] == places)


def groups_of(labels: Sequence[Hashable]) -> list[list[int]]:
    members: dict[Hashable, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        members[label].append(row)
    return list(members.values())


__all__ = ["groups_of", "labels_of_pairs", "pairwise", "same_place_same_day", "tfidf"]
