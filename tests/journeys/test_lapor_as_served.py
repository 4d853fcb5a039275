"""The reporting app as an office's server gives it: names with digests, compressed, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.phone import a_phone
from tests.journeys.test_lapor_offline import FINISH, ROWS, photo_file
from tests.servers import environment, free_port, start, wait_for

pytestmark = pytest.mark.journey
BUDGET_BYTES = 150 * 1024
SIGN_IN = "form[action$='/contoh/masuk/'] button[value=petugas]"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("kantor")
    port = free_port()
    server = start("run", "--demo", "--port", str(port), env=environment(folder), log=folder / "log")
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", within_s=240)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def signed_in_page(page: Page, address: str) -> None:
    page.goto(f"{address}/akun/masuk/?next=/lapor/")
    page.click(SIGN_IN)
    page.wait_for_url("**/lapor/")


def test_reports_written_offline_arrive_once_and_the_app_is_small(address: str, tmp_path: Path) -> None:
    with a_phone(address, tmp_path / "profil") as phone:
        page = phone.open()
        signed_in_page(page, address)
        cookies = phone.context.cookies()
        spent = first_input_bytes(page, address)
        print(json.dumps({"first_input_bytes_compressed": spent}))
        assert spent < BUDGET_BYTES
        page.wait_for_selector("html[data-offline=ready]", timeout=60_000)
        phone.context.set_offline(True)
        page.reload()
        page.wait_for_selector("html[data-ready]")
        scripts = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
        assert any(".js" in one and one.count(".") >= 3 for one in scripts)  # names carry their digest
        desa = page.evaluate("[...document.querySelectorAll('#place_code option')].map((one) => one.value).at(-1)")
        for number in range(3):
            page.check("[name=kind][value=tps_finding]")
            page.select_option("#place_code", desa)
            page.select_option("#tps_number", "1")
            page.fill("#text", f"Dari server sungguhan {number}")
            page.set_input_files("#photo", photo_file(tmp_path, number))
            page.wait_for_selector("#files img")
            page.get_by_role("button", name=FINISH).click()
            wait_rows(page, number + 1)
        phone.kill()
        page = phone.open()
        phone.context.add_cookies(cookies)  # type: ignore[arg-type]
        page.goto(f"{address}/lapor/")
        deadline = time.monotonic() + 60
        while [row["state"] for row in page.evaluate(ROWS)] != ["received"] * 3:
            assert time.monotonic() < deadline
            time.sleep(0.3)
        page.goto(f"{address}/lapor/saya")
        texts = page.locator("[data-report] > p:nth-child(3)").all_inner_texts()
        arrived = sorted(text for text in texts if text.startswith("Dari server"))
        assert arrived == [f"Dari server sungguhan {number}" for number in range(3)]
        assert "Lampiran yang belum sampai" not in page.inner_text("main")
        assert not phone.said


def first_input_bytes(page: Page, address: str) -> float:
    """Every byte of every answer until the form answers to a tap, with an empty cache."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send("Network.setBypassServiceWorker", {"bypass": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{address}/lapor/", wait_until="load")
    page.check("[name=kind][value=nil]")
    page.wait_for_selector("html[data-script=on]")
    spent = sum(sizes)
    session.detach()
    page.reload()
    return spent


def wait_rows(page: Page, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(page.evaluate(ROWS)) != count:
        assert time.monotonic() < deadline
        time.sleep(0.1)


os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
