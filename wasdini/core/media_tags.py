"""Recordings without what is written beside the sound and the picture: place, time and device of the phone.

Only for closed reports. Everything is blanked where it stands, so that lengths and offsets stay right. Known: MP4 and
3GP (user data, metadata, times), MP3 (ID3), WAV (lists). WebM, Ogg, AMR and AAC carry none that a phone fills in with a
place; they are kept as they are, and the manual says so.
"""

from __future__ import annotations

from collections.abc import Iterator

_INSIDE = {b"moov", b"trak", b"mdia", b"moof", b"traf", b"minf"}
_TOLD = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
_BOXES_MAX, _DEPTH_MAX = 10_000, 8


def without_tags(media_type: str, content: bytes) -> bytes:
    """The same recording, as long as before, with its tags blank. What cannot be walked stays as it is."""
    blank = bytearray(content)
    kind = media_type.partition("/")[2]
    if kind in {"mp4", "3gpp"}:
        _blank_boxes(blank)
    elif kind == "mpeg":
        _blank_id3(blank)
    elif kind == "wav":
        _blank_lists(blank)
    return bytes(blank)


def _blank_boxes(file: bytearray) -> None:
    waiting, seen = [(0, len(file), 0)], 0
    while waiting:
        begin, end, depth = waiting.pop()
        for kind, body, after in _boxes(file, begin, end):
            seen += 1
            if seen > _BOXES_MAX:
                return
            if kind in _TOLD:
                file[body - 4 : body] = b"free" if file[body - 4 : body] == kind else file[body - 4 : body]
                file[body:after] = bytes(after - body)
            elif kind in _TIMED and after - body >= 20:
                size = 16 if file[body] == 1 else 8
                file[body + 4 : body + 4 + size] = bytes(size)
            elif kind in _INSIDE and depth < _DEPTH_MAX:
                waiting.append((body, after, depth + 1))


def _boxes(file: bytearray, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content begins, where it ends) of the boxes that follow one another."""
    while begin + 8 <= end:
        size, body = int.from_bytes(file[begin : begin + 4], "big"), begin + 8
        if size == 1:
            size, body = int.from_bytes(file[begin + 8 : begin + 16], "big"), begin + 16
        after = end if size == 0 else begin + size
        if after > end or after < body:
            return
        yield bytes(file[begin + 4 : begin + 8]), body, after
        begin = after


def _blank_id3(file: bytearray) -> None:
    if file[:3] == b"ID3" and len(file) > 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(file[6:10], (21, 14, 7, 0), strict=True))
        end = min(10 + size, len(file))
        file[10:end] = bytes(end - 10)
    if file[-128:-125] == b"TAG":
        file[-125:] = bytes(125)


def _blank_lists(file: bytearray) -> None:
    at = 12
    while at + 8 <= len(file):
        size = int.from_bytes(file[at + 4 : at + 8], "little")
        end = min(at + 8 + size, len(file))
        if file[at : at + 4] not in {b"fmt ", b"data", b"fact"}:
            file[at : at + 4] = b"JUNK"
            file[at + 8 : end] = bytes(end - at - 8)
        at = end + (size & 1)
