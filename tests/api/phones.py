"""What a phone does at the OpenRosa door: signs in with its password, fills a form, sends it with its files."""

from __future__ import annotations

import base64
import io
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from tests.cast import NOW, Player
from wasdini.accounts.operations_devices import issue_device_password
from wasdini.reports.shipped_form import FORM_ID

SUBMISSION = "/openrosa/submission"


def phone_of(player: Player) -> Client:
    """A client that signs in by Basic with a fresh device password of this person."""
    username, password = issue_device_password(player.actor, player.user.username, at=NOW)
    return Client(headers={"Authorization": basic(username, password)})


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def filled(place: str, *, report_id: UUID | None = None, inner: str = "", photo: str = "", text: str = "aman") -> bytes:
    """A situation as the shipped form writes it."""
    return (
        f'<data xmlns:orx="http://openrosa.org/xforms" id="{FORM_ID}" version="1"><kind>situation</kind>'
        f"<place>{place}</place><occurred_at>2024-02-13T11:30:00.000+07:00</occurred_at>"
        f"<situation><urgency>4</urgency><issues>intimidation hoax</issues></situation>"
        f"<text>{text}</text><position>-6.2 106.8 0 5</position><photo>{photo}</photo>{inner}"
        f"<orx:meta><orx:instanceID>uuid:{report_id or uuid4()}</orx:instanceID></orx:meta></data>"
    ).encode()


def send(phone: Client, raw: bytes, *files: tuple[str, bytes]) -> HttpResponse:
    parts = {name: SimpleUploadedFile(name, content) for name, content in files}
    xml = SimpleUploadedFile("laporan.xml", raw, "text/xml")
    return phone.post(SUBMISSION, {"xml_submission_file": xml, **parts})  # type: ignore[return-value]


def photo(shade: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 90)).save(out, "JPEG")
    return out.getvalue()
