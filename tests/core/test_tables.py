"""Text becomes values or is refused with its place; nothing in between."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.place_codes import PlaceCodeInvalid, level_of, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import Column, Kind, Table, dotted_codes, examine, levels_of, typed
from wasdini.core.terms import Level

UNITS = Table(
    name="units",
    columns=(
        Column(name="unit_code", kind=Kind.PLACE_CODE, blank=False, aliases=("kode",)),
        Column(name="voters", kind=Kind.INTEGER, required=False, minimum=0, maximum=2000),
        Column(name="share", kind=Kind.NUMBER, required=False, minimum=0, maximum=1),
        Column(name="flood", kind=Kind.YES_NO, required=False),
        Column(name="on", kind=Kind.DATE, required=False),
        Column(name="kind", kind=Kind.TEXT, required=False, choices=("desa", "kelurahan")),
    ),
    unique=("unit_code",),
)


def refused(**columns: list[str | None]) -> list[Problem]:
    with pytest.raises(InputRefused) as caught:
        typed(pl.DataFrame(columns), UNITS, file="u.csv")
    return list(caught.value.problems)


def test_every_kind_is_read_and_blank_stays_unknown() -> None:
    frame = typed(
        pl.DataFrame(
            {
                "Kode": ["3171011001001", "31.71.01.1001.002", " 3171011001 "],
                "voters": ["285", "300.0", ""],
                "share": ["0.5", "1", None],
                "flood": ["YA", "0", " "],
                "on": ["2024-02-14", "14/02/2024", ""],
                "kind": ["desa", "kelurahan", ""],
            }
        ),
        UNITS,
    )
    assert frame.to_dict(as_series=False) == {
        "unit_code": ["3171011001001", "3171011001002", "31.71.01.1001"],
        "voters": [285, 300, None],
        "share": [0.5, 1.0, None],
        "flood": [True, False, None],
        "on": [dt.date(2024, 2, 14), dt.date(2024, 2, 14), None],
        "kind": ["desa", "kelurahan", None],
    }


@pytest.mark.parametrize(
    ("column", "cell", "code", "expected"),
    [
        ("share", "3", "out_of_range", "0–1"),
        ("share", "nan", "not_number", "0–1"),
        ("share", "0,5", "not_number", "0–1"),
        ("voters", "-3", "out_of_range", "0–2000"),
        ("voters", "banyak", "not_integer", "0–2000"),
        ("voters", "1.5", "not_integer", "0–2000"),
        ("flood", "mungkin", "not_yes_no", ""),
        ("on", "14 Feb", "not_date", ""),
        ("kind", "kota", "not_a_choice", "desa, kelurahan"),
    ],
)
def test_a_wrong_cell_is_named_with_what_would_be_right(column: str, cell: str, code: str, expected: str) -> None:
    problems = refused(unit_code=["3171011001001", "3171011001002"], **{column: ["", cell]})
    assert problems == [Problem(code, file="u.csv", row=3, column=column, value=cell, expected=expected)]


@pytest.mark.parametrize(
    ("cell", "code", "expected"),
    [
        ("171011001001", "code_lost_a_zero", "0171011001001"),
        ("11.1", "code_lost_a_zero", "11.10"),
        ("3.17101E+12", "code_became_a_number", "31.71.01.1001 / 3171011001 / 3171011001003"),
        ("3171011001001.0", "code_became_a_number", "31.71.01.1001 / 3171011001 / 3171011001003"),
        ("Menteng", "code_invalid", "31.71.01.1001 / 3171011001 / 3171011001003"),
    ],
)
def test_a_code_harmed_by_a_spreadsheet_is_told_apart(cell: str, code: str, expected: str) -> None:
    problem = refused(unit_code=[cell])[0]
    assert (problem.code, problem.row, problem.value, problem.expected) == (code, 2, cell, expected)


def test_a_repeated_unit_names_the_row_that_came_first_even_in_another_writing() -> None:
    problem = refused(unit_code=["31.71", "3172", "3171"])[0]
    assert (problem.code, problem.row, problem.params) == ("row_twice", 4, {"first": "2"})


def test_the_header_is_refused_before_any_cell_is_read() -> None:
    codes = {p.code: p.column for p in refused(kode=["x"], unit_code=["y"], banjir=["1"])}
    assert codes == {"column_twice": "unit_code", "column_unknown": "banjir"}
    assert refused(voters=["1"])[0].code == "column_missing"


def test_one_of_several_sets_of_columns_is_enough() -> None:
    table = Table(
        name="tps",
        columns=tuple(Column(name=n, kind=Kind.TEXT, required=False) for n in ("tps_code", "desa_code", "number")),
        one_of=(("tps_code",), ("desa_code", "number")),
    )
    assert examine(pl.DataFrame({"desa_code": ["a"], "number": ["1"]}), table)[1] == []
    assert examine(pl.DataFrame({"desa_code": ["a"]}), table)[1][0].code == "columns_needed"


def test_all_problems_are_collected_and_wrong_cells_come_back_unknown() -> None:
    frame, problems = examine(
        pl.DataFrame({"unit_code": ["31", "32"], "voters": ["x", "-1"], "share": ["9", "1"]}), UNITS
    )
    assert [(p.column, p.row) for p in problems] == [("voters", 2), ("voters", 3), ("share", 2)]
    assert frame["voters"].to_list()[0] is None


@given(st.from_regex(r"[0-9]{1,14}|[0-9]{2}(\.[0-9]{2}){0,2}(\.[0-9]{4})?", fullmatch=True))
def test_the_vectorised_reading_of_codes_agrees_with_the_single_one(text: str) -> None:
    codes = dotted_codes(pl.Series("code", [text, "3171011001001"]))
    try:
        single = parse_place_code(text)
    except PlaceCodeInvalid:
        assert codes[0] is None
    else:
        assert (codes[0], levels_of(codes)[0]) == (single.dotted, single.level.value)
        assert level_of(codes[0]) is Level(single.level)
