"""Every act has its phrase, every term of a page its word."""

from __future__ import annotations

import re
from pathlib import Path

from wasdini.board.pages_reference import act_words
from wasdini.methods.sentences import known_codes

PACKAGE = Path(__file__).resolve().parents[2] / "wasdini"


def test_every_verb_that_can_stand_in_the_journal_has_a_phrase() -> None:
    verbs = {
        verb
        for path in PACKAGE.rglob("*.py")
        for verb in re.findall(r'\bact\(\s*\w+,\s*"([a-z_]+)"', path.read_text("utf-8"))
    }
    assert len(verbs) > 10
    assert not {verb for verb in verbs if f"act_{verb}" not in known_codes()}


def test_an_act_without_a_phrase_is_shown_not_hidden() -> None:
    assert act_words("something_new") == "something new"
