"""The three time zones of Indonesia by province code, so that an hour is written as people at that place say it.

Source: Keputusan Presiden 41/1987 (in force 1 January 1988), from general knowledge, not verified against its text.
Provinces formed later keep the zone of the province they were split from: Kalimantan Utara of Kalimantan Timur, the
five newer Papua provinces of Irian Jaya.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wasdini.core.place_codes import NASIONAL_CODE

_WITA_PROVINCES = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_WIT_PROVINCES = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})


@dataclass(frozen=True)
class Zone:
    """A zone and the letters people write behind the hour."""

    letters: str
    name: str

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.name)


WIB = Zone("WIB", "Asia/Jakarta")
WITA = Zone("WITA", "Asia/Makassar")
WIT = Zone("WIT", "Asia/Jayapura")


def zone_of(code: str) -> Zone:
    """The zone of a region, TPS or path; the nation, and a province not in the decree, follow WIB (the capital)."""
    province = "" if code == NASIONAL_CODE else code[:2]
    if province in _WITA_PROVINCES:
        return WITA
    return WIT if province in _WIT_PROVINCES else WIB
