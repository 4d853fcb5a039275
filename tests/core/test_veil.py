"""The veil: half-days, regions that hide a source, and text without identifiers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.place_codes import covers
from wasdini.core.veil import FLOOR, coarse_region, eligible_counts, half_day, redact
from wasdini.core.zones import WIB, WIT, WITA

DESA = [f"99.01.{kecamatan:02}.{desa}" for kecamatan in (1, 2, 3) for desa in (2001, 2002, 2003)]
AREAS = st.lists(st.sampled_from([*DESA, "99.01.01", "99.01.02", "99.01.03", "99.01"]), max_size=60)


@pytest.mark.parametrize(
    ("utc", "zone", "local"),
    [
        ((2024, 2, 13, 17, 0), WIB, "2024-02-14T00:00:00+07:00"),
        ((2024, 2, 14, 4, 59), WIB, "2024-02-14T00:00:00+07:00"),
        ((2024, 2, 14, 5, 0), WIB, "2024-02-14T12:00:00+07:00"),
        ((2024, 2, 14, 4, 0), WITA, "2024-02-14T12:00:00+08:00"),
        ((2024, 2, 29, 15, 30), WIT, "2024-03-01T00:00:00+09:00"),
    ],
)
def test_a_moment_becomes_its_half_day_at_that_place(utc: tuple[int, ...], zone: object, local: str) -> None:
    assert half_day(datetime(*utc, tzinfo=UTC), zone).isoformat() == local  # type: ignore[misc, arg-type]


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError):
        half_day(datetime(2024, 2, 14), WIB)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2099, 1, 1)))
def test_a_half_day_holds_its_moment_and_has_only_two_hours(at: datetime) -> None:
    coarse = half_day(at, WITA)
    assert coarse <= at < coarse + timedelta(hours=12)
    assert (coarse.hour, coarse.minute, coarse.second, coarse.microsecond)[1:] == (0, 0, 0)
    assert coarse.hour in {0, 12}


def test_a_desa_is_named_only_where_every_desa_beside_it_hides_its_sources_too() -> None:
    all_hidden = eligible_counts([DESA[0]] * 5 + [DESA[1]] * 6)
    one_bare = eligible_counts([DESA[0]] * 5 + [DESA[1]] * 1)
    assert coarse_region(DESA[0], all_hidden, top="99.01") == DESA[0]
    assert coarse_region(DESA[0], one_bare, top="99.01") == "99.01.01"
    assert coarse_region(DESA[1], one_bare, top="99.01") == "99.01.01"


def test_one_sparse_desa_takes_in_the_smallest_other_one_and_no_more() -> None:
    counts = eligible_counts([DESA[0]] * 5 + [DESA[1]] * 1 + [DESA[2]] * 6)
    shown = [coarse_region(desa, counts, top="99.01") for desa in DESA[:3]]
    assert shown == ["99.01.01", "99.01.01", DESA[2]]


def test_a_lone_source_of_the_whole_kecamatan_keeps_its_desa_together() -> None:
    """Else "kecamatan" would mean: a desa without sources, so the one who walks the whole kecamatan."""
    assert coarse_region(DESA[0], eligible_counts([DESA[0]] * 9 + ["99.01.01"]), top="99.01") == "99.01.01"
    assert coarse_region(DESA[0], eligible_counts([DESA[0]] * 9 + ["99.01.01"] * 5), top="99.01") == DESA[0]


def test_with_too_few_sources_the_climb_ends_at_the_office_and_elsewhere_at_the_nation() -> None:
    few = eligible_counts([DESA[0]] * 4)
    assert coarse_region(DESA[0], few, top="99.01") == "99.01"
    assert coarse_region("98.01.01.2001", few, top="99.01") == "0"
    assert coarse_region(DESA[0], few) == "0"


@given(AREAS, st.sampled_from(DESA), st.integers(1, 9))
def test_what_a_reader_can_infer_always_leaves_at_least_the_floor(areas: list[str], desa: str, number: int) -> None:
    """The reader knows the rule and all counts: who could stand behind this region is everybody whose reports fall
    under it, and that is nobody or at least five, below the office's own area."""
    counts = eligible_counts(areas)
    shown = coarse_region(f"{desa}.{number:03}", counts, top="99.01")
    assert covers(shown, desa)
    assert shown.count(".") <= 3
    if shown != "99.01":
        behind = [area for area in areas if coarse_region(area, counts, top="99.01") == shown]
        assert counts[shown] >= FLOOR
        assert not behind or len(behind) >= FLOOR


@pytest.mark.parametrize(
    "number",
    [
        "081234567890", "0812-3456-7890", "0812 3456 7890", "+62 812-3456-7890", "+6281234567890", "6281234567890",
        "0062 812 3456 7890", "(0812) 3456789", "08 12 34 56 78 90", "0 8 1 2 3 4 5 6 7 8 9", "0812.3456.7890",
        "812 3456 7890", "(021) 555-1234", "0411-5551234", "+60 12 345 6789", "０８１２３４５６７８９０",
        "0812\u200b34567890",
    ],
)  # fmt: skip
def test_phone_numbers_leave_the_text(number: str) -> None:
    kept = redact(f"Hubungi saya di {number}, besok pukul 08.00-12.00 di TPS 003.")
    assert kept == "Hubungi saya di [telepon], besok pukul 08.00-12.00 di TPS 003."


@pytest.mark.parametrize(
    "number", ["3171011402900001", "317101 140290 0001", "3171-0114-0290-0001", "3171.0114.0290.0001"]
)
def test_identity_numbers_leave_the_text(number: str) -> None:
    assert redact(f"NIK {number} KK{number}.") == "NIK [nomor identitas] KK[nomor identitas]."


def test_addresses_and_the_given_name_leave_the_text() -> None:
    text = "SITI AMINAH (siti.aminah99@contoh.id) melihat; kata Bu Aminah, Sitinya pulang. Sitinjak itu orang lain."
    kept = redact(text, ["Siti Aminah"])
    assert kept == "[nama] ([surel]) melihat; kata Bu [nama], [nama] pulang. Sitinjak itu orang lain."


def test_an_ordinary_text_stays_as_it_is() -> None:
    text = "14-02-2024 08.00-12.00: 1.250 surat suara, 13 kotak, TPS 3171011001003, Rp 1.500.000.000, 02-03-2024 0900."
    assert redact(text, ["Al", "bin"]) == text


@given(st.text(), st.lists(st.text(max_size=20), max_size=3))
def test_redacting_twice_is_redacting_once_and_never_fails(text: str, names: list[str]) -> None:
    once = redact(text, names)
    assert isinstance(once, str)


@given(st.from_regex(r"08[1-9][0-9]{7,10}", fullmatch=True), st.sampled_from(["", " ", "-"]), st.integers(3, 5))
def test_every_writing_of_a_mobile_number_is_found(number: str, mark: str, size: int) -> None:
    written = mark.join(number[at : at + size] for at in range(0, len(number), size))
    assert number[-4:] not in redact(f"nomor {written} ya").replace(" ", "")
