"""The grammar of text messages: there and back, no crash on any words, and typing errors caught by the letter."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.field_report import read_field_report
from wasdini.core.problems import InputRefused
from wasdini.core.terms import CheckinStep, Ladder
from wasdini.core.text_message import (
    CHECK_LETTERS,
    REPLY_LONGEST,
    ParsedMessage,
    check_letter,
    parse,
    report_body,
    write,
)
from wasdini.core.zones import WIT
from wasdini.methods import catalogue
from wasdini.methods.sentences import sentence
from wasdini.methods.text_words import cheat_sheet, text_words, with_cheat_sheet
from wasdini.reports.queries import vocabulary

WORDS = text_words()
SENTENCES = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "wasdini/methods/sentences-text.toml").read_text("utf-8")
)
PINS = st.from_regex(r"[0-9]{6}", fullmatch=True)
PARTS = (st.integers(11, 99), st.integers(1, 99), st.integers(1, 99), st.integers(1, 9999))
DESAS = st.builds("{:02d}.{:02d}.{:02d}.{:04d}".format, *PARTS)
STATIONS = st.builds(lambda desa, number: f"{desa.replace('.', '')}{number:03d}", DESAS, st.integers(1, 999))
NOTES = st.text(st.characters(categories=["L", "N", "P"]), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", " ".join(text.split()))
)


@st.composite
def messages(draw: st.DrawFn) -> ParsedMessage:
    tps = draw(STATIONS)
    place = f"{tps[:2]}.{tps[2:4]}.{tps[4:6]}.{tps[6:10]}"
    shared = {"pin": draw(PINS), "place_code": place, "tps_code": draw(st.sampled_from([tps, ""])), "text": draw(NOTES)}
    shape = draw(st.sampled_from(["nil", "checkin", "situation"]))
    hour = draw(st.none() | st.tuples(st.integers(0, 23), st.integers(0, 59)))
    if shape == "nil":
        return ParsedMessage(**shared, is_nil=True, hour=hour)
    if shape == "checkin":
        step = draw(st.sampled_from(CheckinStep))
        count = draw(st.integers(0, 99_999)) if step is CheckinStep.TURNOUT else None
        return ParsedMessage(**shared, checkin=step, voters_count=count, hour=hour)
    found = draw(st.lists(st.sampled_from(list(WORDS.findings.values())), unique=True, max_size=4))
    return ParsedMessage(
        **shared,
        is_incident=True,
        urgency=draw(st.none() | st.integers(1, 5)),
        issues=tuple(draw(st.lists(st.sampled_from(sorted(catalogue.issues())), unique=True, max_size=4))),
        findings=tuple((one.code, draw(st.none() | st.integers(0, 99_999)) if one.counted else None) for one in found),
        ladder=draw(st.none() | st.sampled_from(Ladder)),
        hour=hour,
    )


@given(messages())
def test_what_is_written_is_read_back(message: ParsedMessage) -> None:
    written = write(message, WORDS)
    assert parse(written, WORDS) == message


@given(messages())
def test_what_is_read_is_a_report(message: ParsedMessage) -> None:
    body = report_body(parse(write(message, WORDS), WORDS), at=datetime(2024, 2, 14, 1, 0, tzinfo=UTC), zone=WIT.clock)
    report = read_field_report(uuid4(), body, vocabulary())
    assert report.place_code == message.place_code and set(report.issues) == set(message.issues)


@given(st.text() | st.text("LAPORNIHISU 0123456789ABX.,", max_size=60))
def test_no_words_break_it_and_every_refusal_says_one_thing(text: str) -> None:
    try:
        parse(text, WORDS)
    except InputRefused as refusal:
        assert len(refusal.problems) == 1 and refusal.problems[0].code in SENTENCES


@given(PINS, STATIONS, st.data())
def test_one_wrong_digit_and_two_swapped_ones_are_always_caught(pin: str, tps: str, data: st.DataObject) -> None:
    digits = pin + tps
    at = data.draw(st.integers(0, len(digits) - 1))
    wrong = digits[:at] + str((int(digits[at]) + data.draw(st.integers(1, 9))) % 10) + digits[at + 1 :]
    assert check_letter(wrong[:6], wrong[6:]) != check_letter(pin, tps)
    if at + 1 < len(digits) and digits[at] != digits[at + 1]:
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        assert check_letter(swapped[:6], swapped[6:]) != check_letter(pin, tps)


def test_of_all_slips_of_one_digit_at_least_95_of_a_hundred_are_caught() -> None:
    """Changed, left out, put in: in PIN, desa and number of the TPS, as people type them."""
    slips = caught = 0
    for seed in range(400):
        pin, desa, number = f"{seed * 7919 % 1_000_000:06d}", f"99{seed * 104_729 % 10**8:08d}", str(1 + seed % 60)
        letter = check_letter(pin, f"{desa}{int(number):03d}")
        digits = pin + letter, desa, number
        for field, text in enumerate(digits):
            for at in range(len(text)):
                for changed in {text[:at] + new + text[at + 1 :] for new in "0123456789"} | {
                    text[:at] + text[at + 1 :], text[:at] + "5" + text[at:]
                }:  # fmt: skip
                    if changed == text or (field == 0 and at == 6):
                        continue
                    sent = [*digits]
                    sent[field] = changed
                    slips += 1
                    caught += _refused(f"LAPOR {sent[0]} {sent[1]} {sent[2]} NIHIL")
    assert slips > 50_000 and caught / slips >= 0.95, (slips, caught / slips)


def _refused(text: str) -> bool:
    try:
        parse(text, WORDS)
    except InputRefused:
        return True
    return False


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text_empty"),
        ("halo", "text_first_word"),
        ("LAPOR 1234 9901012001001 NIHIL", "text_pin"),
        ("LAPOR 123456A 99 NIHIL", "text_place"),
        ("LAPOR 123456B 9901012001001 NIHIL", "text_check_letter"),
        ("LAPOR 123456A 9901012001001", "text_nothing"),
        ("LAPOR 123456A 9901012001001 INTIMIDSI", "text_word_near"),
        ("LAPOR 123456A 9901012001001 QQQQQQ", "text_word_unknown"),
        ("LAPOR 123456A 9901012001001 ISU", "text_issue_missing"),
        ("LAPOR 123456A 9901012001001 U9", "text_urgency"),
        ("LAPOR 123456A 9901012001001 NIHIL JAM 25.00", "text_hour"),
        ("LAPOR 123456A 9901012001001 HADIR", "text_count_missing"),
        ("LAPOR 123456A 9901012001001 BUKA 5", "text_count_unwanted"),
        ("LAPOR 123456A 9901012001001 AM 5", "text_count_unwanted"),
        ("LAPOR 123456A 9901012001001 SS 999999", "text_count_large"),
        ("LAPOR 123456A 9901012001001 BUKA TUTUP", "text_twice"),
        ("LAPOR 123456A 9901012001001 NIHIL ISU HOAKS", "text_nil_and_more"),
        ("LAPOR 123456A 9901012001001 BUKA SS12", "text_checkin_and_more"),
        ("LAPOR 123456A 9901012001001 RAHASIA", "text_closed"),
        ("LAPOR " + "x" * 1000, "text_too_long"),
    ],
)
def test_each_mistake_is_told_apart(text: str, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse(text, WORDS)
    assert refused.value.problems[0].code == code


def test_every_answer_fits_one_sms_whatever_fills_its_blanks() -> None:
    longest = {"value": "W" * 16, "expected": "KURANGLOGISTIK", "at": "23.59 WITA", "number": "0" * 8}
    longest |= {"what": "Temuan TPS terstruktur 9901012001001", "why": "x" * 40}
    for code in (code for code in SENTENCES if not code.startswith(("gateway", "text_body"))):
        for language in ("id", "en"):
            assert len(sentence(code, longest, language)) <= REPLY_LONGEST, code


def test_every_code_the_grammar_refuses_with_has_a_sentence() -> None:
    source = Path(parse.__code__.co_filename).read_text("utf-8")
    assert set(re.findall(r'_refused\(\s*"(\w+)"', source)) <= set(SENTENCES)


def test_every_issue_finding_and_step_has_a_word_and_no_word_means_two_things() -> None:
    assert set(WORDS.issues.values()) == set(catalogue.issues())
    assert {word.code for word in WORDS.findings.values()} == set(catalogue.findings())
    assert set(WORDS.checkins.values()) == set(CheckinStep) and set(WORDS.ladders.values()) == set(Ladder)
    tables = (WORDS.issues, WORDS.findings, WORDS.checkins, WORDS.ladders)
    every = [word for table in tables for word in table] + ["LAPOR", "NIHIL", "TERJADI", "ISU", "JAM", "KET", "TPS"]
    assert len(every) == len(set(every)) and len(CHECK_LETTERS) == 23
    assert not {word for word in every if not re.fullmatch("[A-Z]{2,15}", word)}


def test_the_guide_carries_the_cheat_sheet_of_the_same_table() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs/panduan/pesan-teks.md").read_text("utf-8")
    assert with_cheat_sheet(guide) == guide and all(f"| `{words}` |" in guide for words, _ in cheat_sheet()[1][1])
