"""Secrets on paper: what is misread is named by its group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.paper_code import ALPHABET, GROUP_SIZE, PaperCodeWrong, read_code, write_code

SECRETS = st.binary(min_size=32, max_size=32)


def typed_wrong(code: str) -> int:
    with pytest.raises(PaperCodeWrong) as refused:
        read_code(code)
    return refused.value.group


@given(SECRETS)
def test_what_was_written_is_read_back(secret: bytes) -> None:
    code = write_code(secret)
    assert [len(group) for group in code.split("-")] == [5] * 13
    assert read_code(code) == secret
    assert read_code(f"WSDK1:{code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')}") == secret


@given(SECRETS, st.integers(0, 64), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_found_in_its_group(secret: bytes, at: int, letter: str) -> None:
    letters = list(write_code(secret).replace("-", ""))
    if letters[at] != letter:
        letters[at] = letter
        assert typed_wrong("".join(letters)) == at // GROUP_SIZE + 1


@given(SECRETS, st.integers(0, 12), st.integers(0, 2))
def test_two_neighbours_that_changed_places_are_found(secret: bytes, group: int, place: int) -> None:
    letters = list(write_code(secret).replace("-", ""))
    at = group * GROUP_SIZE + place
    if letters[at] != letters[at + 1]:
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
        assert typed_wrong("".join(letters)) == group + 1


@given(SECRETS, st.integers(0, 11), st.integers(0, 12))
def test_two_groups_that_changed_places_are_found(secret: bytes, first: int, second: int) -> None:
    groups = write_code(secret).split("-")
    if first != second:
        groups[first], groups[second] = groups[second], groups[first]
        assert typed_wrong("-".join(groups)) == min(first, second) + 1


@pytest.mark.parametrize("text", ["", "ABC", "0" * 66, "WSDK1:"])
def test_too_much_or_too_little_is_said(text: str) -> None:
    assert typed_wrong(text) == 0


def test_another_length_of_secret_is_refused() -> None:
    with pytest.raises(ValueError):
        write_code(b"short")
