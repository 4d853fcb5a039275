"""What rose, what fell and why; never across methods."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.core.index.units import method_of, random_units, tps
from wasdini.core.index.compare import NotComparable, compare_points, compare_scores
from wasdini.core.index.score import contributions, score_units

METHOD = method_of([1, 1])


def scores(**rows: tuple[float | None, float | None]) -> pl.DataFrame:
    units = pl.DataFrame(
        {
            "unit_code": [tps(int(n[1:])) for n in rows],
            "i0": [r[0] for r in rows.values()],
            "i1": [r[1] for r in rows.values()],
        },
        schema_overrides={"i0": pl.Float64, "i1": pl.Float64},
    )
    return score_units(units, METHOD)


def test_every_kind_of_change_is_told() -> None:
    before = scores(u1=(0, 0), u2=(1, 1), u3=(1, 0), u4=(None, None), u5=(1, 0), u6=(0, 0))
    after = scores(u1=(1, 0), u2=(1, 0), u3=(1, 0), u4=(1, 1), u5=(None, None), u7=(0, 0))
    told = compare_scores(before, after, earlier_method="a", later_method="a")
    assert dict(told.select("unit_code", "change").rows()) == {
        tps(1): "risen", tps(2): "fallen", tps(3): "same", tps(4): "learned", tps(5): "lost", tps(6): "gone",
        tps(7): "appeared",
    }  # fmt: skip
    assert told["change_score"].to_list() == [50.0, -50.0, 0.0, None, None, None, None]


def test_scores_of_different_methods_are_not_compared() -> None:
    with pytest.raises(NotComparable):
        compare_scores(scores(u1=(0, 0)), scores(u1=(0, 0)), earlier_method="a", later_method="b")


def test_the_changes_of_points_sum_to_the_change_of_the_score() -> None:
    before = random_units(np.random.default_rng(1), 50, 2, missing=0.3)
    after = random_units(np.random.default_rng(2), 50, 2, missing=0.3).with_columns(before["unit_code"])
    changed = compare_points(contributions(before, METHOD), contributions(after, METHOD))
    summed = changed.group_by("unit_code").agg(pl.col("change_points").sum())
    told = compare_scores(
        score_units(before, METHOD), score_units(after, METHOD), earlier_method="a", later_method="a"
    ).join(summed, on="unit_code")
    both = told.drop_nulls("change_score")
    assert both.height > 20
    assert (both["change_score"] - both["change_points"]).abs().max() < 1e-9  # type: ignore[operator]
