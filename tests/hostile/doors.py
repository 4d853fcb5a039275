"""Every door that takes something in. A new door is one more entry of `DOORS`; the corpus does the rest."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from nacl.public import PublicKey, SealedBox

from tests.api.phones import SUBMISSION, filled, photo
from tests.api.phones import send as send_form
from tests.api.test_text_messages import begin
from tests.cast import TPS
from tests.hostile.corpus import Case
from tests.reports.samples import SAID
from tests.reports.test_lapor_pages import typed
from wasdini.core.report_fields import MEDIA_TYPES
from wasdini.reports import queries
from wasdini.reports.queries_sealed import SEALED_TYPE

TYPES = sorted(MEDIA_TYPES)


@dataclass(frozen=True)
class Callers:
    """Who knocks: an officer's browser, the same officer's forms app, an analyst's browser, and the message gateway."""

    phone: Client
    forms_app: Client
    analyst: Client
    gateway: Callable[[bytes], Any]
    pin: str


Ask = Callable[[Callers, Case, int], Iterator[Any]]


@dataclass(frozen=True)
class Door:
    """`ask(by, case, number)` yields answers; `number` picks among what takes turns."""

    name: str
    ask: Ask


def report_bytes(by: Callers, case: Case, number: int) -> Iterator[Any]:
    yield by.phone.put(_report(), case.content, content_type="application/json")
    if number % 4 == 0:
        yield by.phone.put(_report(), case.content, content_type=case.media_type)


def report_fields(by: Callers, case: Case, number: int) -> Iterator[Any]:
    """The text in fields it does not belong into."""
    if case.text is None:
        return
    for changes in (
        {"source": {"name": case.text}}, {"form": {"id": case.text, "version": "1"}}, {"tps_code": case.text},
        {"issues": [case.text]}, {"occurred_at": case.text}, {case.text: 1}, {"supersedes": case.text},
        {"findings": [{"code": case.text}]},
        {"attachments": [{"sha256": case.text, "bytes": 1, "type": "image/png"}]},
    ):  # fmt: skip
        said = {**SAID, "tps_code": TPS, **changes}
        yield by.phone.put(_report(), json.dumps(said), content_type="application/json")


def sealed_report(by: Callers, case: Case, number: int) -> Iterator[Any]:
    if len(case.content) < 5_000_000:
        yield by.phone.put(_report(), _sealed(case.content), content_type=SEALED_TYPE)
    if number % 8 == 0:
        yield by.phone.put(_report(), case.content, content_type=SEALED_TYPE)


def whole_file(by: Callers, case: Case, number: int) -> Iterator[Any]:
    for kind in _kinds(case, number):
        yield by.phone.put(_file(case.content), case.content, content_type=kind)


def file_in_pieces(by: Callers, case: Case, number: int) -> Iterator[Any]:
    address, total = _file(case.content), len(case.content)
    kind = _kinds(case, number)[0]
    middle = min(total // 2, 4_000_000)
    for first, end in ((0, middle), (middle, min(total, middle + 4_000_000))):
        yield by.phone.patch(
            address, case.content[first:end], content_type="application/octet-stream",
            headers={"Upload-Offset": str(first), "Upload-Length": str(total), "Upload-Type": kind},
        )  # fmt: skip


def sealed_file(by: Callers, case: Case, number: int) -> Iterator[Any]:
    if len(case.content) > 5_000_000:
        return
    kind = _kinds(case, number)[0]
    sealed = _sealed(case.content)
    yield by.phone.put(_file(case.content), sealed, content_type=SEALED_TYPE, headers={"Upload-Type": kind})


def headers_and_addresses(by: Callers, case: Case, number: int) -> Iterator[Any]:
    """The text where a header or an address is expected."""
    if case.text is None or "\r" in case.text or "\n" in case.text:
        return
    text = case.text[:2000].encode("utf-8", "replace").decode("latin-1")
    address = _file(b"x")
    for name in ("Upload-Offset", "Upload-Length", "Upload-Type", "Authorization"):
        headers = {"Upload-Offset": "0", "Upload-Length": "1", "Upload-Type": "image/png", name: text}
        yield by.phone.patch(address, b"x", content_type="application/octet-stream", headers=headers)
    yield by.phone.get("/api/v1/reports", {"after": case.text, "place": case.text, "status": case.text})
    yield by.phone.get("/api/v1/reports", {"place": case.text})
    yield by.phone.get("/api/v1/reports", {"after": case.text})
    yield by.phone.put(f"/api/v1/reports/{uuid.uuid4()}/attachments/{case.text[:200]}", b"x", content_type="image/png")


def openrosa(by: Callers, case: Case, number: int) -> Iterator[Any]:
    """The case as the form, as a file beside a good form, and in its text and file name."""
    yield by.forms_app.post(SUBMISSION, {"xml_submission_file": SimpleUploadedFile("a.xml", case.content, "text/xml")})
    if case.media_type.startswith("multipart/"):
        yield by.forms_app.post(SUBMISSION, case.content, content_type=case.media_type)
    else:
        good = filled(TPS, photo="foto.jpg")
        yield send_form(by.forms_app, good, ("foto.jpg", case.content))
    if (text := _written(case)) is not None:
        yield send_form(by.forms_app, filled(TPS, text=escape(text)))
        yield send_form(by.forms_app, filled(TPS, photo=escape(text)), (_named(text), photo()))


def web_form(by: Callers, case: Case, number: int) -> Iterator[Any]:
    """Every field of the form without a script, and its photo."""
    file = SimpleUploadedFile("foto.jpg", case.content, content_type=case.media_type.partition(";")[0])
    yield by.phone.post("/lapor/", typed() | {"photo": file})
    if (text := _written(case)) is not None:
        names = ("text", "source_name", "place_code", "tps_number", "report_id", "opened_at", "count_ballots_short")
        yield by.phone.post("/lapor/", typed(text=text))
        for name in (names[number % len(names)], names[(number + 3) % len(names)]):
            yield by.phone.post("/lapor/", typed(**{name: text}))
    if case.media_type.startswith("multipart/"):
        yield by.phone.post("/lapor/", case.content, content_type=case.media_type)


def xlsform(by: Callers, case: Case, number: int) -> Iterator[Any]:
    file = SimpleUploadedFile("../../uji.xlsx", case.content)
    yield by.analyst.post("/formulir/", {"slug": f"uji{number}", "file": file})
    if (text := _written(case)) is not None:
        yield by.analyst.post("/formulir/", {"slug": text, "file": file})


def text_message(by: Callers, case: Case, number: int) -> Iterator[Any]:
    yield by.gateway(case.content)
    if case.text is not None:
        for told in (case.text, f"{begin(by.pin)} TERJADI KET {case.text}", f"{begin(by.pin)} ISU {case.text}"):
            body = {"from": "+6281234567890", "text": told, "id": f"{number}-{len(told)}"}
            yield by.gateway(json.dumps(body).encode())


DOORS = (
    Door("report", report_bytes),
    Door("report-fields", report_fields),
    Door("report-sealed", sealed_report),
    Door("file", whole_file),
    Door("file-pieces", file_in_pieces),
    Door("file-sealed", sealed_file),
    Door("headers", headers_and_addresses),
    Door("openrosa", openrosa),
    Door("web-form", web_form),
    Door("xlsform", xlsform),
    Door("text-message", text_message),
)


def _kinds(case: Case, number: int) -> list[str]:
    """The type it claims and two others that take turns, so that every case of a family meets every type."""
    claimed = [case.media_type] if case.media_type in MEDIA_TYPES else []
    return [*claimed, TYPES[number % len(TYPES)], TYPES[(number + 5) % len(TYPES)]]


def _written(case: Case) -> str | None:
    """As a form can carry it: half a surrogate has no bytes."""
    return None if case.text is None else case.text.encode("utf-8", "replace").decode()


def _named(text: str) -> str:
    """A file name as a hostile phone writes it; the test client refuses those that end in a folder."""
    name = text[:200]
    return f"{name}x" if PurePosixPath(f"/{name}").name != name.rpartition("/")[2] or name in {".", ".."} else name


def _report() -> str:
    return f"/api/v1/reports/{uuid.uuid4()}"


def _file(content: bytes) -> str:
    return f"{_report()}/attachments/{hashlib.sha256(content).hexdigest()}"


def _sealed(content: bytes) -> bytes:
    key, _ = queries.intake_public_key()
    return bytes(SealedBox(PublicKey(base64.b64decode(key))).encrypt(content))
