"""Small methods and random units for the tests of the index."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import strategies as st

from wasdini.core.index.method import (
    Category,
    CutKind,
    Cuts,
    Indicator,
    Label,
    Method,
    Scale,
    ScaleKind,
    Source,
    SourceKind,
    StabilitySettings,
)  # fmt: skip
from wasdini.core.terms import LEVELS_UP, Level

BOOK = Source(kind=SourceKind.PUBLICATION, text="buku")
WORD = Label(id="kata", en="word")
THREE = tuple(Category(code=code, label=WORD, high=code == "tinggi") for code in ("rendah", "sedang", "tinggi"))


def method_of(
    weights: list[float],
    *,
    cut: CutKind = CutKind.FIXED,
    bounds: tuple[float, ...] = (33.0, 66.0),
    levels: tuple[Level, ...] = LEVELS_UP,
) -> Method:
    indicators = tuple(
        Indicator(id=f"i{n}", label=WORD, variable="v", scale=Scale(kind=ScaleKind.YES_NO), source=BOOK, weight=weight)
        for n, weight in enumerate(weights)
    )
    return Method(
        name="m",
        version="1",
        label=WORD,
        note=WORD,
        unit_level=Level.TPS,
        variables={"v": WORD},
        indicators=indicators,
        categories=THREE,
        cuts=(Cuts(kind=cut, levels=levels, bounds=bounds, source=BOOK),),
        stability=StabilitySettings(draws=300, weight_spread=0.25, certain_share=0.95, likely_share=0.5, source=BOOK),
    )


def tps(number: int, desa: str = "9901011001") -> str:
    return f"{desa}{number:03d}"


def random_units(rng: np.random.Generator, count: int, indicator_count: int, missing: float = 0.1) -> pl.DataFrame:
    """Units of several desa, kecamatan and two regencies, codes rising."""
    numbers = zip(*(rng.integers(1, top, count).tolist() for top in (3, 4, 5, 901)), strict=True)
    codes = sorted({f"99{kab:02d}{kec:02d}{1000 + desa:04d}{number:03d}" for kab, kec, desa, number in numbers})
    columns = {}
    for n in range(indicator_count):
        values = rng.random(len(codes))
        columns[f"i{n}"] = pl.Series(np.where(rng.random(len(codes)) < missing, np.nan, values)).fill_nan(None)
    return pl.DataFrame({"unit_code": codes, **columns})


weights = st.lists(st.floats(0.01, 100), min_size=1, max_size=8)
share = st.none() | st.floats(0, 1)
