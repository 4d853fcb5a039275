"""First set-up of a real office: whole, once, and never beside a demonstration."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests import servers
from tests.cast import KABUPATEN, NEIGHBOUR
from wasdini.accounts.models import Office, User
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused
from wasdini.elections.models import Election
from wasdini.journal.models import Entry
from wasdini.operate import operations_setup as setup
from wasdini.operate import operations_start as start
from wasdini.places.models import Import

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CONSOLE = system_actor("konsol")
FORM = setup.FirstSetUp(
    office_name="Badan Kesbangpol Kabupaten Contoh Samudra",
    area=KABUPATEN,
    schedule="pilkada-2024",
    voting_on=date(2031, 11, 26),
    full_name="Admin Pertama",
    username="admin.pertama",
    password="lima-kapal-di-muara",
)


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def six_digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def refusals(form: setup.FirstSetUp) -> list[str]:
    with pytest.raises(InputRefused) as refusal:
        setup.set_up_office(CONSOLE, form, at=NOW)
    return [problem.code for problem in refusal.value.problems]


def test_an_office_stands_with_election_administrator_and_second_factor(regions: Import) -> None:
    card = setup.set_up_office(CONSOLE, FORM, at=NOW)
    office = Office.objects.get()
    assert (office.area, office.is_demo) == (KABUPATEN, False)
    assert Election.objects.get().voting_on == date(2031, 11, 26)
    admin = User.objects.get()
    assert (admin.role, admin.check_password(FORM.password)) == ("admin", True)
    kinds = set(Authenticator.objects.filter(user=admin).values_list("type", flat=True))
    assert kinds == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    assert len(card.recovery_codes) >= 8
    assert [entry.act for entry in Entry.objects.order_by("seq")][-3:] == [
        "set_up_office",
        "set_up_election",
        "create_user",
    ]


def test_a_refused_set_up_leaves_nothing(regions: Import) -> None:
    before = Entry.objects.count()
    assert refusals(replace(FORM, password="pendek")) == ["person_password_weak"]
    assert refusals(replace(FORM, area="99.88")) == ["setup_area_unknown"]
    assert refusals(replace(FORM, area="99.01.01")) == ["setup_area_invalid"]
    assert refusals(replace(FORM, office_name=" ", full_name="")) == ["setup_blank", "setup_blank"]
    assert refusals(replace(FORM, totp_code="000000")) == ["setup_totp_wrong"]
    assert refusals(replace(FORM, schedule="tidak-ada"))
    assert not Office.objects.exists() and not User.objects.exists() and not Election.objects.exists()
    assert Entry.objects.count() == before


def test_there_is_one_office(regions: Import) -> None:
    setup.set_up_office(CONSOLE, FORM, at=NOW)
    assert refusals(replace(FORM, area=NEIGHBOUR, username="lain")) == ["office_exists"]


def test_demonstration_and_real_office_never_mix(regions: Import) -> None:
    Office.objects.create(name="Contoh", area=KABUPATEN, is_demo=True, set_up_at=NOW)
    start.refuse_mixing(demo=True)
    with pytest.raises(InputRefused):
        start.refuse_mixing(demo=False)
    Office.objects.update(is_demo=False)
    start.refuse_mixing(demo=False)
    with pytest.raises(InputRefused):
        start.refuse_mixing(demo=True)


def page_form(code: str | None, secret: str, **changes: str) -> dict[str, str]:
    stated = {
        "setup_code": code or "",
        "office_name": FORM.office_name,
        "area": FORM.area,
        "schedule": FORM.schedule,
        "full_name": FORM.full_name,
        "username": FORM.username,
        "password": FORM.password,
        "totp_secret": secret,
        "totp_code": six_digits(secret),
    }
    return stated | changes


def test_the_page_opens_with_the_code_of_the_console_once(client: Client, regions: Import) -> None:
    code, secret = setup.issue_setup_code(), "JBSWY3DPEHPK3PXP"
    assert client.get("/pasang/").status_code == 200
    refused = client.post("/pasang/", page_form("salah", secret))
    assert refused.status_code == 422 and not Office.objects.exists()
    assert secret in refused.content.decode(), "a corrected form keeps the second factor that was scanned"
    weak = client.post("/pasang/", page_form(code, secret, password="pendek"))
    assert weak.status_code == 422 and "12" in weak.content.decode()
    done = client.post("/pasang/", page_form(code, secret))
    assert done.status_code == 200, done.content.decode()[-3000:]
    assert Office.objects.get().area == KABUPATEN
    assert client.get("/pasang/").status_code == 404
    assert client.post("/pasang/", page_form(code, secret)).status_code == 404
    assert setup.issue_setup_code() is None


def test_without_a_code_no_guess_opens_the_page(client: Client, regions: Import) -> None:
    for guess in ("", "0", "None"):
        assert client.post("/pasang/", page_form(guess, "JBSWY3DPEHPK3PXP")).status_code == 422
    assert not Office.objects.exists()


def test_the_certificate_page_teaches_before_there_is_one_and_serves_it_after(
    client: Client, own_data_dir: Path
) -> None:
    from wasdini.operate.operations_certificate import make_certificate

    assert "certificate make" in client.get("/sertifikat/").content.decode()
    assert client.get("/sertifikat/wasdini-ca.crt").status_code == 302
    card = make_certificate(own_data_dir, ["localhost"], at=NOW)
    assert card.authority_fingerprint in client.get("/sertifikat/").content.decode()
    served = client.get("/sertifikat/wasdini-ca.crt")
    assert served.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert served.content == card.authority.read_bytes()


def test_without_a_terminal_every_missing_answer_is_named(tmp_path: Path) -> None:
    env = servers.environment(tmp_path / "data", WASDINI_SECRET_KEY="")
    env.pop("WASDINI_SECRET_KEY")
    done = servers.wasdini("init", "--office", "Kantor", env=env)
    assert done.returncode == 2
    assert "--area" in done.stderr and "Traceback" not in done.stderr
    written = tmp_path / "data" / "wasdini.env"
    assert written.stat().st_mode & 0o777 == 0o600
    assert "WASDINI_SECRET_KEY=" in written.read_text()
    web = servers.wasdini("init", "--web", env=env)
    assert web.returncode == 0 and "/pasang" in web.stderr
    assert (tmp_path / "data" / "setup_code").stat().st_mode & 0o777 == 0o600
