"""A rule gives a class and its pattern of guards, never a score."""

from __future__ import annotations

import polars as pl

from tests.core.index.units import tps
from wasdini.core.index.classes import CLASS_COLUMNS, classify_units, guards_needed
from wasdini.methods.loader import load_method

METHOD = load_method("polri-tps-class")


def classified(**signs: list[bool | None]) -> pl.DataFrame:
    count = len(next(iter(signs.values())))
    return classify_units(pl.DataFrame({"unit_code": [tps(n + 1) for n in range(count)], **signs}), METHOD)


def test_the_highest_class_that_holds_is_taken_with_its_named_pattern() -> None:
    told = classified(
        support_nearly_equal=[False, True, True, False],
        sara_issue=[False, False, True, False],
        special_institution=[False, False, False, True],
    )
    assert told.columns == list(CLASS_COLUMNS)
    assert told["category"].to_list() == ["kurang_rawan", "rawan", "sangat_rawan", "khusus"]
    assert told.select("police_count", "tps_count", "linmas_count").rows() == [
        (2, 8, 16),
        (2, 2, 4),
        (2, 1, 2),
        (2, 1, 2),
    ]
    assert told["score"].null_count() == 4
    assert told["top_1"].to_list() == [None, "support_nearly_equal", "sara_issue", "special_institution"]


def test_what_is_unknown_does_not_raise_the_class_but_shows_how_high_it_could_be() -> None:
    told = classified(support_nearly_equal=[True, None], special_institution=[False, None])
    assert told["category"].to_list() == ["rawan", None]
    assert told["possible_category"].to_list() == ["khusus", "khusus"]


def test_guards_are_counted_in_whole_patterns() -> None:
    told = classified(dense_settlement=[False] * 9 + [True] * 3)
    needed = {g.class_code: (g.station_count, g.police_count, g.linmas_count) for g in guards_needed(told, METHOD)}
    assert needed == {"kurang_rawan": (9, 4, 18), "rawan": (3, 4, 6), "sangat_rawan": (0, 0, 0), "khusus": (0, 0, 0)}
