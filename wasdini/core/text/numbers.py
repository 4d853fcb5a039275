"""Numbers that name something in a report: the polling station, the neighbourhood, the contender, a count."""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"\b(tps|rt|rw|paslon|calon|kpu|pks|km)\s*(?:nomor urut|nomor|no|urut)?\.?\s*0*(\d{1,3})\b", re.ASCII
)
_CLOCK = re.compile(
    r"\b(?:jam|pukul|pkl|jm)\.?\s*\d{1,2}(?:[.:]\d{2})?\b|\b\d{1,2}[.:]\d{2}\b|\b\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b",
    re.ASCII,
)
_COUNT = re.compile(r"\b(\d{1,3}(?:\.\d{3})+|\d{1,9})\b", re.ASCII)
_TPS = re.compile(r"\btps\s*(?:nomor|no)?\.?\s*0*(\d{1,3})\b", re.IGNORECASE | re.ASCII)


def named_numbers(text: str) -> frozenset[str]:
    """`tps:4`, `rt:2`, `n:120` … of a text as written; clock times and dates are left out, so are counts below 10."""
    lowered = _CLOCK.sub(" ", text.casefold())
    named = {f"{kind}:{int(number)}" for kind, number in _NAMED.findall(lowered)}
    counts = (int(number.replace(".", "")) for number in _COUNT.findall(_NAMED.sub(" ", lowered)))
    return frozenset(named | {f"n:{count}" for count in counts if count >= 10})


def tps_number(text: str) -> int | None:
    """The station a text names, when it names exactly one."""
    found = {int(number) for number in _TPS.findall(text)}
    return found.pop() if len(found) == 1 else None
