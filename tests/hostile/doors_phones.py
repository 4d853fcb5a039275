"""The doors of form apps, text-message gateways and designers of forms, for the hostile corpus."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape, quoteattr

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests.api.phones import SUBMISSION, basic, filled
from tests.api.test_text_messages import KEY, signed
from tests.cast import NOW, TPS, signed_in
from tests.hostile.corpus import Case
from wasdini.accounts.models import User
from wasdini.accounts.operations_devices import issue_device_password, register_number
from wasdini.core.access import system_actor
from wasdini.core.text_message import check_letter

ENDINGS = (".jpg", ".png", ".webp", ".ogg", ".m4a", ".mp3", ".wav", ".amr", ".aac", ".mp4", ".webm", ".3gp", ".xml", "")
NUMBER = "081234567890"


def filled_form(client: Client, case: Case, number: int) -> Iterator[Any]:
    """The whole as a form, and the text in each of its answers."""
    phone = _phone(client)
    yield _send(phone, case.content)
    if case.text is None:
        return
    text = escape(case.text)
    good = filled(TPS, report_id=uuid4(), photo="").decode()
    for before, after in (
        (f"<place>{TPS}", f"<place>{text}"), ("<urgency>4", f"<urgency>{text}"), ("hoax<", f"{text}<"),
        ("aman", text), ("2024-02-13T11:30:00.000+07:00", text), ("-6.2 106.8 0 5", text), ("uuid:", f"uuid:{text}"),
        ('version="1"', f"version={quoteattr(case.text)}"), ("<photo></photo>", f"<photo>{text}</photo>"),
    ):  # fmt: skip
        yield _send(phone, good.replace(before, after).encode("utf-8", "replace"))


def file_of_a_form(client: Client, case: Case, number: int) -> Iterator[Any]:
    """The whole as a photo or a recording, under names that take turns; the text as its name."""
    phone = _phone(client)
    name = f"berkas{ENDINGS[number % len(ENDINGS)]}"
    if len(case.content) < 19_000_000:
        yield _send(phone, filled(TPS, photo=name), (name, case.content))
    if case.text:
        named = _sendable(case.text[:100].replace("\0", ""))
        if named.replace("\\", "/").rpartition("/")[2].strip(". "):  # a client has to call it something
            yield _send(phone, filled(TPS, photo=escape(named)), (named, b"x"))


def request_of_a_phone(client: Client, case: Case, number: int) -> Iterator[Any]:
    """The whole as the request itself."""
    phone = _phone(client)
    kinds = (case.media_type, "multipart/form-data; boundary=a", "multipart/form-data")
    yield phone.post(SUBMISSION, case.content, content_type=kinds[number % 3])
    if case.text is not None and not set(case.text) & {"\r", "\n"}:
        text = case.text[:2000].encode("utf-8", "replace").decode("latin-1")
        for header in (f"Basic {text}", f"Digest {text}", f'Digest username="{text}"', text):
            yield Client(headers={"Authorization": header}).get("/openrosa/formList")
        yield phone.get("/openrosa/formList", {"formID": _sendable(case.text)})


def text_message(client: Client, case: Case, number: int) -> Iterator[Any]:
    """The whole as the gateway's request; the text as what somebody wrote, from right and from wrong numbers."""
    with override_settings(TEXT_GATEWAYS={"uji": KEY}):
        kinds = (case.media_type, "application/json", "application/x-www-form-urlencoded")
        yield _gateway(case.content, kinds[number % 3])
        if case.text is None or number % 2:  # each right PIN costs a slow hash
            return
        pin = _pin(client)
        begin = f"LAPOR {pin}{check_letter(pin, TPS)} {TPS}"
        for said, sender in ((case.text, NUMBER), (f"{begin} KET {case.text}", NUMBER), (f"{begin} NIHIL", case.text)):
            told = {"from": sender[:150], "text": said, "id": f"{uuid4()}{case.text[:20]}", "at": case.text}
            yield _gateway(json.dumps(told).encode(), "application/json")


def workbook_of_a_form(client: Client, case: Case, number: int) -> Iterator[Any]:
    """The whole as an XLSForm; the text as its code."""
    designer = _designer(client)
    file = SimpleUploadedFile(f"formulir{('.xlsx', '.xls', '.zip')[number % 3]}", case.content)
    yield designer.post("/formulir/", {"slug": "uji-bahaya", "file": file})
    if case.text is not None:
        file = SimpleUploadedFile("formulir.xlsx", b"x")
        yield designer.post("/formulir/", {"slug": _sendable(case.text), "title": _sendable(case.text), "file": file})


def _sendable(text: str) -> str:
    """Without halves of letters, which no client can put into a form or an address."""
    return text.encode("utf-8", "replace").decode()


def _send(phone: Client, raw: bytes, *files: tuple[str, bytes]) -> Any:
    parts = {f"berkas{place}": SimpleUploadedFile(name or "x", content) for place, (name, content) in enumerate(files)}
    return phone.post(SUBMISSION, {"xml_submission_file": SimpleUploadedFile("a.xml", raw, "text/xml"), **parts})


def _gateway(body: bytes, kind: str) -> Any:
    return Client().post("/api/v1/text/uji", body, content_type=kind, headers=signed(body, stamp=int(time.time())))


def _phone(client: Any) -> Client:
    """Made once for each test: a person has at most ten."""
    if not hasattr(client, "phone"):
        client.phone = Client(
            headers={"Authorization": basic(*issue_device_password(system_actor(), "petugas", at=NOW))},
            raise_request_exception=False,
        )
    phone: Client = client.phone
    return phone


def _pin(client: Any) -> str:
    if not hasattr(client, "pin"):
        client.pin = register_number(system_actor(), "petugas", NUMBER, at=NOW).pin
    return str(client.pin)


def _designer(client: Any) -> Client:
    if not hasattr(client, "designer"):
        client.designer = signed_in(User.objects.get(username="analis"), second_factor=True)
        client.designer.raise_request_exception = False
    designer: Client = client.designer
    return designer
