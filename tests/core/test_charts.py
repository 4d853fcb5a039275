"""Drawings: well formed, said in words, safe under a strict content security policy."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.charts import (
    Part,
    level_shape,
    part_bar,
    ramp_step,
    scale_end,
    score_bar,
    sparkline,
    waterfall,
)

SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS = {
    "part": part_bar(10, 5, whole=40, title="Banjir <menambah> 5 poin"),
    "score": score_bar(1.9, 1.7, 10.4, title="Skor 1,9", whole=25, cuts=((0, 1), (0.46, 2), (1.67, 4))),
    "unknown": score_bar(None, None, None, title="Skor belum diketahui"),
    "line": sparkline([(date(2024, 2, 1), 30.0), (date(2024, 2, 9), 44.0)], title='Naik 14 poin "sejak" 1 Februari'),
    "waterfall": waterfall([Part("Rawan banjir & rob", 12.5), Part("Sinyal lemah", 8.0)], title="Dua sebab"),
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_every_drawing_is_well_formed_and_says_what_it_shows(drawing: str) -> None:
    root = ElementTree.fromstring(drawing)
    assert root.find(f"{SVG}title") is not None
    assert root.attrib["aria-label"] == root.find(f"{SVG}title").text  # type: ignore[union-attr]


@pytest.mark.parametrize("drawing", [*DRAWINGS.values(), *(level_shape(step) for step in range(5))])
def test_no_drawing_needs_an_inline_style_or_script(drawing: str) -> None:
    assert not re.search(r"\bstyle=|<style|<script|\bon\w+=", drawing)


@given(st.lists(st.floats(min_value=0.01, max_value=40), min_size=1, max_size=20))
def test_the_bars_of_a_waterfall_stand_end_to_end(points: list[float]) -> None:
    root = ElementTree.fromstring(waterfall([Part("x", p) for p in points], title="t"))
    bars = [(float(r.attrib["x"]), float(r.attrib["width"])) for r in root.iter(f"{SVG}rect")]
    for (x, width), (following, _) in pairwise(bars):
        assert following <= x + width + 0.2


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_part_never_leaves_its_axis(start: float, points: float) -> None:
    bar = ElementTree.fromstring(part_bar(start, points, whole=100, title="t")).find(f"{SVG}rect")
    assert bar is not None
    assert float(bar.attrib["x"]) >= 0
    assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= 100.5


def test_an_unknown_score_has_neither_mark_nor_band() -> None:
    assert not list(ElementTree.fromstring(DRAWINGS["unknown"]).iter(f"{SVG}rect"))


def test_three_and_four_steps_both_end_in_maroon_and_never_share_a_colour() -> None:
    for count in (2, 3, 4):
        steps = [ramp_step(position, count) for position in range(count)]
        assert steps == sorted(set(steps))
        assert steps[0] == 1
    assert ramp_step(2, 3) == ramp_step(3, 4) == 4


@given(st.floats(0, 100))
def test_an_axis_always_holds_its_highest_value(upper: float) -> None:
    assert upper <= scale_end(upper) <= 100


def test_the_rail_of_levels_covers_the_axis_without_a_gap() -> None:
    rects = [r.attrib for r in ElementTree.fromstring(DRAWINGS["score"]).iter(f"{SVG}rect")]
    rail = [(float(r["x"]), float(r["width"])) for r in rects if r["class"].startswith("rail")]
    assert rail[0][0] == 0
    assert all(abs(x + width - following) < 0.02 for (x, width), (following, _) in pairwise(rail))
    assert abs(sum(rail[-1]) - 100) < 0.02
