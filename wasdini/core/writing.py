"""Dates, hours and numbers as people write them, in Indonesian and English. Used by pages and documents alike.

Indonesian: `Rabu, 14 Februari 2024, 07.00 WIB`; decimal comma, thousands dot. English: decimal point, thousands comma;
the hour keeps its zone letters, which are the State's own.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from difflib import SequenceMatcher

from wasdini.core.zones import Zone

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_COMPARED_MAX = 3000


def _known(language: str) -> str:
    return language if language in _MONTHS else "id"


def write_date(day: date, *, language: str = "id", weekday: bool = False) -> str:
    """`14 Februari 2024`, or with its weekday `Rabu, 14 Februari 2024`."""
    words = _known(language)
    plain = f"{day.day} {_MONTHS[words][day.month - 1]} {day.year}"
    return f"{_DAYS[words][day.weekday()]}, {plain}" if weekday else plain


def write_short_date(day: date, *, language: str = "id") -> str:
    """`14 Feb 2024`: for axes and narrow columns."""
    return f"{day.day} {_MONTHS[_known(language)][day.month - 1][:3]} {day.year}"


def write_moment(at: datetime, *, zone: Zone, language: str = "id") -> str:
    """`Rabu, 14 Februari 2024, 07.00 WIB`. Raises ValueError for an instant without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    local = at.astimezone(zone.clock)
    day = write_date(local.date(), language=language, weekday=True)
    return f"{day}, {local.hour:02d}.{local.minute:02d} {zone.letters}"


def write_half_day(at: datetime, *, zone: Zone, language: str = "id") -> str:
    """The half-day in which an instant lies: `Rabu, 14 Februari 2024, 00.00–12.00 WIB`. For what is known no finer."""
    local = at.astimezone(zone.clock)
    hours = "00.00–12.00" if local.hour < 12 else "12.00–24.00"
    return f"{write_date(local.date(), language=language, weekday=True)}, {hours} {zone.letters}"


def write_number(value: float, *, decimals: int = 0, language: str = "id") -> str:
    """`1.234,5` in Indonesian, `1,234.5` in English; a true minus sign; minus zero is written 0."""
    text = f"{abs(value):,.{decimals}f}"
    if _known(language) == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    rounds_to_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or rounds_to_zero else f"−{text}"


def write_share(value: float, *, decimals: int = 0, language: str = "id") -> str:
    """A share 0-1 as per cent: `82%`. A share that is not quite all or none never rounds to 100% or 0%."""
    percent = value * 100
    if decimals == 0 and 0 < percent < 0.5:
        return "<1%"
    if decimals == 0 and 99.5 <= percent < 100:
        return ">99%"
    return f"{write_number(percent, decimals=decimals, language=language)}%"


def write_days_to(days: int) -> str:
    """`H-14`, `Hari H`, `H+3`: the count every officer uses."""
    if days == 0:
        return "Hari H"
    return f"H-{days}" if days > 0 else f"H+{-days}"


def largest_remainder(values: tuple[float, ...], *, decimals: int = 1) -> tuple[float, ...]:
    """Round so that the shown parts add up to the shown whole (largest remainder; ties to the earlier part)."""
    unit = 10**decimals
    floors = [int(value * unit // 1) for value in values]
    missing = round(sum(values) * unit) - sum(floors)
    by_remainder = sorted(range(len(values)), key=lambda i: floors[i] - values[i] * unit)
    for i in by_remainder[: max(missing, 0)]:
        floors[i] += 1
    return tuple(count / unit for count in floors)


def word_changes(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """What changed between two texts, word by word: ("same" | "removed" | "added", text) in reading order.

    All that is not "added" joined is the old text, all that is not "removed" the new one.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _COMPARED_MAX:  # the comparison grows with the square
        return tuple((kind, text) for kind, text in (("removed", old), ("added", new)) if text)
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(before[a:b])))
            continue
        parts += [("removed", "".join(before[a:b]))] if b > a else []
        parts += [("added", "".join(after[c:d]))] if d > c else []
    return tuple(parts)
