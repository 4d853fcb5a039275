"""A suggestion counts people, not phones; says how sure it is; and never grows from the same mouth twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from wasdini.core.grading import (
    TrackRecord,
    Voice,
    belief,
    independent_count,
    known_count,
    strength,
    suggest_credibility,
    suggest_grade,
    suggest_reliability,
)
from wasdini.core.terms import Credibility, Reliability
from wasdini.methods.desk import grading_rules
from wasdini.methods.sentences import sentence

RULES = grading_rules()
VOICES = st.lists(
    st.builds(Voice, st.sampled_from([None, "a", "b", "c"]), st.sampled_from([None, None, "x", "a"])), max_size=8
)


def test_one_person_on_two_phones_is_one() -> None:
    assert independent_count([Voice("amir"), Voice("amir")]) == 1


def test_unknown_sources_count_once_together_and_never_for_escalation() -> None:
    voices = [Voice(None), Voice(None), Voice("amir")]
    assert independent_count(voices) == 2 and known_count(voices) == 1


def test_two_officers_told_by_the_same_person_are_one_source() -> None:
    assert independent_count([Voice("amir", "kades"), Voice("budi", "kades"), Voice("kades")]) == 1


@given(VOICES)
def test_the_count_ignores_order_and_repeats_and_is_bounded(voices: list[Voice]) -> None:
    assert independent_count(voices) == independent_count(voices[::-1]) == independent_count(voices * 2) <= len(voices)
    assert known_count(voices) <= independent_count(voices)


@given(VOICES, st.builds(Voice, st.sampled_from(["a", "d", None])))
def test_a_further_voice_never_takes_away(voices: list[Voice], further: Voice) -> None:
    assert 0 <= independent_count([*voices, further]) - independent_count(voices) <= 1


@given(st.integers(0, 200), st.integers(0, 200))
def test_belief_is_the_beta_posterior_and_its_interval_holds_the_mean(right: int, wrong: int) -> None:
    found = belief(TrackRecord(right, wrong), RULES)
    assert 0 <= found.low <= found.mean <= found.high <= 1
    assert found.low == pytest.approx(beta(1 + right, 1 + wrong).ppf(0.05), abs=1e-9)


@given(st.integers(0, 60), st.integers(0, 60))
def test_one_more_right_outcome_never_lowers_the_letter(right: int, wrong: int) -> None:
    """F stands apart: it says only that too little was judged."""
    before, after = (suggest_reliability(TrackRecord(n, wrong), RULES) for n in (right, right + 1))
    if Reliability.F not in {before, after}:
        assert list(Reliability).index(after) <= list(Reliability).index(before)


@pytest.mark.parametrize(
    ("right", "wrong", "letter"),
    [
        (0, 0, "f"), (2, 0, "f"), (3, 0, "c"), (5, 0, "b"), (18, 0, "a"), (30, 1, "a"), (4, 4, "c"), (3, 5, "d"),
        (0, 5, "e"), (1, 9, "e"),
    ],
)  # fmt: skip
def test_letters_by_record(right: int, wrong: int, letter: str) -> None:
    assert suggest_reliability(TrackRecord(right, wrong), RULES) == letter


@pytest.mark.parametrize(
    ("supporting", "against", "digit"),
    [
        (0, 0, "6"),
        (1, 0, "6"),
        (2, 0, "2"),
        (3, 0, "1"),
        (9, 0, "1"),
        (3, 1, "3"),
        (2, 2, "4"),
        (1, 1, "4"),
        (1, 2, "5"),
    ],
)
def test_digits_by_sources(supporting: int, against: int, digit: str) -> None:
    assert suggest_credibility(supporting, against, RULES) == digit


def test_who_says_both_counts_for_neither() -> None:
    found = suggest_grade(TrackRecord(), [Voice("a"), Voice("b")], [Voice("b")], RULES)
    assert (found.independent, found.against) == (1, 0)


def test_the_reasons_are_sentences_in_both_languages() -> None:
    for record in (TrackRecord(1, 0), TrackRecord(8, 2)):
        found = suggest_grade(record, [Voice("a"), Voice("b")], [Voice("c")], RULES)
        for reason in found.reasons:
            assert sentence(reason.code, reason.params) and sentence(reason.code, reason.params, "en")


def test_strength_falls_with_each_letter_and_each_digit_and_stays_in_bounds() -> None:
    judged = [letter for letter in Reliability if letter is not Reliability.F]
    certain = [digit for digit in Credibility if digit is not Credibility.UNJUDGED]
    for digit in Credibility:
        row = [strength(letter, digit, RULES) for letter in judged]
        assert row == sorted(row, reverse=True) and row[-1] >= 0 and row[0] <= 1
    for letter in Reliability:
        column = [strength(letter, digit, RULES) for digit in certain]
        assert column == sorted(column, reverse=True)
    assert strength(Reliability.A, Credibility.CONFIRMED, RULES) == 1.0
    assert strength(None, None, RULES) == RULES.unverified == 0.0


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError):
        belief(TrackRecord(-1, 0), RULES)
