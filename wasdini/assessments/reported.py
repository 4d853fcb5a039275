"""Field reports laid over what sources say: per station and indicator the greater of the two holds, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wasdini.core.index.method import Method, ScaleKind
from wasdini.reports.queries_signals import StationSignal


@dataclass(frozen=True)
class Reported:
    """The reports behind one value of one station, as a run keeps them: no place beyond the station, no person."""

    signal: StationSignal

    @property
    def as_origin(self) -> dict[str, Any]:
        told = self.signal
        return {
            "source_id": "", "name": "", "vintage": "", "licence": "", "verified": True,
            "observed_on": told.newest_at.date().isoformat(),
            "reports": {
                "count": told.source_count, "grade": told.grade.upper(), "issue": told.issue,
                "at": told.newest_at.isoformat(),
            },
        }  # fmt: skip


def lay_over(
    values: NDArray[np.float64],
    origins: NDArray[np.int32],
    signals: Sequence[StationSignal],
    paths: pl.Series,
    method: Method,
    *,
    first_origin: int,
) -> tuple[Reported, ...]:
    """Raise `values` (stations x indicators, in place) where reports say more, and point `origins` at them.

    Only yes-and-no signs are touched: a report says that something is so, not how many metres or voters there are.
    """
    if not signals:
        return ()
    rows = {path: row for row, path in enumerate(paths)}
    columns = {one.id: number for number, one in enumerate(method.indicators) if one.scale.kind is ScaleKind.YES_NO}
    kept: list[Reported] = []
    for signal in signals:
        row, column = rows.get(signal.path), columns.get(signal.indicator)
        if row is None or column is None:
            continue
        if not values[row, column] >= signal.value:  # NaN is not greater either
            values[row, column] = signal.value
            origins[row, column] = first_origin + len(kept)
            kept.append(Reported(signal))
    return tuple(kept)
