"""The Gabriel rule against its definition, on random and on awkward points."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from wasdini.core.neighbours import gabriel_pairs, nearest_across, plane_km

Points = npt.NDArray[np.float64]


def by_definition(points: Points) -> set[tuple[int, int]]:
    """Every pair over which the circle holds no third point."""
    found = set()
    for one, other in itertools.combinations(range(len(points)), 2):
        middle, radius = (points[one] + points[other]) / 2, np.linalg.norm(points[one] - points[other]) / 2
        rest = np.delete(points, [one, other], axis=0)
        if not (np.linalg.norm(rest - middle, axis=1) < radius * (1 - 1e-9)).any():
            found.add((one, other))
    return found


@pytest.mark.parametrize("count", [2, 3, 7, 60])
def test_random_points_have_exactly_the_pairs_of_the_definition(count: int) -> None:
    points = np.random.default_rng(count).random((count, 2))
    assert {(int(a), int(b)) for a, b in gabriel_pairs(points)} == by_definition(points)


@given(st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=1, max_size=14))
def test_awkward_points_stay_connected_and_keep_the_rule(corners: list[tuple[int, int]]) -> None:
    """Squares, lines and points on top of each other: some diagonals are a matter of taste, connection is not."""
    points = np.array(corners, dtype=np.float64)
    pairs = gabriel_pairs(points)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert {(int(a), int(b)) for a, b in pairs} <= by_definition(points)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    assert connected_components(graph, directed=False)[0] == 1


def test_points_on_a_falling_line_follow_each_other() -> None:
    points = np.array([[0.0, 3.0], [2.0, 1.0], [1.0, 2.0], [3.0, 0.0]])
    assert gabriel_pairs(points).tolist() == [[0, 2], [1, 2], [1, 3]]


def test_neighbours_across_a_border_are_the_nearest_with_nobody_between() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [2.1, 0.0], [9.0, 0.0], [9.0, 1.0]])
    group = np.array([0, 0, 1, 1, 1])
    assert nearest_across(points, group).tolist() == [[1, 2]]


def test_one_group_has_no_border() -> None:
    points = np.random.default_rng(1).random((9, 2))
    assert nearest_across(points, np.zeros(9, dtype=np.int64)).shape == (0, 2)


def test_a_degree_is_as_long_as_it_is() -> None:
    plane = plane_km(np.array([60.0, 60.0, 60.0]), np.array([0.0, 1.0, 2.0]))
    assert np.diff(plane[:, 0]) == pytest.approx([55.6, 55.6], abs=0.1)
