"""SIABIDIBA: a first report says little, a full one answers all six; the rules say by which sign."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.completeness import Question, Said, completeness
from wasdini.methods.sentences import sentence

FULL = (
    "Pukul 09.30 massa pendukung paslon 2 merusak baliho di depan balai desa dengan kayu, kemudian dibubarkan polisi, "
    "dipicu saling ejek di media sosial"
)


def answered(said: Said) -> set[str]:
    return {answer.question.value for answer in completeness(said) if answer.answered}


def test_a_full_report_answers_all_six() -> None:
    assert answered(Said(text=FULL, path_depth=5, timed=True, has_codes=True)) == {each.value for each in Question}


def test_a_shout_answers_little() -> None:
    assert answered(Said(text="tolong pak", path_depth=3, timed=False, has_codes=False)) <= {"siapa"}


def test_codes_place_and_time_of_the_form_count_as_answers() -> None:
    assert answered(Said(text="", path_depth=4, timed=True, has_codes=True)) == {"apa", "bilamana", "di_mana"}


def test_a_kecamatan_is_no_place_to_go_to() -> None:
    assert "di_mana" not in answered(Said(text=FULL, path_depth=3, timed=True, has_codes=True))


@given(st.text(max_size=200), st.integers(1, 5), st.booleans(), st.booleans())
def test_every_question_is_answered_or_named_as_missing_with_a_sentence(
    text: str, depth: int, timed: bool, codes: bool
) -> None:
    answers = completeness(Said(text=text, path_depth=depth, timed=timed, has_codes=codes))
    assert [answer.question for answer in answers] == list(Question)
    for answer in answers:
        assert answer.answered == (answer.reason.code == "complete_by")
        assert sentence(answer.reason.code, answer.reason.params)
