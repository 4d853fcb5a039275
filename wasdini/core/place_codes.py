"""Place codes: parse, validate, climb.

Kemendagri region codes are dotted text (`31.71.01.1001`); KPU writes a TPS as the desa code without dots plus a
three-digit number (`3171011001003`). Both readings are accepted, the dotted one is written. Codes are text: 11.10 is
not 11.1. A *path* is the dotted code with the TPS number as a fifth part, so that one prefix rule serves every level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wasdini.core.terms import Level

NASIONAL_CODE = "0"
SPECIAL_TPS_FROM = 901

_DOTTED = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
_DIGITS_TO_LEVEL = {
    2: Level.PROVINSI,
    4: Level.KABKOTA,
    6: Level.KECAMATAN,
    10: Level.DESA,
    13: Level.TPS,
}


class PlaceCodeInvalid(ValueError):
    """The text is not a region or TPS code in any accepted writing."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


@dataclass(frozen=True)
class PlaceCode:
    """A valid code. `dotted` is how Wasdini writes it: with dots for regions, 13 plain digits for a TPS."""

    dotted: str
    level: Level

    @property
    def path(self) -> str:
        return path_of(self.dotted)


def parse_place_code(text: str) -> PlaceCode:
    """Read a code written with or without dots; raises `PlaceCodeInvalid`."""
    text = text.strip()
    if text == NASIONAL_CODE:
        return PlaceCode(NASIONAL_CODE, Level.NASIONAL)
    if _DOTTED.fullmatch(text):
        return PlaceCode(text, level_of(text))
    if text.isascii() and text.isdigit() and len(text) in _DIGITS_TO_LEVEL:
        level = _DIGITS_TO_LEVEL[len(text)]
        return PlaceCode(text if level is Level.TPS else _dot(text), level)
    raise PlaceCodeInvalid(text)


def level_of(code: str) -> Level:
    """Level of a code already in Wasdini's writing (no validation)."""
    if code == NASIONAL_CODE:
        return Level.NASIONAL
    if len(code) == 13 and "." not in code:
        return Level.TPS
    return (Level.PROVINSI, Level.KABKOTA, Level.KECAMATAN, Level.DESA)[code.count(".")]


def path_of(code: str) -> str:
    """`3171011001003` -> `31.71.01.1001.003`; a region's path is its code."""
    if level_of(code) is Level.TPS:
        return f"{_dot(code[:10])}.{code[10:]}"
    return code


def code_of(path: str) -> str:
    """`31.71.01.1001.003` -> `3171011001003`: the way back from a path."""
    return path.replace(".", "") if path.count(".") == 4 else path


def parent_of(code: str) -> str | None:
    """The code one level up; the nation for a province, None for the nation."""
    if code == NASIONAL_CODE:
        return None
    path = path_of(code)
    return path.rpartition(".")[0] or NASIONAL_CODE


def ancestors_of(code: str) -> tuple[str, ...]:
    """Province first, the direct parent last; the nation is left out."""
    if code == NASIONAL_CODE:
        return ()
    parts = path_of(code).split(".")
    return tuple(".".join(parts[:n]) for n in range(1, len(parts)))


def covers(area: str, code: str) -> bool:
    """Whether `code` is `area` itself or lies inside it."""
    if area == NASIONAL_CODE:
        return True
    path = path_of(code)
    return path == path_of(area) or path.startswith(path_of(area) + ".")


def common_area(first: str, last: str) -> str:
    """The smallest region that holds every path from `first` to `last`, in byte order; the nation when none does.

    A lone TPS is answered with its desa: an area is a region.
    """
    shared = []
    for low, high in zip(first.split(".")[:4], last.split(".")[:4], strict=False):
        if low != high:
            break
        shared.append(low)
    return ".".join(shared) or NASIONAL_CODE


def tps_code_of(desa_code: str, number: int) -> str:
    """Desa code (either writing) and TPS number -> the 13-digit TPS code."""
    return f"{desa_code.replace('.', '')}{number:03d}"


def path_range(area: str) -> tuple[str, str] | None:
    """Half-open text range [low, high) that holds the area's path and everything below it; None: no bound.

    `/` follows `.` in ASCII, so every path that starts with `area.` sorts below `area/`.
    """
    if area == NASIONAL_CODE:
        return None
    path = path_of(area)
    return path, path + "/"


def _dot(digits: str) -> str:
    parts = (digits[:2], digits[2:4], digits[4:6], digits[6:10])
    return ".".join(part for part in parts if part)
