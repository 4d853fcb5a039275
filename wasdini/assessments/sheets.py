"""A unit's sheet: value, points and origin of every indicator, packed so that a nation's sheets stay small and quick.

Layout, little endian, for n indicators in the order of `Run.indicators`: n values (float64), n points (float64), n
origins (int32, index into `Run.origins`). An unknown value is NaN, its points are 0, its origin is -1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Origins = npt.NDArray[np.int32]
NO_ORIGIN = -1
_BYTES_PER_INDICATOR = 8 + 8 + 4


def pack(values: Matrix, points: Matrix, origins: Origins) -> list[bytes]:
    """One sheet per row of the three matrices (units x indicators)."""
    height, width = values.shape
    sheet = np.empty((height, width * _BYTES_PER_INDICATOR), dtype=np.uint8)
    sheet[:, : 8 * width] = np.ascontiguousarray(values, dtype="<f8").view(np.uint8)
    sheet[:, 8 * width : 16 * width] = np.ascontiguousarray(np.nan_to_num(points), dtype="<f8").view(np.uint8)
    sheet[:, 16 * width :] = np.ascontiguousarray(origins, dtype="<i4").view(np.uint8)
    whole, step = sheet.tobytes(), width * _BYTES_PER_INDICATOR
    return [whole[at : at + step] for at in range(0, height * step, step)]


def unpack(sheets: Sequence[bytes], indicator_count: int) -> tuple[Matrix, Matrix, Origins]:
    """Values, points and origins of many sheets, as three matrices (units x indicators)."""
    width = indicator_count
    sheet = np.frombuffer(b"".join(sheets), dtype=np.uint8).reshape(len(sheets), width * _BYTES_PER_INDICATOR)
    values = np.ascontiguousarray(sheet[:, : 8 * width]).view("<f8")
    points = np.ascontiguousarray(sheet[:, 8 * width : 16 * width]).view("<f8")
    origins = np.ascontiguousarray(sheet[:, 16 * width :]).view("<i4")
    return values, points, origins
