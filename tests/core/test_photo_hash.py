"""The same picture sent twice is found, whatever a messenger did to it; another picture is not."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import gaussian_filter

from wasdini.core.photo_hash import from_signed, hamming, photo_hash, same_photo, to_signed

Gray = npt.NDArray[np.uint8]


def picture(seed: int, height: int = 240, width: int = 320) -> Gray:
    grain = gaussian_filter(np.random.default_rng(seed).random((height, width)), height / 18)
    return ((grain - grain.min()) / np.ptp(grain) * 255).astype(np.uint8)


def as_jpeg(gray: Gray, size: tuple[int, int], quality: int) -> Gray:
    file = io.BytesIO()
    Image.fromarray(gray).resize(size).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("L"), dtype=np.uint8)


@given(st.integers(0, 300), st.sampled_from([(160, 120), (100, 75), (640, 480)]), st.integers(25, 90))
@settings(max_examples=40, deadline=None)
def test_shrinking_and_recompression_keep_the_fingerprint(seed: int, size: tuple[int, int], quality: int) -> None:
    assert same_photo(photo_hash(picture(seed)), photo_hash(as_jpeg(picture(seed), size, quality)))


def test_brightness_and_contrast_keep_it_too() -> None:
    for seed in range(20):
        changed = (picture(seed) * 0.6 + 40).astype(np.uint8)
        assert same_photo(photo_hash(picture(seed)), photo_hash(changed))


def test_other_pictures_are_other_pictures() -> None:
    """0 of 11,175 pairs of made-up pictures."""
    prints = [photo_hash(picture(seed)) for seed in range(150)]
    assert not [(a, b) for a in range(150) for b in range(a) if same_photo(prints[a], prints[b])]


def test_a_flat_picture_is_like_nothing() -> None:
    black = photo_hash(np.zeros((50, 50), dtype=np.uint8))
    assert black == 0 and not same_photo(black, black)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_distance_is_symmetric_and_at_most_64(one: int, other: int) -> None:
    assert hamming(one, other) == hamming(other, one) <= 64
    assert hamming(one, one) == 0


@pytest.mark.parametrize("shape", [(4, 100), (100, 7), (10, 10, 3)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):
        photo_hash(np.zeros(shape, dtype=np.uint8))


@given(st.integers(0, 2**64 - 1))
def test_a_fingerprint_fits_a_signed_column_and_comes_back(photo: int) -> None:
    assert -(2**63) <= to_signed(photo) < 2**63
    assert from_signed(to_signed(photo)) == photo
