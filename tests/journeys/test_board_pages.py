"""The pages in a real browser: accessible, without a script, by keyboard, under the strict policy."""

from __future__ import annotations

import os

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.assessments.small import a_first_picture
from tests.cast import DESA, KABUPATEN, KECAMATAN, TPS, Cast
from tests.journeys.browser import chromium, context_of, violations
from wasdini.core.access import system_actor
from wasdini.places.models import Import
from wasdini.places.operations import add_boundaries

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread

PAGES = ["/", f"/tempat/{KABUPATEN}", f"/tempat/{DESA}", f"/tps/{TPS}", "/peta", "/tahapan", "/metode",
         "/metode/kesbangpol-default", "/cari?q=Muara", "/jurnal", "/tempat/31.71", "/akun/saya/"]  # fmt: skip


def square(west: float, south: float) -> dict[str, object]:
    east, north = west + 0.2, south + 0.2
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def picture(cast: Cast, regions: Import) -> Cast:
    a_first_picture()
    return cast


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_passes_axe_and_fits_its_screen(
    live_server: LiveServer, picture: Cast, width: int, theme: str
) -> None:
    wrong: list[str] = []
    with chromium() as browser:
        size = {"width": width, "height": 844}
        options = {"viewport": size, "color_scheme": theme, "bypass_csp": True}  # axe itself is an outside script
        page = context_of(browser, live_server.url, picture.kaban.client, **options).new_page()
        for address in PAGES:
            page.goto(live_server.url + address)
            wrong += [f"{address} {found}" for found in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{address} wider than the screen")
    assert not wrong, "\n".join(wrong)


def test_the_way_from_the_region_to_the_reason_needs_no_script(live_server: LiveServer, picture: Cast) -> None:
    with chromium() as browser:
        context = context_of(browser, live_server.url, picture.kaban.client, java_script_enabled=False)
        page = context.new_page()
        page.goto(live_server.url)
        assert page.get_by_role("heading", name="Tingkat kerawanan").is_visible()
        page.locator(".ranked a").first.click()
        assert page.url.endswith(f"/tps/{TPS}")
        assert page.get_by_role("rowheader", name="Jumlah", exact=True).is_visible()
        page.get_by_role("link", name="Cari", exact=True).click()
        page.get_by_label("Nama wilayah atau kode TPS").fill("Muara")
        page.get_by_role("button", name="Cari").click()
        page.get_by_role("link", name="Kecamatan Muara").click()
        assert page.url.endswith(f"/tempat/{KECAMATAN}")


def test_the_keyboard_alone_skips_to_the_content_and_opens_a_reason(live_server: LiveServer, picture: Cast) -> None:
    with chromium() as browser:
        page = context_of(browser, live_server.url, picture.kaban.client).new_page()
        page.goto(live_server.url)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#isi"
        page.keyboard.press("Enter")
        for _ in range(40):
            page.keyboard.press("Tab")
            if str(page.evaluate("document.activeElement.getAttribute('href')")).startswith("/tps/"):
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/tps/{TPS}")


def test_the_map_draws_under_the_strict_policy_from_our_own_address(live_server: LiveServer, picture: Cast) -> None:
    outlines = [(KECAMATAN, square(108.0, -9.0)), ("99.01.02", square(108.2, -9.0))]
    features = [{"type": "Feature", "properties": {"code": c}, "geometry": g} for c, g in outlines]
    document = {"type": "FeatureCollection", "features": features}
    at = picture.kaban.user.created_at
    add_boundaries(system_actor(), document, name="batas.geojson", at=at)
    said: list[str] = []
    asked: list[str] = []
    with chromium() as browser:
        page = context_of(browser, live_server.url, picture.kaban.client).new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live_server.url}/peta")
        page.wait_for_selector("#map[data-ready]", timeout=30_000)
        page.mouse.click(*_middle_of(page.locator("#map canvas").bounding_box()))
        page.wait_for_selector(".map-card:not([hidden])")
        assert page.get_by_role("link", name="Buka sebabnya").get_attribute("href")
    assert not said
    assert not [url for url in asked if not url.startswith((live_server.url, "blob:", "data:"))]


def _middle_of(box: dict[str, float] | None) -> tuple[float, float]:
    assert box
    return box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2


def test_search_answers_while_one_types(live_server: LiveServer, picture: Cast) -> None:
    with chromium() as browser:
        page = context_of(browser, live_server.url, picture.kaban.client).new_page()
        page.goto(f"{live_server.url}/cari")
        page.get_by_label("Nama wilayah atau kode TPS").press_sequentially("Muara")
        page.locator("#hasil").get_by_role("link", name="Kecamatan Muara").wait_for(timeout=10_000)
