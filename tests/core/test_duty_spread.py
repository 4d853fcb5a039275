"""Stations spread over officers: each once, evenly, and only where an officer has duty."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.duty_spread import Officer, spread
from wasdini.core.place_codes import code_of, covers

PATHS = [f"99.01.0{k}.200{d}.{n:03d}" for k in (1, 2) for d in (1, 2) for n in range(1, 8)]
AREAS = ["99.01", "99.01.01", "99.01.02", "99.01.01.2001", "99.02"]


@given(st.lists(st.lists(st.sampled_from(AREAS), max_size=2), max_size=6), st.sets(st.sampled_from(PATHS)))
def test_every_station_goes_to_one_officer_who_has_duty_there_or_to_nobody(
    areas: list[list[str]], paths: set[str]
) -> None:
    officers = [Officer(n, tuple(own)) for n, own in enumerate(areas)]
    asked = spread(officers, sorted(paths))
    for path in paths:
        fit = [one for one in officers if any(covers(area, code_of(path)) for area in one.areas)]
        assert (path in asked) == bool(fit)
        assert path not in asked or asked[path] in {one.person_id for one in fit}


@given(st.integers(1, 9), st.sets(st.sampled_from(PATHS)))
def test_nobody_gets_two_more_than_another_and_each_gets_one_unbroken_run(people: int, paths: set[str]) -> None:
    asked = spread([Officer(n, ("99.01",)) for n in range(people)], sorted(paths))
    counts = [list(asked.values()).count(n) for n in range(people)]
    assert max(counts) - min(counts) <= 1
    assert [asked[path] for path in sorted(paths)] == sorted(asked.values())


def test_the_officer_of_a_desa_watches_the_desa() -> None:
    asked = spread([Officer(1, ("99.01",)), Officer(2, ("99.01.01.2001",))], PATHS)
    assert {path[:13] for path, person in asked.items() if person == 2} == {"99.01.01.2001"}
    assert all(person == 2 for path, person in asked.items() if path.startswith("99.01.01.2001"))
