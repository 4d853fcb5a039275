"""A secret of 32 bytes on paper: thirteen groups of five characters, each with its own check character.

For the custodian's recovery sheet and the officer's enrolment sheet. The alphabet has no I, L, O, U (Crockford), so
that what is misread is still read right. The check is a weighted sum in GF(32): it finds every single wrong character,
every two neighbours and every two groups that changed places, and says which group to look at again.
The browser writes and reads the same (`custody/static/custody/paper_code.js`).
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP_COUNT, GROUP_SIZE, SECRET_BYTES = 13, 5, 32
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SPARE_BITS = GROUP_COUNT * (GROUP_SIZE - 1) * 5 - SECRET_BYTES * 8


class PaperCodeWrong(ValueError):
    """What was typed cannot be this code. `group` counts from 1; 0: too much or too little was typed."""

    def __init__(self, group: int) -> None:
        self.group = group
        super().__init__(group)


def write_code(secret: bytes) -> str:
    """32 bytes as `XXXXX-XXXXX-…`. Raises ValueError for another length."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(len(secret))
    number = int.from_bytes(secret) << _SPARE_BITS
    values = [number >> (5 * place) & 31 for place in reversed(range(GROUP_COUNT * (GROUP_SIZE - 1)))]
    groups = [values[at : at + GROUP_SIZE - 1] for at in range(0, len(values), GROUP_SIZE - 1)]
    whole = [[*group, _check(group, number)] for number, group in enumerate(groups)]
    return "-".join("".join(ALPHABET[value] for value in group) for group in whole)


def read_code(text: str) -> bytes:
    """The secret from what somebody typed, however spaced or dashed. Raises `PaperCodeWrong` naming the group."""
    typed = re.sub(r"[\s.–—-]", "", text.upper().rpartition(":")[2]).translate(_LOOKALIKES)
    if len(typed) != GROUP_COUNT * GROUP_SIZE:
        raise PaperCodeWrong(0)
    number = 0
    for index in range(GROUP_COUNT):
        group = [ALPHABET.find(letter) for letter in typed[index * GROUP_SIZE : (index + 1) * GROUP_SIZE]]
        if min(group) < 0 or group[-1] != _check(group[:-1], index):
            raise PaperCodeWrong(index + 1)
        for value in group[:-1]:
            number = number << 5 | value
    if number & ((1 << _SPARE_BITS) - 1):
        raise PaperCodeWrong(GROUP_COUNT)
    return (number >> _SPARE_BITS).to_bytes(SECRET_BYTES)


def _check(group: list[int], index: int) -> int:
    """Sum of a^(place+1) * value over the group, plus a^6 * index, in GF(32) with x^5 + x^2 + 1."""
    total = _times_power(index, 6)
    for place, value in enumerate(group):
        total ^= _times_power(value, place + 1)
    return total


def _times_power(value: int, power: int) -> int:
    for _ in range(power):
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return value
