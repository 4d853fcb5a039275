"""A covert report's name says nothing about the report, its source, or another report."""

from __future__ import annotations

import hashlib

import pytest

from wasdini.core.case_names import case_name


def test_the_same_report_is_always_called_the_same_and_aloud() -> None:
    assert case_name("0" * 64) == "Kasus Anggrek Angin 100"
    assert case_name("0" * 64) == case_name("0" * 8)
    assert len(case_name("f" * 64).split()) == 4


def test_names_of_many_reports_rarely_meet() -> None:
    names = [case_name(hashlib.sha256(str(n).encode()).hexdigest()) for n in range(5000)]
    assert len(names) - len(set(names)) < 40  # 921,600 names: about 14 meetings are to be expected


def test_what_is_no_digest_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        case_name("bukan sandi")
