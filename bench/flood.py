"""Flood resistance (C12): 20 accounts x 200 false reports in an hour with 30 true incidents inside; then bought
officers.

Baseline of the same run: the same hour read in order of arrival. Bars: 0 false escalations, 30 of 30 reached, p95 <=
10 min, 0 dropped. Figures are sums and means over the seeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.reports_corpus.flood import Outcome, Plan, flood
from wasdini.methods.desk import limits, triage_rules

SEEDS = tuple(range(700, 710))
SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)


def run(rows: int) -> Iterator[dict[str, Any]]:
    seeds = SEEDS if rows >= 1_000 else SEEDS[:2]
    for share in SHARES:
        yield {"bench": "flood", "bought_percent": round(100 * share), **_figures(Plan(bought_share=share), seeds)}
    yield {"bench": "flood_by_arrival", "bought_percent": 0, **_figures(Plan(by_urgency=False), seeds)}


def _figures(plan: Plan, seeds: tuple[int, ...]) -> dict[str, Any]:
    hours = [flood(plan, limits(), triage_rules(), seed=seed) for seed in seeds]
    waits = np.concatenate([hour.waits for hour in hours])
    p50, p95, most = (round(float(np.quantile(waits, q)), 1) for q in (0.5, 0.95, 1.0))
    return {
        "hours": len(hours),
        "reports_an_hour": hours[0].filed,
        "false_escalations_an_hour": _mean(hours, "false_escalations"),
        "incidents": plan.incidents * len(hours),
        "incidents_reported": sum(hour.reported for hour in hours),
        "incidents_reached": len(waits),
        "wait_p50_min": p50,
        "wait_p95_min": p95,
        "wait_p95_worst_hour_min": round(max(hour.p95 for hour in hours), 1),
        "wait_max_min": most,
        "true_reports_held": sum(hour.true_held for hour in hours),
        "dropped": sum(hour.filed - hour.stored for hour in hours),
    }


def _mean(hours: list[Outcome], name: str) -> float:
    return round(float(np.mean([getattr(hour, name) for hour in hours])), 1)
