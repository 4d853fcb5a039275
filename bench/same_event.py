"""Same event, many reports: pairwise precision and recall on reports nothing was chosen on, beside two baselines of
that run.

Three sets: phrases and seeds held back, the same spoilt (20 % of words with a typo, a fifth of times missing, a tenth
in a wrong kecamatan), and about 110 reports written by hand. The TF-IDF bound was chosen on the tuning set, as ours
was. Also the milliseconds one new report takes against 5,000 recent ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from tests.reports_corpus import phrases_held, phrases_tune
from tests.reports_corpus.making import Told, told_reports
from tests.reports_corpus.measuring import pairwise, same_place_same_day, tfidf
from tests.reports_corpus.prose import prose_reports
from tests.reports_corpus.tuning import SEEDS
from wasdini.core.event_groups import group_reports
from wasdini.core.same_event import pool_of, suggest
from wasdini.methods.desk import event_model

HELD_SEEDS = (901, 902, 903)
COSINES = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
CANDIDATES = 5_000


def run(rows: int) -> Iterator[dict[str, Any]]:
    cosine = _best_cosine()
    for name, sets in _sets().items():
        yield {"bench": f"same_event_{name}", **_figures(sets, cosine)}
    yield _speed(min(CANDIDATES, rows))


def _sets() -> dict[str, list[list[Told]]]:
    return {
        "held": [told_reports(phrases_held, seed) for seed in HELD_SEEDS],
        "held_spoilt": [told_reports(phrases_held, seed, spoilt=True) for seed in HELD_SEEDS],
        "by_hand": [prose_reports()],
    }


def _best_cosine() -> float:
    sets = [told_reports(phrases_tune, seed) for seed in SEEDS]
    return max(COSINES, key=lambda cosine: sum(pairwise(_truth(one), tfidf(one, cosine=cosine))["f1"] for one in sets))


def _truth(reports: Sequence[Told]) -> list[str]:
    return [each.event for each in reports]


def _figures(sets: Sequence[Sequence[Told]], cosine: float) -> dict[str, Any]:
    ours = [pairwise(_truth(one), group_reports([each.features for each in one], event_model())) for one in sets]
    place = [pairwise(_truth(one), same_place_same_day(one)) for one in sets]
    words = [pairwise(_truth(one), tfidf(one, cosine=cosine)) for one in sets]
    return {
        "reports": sum(map(len, sets)), "events": sum(len(set(_truth(one))) for one in sets),
        "true_pairs": int(sum(each["true_pairs"] for each in ours)),
        **_told(ours, ""), **_told(place, "baseline_place_day_"), **_told(words, "baseline_tfidf_"), **_suggested(sets),
    }  # fmt: skip


def _told(found: Sequence[dict[str, float]], prefix: str) -> dict[str, float]:
    return {
        f"{prefix}{name}": round(float(np.mean([each[name] for each in found])), 3)
        for name in ("precision", "recall", "f1")
    }


def _suggested(sets: Sequence[Sequence[Told]]) -> dict[str, float]:
    """Of reports with an older one of the same event: how often at least one of the five suggestions is right; and the
    share of right ones among all suggestions."""
    hit, wanted, right, made = 0, 0, 0, 0
    for one in sets:
        pool = pool_of([each.features for each in one])
        event = {each.features.report_id: each.event for each in one}
        for each in one:
            told = [event[s.report_id] == each.event for s in suggest(each.features, pool, event_model())]
            has_twin = sum(other == each.event for other in event.values()) > 1
            wanted, hit = wanted + has_twin, hit + (has_twin and any(told))
            right, made = right + sum(told), made + len(told)
    return {"suggest_hit_share": round(hit / wanted, 3), "suggest_precision": round(right / made, 3)}


def _speed(count: int) -> dict[str, Any]:
    features = [each.features for each in told_reports(phrases_held, 7, at_least=count)][:count]
    began = perf_counter()
    pool = pool_of(features)
    built = perf_counter() - began
    times = []
    for report in features[:: max(1, count // 100)]:
        began = perf_counter()
        suggest(report, pool, event_model())
        times.append(perf_counter() - began)
    return {
        "bench": "same_event_speed", "candidates": count, "pool_ms": round(1000 * built, 1),
        "one_report_ms_p50": round(1000 * float(np.median(times)), 1),
        "one_report_ms_p95": round(1000 * float(np.quantile(times, 0.95)), 1), "wanted_ms": 50,
    }  # fmt: skip
