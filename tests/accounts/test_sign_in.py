"""Coming in: password, second factor, lockout, language, sessions; and what a stranger can learn (nothing)."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import LazySettings
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests.cast import KECAMATAN, NEIGHBOUR, NOW, PASSWORD, Cast, make_user, signed_in
from wasdini.accounts import operations, operations_demo, operations_sign_in, queries
from wasdini.accounts.models import Office, SecondFactorReset, SignInSession, User
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.terms import Classification, Role
from wasdini.journal.models import Entry
from wasdini.places.models import Import

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
COMPULSORY = ["verifikator", "analis", "kaban", "kustodian1", "admin"]


def code(counter_shift: int = 0) -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + counter_shift)))


def sign_in(name: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, object]:
    client = client or Client(headers={"User-Agent": "Mozilla/5.0 (Android 13; Mobile) Gecko Firefox/121.0"})
    return client, client.post("/akun/masuk/", {"login": name, "password": password})


@pytest.mark.both
def test_an_officer_in_the_field_comes_in_with_a_password(cast: Cast) -> None:
    client, answer = sign_in("Petugas")
    assert answer.headers["Location"] == "/"  # type: ignore[attr-defined]
    assert client.get("/akun/saya/").status_code == 200
    line = Entry.objects.get(act="sign_in")
    assert (line.actor_id, line.path) == (cast.petugas.user.pk, KECAMATAN)
    session = SignInSession.objects.get()
    assert (session.user, session.device) == (cast.petugas.user, "Firefox, Android")
    assert session.started_at is not None


@pytest.mark.parametrize("name", COMPULSORY)
def test_without_a_second_factor_only_its_enrolment_is_open(cast: Cast, name: str) -> None:
    client, _ = sign_in(name)
    for address in ("/", "/akun/orang/", "/akun/saya/", "/akun/pemulihan/"):
        assert client.get(address).headers["Location"] == "/akun/faktor-kedua/", address
    assert client.get("/akun/faktor-kedua/totp/activate/").status_code == 200


def test_enrolling_an_app_opens_the_way_and_shows_recovery_codes(cast: Cast) -> None:
    client, _ = sign_in("analis")
    page = client.get("/akun/faktor-kedua/totp/activate/").content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found is not None
    secret = found.group(1)
    client.post("/akun/ulangi-sandi/", {"password": PASSWORD})
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post("/akun/faktor-kedua/totp/activate/", {"code": right})
    assert done.status_code == 302
    assert queries.has_enrolled_factor(cast.analis.user.pk)
    assert secret not in str(Authenticator.objects.values_list("data"))


def test_password_and_code_come_in_and_a_code_works_once(cast: Cast) -> None:
    TOTP.activate(cast.kaban.user, SECRET)
    client, answer = sign_in("kaban")
    assert answer.headers["Location"] == "/akun/faktor-kedua/authenticate/"  # type: ignore[attr-defined]
    assert client.get("/akun/pemulihan/").headers["Location"].startswith("/akun/masuk/")
    used = code()
    assert client.post("/akun/faktor-kedua/authenticate/", {"code": used}).headers["Location"] == "/"
    assert client.get("/akun/pemulihan/").status_code == 200
    thief, _ = sign_in("kaban")
    for _ in range(20):
        assert thief.post("/akun/faktor-kedua/authenticate/", {"code": used}).status_code == 200
    assert thief.get("/akun/pemulihan/").status_code == 302


def test_secrets_sealed_with_another_key_open_nothing(cast: Cast, settings: LazySettings) -> None:
    """And never turn into an empty secret, for which anybody could compute the code."""
    TOTP.activate(cast.kaban.user, SECRET)
    settings.SECRET_KEY = "another"
    client, _ = sign_in("kaban")
    empty = format_hotp_value(hotp_value("", int(time.time()) // 30))
    for guess in (code(), empty):
        assert client.post("/akun/faktor-kedua/authenticate/", {"code": guess}).status_code == 200


def test_a_wrong_password_and_an_unknown_name_read_alike_and_lock_alike(cast: Cast) -> None:
    answers: dict[str, list[tuple[int, str]]] = {}
    for name in ("petugas", "siapa-ini"):
        for _ in range(12):
            _, answer = sign_in(name, "bukan-kata-sandinya")
            body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())  # type: ignore[attr-defined]
            answers.setdefault(name, []).append((answer.status_code, body.replace(name, "NAMA")))  # type: ignore[attr-defined]
    assert answers["petugas"] == answers["siapa-ini"]
    assert [status for status, _ in answers["petugas"]][-1] == 429
    _, right = sign_in("PETUGAS")
    assert right.status_code == 429  # type: ignore[attr-defined]


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(cast: Cast) -> None:
    for _ in range(12):
        Client(REMOTE_ADDR="203.0.113.9").post("/akun/masuk/", {"login": "petugas", "password": "x"})
    _, answer = sign_in("petugas")
    assert answer.status_code == 302  # type: ignore[attr-defined]


def test_known_and_unknown_names_take_the_same_time(cast: Cast, settings: LazySettings) -> None:
    """Both hash a password, at the real cost: the difference stays far below one hash."""
    settings.PASSWORD_HASHERS = ["wasdini.accounts.passwords.OfficeArgon2"]
    User.objects.filter(username="petugas").update(password=make_password(PASSWORD))
    taken: dict[str, list[float]] = {"petugas": [], "siapa-ini": []}
    for turn in range(6):
        for name, times in taken.items():
            began = time.perf_counter()
            Client(REMOTE_ADDR=f"203.0.113.{turn}").post("/akun/masuk/", {"login": name, "password": "keliru-sekali"})
            times.append(time.perf_counter() - began)
    known, unknown = (sorted(times)[2] for times in taken.values())
    assert 0.5 < known / unknown < 2


def test_there_is_no_sign_up_and_no_mail(db: None) -> None:
    page = Client().post("/akun/bantuan-masuk/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert page.status_code == 405
    assert not User.objects.exists()


def test_a_temporary_password_must_be_replaced_first(cast: Cast) -> None:
    operations.give_new_password(cast.admin.actor, cast.petugas.user.pk, password="sementara-sekali-ini", at=NOW)
    client, _ = sign_in("petugas", "sementara-sekali-ini")
    assert client.get("/").headers["Location"] == "/akun/sandi/"
    new = "kapal-lima-muara-enam"
    told = {"oldpassword": "sementara-sekali-ini", "password1": new, "password2": new}
    assert client.post("/akun/sandi/", told).status_code == 302
    assert client.get("/akun/saya/").status_code == 200
    assert sign_in("petugas", new)[1].status_code == 302  # type: ignore[attr-defined]
    assert Entry.objects.filter(act="change_own_password").count() == 1


def test_changing_the_password_ends_the_other_sessions(cast: Cast) -> None:
    here, _ = sign_in("petugas")
    elsewhere, _ = sign_in("petugas")
    new = "kapal-lima-muara-enam"
    here.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/akun/saya/").status_code == 200
    assert elsewhere.get("/akun/saya/").status_code == 302


def test_a_person_ends_another_own_session_and_all_of_them(cast: Cast) -> None:
    here, _ = sign_in("petugas")
    elsewhere, _ = sign_in("petugas")
    own = queries.own_sessions(cast.petugas.actor, here.session.session_key, at=NOW)
    other = next(card for card in own if not card.is_this_one)
    assert here.session.session_key not in {card.session_id for card in own}
    assert here.post(f"/akun/saya/sesi/{other.session_id}/").status_code == 302
    assert elsewhere.get("/akun/saya/").status_code == 302
    assert here.get("/akun/saya/").status_code == 200
    here.post("/akun/saya/keluar-semua/")
    assert not SignInSession.objects.filter(user=cast.petugas.user).exists()


@pytest.mark.both
def test_two_people_give_a_lost_second_factor_back(cast: Cast) -> None:
    TOTP.activate(cast.analis.user, SECRET)
    analis = signed_in(cast.analis.user, second_factor=True)
    operations_sign_in.ask_factor_reset(cast.admin.actor, cast.analis.user.pk, reason="telepon hilang", at=NOW)
    waiting = queries.waiting_resets(cast.kaban.actor, at=NOW)
    assert [card.username for card in waiting] == ["analis"]
    operations_sign_in.confirm_factor_reset(cast.kaban.actor, waiting[0].reset_id, at=NOW)
    assert not Authenticator.objects.filter(user=cast.analis.user).exists()
    assert analis.get("/akun/saya/").status_code == 302
    with pytest.raises(NotVisible):
        operations_sign_in.confirm_factor_reset(cast.kaban.actor, waiting[0].reset_id, at=NOW)
    assert list(Entry.objects.values_list("act", flat=True)) == ["ask_factor_reset", "confirm_factor_reset"]


def reset_of(cast: Cast, name: str, asked_by: str = "admin") -> int:
    return SecondFactorReset.objects.create(
        user=cast[name].user, reason="hilang", asked_by=cast[asked_by].user, asked_at=NOW
    ).pk


@pytest.mark.parametrize("name", ["petugas", "camat", "verifikator", "analis", "admin"])
def test_only_the_head_and_custodians_are_second_people(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        operations_sign_in.confirm_factor_reset(cast[name].actor, reset_of(cast, "petugas"), at=NOW)


def test_nobody_is_both_people_nor_confirms_the_own(cast: Cast) -> None:
    with pytest.raises(operations_sign_in.SamePerson):
        operations_sign_in.confirm_factor_reset(cast.kaban.actor, reset_of(cast, "kaban"), at=NOW)
    with pytest.raises(operations_sign_in.SamePerson):
        operations_sign_in.confirm_factor_reset(cast.kaban.actor, reset_of(cast, "analis", "kaban"), at=NOW)
    operations_sign_in.confirm_factor_reset(cast.kustodian1.actor, reset_of(cast, "kaban"), at=NOW)


def test_a_reset_lives_one_day_and_not_across_the_border(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        operations_sign_in.confirm_factor_reset(
            cast.kaban.actor, reset_of(cast, "analis"), at=NOW + timedelta(hours=24, seconds=1)
        )
    with pytest.raises(NotVisible):
        operations_sign_in.confirm_factor_reset(cast.kaban.actor, reset_of(cast, "tetangga"), at=NOW)


def test_the_language_switch_keeps_the_page_and_leads_nowhere_else(cast: Cast) -> None:
    client = Client()
    answer = client.get("/akun/bahasa/?bahasa=en&next=/akun/masuk/%3Fnext%3D/")
    assert answer.headers["Location"] == "/akun/masuk/?next=/"
    english = client.get("/akun/masuk/")
    assert english.headers["Content-Language"] == "en"
    assert "Sign-in name" in english.content.decode()
    for away in ("https://jahat.example/", "//jahat.example", "javascript:alert(1)", "/\\jahat.example"):
        assert client.get("/akun/bahasa/", {"bahasa": "id", "next": away}).headers["Location"] == "/"
    assert "Nama masuk" in client.get("/akun/masuk/").content.decode()


def test_a_real_office_has_no_demonstration_buttons(cast: Cast) -> None:
    assert "contoh/masuk" not in Client().get("/akun/masuk/").content.decode()
    assert Client().post("/akun/contoh/masuk/", {"name": "kaban"}).status_code == 404


def test_one_click_signs_in_to_a_demonstration_and_stands_for_the_second_factor(office: Office) -> None:
    Office.objects.update(is_demo=True)
    operations_demo.create_demo_people(operations_demo.DemoRegions("99.01", KECAMATAN, NEIGHBOUR), at=NOW)
    client = Client(enforce_csrf_checks=True)
    page = client.get("/akun/masuk/").content.decode()
    assert 'value="kaban"' in page
    assert client.post("/akun/contoh/masuk/", {"name": "kaban"}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    told = {"name": "kaban", "csrfmiddlewaretoken": token.group(1), "next": "https://jahat.example/"}
    assert client.post("/akun/contoh/masuk/", told).headers["Location"] == "/"
    assert client.get("/akun/pemulihan/").status_code == 200
    Office.objects.update(is_demo=False)
    assert client.get("/akun/pemulihan/").headers["Location"] == "/akun/faktor-kedua/"


def test_somebody_who_is_not_of_the_demonstration_has_no_button(office: Office) -> None:
    Office.objects.update(is_demo=True)
    make_user("tamu", Role.KABAN, ("99.01",), Classification.SANGAT_RAHASIA)
    assert Client().post("/akun/contoh/masuk/", {"name": "tamu"}).status_code == 404


def test_the_admin_works_through_the_pages(cast: Cast) -> None:
    admin = cast.admin.client
    told = {"username": "petugas9", "role": "petugas", "areas": KECAMATAN, "clearance": "biasa"}
    made = admin.post("/akun/orang/baru/", told)
    found = re.search(r"<code>([a-z2-9-]{19})</code>", made.content.decode())
    assert found is not None
    assert made.headers["Cache-Control"] == "no-store"
    person = User.objects.get(username="petugas9")
    assert person.check_password(found.group(1)) and person.password_is_temporary
    assert "petugas9" in admin.get("/akun/orang/").content.decode()
    wrong = admin.post("/akun/orang/baru/", {**told, "areas": "Muara"})
    assert wrong.status_code == 422
    assert "kode wilayah tidak dikenal" in wrong.content.decode()
    assert admin.post(f"/akun/orang/{person.pk}/", {**told, "role": "camat"}).status_code == 302
    assert User.objects.get(pk=person.pk).role == "camat"
    assert admin.post(f"/akun/orang/{person.pk}/pulihkan/", {"reason": ""}).status_code == 422
    assert admin.post(f"/akun/orang/{person.pk}/pulihkan/", {"reason": "bertemu langsung"}).status_code == 200
    assert admin.post(f"/akun/orang/{person.pk}/tutup/").status_code == 302
    assert not User.objects.get(pk=person.pk).is_active
    assert admin.post(f"/akun/orang/{cast.admin.user.pk}/tutup/").status_code == 403


def test_the_list_of_people_takes_a_fixed_number_of_queries(cast: Cast, django_assert_num_queries: object) -> None:
    admin = cast.admin.actor
    with django_assert_num_queries(2):
        before = queries.people(admin)
    for number in range(30):
        make_user(f"tambahan{number}", Role.PETUGAS, (KECAMATAN,), Classification.BIASA)
    with django_assert_num_queries(2):
        assert len(queries.people(admin)) == len(before) + 30


def test_the_own_page_leads_to_ones_duties_and_nobody_is_offered_to_change_themself(cast: Cast) -> None:
    assert "/akun/orang/" in cast.admin.client.get("/akun/saya/").content.decode()
    assert "/akun/pemulihan/" in cast.kustodian1.client.get("/akun/saya/").content.decode()
    assert "/akun/orang/" not in cast.analis.client.get("/akun/saya/").content.decode()
    own = cast.admin.client.get(f"/akun/orang/{cast.admin.user.pk}/").content.decode()
    assert '<form method="post">' not in own


def test_nobody_is_offered_a_room_that_would_not_open(cast: Cast, regions: Import) -> None:
    for player in (cast.admin, cast.kustodian1, cast.petugas, cast.kaban):
        page = player.client.get("/akun/saya/").content.decode()
        rooms = re.search(r'<nav class="rooms".*?</nav>', page, re.DOTALL)
        assert rooms is not None
        for address in re.findall(r'href="(/[^"]*)"', rooms.group()):
            assert player.client.get(address).status_code == 200, (player.user.username, address)
