"""A security key in a real browser, with the browser's own virtual key: enrolled, then asked for at the next visit."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.cast import PASSWORD, Cast
from tests.parts import needs
from wasdini.places.models import Import

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@needs("chromium")
@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_security_key_is_enrolled_and_opens_the_door(
    live_server: LiveServer, cast: Cast, regions: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop runs in this thread
    home = live_server.url.replace("127.0.0.1", "localhost")  # keys belong to a name, not to a number
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda fault: wrong.append(str(fault)))
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

        sign_in(page, home)
        page.wait_for_url("**/akun/faktor-kedua/")
        page.goto(f"{home}/akun/faktor-kedua/webauthn/add/")
        page.click("#add_key")
        page.wait_for_url("**/recovery-codes/")
        assert page.locator(".codes li").count() == 10

        page.context.clear_cookies()
        sign_in(page, home)
        page.wait_for_url("**/authenticate/")
        page.click("#use_key")
        page.wait_for_url(f"{home}/")
        page.goto(f"{home}/akun/pemulihan/")
        assert page.locator("h1").inner_text() == "Pemulihan faktor kedua"
        assert not wrong
        browser.close()


def sign_in(page: Page, home: str) -> None:
    page.goto(f"{home}/akun/masuk/")
    page.fill("#id_login", "kaban")
    page.fill("#id_password", PASSWORD)
    page.click("main form .button")
