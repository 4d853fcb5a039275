"""A phone for the journeys: Chromium with a profile of its own, which is killed like a tab under memory pressure is."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.journeys.browser import CHROMIUM, FLAGS

SIZE = {"width": 390, "height": 844}


@dataclass
class Phone:
    """One device. `kill` takes the browser away at once; `open` starts it again on what lies on the disk."""

    playwright: Playwright
    address: str
    profile: Path
    said: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    browser: Browser | None = None

    def open(self, client: Client | None = None) -> Page:
        """The browser with a page; `client` is signed in, None keeps the cookies of before."""
        mark = self.profile / "DevToolsActivePort"
        mark.unlink(missing_ok=True)
        flags = [*FLAGS, "--no-first-run", "--remote-debugging-port=0", f"--user-data-dir={self.profile}"]
        self.process = subprocess.Popen(
            [CHROMIUM, *flags, "about:blank"],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while not (mark.exists() and mark.read_text().strip()):
            assert time.monotonic() < deadline, "Chromium did not start"
            time.sleep(0.05)
        port = mark.read_text().split()[0]
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        if client is not None:
            self.sign_in(client)
        page = self.context.new_page()
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    @property
    def context(self) -> BrowserContext:
        assert self.browser
        return self.browser.contexts[0]

    def sign_in(self, client: Client) -> None:
        self.context.clear_cookies()
        cookies: Any = [{"name": n, "value": m.value, "url": self.address} for n, m in client.cookies.items()]
        self.context.add_cookies(cookies)

    def kill(self) -> None:
        """No goodbye: what is not on the disk is gone."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def close(self) -> None:
        """Switched off in good order, so that everything the browser would ever write has been written."""
        if self.browser is not None and self.process is not None:
            self.browser.new_browser_cdp_session().send("Browser.close")
            self.process.wait(timeout=30)
            self.process = None


@contextmanager
def a_phone(address: str, profile: Path) -> Iterator[Phone]:
    if not CHROMIUM:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        phone = Phone(playwright, address, profile)
        try:
            yield phone
        finally:
            phone.kill()
