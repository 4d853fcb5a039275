"""Rows of this room made into the cards its queries hand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils.translation import get_language

from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.queries_cards import Contribution, Driver, RunCard, Step
from wasdini.assessments.sheets import unpack
from wasdini.methods.labels import label
from wasdini.methods.sentences import sentence


def run_card(run: Run) -> RunCard:
    return RunCard(
        id=run.id,
        election_slug=run.election_slug,
        assessed_on=run.assessed_on,
        assessed_at=run.assessed_at,
        area=run.area,
        method_name=run.method_name,
        method_version=run.method_version,
        method_sha256=run.method_sha256,
        input_sha256=run.input_sha256,
        vintage=run.vintage,
        unit_count=run.unit_count,
        steps=tuple(Step(one["code"], one[language()], one["from"], bool(one["high"])) for one in run.categories),
    )


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def label_of(run: Run, category: str) -> str:
    """The word of a category, as the method called it when the run was made; empty when there is no category."""
    spoken = language()
    return next((str(step[spoken]) for step in run.categories if step["code"] == category), "")


def mapping_of(row: Assessment) -> dict[str, int]:
    """How many TPS stand in each category; those without any known value under the empty code."""
    return {str(code): int(count) for code, count in row.category_counts.items()}


def contributions_of(run: Run, row: Assessment) -> tuple[Contribution, ...]:
    """Every indicator of one unit: largest points first, known zeros next, unknown last."""
    values, points, origins = unpack([bytes(row.sheet)], len(run.indicators))
    spoken = language()
    every = [
        _contribution(indicator, spoken, float(value), float(point), _origin(run, int(origin)))
        for indicator, value, point, origin in zip(run.indicators, values[0], points[0], origins[0], strict=True)
    ]
    return tuple(sorted(every, key=lambda one: (one.value is None, -one.points)))


def drivers_of(run: Run, row: Assessment, at_most: int) -> tuple[Driver, ...]:
    """The indicators that lift the score most."""
    _, points, _ = unpack([bytes(row.sheet)], len(run.indicators))
    return strongest(run, points[0], at_most)


def strongest(run: Run, points: np.ndarray[Any, np.dtype[np.float64]], at_most: int) -> tuple[Driver, ...]:
    """The largest of these points (by size: a fall counts as much as a rise), with their words."""
    spoken = language()
    order = np.argsort(-np.abs(points), kind="stable")[:at_most]
    return tuple(
        Driver(
            indicator=run.indicators[index]["id"],
            label=run.indicators[index]["label"][spoken],
            points=float(points[index]),
            unverified=bool(run.indicators[index]["unverified"]),
        )
        for index in order
        if points[index] != 0
    )


def moved_points(rows: Sequence[Assessment], before: Mapping[str, float | None]) -> list[float | None]:
    """Score now minus score before, where both are known."""
    moved: list[float | None] = []
    for row in rows:
        earlier = before.get(row.path)
        moved.append(None if row.score is None or earlier is None else row.score - earlier)
    return moved


def _origin(run: Run, index: int) -> Mapping[str, Any] | None:
    return run.origins[index] if index >= 0 else None


def _contribution(
    indicator: Mapping[str, Any], spoken: str, value: float, points: float, origin: Mapping[str, Any] | None
) -> Contribution:
    return Contribution(
        indicator=indicator["id"],
        label=indicator["label"][spoken],
        points=points,
        value=None if np.isnan(value) else value,
        source_name=_source_words(origin, spoken) if origin else "",
        observed_on=date.fromisoformat(origin["observed_on"]) if origin and origin["observed_on"] else None,
        unverified=bool(indicator["unverified"]) or bool(origin and not origin["verified"]),
        source_vintage=origin["vintage"] if origin else "",
        licence=origin["licence"] if origin else "",
        yes_no=bool(indicator["yes_no"]),
        possible_points=float(indicator["possible_points"]),
        reported_at=datetime.fromisoformat(origin["reports"]["at"]) if origin and "reports" in origin else None,
    )


def _source_words(origin: Mapping[str, Any], spoken: str) -> str:
    """The delivery's own name; of field reports how many independent ones, about what, and their best grade."""
    told = origin.get("reports")
    if not told:
        return str(origin["name"])
    code = "signal_one_report" if told["count"] == 1 else "signal_reports"
    words = {"count": told["count"], "grade": told["grade"], "topic": label("issue", told["issue"], spoken).lower()}
    return sentence(code, words, spoken)
