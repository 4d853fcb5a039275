"""What the custodian's browser runs, against what Python reads and writes: byte for byte the same formats."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from nacl.public import PrivateKey, SealedBox
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.custody.browser import modules_page, run

pytestmark = pytest.mark.journey


@pytest.fixture
def page(live_server: LiveServer) -> Iterator[Page]:
    with modules_page(live_server.url) as page:
        yield page


def test_sealed_boxes_cross_between_browser_and_python(page: Page) -> None:
    key = PrivateKey.generate()
    public = bytes(key.public_key).hex()
    for text in (b"", b"a", "Siti – ✓".encode() * 400):
        from_browser = run(
            page, "sealed_box.js", "hex(m.sealTo(bytes(given[0]), bytes(given[1])))", [public, text.hex()]
        )
        assert SealedBox(key).decrypt(bytes.fromhex(from_browser)) == text
        sealed = SealedBox(key.public_key).encrypt(text).hex()
        opening = "hex(m.openWith(bytes(given[0]), bytes(given[1]), bytes(given[2])))"
        assert run(page, "sealed_box.js", opening, [public, bytes(key).hex(), sealed]) == text.hex()
        broken = sealed[:-2] + ("00" if sealed[-2:] != "00" else "01")
        assert run(page, "sealed_box.js", opening, [public, bytes(key).hex(), broken]) is None
        assert run(page, "sealed_box.js", opening, [public, bytes(key).hex(), "00" * 20]) is None
