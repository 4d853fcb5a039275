"""The map of a province and of the nation, drawn from our own vector tiles in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.cast import make_user, signed_in
from tests.journeys.browser import chromium, context_of, violations
from wasdini.assessments.operations import AssessmentRequest, assess
from wasdini.core.access import system_actor
from wasdini.core.terms import Classification, Role
from wasdini.elections.queries import elections_seen_by
from wasdini.places.models import Tps
from wasdini.simulate.operations import load_demonstration

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread

AT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
DRAWN = "layer => document.getElementById('map').map.queryRenderedFeatures({layers: [layer]}).map(f => f.properties)"
MOVED = """view => new Promise(done => {
    const map = document.getElementById('map').map; map.once('idle', done); map.jumpTo(view); })"""


@dataclass
class Visit:
    """A page, with what it asked for and what it complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def drawn(self, layer: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(DRAWN, layer)
        return found


@pytest.fixture
def province(db: None) -> Client:
    """The demonstration regency and its neighbour, assessed together as their province does it."""
    load_demonstration(AT)
    system = system_actor()
    (election,) = elections_seen_by(system)
    assess(system, AssessmentRequest(election_slug=election.slug, on=AT.date(), area="99"), at=AT)
    officer = make_user("provinsi", Role.ANALIS, ("99",), Classification.TERBATAS)
    return signed_in(officer, second_factor=True)


@contextmanager
def visit(live_server: LiveServer, client: Client, address: str, **options: Any) -> Iterator[Visit]:
    with chromium() as browser:
        page = context_of(browser, live_server.url, client, **options).new_page()
        seen = Visit(page)
        page.on("console", lambda message: seen.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: seen.said.append(str(error)))
        page.on("request", lambda request: seen.asked.append(request.url))
        page.goto(live_server.url + address)
        page.wait_for_selector("#map[data-ready]", timeout=60_000)
        yield seen


def test_a_province_is_drawn_from_tiles_and_a_symbol_opens_the_reason(
    live_server: LiveServer, province: Client
) -> None:
    with visit(live_server, province, "/peta?wilayah=99") as seen:
        page = seen.page
        assert {one["code"] for one in seen.drawn("places-kabkota")} == {"99.01", "99.02"}
        clusters = seen.drawn("clusters")
        assert clusters and all(one["tps_count"] and one["estimated"] for one in clusters)
        box = page.locator("#map canvas").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_selector(".map-card:not([hidden])")
        assert (page.get_by_role("link", name="Buka sebabnya").get_attribute("href") or "").startswith("/tempat/99")
        assert page.get_by_text("Garis putus-putus: titik perkiraan").is_visible()
        page.evaluate(MOVED, {"center": _first_station(), "zoom": 15})
        assert {len(one["code"]) for one in seen.drawn("places-regions")} == {len("99.01.01.2001")}
        assert {one["level"] for one in seen.drawn("points")} == {"tps"}
        page.get_by_role("link", name="Buka sebabnya").click()
        page.wait_for_url("**/tempat/99*")
    tiles = [url for url in seen.asked if ".mvt" in url]
    assert any("/tiles/regions/" in url for url in tiles) and any("/tiles/tps/" in url for url in tiles)
    assert not [url for url in seen.asked if not url.startswith((live_server.url, "blob:", "data:"))]
    assert not seen.said


@pytest.mark.parametrize("width", [390, 1440])
def test_the_map_of_tiles_passes_axe_and_fits_its_screen(live_server: LiveServer, province: Client, width: int) -> None:
    options = {"viewport": {"width": width, "height": 844}, "bypass_csp": True}  # axe itself is an outside script
    with visit(live_server, province, "/peta?wilayah=99", **options) as seen:
        assert seen.drawn("clusters") and seen.drawn("places-kabkota")
        assert not violations(seen.page)
        assert not seen.page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_desa_opens_where_its_stations_are_drawn(live_server: LiveServer, province: Client) -> None:
    with visit(live_server, province, f"/peta?wilayah={_desa()}") as seen:
        stations = seen.drawn("points") + seen.drawn("clusters")
    assert stations and {one["code"][:2] for one in stations} == {"99"}
    assert not seen.said


def test_the_nation_is_drawn_from_tiles(live_server: LiveServer, province: Client) -> None:
    system = system_actor()
    (election,) = elections_seen_by(system)
    nation = signed_in(make_user("pusat", Role.ANALIS, ("0",), Classification.TERBATAS), second_factor=True)
    assess(system, AssessmentRequest(election_slug=election.slug, on=AT.date(), area="0"), at=AT)
    with visit(live_server, nation, "/peta?wilayah=0") as seen:
        assert {one["code"] for one in seen.drawn("places-kabkota")} == {"99.01", "99.02"}
    assert not seen.said


def _first_station() -> list[float]:
    lon, lat = Tps.objects.filter(lat__isnull=False).order_by("path").values_list("lon", "lat")[0]
    return [lon, lat]


def _desa() -> str:
    """One whose stations were measured."""
    return str(Tps.objects.filter(lat__isnull=False).order_by("path")[0].path.rpartition(".")[0])
