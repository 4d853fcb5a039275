"""Every door that takes something in. A new door is one more entry of `DOORS`; the corpus does the rest."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from nacl.public import PublicKey, SealedBox

from tests.cast import TPS
from tests.hostile import doors_phones
from tests.hostile.corpus import Case
from tests.reports.samples import SAID
from tests.reports.test_lapor_pages import typed
from wasdini.core.report_fields import MEDIA_TYPES
from wasdini.reports import queries
from wasdini.reports.queries_sealed import SEALED_TYPE

TYPES = sorted(MEDIA_TYPES)
Ask = Callable[[Client, Case, int], Iterator[Any]]


@dataclass(frozen=True)
class Door:
    """`ask(client, case, number)` yields answers; `number` picks among what takes turns."""

    name: str
    ask: Ask


def report_bytes(client: Client, case: Case, number: int) -> Iterator[Any]:
    yield client.put(_report(), case.content, content_type="application/json")
    if number % 4 == 0:
        yield client.put(_report(), case.content, content_type=case.media_type)


def report_fields(client: Client, case: Case, number: int) -> Iterator[Any]:
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
        yield client.put(_report(), json.dumps(said), content_type="application/json")


def sealed_report(client: Client, case: Case, number: int) -> Iterator[Any]:
    if len(case.content) < 5_000_000:
        yield client.put(_report(), _sealed(case.content), content_type=SEALED_TYPE)
    if number % 8 == 0:
        yield client.put(_report(), case.content, content_type=SEALED_TYPE)


def whole_file(client: Client, case: Case, number: int) -> Iterator[Any]:
    for kind in _kinds(case, number):
        yield client.put(_file(case.content), case.content, content_type=kind)


def file_in_pieces(client: Client, case: Case, number: int) -> Iterator[Any]:
    address, total = _file(case.content), len(case.content)
    kind = _kinds(case, number)[0]
    middle = min(total // 2, 4_000_000)
    for begin, end in ((0, middle), (middle, min(total, middle + 4_000_000))):
        yield client.patch(
            address, case.content[begin:end], content_type="application/octet-stream",
            headers={"Upload-Offset": str(begin), "Upload-Length": str(total), "Upload-Type": kind},
        )  # fmt: skip


def sealed_file(client: Client, case: Case, number: int) -> Iterator[Any]:
    if len(case.content) > 5_000_000:
        return
    kind = _kinds(case, number)[0]
    sealed = _sealed(case.content)
    yield client.put(_file(case.content), sealed, content_type=SEALED_TYPE, headers={"Upload-Type": kind})


def headers_and_addresses(client: Client, case: Case, number: int) -> Iterator[Any]:
    """The text where a header or an address is expected."""
    if case.text is None or "\r" in case.text or "\n" in case.text:
        return
    sent = case.text.encode("utf-8", "replace").decode()  # half a surrogate has no bytes
    text = sent[:2000].encode().decode("latin-1")
    address = _file(b"x")
    for name in ("Upload-Offset", "Upload-Length", "Upload-Type", "Authorization"):
        headers = {"Upload-Offset": "0", "Upload-Length": "1", "Upload-Type": "image/png", name: text}
        yield client.patch(address, b"x", content_type="application/octet-stream", headers=headers)
    yield client.get("/api/v1/reports", {"after": sent, "place": sent, "status": sent})
    yield client.get("/api/v1/reports", {"place": sent})
    yield client.get("/api/v1/reports", {"after": sent})
    yield client.put(f"/api/v1/reports/{uuid.uuid4()}/attachments/{sent[:200]}", b"x", content_type="image/png")


def web_form(client: Client, case: Case, number: int) -> Iterator[Any]:
    """The photo of the form without a script, and the text in its fields."""
    file = SimpleUploadedFile("foto.jpg", case.content, content_type=case.media_type.partition(";")[0])
    yield client.post("/lapor/", typed() | {"photo": file})
    if case.media_type.startswith("multipart/"):
        yield client.post("/lapor/", case.content, content_type=case.media_type)
    if case.text is None:
        return
    text = case.text.encode("utf-8", "replace").decode()
    names = ("source_name", "place_code", "tps_number", "report_id", "opened_at", "count_ballots_short", "urgency")
    for name in ("text", names[number % len(names)], names[(number + 3) % len(names)]):
        yield client.post("/lapor/", typed(**{name: text}))


DOORS = (
    Door("report", report_bytes),
    Door("report-fields", report_fields),
    Door("report-sealed", sealed_report),
    Door("file", whole_file),
    Door("file-pieces", file_in_pieces),
    Door("file-sealed", sealed_file),
    Door("headers", headers_and_addresses),
    Door("openrosa-form", doors_phones.filled_form),
    Door("openrosa-file", doors_phones.file_of_a_form),
    Door("openrosa-request", doors_phones.request_of_a_phone),
    Door("text-message", doors_phones.text_message),
    Door("xlsform", doors_phones.workbook_of_a_form),
    Door("web-form", web_form),
)


def _kinds(case: Case, number: int) -> list[str]:
    """The type it claims and two others that take turns, so that every case of a family meets every type."""
    claimed = [case.media_type] if case.media_type in MEDIA_TYPES else []
    return [*claimed, TYPES[number % len(TYPES)], TYPES[(number + 5) % len(TYPES)]]


def _report() -> str:
    return f"/api/v1/reports/{uuid.uuid4()}"


def _file(content: bytes) -> str:
    return f"{_report()}/attachments/{hashlib.sha256(content).hexdigest()}"


def _sealed(content: bytes) -> bytes:
    key, _ = queries.intake_public_key()
    return bytes(SealedBox(PublicKey(base64.b64decode(key))).encrypt(content))
