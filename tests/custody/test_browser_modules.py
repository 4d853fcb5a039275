"""What the custodian's browser runs, against what Python reads and writes: byte for byte the same formats."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator

import pytest
import segno
from nacl.public import PrivateKey, SealedBox
from playwright.sync_api import Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.custody.browser import modules_page, run
from tests.custody.samples import IDENTITY
from wasdini.core.paper_code import write_code
from wasdini.custody import envelopes, key_files
from wasdini.custody.envelopes import key_id_of
from wasdini.custody.queries import pseudonym_digest

pytestmark = pytest.mark.journey
PASSPHRASE = "lima kapal di muara"


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


def test_a_key_made_in_the_browser_opens_on_the_custodians_machine_and_back(page: Page) -> None:
    made = run(page, "key_file.js", f"m.closeKey(m.newPair(), '{PASSPHRASE}')")
    secret = key_files.open_key(json.dumps(made), PASSPHRASE)
    assert key_id_of(key_files.public_of(secret)) == made["key_id"]
    file = json.loads(key_files.close_key(secret, PASSPHRASE))
    opened = f"m.openKey(given, '{PASSPHRASE}').then(pair => hex(pair.secretKey))"
    assert run(page, "key_file.js", opened, file) == secret.hex()
    assert run(page, "key_file.js", "m.openKey(given, 'bukan sandi kunci ini')", file) is None


def test_envelopes_cross_between_browser_and_python(page: Page) -> None:
    outer, inner = PrivateKey.generate(), PrivateKey.generate()
    given = {
        "identity": IDENTITY,
        "publics": [bytes(key.public_key).hex() for key in (outer, inner)],
        "secrets": [bytes(key).hex() for key in (outer, inner)],
        "ours": envelopes.seal("report:7", IDENTITY, bytes(outer.public_key), bytes(inner.public_key)).ciphertext.hex(),
    }
    sealed = run(
        page,
        "envelope.js",
        """(s => ({...s, ciphertext: hex(s.ciphertext)}))(
            m.seal("report:7", given.identity, bytes(given.publics[0]), bytes(given.publics[1])))""",
        given,
    )
    taken = envelopes.open_outer("report:7", bytes.fromhex(sealed["ciphertext"]), bytes(outer))
    assert (envelopes.digest_of(taken.box), taken.inner_key_id) == (sealed["innerDigest"], sealed["innerKeyId"])
    assert envelopes.open_inner("report:7", taken.box, bytes(inner)) == IDENTITY
    both = """(pairs => %s)(given.publics.map((key, at) => (
        {publicKey: bytes(key), secretKey: bytes(given.secrets[at])})))"""
    opening = "m.openInner(%r, m.openOuter('report:7', bytes(given.ours), pairs[0]).box, pairs[1])"
    assert run(page, "envelope.js", both % (opening % "report:7"), given) == IDENTITY
    with pytest.raises(Error, match="box_of_another_record"):
        run(page, "envelope.js", both % (opening % "report:8"), given)


def test_paper_codes_and_pseudonyms_are_the_same_in_both(page: Page) -> None:
    for secret in (bytes(32), b"\xff" * 32, os.urandom(32)):
        code = write_code(secret)
        assert run(page, "paper_code.js", "m.writeCode(bytes(given))", secret.hex()) == code
        assert run(page, "paper_code.js", "hex(m.readCode(given).secret)", f"wsdk1: {code.lower()}") == secret.hex()
        wrong = code[:8] + ("2" if code[8] != "2" else "3") + code[9:]
        assert run(page, "paper_code.js", "m.readCode(given)", wrong) == {"group": 2}
        pseudonym = hmac.new(secret, b"pemilu-2024", hashlib.sha256).hexdigest()
        assert run(page, "pseudonym.js", "m.pseudonymOf(bytes(given), 'pemilu-2024')", secret.hex()) == pseudonym
        assert run(page, "pseudonym.js", "m.registeredDigest(given)", pseudonym) == pseudonym_digest(pseudonym)


def test_the_qr_code_is_the_one_another_encoder_draws(page: Page) -> None:
    texts = ["A", "WASDINI 1", key_files.on_paper(os.urandom(32)), "Z" * 89, "$%*+-./: " * 10]
    for text in texts:
        drawn = run(page, "qr.js", "m.qrRows(given).map(row => row.map(Number))", text)
        theirs = segno.make(text, version=4, error="m", mask=0, boost_error=False, mode="alphanumeric", micro=False)
        assert drawn == [list(row) for row in theirs.matrix], text
