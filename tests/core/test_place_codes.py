"""Codes climb, nest, and agree on the region that holds them all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.place_codes import ancestors_of, common_area, covers, parse_place_code, path_of, path_range

PARTS = st.tuples(*[st.integers(10, 99)] * 3, st.integers(1000, 9999))
PATHS = st.builds(lambda parts, deep: ".".join(map(str, parts[:deep])), PARTS, st.integers(1, 4))


@pytest.mark.parametrize(
    ("first", "last", "area"),
    [
        ("31.71.01.1001.001", "31.71.01.1001.017", "31.71.01.1001"),
        ("31.71.01.1001.001", "31.71.02.1003.002", "31.71"),
        ("31.71.01.1001.001", "31.71.01.1001.001", "31.71.01.1001"),
        ("31", "31.71.01", "31"),
        ("31", "32", "0"),
    ],
)
def test_the_smallest_region_that_holds_all(first: str, last: str, area: str) -> None:
    assert common_area(first, last) == area


@given(st.lists(PATHS, min_size=1, max_size=12))
def test_every_path_lies_in_the_region_they_share(paths: list[str]) -> None:
    area = common_area(min(paths), max(paths))
    assert all(covers(area, path) for path in paths)


@given(PATHS, PATHS)
def test_the_text_range_of_an_area_holds_what_it_covers_and_nothing_else(area: str, path: str) -> None:
    bounds = path_range(area)
    assert bounds is not None
    assert (bounds[0] <= path < bounds[1]) == covers(area, path)


def test_a_station_climbs_to_its_province() -> None:
    code = parse_place_code("3171011001003").dotted
    assert path_of(code) == "31.71.01.1001.003"
    assert ancestors_of(code) == ("31", "31.71", "31.71.01", "31.71.01.1001")
