"""Officers' Indonesian made comparable: what is one thing becomes one word, what differs stays apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.text.normalise import content_words, normalise, stem
from wasdini.core.text.numbers import named_numbers, tps_number
from wasdini.core.text.similarity import SKETCH_BYTES, sketch_likeness, sketch_of, sketches, text_marks


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Sdh jam 09.30, listrik di TPS 4 padam!!", "sudah jam 09.30 listrik di tps 4 padam"),
        ("ORANG2 berkerumun", "orang berkerumun"),
        ("bagi-bagi duit", "bagi uang"),
        ("Ruuuusuh di dpn ktr kel", "rusuh di depan kantor kelurahan"),
        ("café Ünïversitas", "cafe universitas"),
        ("", ""),
        ("!!! ...", ""),
    ],
)
def test_what_is_typed_becomes_plain_words(typed: str, read: str) -> None:
    assert normalise(typed) == read


@pytest.mark.parametrize(
    ("word", "root"),
 [
        ("dibagikan", "bagi"), ("memukul", "pukul"), ("menyerang", "serang"), ("keributan", "ribut"),
        ("lampunya", "lampu"), ("uang", "uang"),
    ],
)  # fmt: skip
def test_affixes_come_off_and_short_words_stay(word: str, root: str) -> None:
    assert stem(word) == root


def test_two_ways_to_say_one_thing_share_their_words() -> None:
    one = content_words(normalise("Izin lapor ndan, lampu padam di tps 04"))
    other = content_words(normalise("Listrik di TPS 4 mati"))
    assert set(one) == set(other) == {"listrik", "padam"}


def test_being_hit_is_told_though_the_same_word_tells_the_time() -> None:
    assert "pukul" in content_words(normalise("saksi dipukul massa"))


@given(st.text(max_size=300))
def test_normalising_holds_for_any_text_and_repeats_nothing(text: str) -> None:
    read = normalise(text)
    assert all(letter.isascii() for letter in read) and "  " not in read
    assert len(text_marks(text).sketch) == SKETCH_BYTES


@given(st.text(max_size=80))
def test_stems_are_never_empty_for_a_word(text: str) -> None:
    assert all(content_words(normalise(text)))


def test_numbers_that_name_something_are_kept_and_the_clock_is_not() -> None:
    assert named_numbers("Jam 10.30 TPS 04 kurang 1.250 lembar, RT 3, tgl 27/11") == {"tps:4", "rt:3", "n:1250"}
    assert tps_number("di TPS 007 dan tps 7") == 7
    assert tps_number("TPS 1 dan TPS 2") is None


@given(st.lists(st.sampled_from(["listrik", "padam", "saksi", "banjir", "uang", "kotak"]), max_size=8), st.randoms())
def test_the_order_of_words_does_not_matter(words: list[str], dice: object) -> None:
    assert sketch_of(words) == sketch_of(reversed(words)) == sketch_of(words * 2)


@given(st.text(max_size=120), st.text(max_size=120))
def test_likeness_is_symmetric_and_between_nothing_and_all(one: str, other: str) -> None:
    first, second = text_marks(one), text_marks(other)
    there = sketch_likeness(first.sketch, sketches([second]))[0]
    assert there == sketch_likeness(second.sketch, sketches([first]))[0]
    assert 0 <= there <= 1
    assert sketch_likeness(first.sketch, sketches([first]))[0] == (1.0 if any(first.sketch) else 0.0)


def test_a_typo_costs_part_of_a_word_only() -> None:
    right, wrong, other = (
        text_marks(text).sketch
        for text in ("kotak suara terendam banjir", "kotak suara terendan banjr", "saksi menolak tanda tangan")
    )
    rows = np.frombuffer(wrong + other, dtype=np.uint64).reshape(2, -1)
    typo, unlike = sketch_likeness(right, rows)
    assert typo > 0.5 > 0.2 > unlike
