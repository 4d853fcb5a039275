"""An independent client fills our forms: the engine of ODK Web Forms, in a real browser, against the real server.

The form and its list of places come from the server over HTTP; the engine fills and serialises; what it wrote is
submitted with Basic and with Digest. ODK Validate (Java) reads the same forms.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from lxml import etree
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer
from pyxform.validators import odk_validate

from tests.api.phones import photo
from tests.cast import NOW, PASSWORD, TPS, Cast
from tests.journeys.browser import CHECKOUT, chromium
from tests.reports.workbooks import CHECKLIST, workbook
from wasdini.accounts.operations_devices import issue_device_password
from wasdini.reports.models import Attachment, Report
from wasdini.reports.operations_forms import add_form
from wasdini.reports.queries_forms import forms_for

pytestmark = [
    pytest.mark.journey,
    pytest.mark.both,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("regions"),
]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread

ENGINE = CHECKOUT / "node_modules/@getodk/xforms-engine/dist"
CLIENT = "https://klien.uji"  # a secure context; never leaves the browser
FILL = """async ({form, places, answers, picture}) => {
    const engine = await import('/index.js');
    const csv = async () => new Response(places, {headers: {'content-type': 'text/csv'}});
    const loaded = await engine.loadForm(form, {fetchFormAttachment: csv});
    if (loaded.status === 'failure') throw new Error(String(loaded.error?.message ?? loaded.error));
    const root = loaded.createInstance().root;
    const walk = node => [node, ...(node.currentState.children ?? []).flatMap(walk)];
    for (const [reference, value] of answers) {
        const node = walk(root).find(one => one.currentState.reference === reference);
        if (!node) throw new Error('no question ' + reference);
        if (node.nodeType === 'upload') {
            const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0));
            node.setValue(new File([bytes], value, {type: 'image/jpeg'}));
        } else if (node.nodeType === 'select') {
            Array.isArray(value) ? node.selectValues(value) : node.selectValue(value);
        } else {
            node.setValue(value);
        }
    }
    const made = await root.prepareInstancePayload();
    const files = [];
    for (const [name, file] of made.data[0].entries()) {
        const bytes = new Uint8Array(await file.arrayBuffer());
        files.push([name, file.name, btoa(String.fromCharCode(...bytes))]);
    }
    return {status: made.status, files, languages: root.languages.map(one => one.language)};
}"""


@pytest.fixture
def engine() -> Iterator[Page]:
    """A page that knows nothing but the engine; every other address is cut off."""
    if not (ENGINE / "index.js").exists():
        pytest.skip("no XForms client here: npm ci")
    with chromium() as browser:
        page = browser.new_context().new_page()
        page.route("**/*", _serve)
        page.goto(CLIENT + "/")
        yield page


def _serve(route: Route) -> None:
    if route.request.url == f"{CLIENT}/index.js":
        route.fulfill(path=str(ENGINE / "index.js"), content_type="text/javascript")
    elif route.request.url == f"{CLIENT}/":
        route.fulfill(body="<!doctype html><title>klien</title>", content_type="text/html")
    elif route.request.url.startswith("data:"):
        route.continue_()
    else:
        route.abort()


def fill(page: Page, phone: httpx.Client, form_id: str, answers: list[list[Any]]) -> dict[str, Any]:
    """Load form and places from the server, answer, serialise."""
    form = phone.get(f"/openrosa/forms/{form_id}/form.xml").raise_for_status().text
    manifest = phone.get(f"/openrosa/forms/{form_id}/manifest").raise_for_status()
    addresses = [one.text for one in etree.fromstring(manifest.content).iter("{*}downloadUrl")]
    places = phone.get(addresses[0]).raise_for_status().text if addresses else ""
    picture = base64.b64encode(photo()).decode()
    told: dict[str, Any] = page.evaluate(FILL, {"form": form, "places": places, "answers": answers, "picture": picture})
    return told


def submit(phone: httpx.Client, told: dict[str, Any]) -> httpx.Response:
    files = [(name, (file, base64.b64decode(content))) for name, file, content in told["files"]]
    return phone.post("/openrosa/submission", files=files)


def phone_with(cast: Cast, live_server: LiveServer, way: str) -> httpx.Client:
    username, password = issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    auth = httpx.DigestAuth(username, password) if way == "digest" else httpx.BasicAuth(username, password)
    return httpx.Client(base_url=live_server.url, auth=auth, headers={"X-OpenRosa-Version": "1.0"}, timeout=30)


@pytest.mark.parametrize("way", ["basic", "digest"])
def test_an_independent_client_fills_and_sends_our_form(
    live_server: LiveServer, cast: Cast, engine: Page, way: str
) -> None:
    answers = [
        ["/data/kind", "tps_finding"],
        ["/data/place", TPS],
        ["/data/situation/urgency", "4"],
        ["/data/situation/issues", ["intimidation", "logistics_shortage"]],
        ["/data/found/findings", ["ballots_short", "security_absent"]],
        ["/data/found/count_ballots_short", 12],
        ["/data/text", "Surat suara kurang, belum ada petugas keamanan."],
        ["/data/photo", "bukti.jpg"],
    ]
    with phone_with(cast, live_server, way) as phone:
        told = fill(engine, phone, "laporan-wasdini", answers)
        assert told["status"] == "ready" and len(told["languages"]) == 2
        assert phone.head("/openrosa/submission").status_code == 204
        stored = submit(phone, told)
        assert stored.status_code == 201, stored.text
        assert submit(phone, told).status_code == 202
    row = Report.objects.get()
    assert (row.channel, row.kind, row.urgency, row.path) == ("openrosa", "tps_finding", 4, f"{_desa()}.001")
    assert {one["code"]: one["value"] for one in row.findings} == {"ballots_short": 12, "security_absent": None}
    assert row.words.text == "Surat suara kurang, belum ada petugas keamanan."
    assert Attachment.objects.get(report_id=row.report_id).complete
    assert row.report_id == UUID(_instance_id(told))


def test_an_offices_own_checklist_goes_the_same_way(live_server: LiveServer, cast: Cast, engine: Page) -> None:
    add_form(cast.analis.actor, "cek-logistik", "cek.xlsx", workbook(CHECKLIST), at=NOW)
    answers = [["/data/tps", TPS], ["/data/short", 3], ["/data/seal", "no"], ["/data/note", "kotak basah"]]
    with phone_with(cast, live_server, "digest") as phone:
        listed = phone.get("/openrosa/formList").text
        assert "cek-logistik" in listed and "laporan-wasdini" in listed
        told = fill(engine, phone, "cek-logistik", answers)
        assert submit(phone, told).status_code == 201
    row = Report.objects.get()
    assert (row.form_id, row.form_version, row.kind) == ("cek-logistik", "1", "tps_finding")
    assert row.findings[0]["code"] == "ballots_short" and row.findings[0]["value"] == 3
    assert row.words.text == "Segel utuh?: Tidak\nkotak basah"


def test_odk_validate_finds_nothing_wrong_with_our_forms(cast: Cast, tmp_path: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("no Java here: apt-get install default-jre-headless")
    add_form(cast.analis.actor, "cek-logistik", "cek.xlsx", workbook(CHECKLIST), at=NOW)
    for form in forms_for(cast.petugas.actor):
        path = tmp_path / f"{form.form_id}.xml"
        path.write_text(form.xml, "utf-8")
        assert odk_validate.check_xform(str(path)) == []


def test_a_digest_answer_opens_once_and_a_stale_nonce_is_asked_again(live_server: LiveServer, cast: Cast) -> None:
    """httpx answers the challenge by itself; the same answer sent again by somebody who listened does not open."""
    with phone_with(cast, live_server, "digest") as phone:
        opened = phone.get("/openrosa/formList")
        assert opened.status_code == 200
        heard = opened.request.headers["Authorization"]
        assert "SHA-256" in heard
        again = [phone.get("/openrosa/formList").status_code for _ in range(3)]
        assert again == [200, 200, 200]
    with httpx.Client(base_url=live_server.url) as listener:
        replayed = listener.get("/openrosa/formList", headers={"Authorization": heard})
        assert replayed.status_code == 401 and "stale=true" in replayed.headers["WWW-Authenticate"]
        other = listener.get("/openrosa/forms/laporan-wasdini/form.xml", headers={"Authorization": heard})
        assert other.status_code == 401 and "stale=true" not in other.headers["WWW-Authenticate"]


@pytest.mark.parametrize("way", ["--digest", "--basic"])
def test_curl_too_gets_in_and_only_with_the_device_password(live_server: LiveServer, cast: Cast, way: str) -> None:
    """A third client, with its own reading of the challenge."""
    curl = shutil.which("curl")
    if not curl:
        pytest.skip("no curl here: apt-get install curl")
    username, password = issue_device_password(cast.petugas.actor, "petugas", at=NOW)
    answers = []
    for told in (password, PASSWORD):
        command = [curl, "-s", "-o", os.devnull, "-w", "%{http_code}", way, "-u", f"{username}:{told}"]
        address = f"{live_server.url}/openrosa/formList?formID=laporan-wasdini"
        answers.append(subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout)
    assert answers == ["200", "401"]


def _desa() -> str:
    return f"{TPS[:2]}.{TPS[2:4]}.{TPS[4:6]}.{TPS[6:10]}"


def _instance_id(told: dict[str, Any]) -> str:
    xml = next(base64.b64decode(content) for name, _, content in told["files"] if name == "xml_submission_file")
    return str(next(etree.fromstring(xml).iter("{*}instanceID")).text).removeprefix("uuid:")
