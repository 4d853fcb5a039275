"""The veil over a covert source: how coarse a time, a place and a text become before anybody but custody sees them.

First step of the walk for a closed report. Rules only: no keys, no dice, no clock. Who seals is `custody`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, time, tzinfo

from wasdini.core.place_codes import NASIONAL_CODE, ancestors_of, code_of, covers, parent_of, path_of
from wasdini.core.zones import Zone

FLOOR = 5
PHONE_MARK, NUMBER_MARK, MAIL_MARK, NAME_MARK = "[telepon]", "[nomor identitas]", "[surel]", "[nama]"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_SIXTEEN = re.compile(r"(?<!\d)(?:\d{16}|\d{6}[ .-]?\d{6}[ .-]?\d{4}|(?:\d{4}[ .-]?){3}\d{4}|(?:\d ){15}\d)(?!\d)")
_PHONES = (
    # +62 812-3456-7890, 0062…, 62812…, and any other country's number written with its plus sign
    re.compile(r"(?<![\d+])(?:\+|00)\d(?:[ .()-]{0,2}\d){7,14}(?!\d)"),
    re.compile(r"(?<![\d+])62[ .-]?8(?:[ .-]?\d){7,12}(?!\d)"),
    # 0812 3456 7890, 08-12-34-56-78-90, 0 8 1 2 …; a dot only between groups of three and more: 08.00 is an hour
    re.compile(r"(?<![\d.])\(?0[ -]?8(?:[ -]?\d){1,2}\)?(?:[ -]?\d){6,10}(?!\d)"),
    re.compile(r"(?<![\d.])08\d{1,2}(?:\.\d{3,5}){2,3}(?!\d)"),
    re.compile(r"(?<![\d.])8[1-9]\d[ -]?\d{3,4}[ -]?\d{3,5}(?!\d)"),
    # (021) 555-1234, 0411-5551234, 0215551234
    re.compile(r"(?<![\d.])\(?0[2-79]\d{1,2}\)?[ -]?\d{3,4}-?\d{3,5}(?!\d)"),
)
_PARTICLES = frozenset(
    {"bin", "binti", "van", "der", "den", "dan", "pak", "ibu", "bapak", "haji", "hajjah", "drs", "dra", "ust", "ustad"}
)
_SHORTEST_NAME = 3


def half_day(at: datetime, zone: Zone | tzinfo) -> datetime:
    """The half-day in which `at` lies, as people at that place count it: 00:00 or 12:00 local, aware.

    Rule C3: outside custody no closed report has a finer time. Raises ValueError for a moment without an offset.
    """
    if at.tzinfo is None:
        raise ValueError(at)
    clock = zone.clock if isinstance(zone, Zone) else zone
    local = at.astimezone(clock)
    return datetime.combine(local.date(), time(12 if local.hour >= 12 else 0), tzinfo=clock)


def eligible_counts(areas: Iterable[str]) -> dict[str, int]:
    """For every region with a source in it: how many sources have their own area there or inside it."""
    counts: dict[str, int] = {}
    for area in areas:
        for region in (*ancestors_of(area), path_of(area)):
            counts[region] = counts.get(region, 0) + 1
    return counts


def coarse_region(
    path: str, eligible_counts: Mapping[str, int], floor: int = FLOOR, *, top: str = NASIONAL_CODE
) -> str:
    """The region under which a closed report about `path` may be shown: never finer than `floor` eligible sources.

    Not simply the smallest region that holds enough. A reader who knows the counts would learn from "kecamatan" that
    it was one of the desa with too few, perhaps with one source. So the tree is cut the same way whatever the report:
    of a region's parts, those with at least `floor` sources are shown on their own, and what remains (parts with too
    few, sources of the region as a whole) is shown together under the region, which takes in the smallest other parts
    until it holds `floor` too. Never finer than a desa. `top` is where the climb ends: everybody knows that a source
    of an office is in the office's area, so that going higher would hide nobody.
    """
    place = path_of(code_of(path))
    desa = place.rpartition(".")[0] if place.count(".") == 4 else place
    chosen = top if covers(top, code_of(desa)) else NASIONAL_CODE
    for region in (*ancestors_of(desa), desa):
        if region == chosen or not covers(chosen, region):
            continue
        if region not in _shown_alone(chosen, eligible_counts, floor):
            break
        chosen = region
    return chosen


def redact(text: str, names: Iterable[str] = ()) -> str:
    """The text without phone numbers, identity numbers (NIK, NKK), mail addresses and the given names.

    What is taken out leaves a mark of fixed length. Names are matched whole and part by part, whatever their case or
    accents. Writing style remains: the manual says so.
    """
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    clean = _MAIL.sub(MAIL_MARK, clean)
    clean = _SIXTEEN.sub(NUMBER_MARK, clean)
    for phone in _PHONES:
        clean = phone.sub(PHONE_MARK, clean)
    pattern = _names_pattern(names)
    if pattern is None:
        return clean
    mark = re.escape(NAME_MARK)
    return re.sub(rf"{mark}(?:[ .-]+{mark})+", NAME_MARK, pattern.sub(NAME_MARK, clean))


def _shown_alone(region: str, counts: Mapping[str, int], floor: int) -> frozenset[str]:
    """The parts of a region shown on their own, chosen so that what remains under the region holds enough, or none."""
    parts = {place: count for place, count in counts.items() if count and parent_of(code_of(place)) == region}
    alone = sorted((place for place in parts if parts[place] >= floor), key=lambda place: (-parts[place], place))
    rest = counts.get(region, 0) - sum(parts[place] for place in alone)
    if region == NASIONAL_CODE:
        rest = sum(parts.values()) - sum(parts[place] for place in alone)
    while alone and 0 < rest < floor:
        rest += parts[alone.pop()]
    return frozenset(alone)


def _names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    wanted: set[str] = set()
    for name in names:
        words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", unicodedata.normalize("NFKC", name))
        if len(words) > 1:
            wanted.add(r"[\s.,'’-]+".join(re.escape(word) for word in words))
        wanted |= {re.escape(w) for w in words if len(w) >= _SHORTEST_NAME and w.lower() not in _PARTICLES}
    if not wanted:
        return None
    longest_first = sorted(wanted, key=len, reverse=True)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(longest_first)})(?:nya)?(?![^\W\d_])", re.IGNORECASE)
