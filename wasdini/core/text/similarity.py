"""How alike two reports read: a sketch of 2,048 bits, compared with thousands at once.

Sketch: each three-letter shingle of each stem, and each stem, sets one bit (CRC-32 modulo 2,048). Likeness of two
sketches is the Dice share of common bits, so one wrong letter costs a few shingles and not the word. With about 100
bits set, two unrelated sketches share by accident about 5 % of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from wasdini.core.text.normalise import content_words, normalise
from wasdini.core.text.numbers import named_numbers

SKETCH_BITS = 2_048
SKETCH_BYTES = SKETCH_BITS // 8
_NOTHING = bytes(SKETCH_BYTES)

Words = npt.NDArray[np.uint64]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TextMarks:
    """What a text is compared by; may be stored beside the report and is worth as little as the words left out.

    `words`: stems separated by spaces. `sketch`: 256 bytes. `numbers`: see `numbers.named_numbers`.
    """

    words: str = ""
    sketch: bytes = _NOTHING
    numbers: frozenset[str] = frozenset()


def text_marks(text: str) -> TextMarks:
    """The marks of a text as written; an empty text has empty marks and is like nothing."""
    words = content_words(normalise(text))
    return TextMarks(" ".join(words), sketch_of(words), named_numbers(text))


def sketch_of(words: Iterable[str]) -> bytes:
    """256 bytes; independent of the order of the words."""
    bits = bytearray(SKETCH_BYTES)
    for word in set(words):
        padded = f"^{word}$"
        for shingle in (padded, *(padded[n : n + 3] for n in range(len(padded) - 2))):
            place = crc32(shingle.encode()) % SKETCH_BITS
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def sketches(marks: Sequence[TextMarks]) -> Words:
    """n x 32 array of the sketches, for `sketch_likeness`."""
    return np.frombuffer(b"".join(mark.sketch for mark in marks), dtype=np.uint64).reshape(len(marks), -1)


def sketch_likeness(sketch: bytes, others: Words) -> Shares:
    """Dice share 0-1 of one sketch with each row of `others`; 0 where either is empty."""
    one = np.frombuffer(sketch, dtype=np.uint64)
    common = np.bitwise_count(others & one).sum(axis=1, dtype=np.int64)
    total = np.bitwise_count(others).sum(axis=1, dtype=np.int64) + int(np.bitwise_count(one).sum(dtype=np.int64))
    shares: Shares = np.divide(2.0 * common, total, out=np.zeros(len(others)), where=total > 0)
    return shares
