"""Hostile input at the OpenRosa door: every family of it gets a clear 4xx at once, and the next good form is taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from lxml import etree

from tests.api.phones import SUBMISSION, filled, phone_of, photo, send
from tests.cast import TPS, Cast
from wasdini.api.openrosa_xml import BYTES_MAX, read_filled
from wasdini.core.problems import InputRefused
from wasdini.reports.models import Attachment, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
GOOD = filled(TPS, report_id=UUID(int=7)).decode()
ROOT = '<data id="laporan-wasdini" version="1">'
META = "<meta><instanceID>uuid:8b8f1d9e-3a57-4a3d-9f0c-0f6f5f6b2a11</instanceID></meta></data>"
DOCTYPES = (
    "<!DOCTYPE data>", "<!doctype data>", '<!DOCTYPE data PUBLIC "-//a" "b">', "<!ENTITY x 'y'>", "<!ELEMENT a ANY>",
)  # fmt: skip
PART = b"--a\r\nContent-Disposition: form-data; "


def _lol(levels: int) -> str:
    told = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "lol">{told}]>{ROOT}<text>&a{levels - 1};</text>{META}'


def documents() -> Iterator[tuple[str, bytes]]:
    """Family and bytes; every one of them must be refused."""
    for levels in (2, 5, 10, 30):
        yield f"bom entitas {levels}", _lol(levels).encode()
    for size in (1_000, 50_000, 200_000):
        told = f'<!DOCTYPE d [<!ENTITY a "{"x" * size}">]>{ROOT}<text>{"&a;" * (size // 100)}</text>{META}'
        yield f"kuadratik {size}", told.encode()
    for target in ("file:///etc/passwd", "http://127.0.0.1:1/x", "php://filter", "jar:file:///x!/y", "\\\\host\\x"):
        yield f"xxe {target}", f'<!DOCTYPE d [<!ENTITY x SYSTEM "{target}">]>{ROOT}<text>&x;</text>{META}'.encode()
        yield f"xxe parameter {target}", f'<!DOCTYPE d [<!ENTITY % x SYSTEM "{target}"> %x;]>{ROOT}{META}'.encode()
        yield f"dtd luar {target}", f'<!DOCTYPE data SYSTEM "{target}">{GOOD}'.encode()
    for doctype in (
        "<!DOCTYPE data>",
        "<!doctype data>",
        '<!DOCTYPE data PUBLIC "-//a" "b">',
        "<!ENTITY x 'y'>",
        "<!ELEMENT a ANY>",
    ):
        yield f"doctype {doctype}", (doctype + GOOD).encode()
    for depth in (33, 300, 5_000, 200_000):
        whole = ROOT + "<g>" * depth + "</g>" * depth + META
        yield f"kedalaman {depth}", whole.encode()
        yield f"kedalaman terbuka {depth}", (ROOT + "<g>" * depth).encode()
    yield "terlalu banyak isian", (ROOT + "<a/>" * 25_000 + META).encode()
    yield "terlalu besar", (ROOT + f"<text>{'x' * BYTES_MAX}</text>" + META).encode()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"):
        yield (
            f"pengodean {encoding}",
            (f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a>' + GOOD).encode(encoding),
        )
    for raw in (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\0", b"\xc0\x80"):
        yield f"byte {raw!r}", GOOD.replace("aman", "aXman").encode().replace(b"X", raw)
    for spoilt in (
        "",
        " ",
        "<",
        "<data",
        GOOD[:-1],
        GOOD[:200],
        GOOD + "<a/>",
        "bukan xml",
        "{}",
        "<a></b>",
        GOOD.replace("<text>", "<text"),
    ):
        yield f"rusak {spoilt[-12:]}", spoilt.encode()
    yield "tanpa id", GOOD.replace('id="laporan-wasdini"', "").encode()
    yield "tanpa instanceID", (ROOT + "<text>a</text></data>").encode()
    yield "instanceID kosong", GOOD.replace("uuid:", "").replace("instanceID>", "lain>").encode()
    yield "atribut dua kali", GOOD.replace('version="1"', 'version="1" version="2"').encode()
    yield "namespace tidak dikenal", GOOD.replace("<kind>", "<x:kind>").encode()
    yield "terenkripsi", GOOD.replace("<data ", '<data encrypted="yes" ').encode()
    yield "id panjang", GOOD.replace("laporan-wasdini", "x" * 5_000).encode()
    for form in ("lain", "../laporan-wasdini", "laporan-wasdini'; DROP TABLE x;--", "{{7*7}}", "%s%n", "‮"):
        yield f"formulir {form}", GOOD.replace("laporan-wasdini", form).encode()
    for place in ("' OR 1=1 --", "../../etc/passwd", "99%", "{{7*7}}", "9" * 5_000, "=cmd|' /C calc'!A0", "-1", "１２"):
        yield f"tempat {place[:20]}", GOOD.replace(f"<place>{TPS}", f"<place>{place}").encode()
    for urgency in ("9" * 400, "-1", "NaN", "1e999", "4.5", "0x4", "empat"):
        yield f"mendesak {urgency[:8]}", GOOD.replace("<urgency>4", f"<urgency>{urgency}").encode()
    for when in ("kemarin", "2024-13-45T99:99:99", "0000-00-00", "9" * 300, "2024-02-13T11:30:00+99:99"):
        yield f"waktu {when[:12]}", GOOD.replace("2024-02-13T11:30:00.000+07:00", when).encode()
    for marks in ("‮gnp.exe", "a&#x202E;b", "a&#x2066;b"):
        yield f"bidi {marks!r}", GOOD.replace("aman", marks).encode()
    yield "teks panjang", GOOD.replace("aman", "x" * 20_000).encode()
    yield "isu tidak dikenal", GOOD.replace("hoax", "drop_table").encode()


DOCUMENTS = dict(documents())


def test_every_hostile_form_is_refused_with_words_within_two_seconds_and_the_next_good_one_is_taken(cast: Cast) -> None:
    phone, wrong = phone_of(cast.petugas), []
    send(phone, b"")  # the first request of a process pays for its imports
    for name, raw in DOCUMENTS.items():
        began = time.monotonic()
        answer = send(phone, raw)
        took = time.monotonic() - began
        words = "".join(etree.fromstring(answer.content).itertext()).strip()
        if not 400 <= answer.status_code < 500 or took > 2 or len(words) < 20 or "Traceback" in words:
            wrong.append(f"{name}: {answer.status_code} in {took:.2f} s: {words[:80]}")
    assert not wrong, "\n".join(wrong)
    assert len(DOCUMENTS) >= 90 and not Report.objects.exists()
    assert send(phone, filled(TPS)).status_code == 201


def test_a_depth_no_form_needs_is_refused_before_a_tree_is_built() -> None:
    with pytest.raises(InputRefused) as refused:
        read_filled((ROOT + "<g>" * 40 + "</g>" * 40 + META).encode())
    assert refused.value.problems[0].code == "xml_too_large"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/xml", GOOD.encode()),
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=a", b""),
        ("multipart/form-data; boundary=a", b"--a\r\n"),
        (
            "multipart/form-data; boundary=a",
            b"--a\r\nContent-Disposition: form-data; name=xml_submission_file\r\n\r\nx",
        ),
        (
            "multipart/form-data; boundary=a",
            b'--a\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\n\r\n--a--',
        ),
        ("multipart/form-data; boundary=" + "a" * 500, b"x"),
        ("multipart/form-data; boundary=\x00", b"\0" * 1000),
        ("multipart/mixed; boundary=a", b"--a\r\n\r\nx\r\n--a--"),
        ("", b""),
    ],
)
def test_a_broken_request_is_told_what_it_should_have_been(cast: Cast, kind: str, body: bytes) -> None:
    answer = phone_of(cast.petugas).post(SUBMISSION, body, content_type=kind)
    assert answer.status_code in {400, 422} and b"OpenRosaResponse" in answer.content


def test_a_request_too_large_is_refused_by_its_length_alone(cast: Cast) -> None:
    body = b"--a\r\n" + b"x" * 20_000_001
    answer = phone_of(cast.petugas).post(SUBMISSION, body, content_type="multipart/form-data; boundary=a")
    assert answer.status_code == 413 and b"20 MB" in answer.content


def test_too_many_files_and_two_forms_in_one_request_are_refused(cast: Cast) -> None:
    phone = phone_of(cast.petugas)
    many = [(f"{number}.jpg", photo(number)) for number in range(25)]
    assert send(phone, filled(TPS), *many).status_code in {400, 413, 422}
    part = PART.decode() + 'name="xml_submission_file"; filename="a.xml"\r\n\r\n' + GOOD + "\r\n"
    parts = part * 2
    answer = phone.post(SUBMISSION, (parts + "--a--\r\n").encode(), content_type="multipart/form-data; boundary=a")
    assert answer.status_code == 400 and not Report.objects.exists()


@pytest.mark.parametrize("name", ["../../../etc/passwd.jpg", "..\\..\\x.jpg", "/abs/x.jpg", "a\0b.jpg", "C:\\x.jpg"])
def test_a_file_name_is_never_a_path(cast: Cast, name: str) -> None:
    """Only the last part is looked at, and only to match what the form says."""
    report = filled(TPS, photo=name.replace("\0", ""))
    answer = send(phone_of(cast.petugas), report, (name, photo()))
    assert answer.status_code in {201, 202, 400, 422}
    kept = {row.name for row in Attachment.objects.all()}
    assert all(len(one) == 32 and one.isalnum() for one in kept)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8\xff" + b"\0" * 50, photo()[:200], b"GIF89a" + b"\0" * 50, b"<svg onload=alert(1)>", b"MZ" * 99],
)  # fmt: skip
def test_a_photo_that_is_none_is_refused_and_its_report_stays_on_the_phone(cast: Cast, content: bytes) -> None:
    answer = send(phone_of(cast.petugas), filled(TPS, photo="1.jpg"), ("1.jpg", content))
    assert answer.status_code == 422 and not Report.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        "Basic", "Basic !!!", "Basic " + "A" * 5_000, "Basic Og==", "Digest", "Digest a", 'Digest username="a"',
        'Digest username="petugas", realm="wasdini", nonce="x", uri="/", response="y"', "Digest " + "a=b," * 900,
        'Digest username="a", username="b"', "Bearer x", "Negotiate", "\u00ff", "Samaran " + "0" * 64,
    ],
)  # fmt: skip
def test_a_strange_authorization_is_a_plain_401(db: None, header: str) -> None:
    assert Client(headers={"Authorization": header}).get("/openrosa/formList").status_code == 401
