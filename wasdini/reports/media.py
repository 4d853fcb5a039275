"""What a photo or a recording may be, and how it is shown: known kinds only, photos without their hidden data.

A file is what its first bytes say, not what its name claims. A photo is drawn anew before anybody sees it: EXIF, GPS,
thumbnails and whatever was hung on behind its end do not survive that.
"""

from __future__ import annotations

import io
import logging
import struct
import threading
import warnings

import numpy as np
from PIL import Image, ImageOps

from wasdini.core.photo_hash import photo_hash
from wasdini.core.problems import InputRefused, Problem

# What unpacking costs: a JPEG read line by line is drawn small; the rest is held whole: PNG twice, WebP thrice.
PIXELS_MAX = {"JPEG": 120_000_000, "PNG": 16_000_000, "WEBP": 12_000_000}
PROGRESSIVE_PIXELS_MAX = 24_000_000
SCANNED_PIXELS_MAX = 480_000_000
SHOWN_SIDE = 2048
SIDE_HASHED_MIN = 8  # narrower, nothing can be said about likeness: 0, which is like no other
# At DEBUG it writes the tags of a photo, the name of its owner among them, into the log.
logging.getLogger("PIL").setLevel(logging.WARNING)
_drawing = threading.BoundedSemaphore(1)
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def refuse_unless(media_type: str, content: bytes) -> None:
    """Raise `InputRefused` unless the bytes are what the type says."""
    if not _is(media_type, content):
        raise InputRefused([Problem("attachment_not_its_type", column="type", value=media_type)])


def shown_photo(media_type: str, content: bytes) -> tuple[bytes, int]:
    """The photo as it may be shown, always JPEG, and its perceptual hash. Raises `InputRefused`."""
    try:
        with _drawing:  # one at a time in a process: two large ones beside each other would need twice the memory
            upright = _upright(content, _FORMATS[media_type])
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError, struct.error) as wrong:
        raise InputRefused([Problem("attachment_not_its_type", column="type", value=media_type)]) from wrong
    bare = Image.fromarray(np.asarray(upright))  # pixels alone: nothing else of the file is carried over
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=85, optimize=True)
    narrow = min(bare.size) < SIDE_HASHED_MIN
    return out.getvalue(), 0 if narrow else photo_hash(np.asarray(bare.convert("L")))


def _upright(content: bytes, form: str) -> Image.Image:
    """Its pixels, made small, turned as the camera was held; refused before unpacking when they are too many."""
    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content), formats=[form]) as opened:
        _refuse_too_many(opened, content, form)
        opened.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))
        opened.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
        return ImageOps.exif_transpose(opened).convert("RGB")


def _refuse_too_many(opened: Image.Image, content: bytes, form: str) -> None:
    pixels, most = opened.width * opened.height, PIXELS_MAX[form]
    if form == "JPEG" and opened.info.get("progressive"):
        # Each scan goes over all pixels again: a small file with a thousand scans would take minutes.
        scans = content.count(b"\xff\xda")
        most = min(PROGRESSIVE_PIXELS_MAX, SCANNED_PIXELS_MAX // max(scans, 1))
    if pixels > most:
        raise InputRefused([Problem("attachment_too_many_pixels", expected=f"≤ {most // 10**6} MP")])


def is_photo(media_type: str) -> bool:
    return media_type in _FORMATS


def _is(media_type: str, content: bytes) -> bool:
    head = content[:16]
    box = head[4:8] == b"ftyp"
    return {
        "image/jpeg": head.startswith(b"\xff\xd8\xff"),
        "image/png": head.startswith(b"\x89PNG\r\n\x1a\n"),
        "image/webp": head[:4] == b"RIFF" and head[8:12] == b"WEBP",
        "audio/ogg": head.startswith(b"OggS"),
        "audio/webm": head.startswith(b"\x1aE\xdf\xa3"),
        "video/webm": head.startswith(b"\x1aE\xdf\xa3"),
        "audio/mp4": box,
        "video/mp4": box,
        "audio/3gpp": box,
        "video/3gpp": box,
        "audio/mpeg": head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0),
        "audio/aac": head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xF6 == 0xF0,
        "audio/wav": head[:4] == b"RIFF" and head[8:12] == b"WAVE",
        "audio/amr": head.startswith(b"#!AMR"),
    }.get(media_type, False)
