"""How a paper's number is written. The pattern is the office's own; unknown blanks are refused, never evaluated."""

from __future__ import annotations

import re
from datetime import date

from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification

DEFAULT_PATTERN = "{mark}/{series}-{seq}/{month_roman}/{year}/Kesbangpol"
BLANKS = ("mark", "series", "seq", "month", "month_roman", "year")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def write_number(pattern: str, *, seq: int, series: str, classification: Classification, on: date) -> str:
    """Fill the blanks of `pattern`: `T/LHR-7/II/2024/Kesbangpol`."""
    check_pattern(pattern)
    values = {
        "mark": classification.mark,
        "series": series,
        "seq": str(seq),
        "month": f"{on.month:02d}",
        "month_roman": _ROMAN[on.month - 1],
        "year": str(on.year),
    }
    return re.sub(r"{(\w+)}", lambda blank: values[blank[1]], pattern)


def check_pattern(pattern: str) -> None:
    """Refuse a pattern with an unknown blank, or without `{seq}`, `{series}` and `{year}`: numbers would repeat."""
    found = re.findall(r"{([^{}]*)}", pattern)
    stray = [blank for blank in found if blank not in BLANKS]
    missing = [blank for blank in ("series", "seq", "year") if blank not in found]
    if stray or missing or re.sub(r"{\w+}", "", pattern).strip("{}") != re.sub(r"{\w+}", "", pattern):
        expected = " ".join(f"{{{blank}}}" for blank in BLANKS)
        raise InputRefused(
            [Problem("document_number_pattern", column="number_pattern", value=pattern, expected=expected)]
        )
