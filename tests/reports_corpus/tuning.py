"""Chooses the weights of same-event on the tuning phrases alone: `python -m tests.reports_corpus.tuning` prints the
TOML.

Logistic regression with a small ridge; weights of evidence that speaks for are held at or above zero, of evidence
that speaks against at or below. Clean and spoilt reports of four seeds, all pairs of each.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from tests.reports_corpus import phrases_tune
from tests.reports_corpus.making import told_reports
from tests.reports_corpus.measuring import pairwise
from wasdini.core.event_groups import labels_of_pairs, pair_probabilities
from wasdini.core.same_event import EVIDENCE, NEVER_POSITIVE, EventModel, evidence, pool_of

SEEDS = (11, 12, 13, 14)
RIDGE = 0.02
BELOW_ZERO, ABOVE_ZERO = (-12.0, 0.0), (0.0, 12.0)
Floats = npt.NDArray[np.float64]


def tuning_pairs() -> tuple[Floats, Floats]:
    rows, truths = [], []
    for seed in SEEDS:
        for spoilt in (False, True):
            reports = told_reports(phrases_tune, seed, spoilt=spoilt)
            pool = pool_of([each.features for each in reports])
            names = np.array([each.event for each in reports])
            for n, each in enumerate(reports):
                rows.append(evidence(each.features, pool)[n + 1 :])
                truths.append(names[n + 1 :] == each.event)
    return np.concatenate(rows), np.concatenate(truths).astype(np.float64)


def fitted(found: Floats, truth: Floats) -> tuple[float, dict[str, float]]:
    def loss(values: Floats) -> tuple[float, Floats]:
        odds = values[0] + found @ values[1:]
        likely = 1 / (1 + np.exp(-odds))
        cost = np.logaddexp(0, odds).sum() - odds @ truth + RIDGE * (values[1:] @ values[1:])
        wrong = likely - truth
        return float(cost), np.concatenate([[wrong.sum()], wrong @ found + 2 * RIDGE * values[1:]])

    bounds = [(-40.0, 0.0), *(BELOW_ZERO if name in NEVER_POSITIVE else ABOVE_ZERO for name in EVIDENCE)]
    done = minimize(
        loss,
        np.concatenate([[-8.0], np.zeros(len(EVIDENCE))]),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 5000, "maxfun": 50000, "ftol": 1e-13, "gtol": 1e-4},
    )
    return float(done.x[0]), {name: round(float(w), 2) + 0.0 for name, w in zip(EVIDENCE, done.x[1:], strict=True)}


def best_bound(model: EventModel) -> float:
    """The grouping bound with the best mean F1 over the tuning seeds, clean and spoilt."""
    bounds = np.round(np.arange(0.1, 0.75, 0.05), 2)
    total = np.zeros(len(bounds))
    for seed in SEEDS:
        for spoilt in (False, True):
            reports = told_reports(phrases_tune, seed, spoilt=spoilt)
            ordered = sorted(reports, key=lambda each: each.features.report_id)
            pairs = pair_probabilities([each.features for each in ordered], model)
            truth = [each.event for each in ordered]
            total += [pairwise(truth, labels_of_pairs(pairs, float(bound)))["f1"] for bound in bounds]
    return float(bounds[int(total.argmax())])


def main() -> None:
    found, truth = tuning_pairs()
    intercept, weights = fitted(found, truth)
    model = EventModel(round(intercept, 2), weights, 0.2, 0.5)
    print(f"# pairs {len(truth)}, true {int(truth.sum())}")
    print(f"intercept = {model.intercept}\ngroup_from = {best_bound(model)}")
    for name, weight in weights.items():
        print(f"{name} = {weight}")


if __name__ == "__main__":
    main()
