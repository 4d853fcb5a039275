"""Names, numbers, places and moments that exist nowhere else, and how to find them again in whatever writing."""

from __future__ import annotations

import base64
import io
import random
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from PIL import Image, PngImagePlugin

from tests.reports.samples import photo

LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True)
class Source:
    """One covert source: every field of its identity is a canary."""

    name: str
    phone: str
    relation: str
    lat: float
    lon: float
    minute: int
    second: int

    @property
    def canaries(self) -> dict[str, str]:
        first, last = self.name.split()
        return {
            "name": self.name, "first name": first, "last name": last, "phone": self.phone,
            "phone abroad": self.phone[1:],
            "relation": self.relation, "lat": str(self.lat), "lon": str(self.lon), "moment": self.moment,
            "gps": self.gps, "exif": f"milik-{last}",
        }  # fmt: skip

    @property
    def moment(self) -> str:
        return f":{self.minute:02d}:{self.second:02d}.{self.second:02d}{self.minute:02d}"

    @property
    def gps(self) -> str:
        return f"{self.lat:+.6f}{self.lon:+.6f}/"


def sources(count: int, seed: int = 7) -> list[Source]:
    dice = random.Random(seed)

    def word() -> str:
        return "Q" + "".join(dice.choice(LETTERS) for _ in range(11))

    return [_source(dice, word) for _ in range(count)]


def _source(dice: random.Random, word: Callable[[], str]) -> Source:
    return Source(
        name=f"{word()} {word()}",
        phone=f"0812{dice.randrange(10**7, 10**8)}",
        relation=f"kerabat{word()}",
        lat=-6 - dice.randrange(10**5, 10**6) / 10**6,
        lon=106 + dice.randrange(10**5, 10**6) / 10**6,
        minute=dice.randrange(60),
        second=dice.randrange(60),
    )


def writings(canary: str) -> set[bytes]:
    """Plain, base64 at each of three offsets, hexadecimal, as in an address, UTF-16 both ways."""
    plain = canary.encode()
    found = {
        plain,
        plain.hex().encode(),
        plain.hex().upper().encode(),
        quote(canary).encode(),
        quote_plus(canary).encode(),
    }
    found |= {canary.encode("utf-16-le"), canary.encode("utf-16-be")}
    for shift in range(3):
        told = base64.b64encode(b"\0" * shift + plain)
        inside = told[(0, 2, 3)[shift] : len(told) - (0, 3, 2)[(len(plain) + shift) % 3] or None]
        found |= {inside, inside.replace(b"+", b"-").replace(b"/", b"_")}
    return {one for one in found if len(one) >= 8}


def hits(places: Iterable[tuple[str, bytes]], found_in: Mapping[str, str]) -> list[str]:
    """`place: which canary` for everything found. `found_in`: what to look for, by name."""
    wanted = [(name, one) for name, canary in found_in.items() for one in writings(canary)]
    return [f"{place}: {name}" for place, content in places for name, one in wanted if one in content]


def files(source: Source, seed: int) -> list[tuple[str, bytes]]:
    """Five formats, each with place, name and moment where its kind of file keeps them."""
    told = source.canaries["exif"]
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x9286] = told, source.name, told
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4], gps[29] = "S", (6.0, 7.0, 24.4), "E", (106.0, 39.0, 15.6), told
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{told} {source.gps}</creator></x:xmpmeta>'.encode()
    out = []
    for form in ("JPEG", "PNG", "WEBP"):
        picture, file = Image.open(io.BytesIO(photo(seed))), io.BytesIO()
        more: dict[str, object] = {"exif": exif.tobytes()}
        if form == "PNG":
            text = PngImagePlugin.PngInfo()
            text.add_text("Comment", f"{told} {source.gps}")
            text.add_itxt("XML:com.adobe.xmp", xmp.decode())
            more["pnginfo"] = text
        else:
            more["xmp"] = xmp
        picture.save(file, form, **more)
        out.append((f"image/{form.lower()}", file.getvalue() + told.encode() * (form == "JPEG")))
    out.append(("video/mp4", _mp4(source)))
    out.append(("audio/mpeg", _mp3(source)))
    return out


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def _mp4(source: Source) -> bytes:
    """As a phone's camera writes it: `©xyz` with the place, the owner's name, the moment in the header."""
    where = source.gps.encode()
    told = _box(b"\xa9xyz", struct.pack(">HH", len(where), 0) + where) + _box(b"\xa9nam", source.name.encode())
    head = _box(b"mvhd", bytes(4) + source.canaries["exif"][:8].encode() + bytes(92))
    tags = _box(b"meta", source.canaries["exif"].encode())
    moov = _box(b"moov", head + _box(b"trak", _box(b"udta", told)) + _box(b"udta", told) + tags)
    return _box(b"ftyp", b"isom" + bytes(4)) + moov + _box(b"mdat", bytes(200)) + _box(b"uuid", bytes(16) + where)


def _mp3(source: Source) -> bytes:
    told = f"{source.name} {source.canaries['exif']} {source.gps}".encode()
    frame = b"TPE1" + struct.pack(">I", len(told) + 1) + b"\0\0\3" + told
    return (
        b"ID3\x04\0\0"
        + bytes((0, 0, 0, len(frame)))
        + frame
        + b"\xff\xfb\x90\0"
        + bytes(200)
        + b"TAG"
        + told[:30].ljust(125, b"\0")
    )
