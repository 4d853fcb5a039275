"""A 64-bit fingerprint of a photo that survives shrinking, recompression and brightness: the same picture sent twice.

Decoding is the caller's work; here only numbers. Not a proof of equality: a person looks at both pictures.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.fft import dctn

SAME_PHOTO_BITS = 10
_SIDE = 32
_KEPT = 8
_FLAT = 2.0


def photo_hash(gray: npt.NDArray[np.uint8]) -> int:
    """The pHash of a grayscale picture (height x width, any size from 8 x 8): an integer of 64 bits.

    Rule: area average to 32 x 32, DCT-II, the 8 x 8 lowest frequencies, each bit 1 when the coefficient is above the
    median (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). A flat picture
    (standard deviation of grey below 2 of 255) tells nothing apart and gives 0, which `same_photo` never matches.
    `ValueError` when not 2-D or smaller than 8 x 8.
    """
    if gray.ndim != 2 or min(gray.shape) < _KEPT:
        raise ValueError(f"a picture of at least {_KEPT} x {_KEPT} grey values is needed, not {gray.shape}")
    small = _shrunk(gray.astype(np.float64))
    if small.std() < _FLAT:
        return 0
    low = dctn(small, norm="ortho")[:_KEPT, :_KEPT].ravel()
    bits = low > np.median(low[1:])
    return int(np.packbits(bits).view(">u8")[0])


def _shrunk(gray: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Exact area average to 32 x 32: integrate, read the integral at the 33 borders, difference."""
    for _ in range(2):
        whole = np.concatenate([np.zeros((1, gray.shape[1])), np.cumsum(gray, axis=0)])
        at = np.linspace(0, gray.shape[0], _SIDE + 1)
        floor = np.minimum(at.astype(np.int64), gray.shape[0] - 1)
        read = whole[floor] + (at - floor)[:, None] * gray[floor]
        gray = (np.diff(read, axis=0) * (_SIDE / gray.shape[0])).T
    return gray


def hamming(one: int, other: int) -> int:
    """How many of the 64 bits differ; symmetric."""
    return (one ^ other).bit_count()


def same_photo(one: int, other: int) -> bool:
    """At most 10 of 64 bits differ, the usual bound of pHash; a flat picture (0) is never the same as another."""
    return one != 0 and other != 0 and hamming(one, other) <= SAME_PHOTO_BITS


def to_signed(photo: int) -> int:
    """The fingerprint as a database's signed 64-bit integer; `from_signed` gives it back."""
    return photo - 2**64 if photo >= 2**63 else photo


def from_signed(kept: int) -> int:
    """What `photo_hash` said, from the signed integer kept."""
    return kept % 2**64
