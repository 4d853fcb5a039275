"""Pages of one's own phones and of an office's own forms, on a phone and on a desk, in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.cast import NOW, Cast, Player
from tests.journeys.browser import chromium, context_of, violations
from tests.reports.workbooks import CHECKLIST, with_row, workbook
from wasdini.accounts.operations_devices import issue_device_password, register_number
from wasdini.reports.operations_forms import add_form

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("regions"),
]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
PICTURES = os.environ.get("WASDINI_PICTURES", "")
SMALL = """() => [...document.querySelectorAll('main .button, main input:not([type=hidden]), main select, main button')]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map(one => `${one.tagName} ${one.textContent.trim().slice(0, 20)} ${one.getBoundingClientRect().height}`)"""


def look(page: Page, name: str, width: int) -> list[str]:
    """What is wrong with this page; its picture when a folder for pictures is named."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    wrong = [f"{name}: {one}" for one in violations(page)]
    wrong += [f"{name}: kecil {one}" for one in page.evaluate(SMALL)]
    return wrong + ([f"{name}: melebar"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else [])


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_of_phones_pass_axe_and_fit(live_server: LiveServer, cast: Cast, width: int) -> None:
    issue_device_password(cast.petugas.actor, "petugas", label="ponsel kantor", at=NOW)
    register_number(cast.petugas.actor, "petugas", "081234567890", at=NOW)
    with chromium() as browser:
        page = page_of(browser, live_server, cast.petugas, width)
        page.goto(live_server.url + "/akun/saya/")
        page.get_by_role("link", name="Perangkat saya").click()
        wrong = look(page, "perangkat", width)
        page.get_by_role("button", name="Buat sandi perangkat").click()
        assert page.locator(".qr svg").bounding_box()["width"] > 200  # type: ignore[index]
        wrong += look(page, "sandi", width)
        page.get_by_role("link", name="Selesai").click()
        page.get_by_label("Nomor ponsel").fill("0812")
        page.get_by_role("button", name="Daftarkan").click()
        assert page.get_by_role("alert").is_visible()
        wrong += look(page, "nomor-salah", width)
        page.get_by_label("Nomor ponsel").fill("081234567890")
        page.get_by_role("button", name="Daftarkan").click()
        wrong += look(page, "pin", width)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_of_forms_pass_axe_and_fit(live_server: LiveServer, cast: Cast, width: int, tmp_path: Path) -> None:
    add_form(cast.analis.actor, "cek-logistik", "cek.xlsx", workbook(CHECKLIST), at=NOW)
    wrong_file, bare_file = tmp_path / "salah.xlsx", tmp_path / "polos.xlsx"
    wrong_file.write_bytes(workbook(with_row(3, ["tekst", "2x"])))
    bare_file.write_bytes(workbook({**CHECKLIST, "survey": [row[:5] for row in CHECKLIST["survey"]]}))
    with chromium() as browser:
        page = page_of(browser, live_server, cast.analis, width)
        page.goto(live_server.url + "/formulir/")
        wrong = look(page, "formulir", width)
        page.get_by_label("Kode formulir").fill("kotak")
        page.get_by_label("Berkas XLSForm").set_input_files(wrong_file)
        page.get_by_role("button", name="Unggah").click()
        assert "survey, baris 4, kolom type" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("Kode formulir").input_value() == "kotak"
        wrong += look(page, "formulir-salah", width)
        page.get_by_label("Berkas XLSForm").set_input_files(bare_file)
        page.get_by_role("button", name="Unggah").click()
        assert page.get_by_text("belum dibagikan").is_visible()
        wrong += look(page, "pemetaan", width)
        page.get_by_label("TPS", exact=True).select_option("tps_code")
        page.get_by_role("button", name="Simpan sebagai versi baru").click()
        assert page.get_by_text("Versi terbaru dibagikan ke ponsel").is_visible()
    assert not wrong, "\n".join(wrong)


def page_of(browser: object, live_server: LiveServer, player: Player, width: int) -> Page:
    options = {"viewport": {"width": width, "height": 844}, "bypass_csp": True}  # axe itself is an outside script
    page: Page = context_of(browser, live_server.url, player.client, **options).new_page()  # type: ignore[arg-type]
    return page
