"""The OpenRosa door with the real form, real XML and real files."""

from __future__ import annotations

import csv
import hashlib
import io
from uuid import uuid4

import pytest
from django.test import Client
from lxml import etree

from tests.api.phones import SUBMISSION, basic, filled, phone_of, photo, send
from tests.cast import DESA, NEIGHBOUR_TPS, NOW, PASSWORD, TPS, Cast
from wasdini.accounts.operations import disable_user
from wasdini.accounts.operations_devices import issue_device_password, revoke_device_password
from wasdini.accounts.queries_devices import device_page
from wasdini.reports.models import Attachment, Conflict, Report
from wasdini.reports.shipped_form import FORM_ID

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
LIST = "{http://openrosa.org/xforms/xformsList}"


def words_of(response: object) -> str:
    return "".join(etree.fromstring(response.content).itertext())  # type: ignore[attr-defined]


def test_a_phone_gets_the_list_the_form_and_the_places_of_its_duty(cast: Cast) -> None:
    phone = phone_of(cast.petugas)
    listed = phone.get("/openrosa/formList")
    assert listed["X-OpenRosa-Version"] == "1.0" and int(listed["X-OpenRosa-Accept-Content-Length"]) > 5_000_000
    (form,) = etree.fromstring(listed.content).findall(f"{LIST}xform")
    assert form.findtext(f"{LIST}formID") == FORM_ID
    got = phone.get(form.findtext(f"{LIST}downloadUrl"))
    assert form.findtext(f"{LIST}hash") == "md5:" + hashlib.md5(got.content).hexdigest()
    manifest = etree.fromstring(phone.get(form.findtext(f"{LIST}manifestUrl")).content)
    address = manifest[0].findtext("{http://openrosa.org/xforms/xformsManifest}downloadUrl")
    places = list(csv.reader(io.StringIO(phone.get(address).content.decode())))
    assert places[0] == ["name", "label"] and places[1][0] == "lain"
    names = {row[0] for row in places[2:]}
    assert TPS in names and DESA in names and NEIGHBOUR_TPS not in names


@pytest.mark.both
def test_a_form_becomes_a_report_with_its_photo_and_its_position(cast: Cast) -> None:
    report_id = uuid4()
    raw = filled(TPS, report_id=report_id, photo="1.jpg")
    answer = send(phone_of(cast.petugas), raw, ("1.jpg", photo()))
    assert answer.status_code == 201, words_of(answer)
    assert "Laporan diterima" in words_of(answer)
    row = Report.objects.get(report_id=report_id)
    assert (row.channel, row.reporter_id, row.urgency) == ("openrosa", cast.petugas.user.pk, 4)
    assert row.issues == ["intimidation", "hoax"] and row.words.text == "aman"
    assert (row.lat, row.lon) == (-6.2, 106.8) and row.form_id == FORM_ID
    assert Attachment.objects.get(report_id=report_id).complete


@pytest.mark.both
def test_the_same_form_again_is_the_same_report_and_other_words_are_kept_aside(cast: Cast) -> None:
    phone, report_id = phone_of(cast.petugas), uuid4()
    raw = filled(TPS, report_id=report_id)
    assert [send(phone, raw).status_code for _ in range(3)] == [201, 202, 202]
    other = send(phone, filled(TPS, report_id=report_id, text="lain cerita"))
    assert other.status_code == 409 and "kept aside" not in words_of(other) and "disimpan terpisah" in words_of(other)
    assert Report.objects.count() == 1 and Conflict.objects.count() == 1
    assert Report.objects.get().words.text == "aman"


@pytest.mark.both
def test_files_may_come_over_several_posts(cast: Cast) -> None:
    phone, report_id = phone_of(cast.petugas), uuid4()
    raw = filled(TPS, report_id=report_id, photo="1.jpg", inner="<photo_2>2.jpg</photo_2>")
    first = send(phone, raw, ("1.jpg", photo(10)))
    assert first.status_code == 202 and "1 berkas" in words_of(first)
    assert send(phone, raw).status_code == 202
    assert send(phone, raw, ("2.jpg", photo(200))).status_code == 202
    assert Attachment.objects.filter(report_id=report_id, complete=True).count() == 2
    assert Report.objects.count() == 1


def test_a_file_the_form_does_not_name_is_refused_and_so_is_one_that_is_not_what_it_says(cast: Cast) -> None:
    phone = phone_of(cast.petugas)
    assert send(phone, filled(TPS), ("x.jpg", photo())).status_code == 422
    lying = send(phone, filled(TPS, photo="1.jpg"), ("1.jpg", b"MZ" + b"\0" * 500))
    assert lying.status_code == 422 and not Report.objects.exists()


def test_a_place_outside_the_duty_area_and_one_that_is_not_there_answer_alike(cast: Cast) -> None:
    phone = phone_of(cast.petugas)
    far, none = (words_of(send(phone, filled(code))).replace(code, "") for code in (NEIGHBOUR_TPS, "9901012001987"))
    assert far == none and not Report.objects.exists()


def test_a_correction_names_the_report_it_replaces(cast: Cast) -> None:
    phone, old = phone_of(cast.petugas), uuid4()
    send(phone, filled(TPS, report_id=old))
    raw = filled(TPS).replace(b"</orx:meta>", f"<orx:deprecatedID>uuid:{old}</orx:deprecatedID></orx:meta>".encode())
    assert send(phone, raw).status_code == 201
    assert Report.objects.order_by("-seq")[0].supersedes == old


def test_the_door_asks_for_digest_and_basic_and_takes_no_account_password_and_no_session(cast: Cast) -> None:
    asked = Client().get("/openrosa/formList")
    challenges = [value for name, value in asked.items() if name == "WWW-Authenticate"]
    assert asked.status_code == 401 and [line.split()[0] for line in challenges] == ["Digest", "Digest", "Basic"]
    account = Client(headers={"Authorization": basic("petugas", PASSWORD)})
    assert account.get("/openrosa/formList").status_code == 401
    assert cast.petugas.client.get("/openrosa/formList").status_code == 401


def test_a_device_password_opens_no_page_and_dies_when_revoked_and_with_the_account(cast: Cast) -> None:
    actor = cast.petugas.actor
    username, password = issue_device_password(actor, "petugas", at=NOW)
    phone = Client(headers={"Authorization": basic(username, password)})
    assert phone.get("/openrosa/formList").status_code == 200
    assert phone.get("/akun/saya/").status_code == 302 and phone.get("/api/v1/places/99.01.01").status_code == 401
    second = phone_of(cast.petugas)
    revoke_device_password(actor, device_page(actor).devices[1].device_id, at=NOW)
    assert phone.get("/openrosa/formList").status_code == 401
    assert second.get("/openrosa/formList").status_code == 200
    disable_user(cast.admin.actor, cast.petugas.user.pk, at=NOW)
    assert second.get("/openrosa/formList").status_code == 401


def test_a_head_request_says_where_and_how_much(cast: Cast) -> None:
    answer = phone_of(cast.petugas).head(SUBMISSION)
    assert answer.status_code == 204 and answer["Location"].endswith(SUBMISSION)
    assert answer["X-OpenRosa-Accept-Content-Length"] == "20000000"


def test_wrong_tries_are_told_to_wait_and_a_right_password_still_opens(cast: Cast) -> None:
    wrong = Client(headers={"Authorization": basic("petugas", "salah")})
    statuses = [wrong.get("/openrosa/formList").status_code for _ in range(32)]
    assert statuses[0] == 401 and statuses[-1] == 429
    assert phone_of(cast.petugas).get("/openrosa/formList").status_code == 200
