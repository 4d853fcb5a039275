"""Phones of one's own: passwords and PINs shown once, kept unreadable, revoked at once."""

from __future__ import annotations

import base64
import json
import re
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection

from tests.cast import NOW, Cast
from wasdini.accounts import nonces
from wasdini.accounts.models import DevicePassword, TextNumber
from wasdini.accounts.operations import disable_user, enable_user
from wasdini.accounts.operations_devices import (
    PinLocked,
    PinRefused,
    check_pin,
    issue_device_password,
    register_number,
    revoke_device_password,
    revoke_number,
)
from wasdini.accounts.queries_devices import Knock, collect_settings, device_page, device_sign_in
from wasdini.core.access import NotAllowed, NotVisible, system_actor
from wasdini.core.digest_login import secret_of
from wasdini.core.problems import InputRefused
from wasdini.journal.models import Entry
from wasdini.places.models import Import

pytestmark = pytest.mark.django_db
OWN = "/akun/saya/perangkat/"


def knocks(username: str, password: str) -> bool:
    header = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
    return device_sign_in(Knock(header, "GET", "/", "10.0.0.1"), at=NOW).actor is not None


def test_the_page_shows_password_and_qr_code_once_and_the_database_keeps_neither(cast: Cast) -> None:
    answer = cast.petugas.client.post(OWN, {"label": "ponsel kantor"})
    page = answer.content.decode()
    assert answer.status_code == 200 and answer["Cache-Control"].startswith("max-age=0") and "<svg" in page
    password = re.findall(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){6})</code>", page)[0]
    assert knocks("petugas", password) and knocks("PETUGAS", password.upper().replace("-", ""))
    assert password not in cast.petugas.client.get(OWN).content.decode()
    told = str(vars(DevicePassword.objects.get())) + str(list(Entry.objects.values()))
    assert password not in told and password.replace("-", "") not in told
    assert Entry.objects.latest("seq").act == "issue_device_password"


def test_the_qr_code_holds_what_odk_collect_reads() -> None:
    packed = collect_settings("https://kantor.contoh/openrosa", "petugas", "rahasia")
    told = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert told["general"]["server_url"] == "https://kantor.contoh/openrosa"
    assert (told["general"]["username"], told["general"]["password"]) == ("petugas", "rahasia")
    assert {"general", "admin", "project"} == set(told)


def test_a_copy_of_the_database_signs_nobody_in_by_digest(cast: Cast) -> None:
    """HA1 is as good as the password: it lies sealed with a key that is not in the database."""
    username, password = issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_secrets, digest FROM accounts_devicepassword")
        row = " ".join(cursor.fetchone())
    assert not [name for name in ("SHA-256", "MD5") if secret_of(username, password, name) in row]


def test_only_reporters_have_device_passwords_and_nobody_makes_one_for_another(cast: Cast) -> None:
    assert cast.kustodian1.client.get(OWN).status_code == 403
    with pytest.raises(NotAllowed):
        issue_device_password(cast.admin.actor, "admin", at=NOW)
    with pytest.raises(InputRefused):
        issue_device_password(cast.kaban.actor, "petugas", at=NOW)
    with pytest.raises(InputRefused):
        issue_device_password(system_actor("console"), "kustodian1", at=NOW)
    assert issue_device_password(system_actor("console"), "petugas", at=NOW)[0] == "petugas"


@pytest.mark.both
def test_a_person_ends_own_phones_only_and_has_at_most_ten(cast: Cast) -> None:
    for _ in range(10):
        issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    with pytest.raises(InputRefused):
        issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    first = device_page(cast.petugas.actor).devices[0]
    with pytest.raises(NotVisible):
        revoke_device_password(cast.kaban.actor, first.device_id, at=NOW)
    revoke_device_password(cast.petugas.actor, first.device_id, at=NOW)
    assert len(device_page(cast.petugas.actor).devices) == 9


def test_an_account_opened_again_needs_new_passwords(cast: Cast) -> None:
    username, password = issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    disable_user(cast.admin.actor, cast.petugas.user.pk, at=NOW)
    enable_user(cast.admin.actor, cast.petugas.user.pk, at=NOW)
    assert not knocks(username, password)


def test_a_password_of_one_person_opens_nothing_under_the_name_of_another(cast: Cast) -> None:
    _, password = issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    assert not knocks("camat", password)


def test_a_nonce_is_ours_fresh_and_used_once_and_old_uses_are_forgotten() -> None:
    nonce = nonces.new_nonce(NOW)
    made = nonces.made_at(nonce)
    assert made == int(NOW.timestamp())
    assert nonces.made_at(nonce[:-2] + ("AA" if nonce[-2:] != "AA" else "BB")) is None and nonces.made_at("x") is None
    assert nonces.is_fresh(made, NOW + timedelta(seconds=299))
    assert not nonces.is_fresh(made, NOW + timedelta(seconds=301))
    assert [nonces.use_once("a", made=made, at=NOW) for _ in range(2)] == [True, False]
    later = NOW + timedelta(hours=1)
    nonces.use_once("b", made=int(later.timestamp()), at=later)
    folders = [one.name for one in (Path(django_settings.DATA_DIR) / "cache-nonces").iterdir()]
    assert str(made // 60) not in folders


def test_a_number_is_registered_with_a_card_of_its_tps_and_kept_as_a_digest(cast: Cast, regions: Import) -> None:
    page = cast.petugas.client.post("/akun/saya/nomor/", {"number": "0812-3456-7890"}).content.decode()
    pin = re.findall(r"<code>(\d{6})</code>", page)[0]
    assert len(re.findall(rf"LAPOR {pin}[A-Z] 9901012001\d{{3}}", page)) == 2
    assert check_pin("+62 812 3456 7890", pin, at=NOW).name == "petugas"
    row = TextNumber.objects.get()
    assert "81234567890" not in str(vars(row)) and pin not in str(vars(row)) and row.last_digits == "890"


@pytest.mark.parametrize("number", ["", "12", "abc", "0" * 30, "+62"])
def test_what_is_no_number_is_refused_on_the_page(cast: Cast, number: str) -> None:
    answer = cast.petugas.client.post("/akun/saya/nomor/", {"number": number})
    assert answer.status_code == 422 and "081234567890" in answer.content.decode()


@pytest.mark.both
def test_one_number_has_one_owner_and_one_pin(cast: Cast) -> None:
    old = register_number(cast.petugas.actor, "petugas", "081234567890", at=NOW).pin
    with pytest.raises(InputRefused):
        register_number(cast.camat.actor, "camat", "+6281234567890", at=NOW)
    new = register_number(cast.petugas.actor, "petugas", "081234567890", at=NOW).pin
    if old != new:
        with pytest.raises(PinRefused):
            check_pin("081234567890", old, at=NOW)
    revoke_number(cast.petugas.actor, device_page(cast.petugas.actor).numbers[0].number_id, at=NOW)
    with pytest.raises(PinRefused):
        check_pin("081234567890", new, at=NOW)


@pytest.mark.both
def test_five_wrong_pins_hold_a_number_for_a_day(cast: Cast) -> None:
    pin = register_number(cast.petugas.actor, "petugas", "081234567890", at=NOW).pin
    for _ in range(5):
        with pytest.raises(PinRefused):
            check_pin("081234567890", "x", at=NOW)
    with pytest.raises(PinLocked):
        check_pin("081234567890", pin, at=NOW + timedelta(hours=23))
    assert check_pin("081234567890", pin, at=NOW + timedelta(hours=25)).name == "petugas"


def test_the_page_of_phones_costs_the_same_for_one_and_for_ten(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(10):
        issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    actor = cast.petugas.actor
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        device_page(actor)


def test_the_failures_of_one_address_do_not_count_for_another() -> None:
    cache.clear()
    wrong = "Basic " + base64.b64encode(b"a:b").decode()
    waits = [device_sign_in(Knock(wrong, "GET", "/", "10.0.0.1"), at=NOW).wait_seconds for _ in range(31)]
    assert waits[-1] > 0 and not any(waits[:30])
    assert not device_sign_in(Knock(wrong, "GET", "/", "10.0.0.2"), at=NOW).wait_seconds
    assert not device_sign_in(Knock("", "GET", "/", "10.0.0.1"), at=NOW).wait_seconds
