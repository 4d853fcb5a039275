"""Two dates side by side: what rose, what fell, and which indicators made the difference.

Scores of different methods, or of different versions of one, are not comparable and are refused (facts 5.5).
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class NotComparable(ValueError):
    """The two sets of scores were made by different methods or versions."""


class Change(StrEnum):
    RISEN = "risen"
    FALLEN = "fallen"
    SAME = "same"
    APPEARED = "appeared"
    GONE = "gone"
    LEARNED = "learned"
    LOST = "lost"


def compare_scores(
    earlier: pl.DataFrame, later: pl.DataFrame, *, earlier_method: str, later_method: str, tolerance: float = 1e-9
) -> pl.DataFrame:
    """`unit_code, score_before, score_after, change_score, category_before, category_after, change`, by code.

    `earlier_method` and `later_method` are the methods' sha256; unequal ones raise `NotComparable`. A change is
    `learned` when a unit had no score before, `lost` when it has none now; `appeared` and `gone` speak of the
    unit itself.
    """
    if earlier_method != later_method:
        raise NotComparable(f"{earlier_method} {later_method}")
    before, after = _side(earlier, "before"), _side(later, "after")
    both = before.join(after, on="unit_code", how="full", coalesce=True).sort("unit_code")
    difference = pl.col("score_after") - pl.col("score_before")
    change = (
        pl.when(pl.col("in_before").is_null()).then(pl.lit(Change.APPEARED.value))
        .when(pl.col("in_after").is_null()).then(pl.lit(Change.GONE.value))
        .when(pl.col("score_before").is_null() & pl.col("score_after").is_not_null()).then(pl.lit(Change.LEARNED.value))
        .when(pl.col("score_after").is_null() & pl.col("score_before").is_not_null()).then(pl.lit(Change.LOST.value))
        .when(difference > tolerance).then(pl.lit(Change.RISEN.value))
        .when(difference < -tolerance).then(pl.lit(Change.FALLEN.value))
        .otherwise(pl.lit(Change.SAME.value))
    )  # fmt: skip
    return both.select(
        "unit_code",
        "score_before",
        "score_after",
        difference.alias("change_score"),
        "category_before",
        "category_after",
        change.alias("change"),
    )


def compare_points(earlier: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """Frames of `score.contributions` -> `unit_code, indicator, points_before, points_after, change_points`.

    Only what changed, greatest change first within a unit. A unit's changes sum to the change of its score; unknown
    counts as no points.
    """
    before, after = _long(earlier, "points_before"), _long(later, "points_after")
    both = before.join(after, on=["unit_code", "indicator"], how="inner")
    change = (pl.col("points_after").fill_null(0) - pl.col("points_before").fill_null(0)).alias("change_points")
    changed = both.with_columns(change).filter(pl.col("change_points").abs() > 1e-12)
    return changed.sort("unit_code", pl.col("change_points").abs(), descending=[False, True])


def _side(scores: pl.DataFrame, side: str) -> pl.DataFrame:
    return scores.select(
        "unit_code",
        pl.col("score").alias(f"score_{side}"),
        pl.col("category").alias(f"category_{side}"),
        pl.lit(True).alias(f"in_{side}"),
    )


def _long(points: pl.DataFrame, name: str) -> pl.DataFrame:
    return points.unpivot(index="unit_code", variable_name="indicator", value_name=name)
