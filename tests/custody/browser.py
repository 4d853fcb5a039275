"""A page of our own address in which the tests call the modules that custodians' browsers run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from playwright.sync_api import Page

from tests.journeys.browser import chromium, context_of


@contextmanager
def modules_page(address: str) -> Iterator[Page]:
    """A blank page that may import `/static/custody/*.js`."""
    with chromium() as browser:
        page = context_of(browser, address, Client()).new_page()
        page.goto(f"{address}/healthz")
        yield page


def run(page: Page, module: str, body: str, given: Any = None) -> Any:
    """`body` is an expression over `m` (the module), `given`, `hex` and `bytes`."""
    return page.evaluate(
        f"""async given => {{
            const m = await import("/static/custody/{module}");
            const hex = array => array && Array.from(array, b => b.toString(16).padStart(2, "0")).join("");
            const bytes = text => Uint8Array.from(text.match(/../g) || [], pair => parseInt(pair, 16));
            return {body};
        }}""",
        given,
    )
