"""The text-message door: signed gateways, registered numbers, PINs, and one short answer each time."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import DESA, NEIGHBOUR_TPS, NOW, TPS, Cast
from wasdini.accounts.models import TextNumber
from wasdini.accounts.operations import disable_user
from wasdini.accounts.operations_devices import register_number
from wasdini.core.text_message import check_letter
from wasdini.reports.models import Conflict, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
KEY = "k" * 40
NUMBER = "0812 3456 7890"


@pytest.fixture
def pin(cast: Cast, settings: Any) -> str:
    settings.TEXT_GATEWAYS = {"uji": KEY}
    return register_number(cast.petugas.actor, "petugas", NUMBER, at=NOW).pin


def signed(body: bytes, *, key: str = KEY, stamp: int | None = None) -> dict[str, str]:
    stamp = int(time.time()) if stamp is None else stamp
    signature = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Wasdini-Timestamp": str(stamp), "X-Wasdini-Signature": signature}


def hand_in(text: str, *, number: str = "+6281234567890", message_id: str = "1", **told: str) -> str:
    body = json.dumps({"from": number, "text": text, "id": message_id, **told}).encode()
    return str(post(body, signed(body)).json()["reply"])


def post(body: bytes, headers: dict[str, str], kind: str = "application/json", gateway: str = "uji") -> HttpResponse:
    answer: Any = Client().post(f"/api/v1/text/{gateway}", body, content_type=kind, headers=headers)
    return answer  # type: ignore[no-any-return]


def begin(pin: str, code: str = TPS) -> str:
    return f"LAPOR {pin}{check_letter(pin, code)} {code.replace('.', '')}"


@pytest.mark.both
def test_a_message_becomes_a_report_and_the_answer_fits_one_sms(cast: Cast, pin: str) -> None:
    reply = hand_in(f"{begin(pin)} u4 isu intimidasi ss 12 KET dua orang menunggu di gerbang")
    assert reply.startswith("Diterima") and len(reply) <= 160
    row = Report.objects.get()
    assert (row.channel, row.reporter_id, row.urgency, row.kind) == ("text", cast.petugas.user.pk, 4, "tps_finding")
    assert row.issues == ["intimidation"] and row.findings[0]["code"] == "ballots_short"
    assert row.findings[0]["value"] == 12 and row.words.text == "dua orang menunggu di gerbang"


@pytest.mark.parametrize(
    ("said", "kind"),
    [("NIHIL", "nil"), ("BUKA", "checkin"), ("HADIR 143", "checkin"), ("TERJADI ISU BENTROK", "incident")],
)  # fmt: skip
def test_short_messages_say_their_kind(pin: str, said: str, kind: str) -> None:
    hand_in(f"{begin(pin)} {said}")
    assert Report.objects.get().kind == kind


def test_neither_pin_nor_number_is_kept(pin: str) -> None:
    hand_in(f"{begin(pin)} NIHIL")
    row = Report.objects.get()
    assert pin not in row.words.text and pin not in str(vars(row))
    told = str(vars(TextNumber.objects.get()))
    assert pin not in told and "81234567890" not in told


@pytest.mark.both
def test_the_same_message_twice_is_one_report_and_other_words_under_its_number_are_kept_aside(pin: str) -> None:
    assert hand_in(f"{begin(pin)} NIHIL").startswith("Diterima")
    assert hand_in(f"{begin(pin)} nihil").startswith("Sudah diterima")
    assert "dipakai untuk isi lain" in hand_in(f"{begin(pin)} BUKA")
    assert Report.objects.count() == 1 and Conflict.objects.count() == 1


def test_a_wrong_pin_and_an_unknown_number_answer_alike_and_five_wrong_ones_lock(pin: str) -> None:
    wrong = str((int(pin) + 1) % 1_000_000).zfill(6)
    unknown = hand_in(f"{begin(pin)} NIHIL", number="+620000000001")
    assert hand_in(f"{begin(wrong)} NIHIL") == unknown
    for count in range(2, 6):
        hand_in(f"{begin(wrong)} NIHIL", message_id=str(count))
    assert "ditahan 24 jam" in hand_in(f"{begin(pin)} NIHIL", message_id="9")
    assert not Report.objects.exists()


def test_a_closed_account_reports_no_more(cast: Cast, pin: str) -> None:
    disable_user(cast.admin.actor, cast.petugas.user.pk, at=NOW)
    assert "belum terdaftar" in hand_in(f"{begin(pin)} NIHIL")


def test_a_place_elsewhere_and_a_place_that_is_not_answer_alike(pin: str) -> None:
    answers = {hand_in(f"{begin(pin, code)} NIHIL", message_id=code) for code in (NEIGHBOUR_TPS, "9901012001987")}
    assert len(answers) == 1 and "di luar wilayah tugas" in answers.pop()


def test_a_desa_and_a_number_name_a_tps(pin: str) -> None:
    hand_in(f"LAPOR {pin}{check_letter(pin, TPS)} {DESA} 1 NIHIL")
    assert Report.objects.get().path == f"{DESA}.001"


def test_closed_reports_are_refused_with_the_reason(pin: str) -> None:
    assert "operator melihat" in hand_in(f"{begin(pin)} TERTUTUP KET rahasia")
    assert not Report.objects.exists()


def test_only_a_fresh_signature_of_a_known_gateway_opens_and_each_only_once(pin: str) -> None:
    body = json.dumps({"from": NUMBER, "text": f"{begin(pin)} NIHIL", "id": "7"}).encode()
    now = int(time.time())
    assert post(body, {}).status_code == 401
    assert post(body, signed(body, key="z" * 40)).status_code == 401
    assert post(body, signed(body, stamp=now - 400)).status_code == 401
    assert post(body, signed(body), gateway="lain").status_code == 401
    assert post(body + b" ", signed(body)).status_code == 401
    assert not Report.objects.exists()
    headers = signed(body)
    assert [post(body, headers).status_code for _ in range(2)] == [200, 409]
    assert post(body, signed(body, stamp=now + 2)).status_code == 200


def test_a_gateway_that_speaks_forms_gets_plain_text(pin: str) -> None:
    body = f"from=%2B6281234567890&id=5&text={begin(pin).replace(' ', '+')}+NIHIL".encode()
    answer = post(body, signed(body), "application/x-www-form-urlencoded")
    assert answer["Content-Type"].startswith("text/plain") and answer.content.decode().startswith("Diterima")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"from": 1, "text": "x", "id": "1"}', b'{"from": "0", "id": "1"}', b"\xff\xfe{}",
             b"[" * 16_000, b'{"text": "x"}']
)  # fmt: skip
def test_a_broken_request_of_a_gateway_is_refused_by_name(pin: str, body: bytes) -> None:
    answer = post(body, signed(body))
    assert answer.status_code == 422 and "from, text, id" in answer.json()["message"]


def test_a_request_too_large_is_refused_before_it_is_read(pin: str) -> None:
    body = b"x" * 20_000
    assert post(body, signed(body)).status_code == 413


@pytest.mark.parametrize(
    "text", ["", "\0\0", "LAPOR" * 5000, "‮LAPOR", "💥" * 300, "LAPOR 123456A 9901012001001 \ud83d"]
)
def test_any_words_get_an_answer(pin: str, text: str) -> None:
    if len(text) > 16_000:
        text = text[:16_000]
    assert 0 < len(hand_in(text)) <= 160
