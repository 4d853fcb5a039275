"""Names of places. (First small slice: the room grows around it.)"""

from __future__ import annotations

from collections.abc import Iterable

from wasdini.core.place_codes import NASIONAL_CODE, level_of
from wasdini.core.terms import Level
from wasdini.places.models import Place, Tps


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Code -> name of current places and TPS; a code that is not known is left out."""
    wanted = set(codes)
    stations = {code for code in wanted if level_of(code) is Level.TPS}
    names = dict(Place.objects.filter(code__in=wanted - stations, superseded_by=None).values_list("code", "name"))
    if stations:
        rows = Tps.objects.filter(code__in=stations, superseded_by=None).values_list("code", "number", "name")
        names |= {code: f"TPS {number:03d}" + (f" {name}" if name else "") for code, number, name in rows}
    if NASIONAL_CODE in wanted:
        names[NASIONAL_CODE] = "Indonesia"
    return names
