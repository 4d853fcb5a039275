"""The data dictionary on paper is the one in the code."""

from __future__ import annotations

from pathlib import Path

from wasdini.operate.dictionary import data_dictionary


def test_the_data_dictionary_is_fresh() -> None:
    page = Path(__file__).resolve().parents[2] / "docs/operate/data-dictionary.md"
    assert page.read_text("utf-8") == data_dictionary(), "run `make docs`"


def test_a_sealed_field_and_a_purpose_are_told() -> None:
    page = data_dictionary()
    assert "| password | CharField | sealed |" in page
    assert "mengenali orang yang masuk" in page
