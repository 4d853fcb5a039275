"""Text that a spreadsheet would run as a formula, made harmless (CSV injection, ASVS 1.2.10)."""

from __future__ import annotations

import re

# Full-width signs too: some spreadsheets in East Asian settings read them as the plain ones.
RUNS = r"^[\s\x00-\x1f\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]"
_RUNS = re.compile(RUNS)
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)*%?$|^-$")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet could read it as a formula.

    A plain signed number and a lone dash stay as they are; a number that opens with a plus sign does not run either.
    """
    return f"'{text}" if _RUNS.search(text) and not _NUMBER.match(text) else text
