"""Observations of many units become one matrix: for each unit and indicator the newest value, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

NO_ORIGIN = -1


@dataclass(frozen=True)
class Newest:
    """`values`: units x indicators, NaN where unknown; `origins`: the same shape, index into `deliveries`, -1 for none.

    `deliveries`: `source_id, observed_on`, one row per delivery and day that gave at least one value.
    """

    values: NDArray[np.float64]
    origins: NDArray[np.int32]
    deliveries: pl.DataFrame


def newest_values(observations: pl.DataFrame, paths: pl.Series, indicators: Sequence[str]) -> Newest:
    """Rule: the value of a unit's indicator is the one observed last; of the same day, the one recorded last.

    `observations`: `path, source_id, observed_on, recorded_at, id` and one Float64 column per indicator. An observation
    that does not mention an indicator says nothing about it, so an older value stays.
    """
    values = np.full((paths.len(), len(indicators)), np.nan)
    origins = np.full(values.shape, NO_ORIGIN, dtype=np.int32)
    places = pl.DataFrame({"path": paths}).with_row_index("unit")
    rows = observations.join(places, on="path", how="inner").sort("observed_on", "recorded_at", "id")
    deliveries = rows.select("source_id", "observed_on").unique().sort("observed_on", "source_id")
    numbered = rows.join(deliveries.with_row_index("delivery"), on=["source_id", "observed_on"], how="left")
    # The n-th observation of every unit is laid over the ones before: as many passes as one unit has rows at most.
    turns = numbered.with_columns(turn=pl.int_range(pl.len()).over("unit"))
    for turn in turns.partition_by("turn", maintain_order=True):
        _lay_over(values, origins, turn, indicators)
    return _only_used(values, origins, deliveries)


def _lay_over(
    values: NDArray[np.float64], origins: NDArray[np.int32], turn: pl.DataFrame, indicators: Sequence[str]
) -> None:
    units = turn["unit"].to_numpy()
    delivery = turn["delivery"].to_numpy().astype(np.int32)
    for column, indicator in enumerate(indicators):
        told = turn[indicator].cast(pl.Float64).to_numpy()
        known = ~np.isnan(told)
        values[units[known], column] = told[known]
        origins[units[known], column] = delivery[known]


def _only_used(values: NDArray[np.float64], origins: NDArray[np.int32], deliveries: pl.DataFrame) -> Newest:
    """Leave out deliveries whose every value was overtaken."""
    used = np.unique(origins[origins >= 0])
    renumbered = np.full(deliveries.height + 1, NO_ORIGIN, dtype=np.int32)
    renumbered[used] = np.arange(used.size, dtype=np.int32)
    return Newest(values, renumbered[origins], deliveries[used.tolist()])
