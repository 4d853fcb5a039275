"""Coverage in a real browser: accessible at both widths and themes, read again by itself without losing the focus."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.accounts.duties import duty_of
from tests.cast import DESA, KABUPATEN, KECAMATAN, TPS, Cast
from tests.journeys.browser import chromium, context_of, violations
from tests.reports.samples import send
from wasdini.core.place_codes import tps_code_of
from wasdini.places.models import Import

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

PAGES = ["/cakupan/", f"/cakupan/{KECAMATAN}", f"/cakupan/{DESA}", f"/cakupan/{TPS}", "/tugas/", "/tugas/atur",
         "/tugas/atur/usul?wilayah=99.01&date=2030-02-14&starts=06:00&ends=22:00"]  # fmt: skip


@pytest.fixture
def watched(cast: Cast, regions: Import) -> Cast:
    start = datetime.now(UTC) - timedelta(minutes=30)
    for code in (TPS, tps_code_of(DESA, 2), DESA):
        duty_of(cast.petugas.user, code, starts_at=start)
    duty_of(cast.camat.user, KECAMATAN, starts_at=start, hours=0.25)
    duty_of(cast.kaban.user, KABUPATEN, starts_at=start)
    send(cast.petugas.actor, at=start + timedelta(minutes=1))
    return cast


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_passes_axe_and_fits_its_screen(
    live_server: LiveServer, watched: Cast, width: int, theme: str
) -> None:
    wrong: list[str] = []
    with chromium() as browser:
        options = {"viewport": {"width": width, "height": 844}, "color_scheme": theme, "bypass_csp": True}
        page = context_of(browser, live_server.url, watched.kaban.client, **options).new_page()
        for address in PAGES:
            assert page.goto(live_server.url + address).status == 200  # type: ignore[union-attr]
            wrong += [f"{address} {found}" for found in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{address} wider than the screen")
    assert not wrong, "\n".join(wrong)


def test_the_page_reads_itself_again_under_the_strict_policy_and_keeps_the_focus(
    live_server: LiveServer, watched: Cast
) -> None:
    said: list[str] = []
    with chromium() as browser:
        page = context_of(browser, live_server.url, watched.kaban.client).new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.clock.install()
        page.goto(f"{live_server.url}/cakupan/{DESA}")
        far = page.locator(".posko .first .figure-far")
        expect(far).to_have_text("1")
        link = page.locator(".silent a").first
        link.focus()
        before = link.get_attribute("id")
        send(watched.petugas.actor, at=datetime.now(UTC), tps_code=tps_code_of(DESA, 2))
        page.clock.fast_forward(31_000)
        expect(far).to_have_text("0")
        assert page.evaluate("document.activeElement.id") in {before, str(before).replace("t", "s", 1), "isi", ""}
        page.locator("#segarkan").focus()
        page.clock.fast_forward(31_000)
        page.wait_for_timeout(500)
        assert page.evaluate("document.activeElement.id") == "segarkan"
    assert not said


def test_without_script_the_way_down_to_the_silent_station_is_links(live_server: LiveServer, watched: Cast) -> None:
    with chromium() as browser:
        context = context_of(browser, live_server.url, watched.kaban.client, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/cakupan/")
        page.get_by_role("link", name="Kecamatan Muara", exact=True).last.click()
        assert page.url.endswith(f"/cakupan/{KECAMATAN}")
        page.get_by_role("link", name="Segarkan").click()
        assert page.locator(".silent .duty-state").first.inner_text().strip().endswith("Terlambat")
