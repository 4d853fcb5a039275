"""Reporting without a network: nothing lost, nothing doubled, nothing left to read on the phone."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.cast import DESA, KABUPATEN, KECAMATAN, NOW, TPS, Cast, signed_in
from tests.custody.samples import keys_of
from tests.journeys.browser import chromium, context_of, violations
from tests.journeys.phone import a_phone
from tests.reports import samples
from wasdini.accounts.models import SignInSession
from wasdini.core.access import system_actor
from wasdini.core.paper_code import write_code
from wasdini.custody.models import Pseudonym
from wasdini.custody.queries import pseudonym_digest
from wasdini.elections.operations import NewElection, set_up_election
from wasdini.places.models import Import
from wasdini.reports.changing import Touch
from wasdini.reports.models import Attachment, Report, Standing
from wasdini.reports.operations_asking import ask_clarification
from wasdini.reports.operations_desk import GradeForm, grade_report

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread

BUDGET_BYTES = 150 * 1024
CANARY = "KANARI-burung-kenari-7391"
FINISH = "Selesai dan kirim"
OPENED = """
const answered = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
const opened = (name) => answered(indexedDB.open(name));
const all = (db, store) => answered(db.transaction(store).objectStore(store).getAll());
"""
ROWS = f"""async () => {{ {OPENED}
  const db = await opened('wasdini-lapor');
  const rows = await all(db, 'outbox');
  db.close();
  return rows.map(({{sealed, files, receipt, ...told}}) => told);
}}"""
# Everything a page can read of what its own address has stored: databases, both storages, all shelves of the caches.
DUMP = """async () => { OPENED
  const found = [], text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
    if (value instanceof CryptoKey) return `key ${value.extractable}`;
    if (!value || typeof value !== 'object') return String(value);
    return Object.entries(value).map(([name, one]) => `${name}=${text(one)}`).join(' ');
  };
  for (const { name } of await indexedDB.databases()) {
    const db = await opened(name);
    for (const store of db.objectStoreNames)
      for (const value of await all(db, store)) found.push(`${name}/${store}: ${text(value)}`);
    db.close();
  }
  for (const storage of [localStorage, sessionStorage])
    for (const key of Object.keys(storage)) found.push(`${key}: ${storage[key]}`);
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    for (const request of await shelf.keys())
      found.push(`${name} ${request.url}: ${await (await shelf.match(request)).text()}`);
  }
  const folder = await navigator.storage.getDirectory();
  for await (const [name, handle] of folder.entries())
    found.push(`file ${name}: ${text(await (await handle.getFile()).arrayBuffer())}`);
  return found;
}""".replace("OPENED", OPENED)
SMALL_TARGETS = """() => {
  const targets = 'main button, main select, main input:not([type=hidden]), main summary, main .button';
  return [...document.querySelectorAll(targets)]
    .map((one) => ['checkbox', 'radio'].includes(one.type) ? one.closest('label') : one)
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
    .map((one) => `${one.tagName} ${one.id || one.textContent.trim().slice(0, 20)} is small`);
}"""


def go_to_form(page: Page, address: str) -> None:
    page.goto(f"{address}/lapor/")
    page.wait_for_selector("html[data-ready]", timeout=30_000)


def ready_for_offline(page: Page, address: str) -> None:
    go_to_form(page, address)
    page.wait_for_selector("html[data-offline=ready]", timeout=30_000)


def photo_file(folder: Path, seed: int, *, side: int = 900) -> Path:
    """A photo whose hidden data carries the canary."""
    exif = b"Exif\x00\x00" + b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x0e\x00\x02" + len(CANARY + "\0").to_bytes(4, "big")
    exif += b"\x00\x00\x00\x1a\x00\x00\x00\x00" + CANARY.encode() + b"\0"
    path = folder / f"foto-{seed}.jpg"
    path.write_bytes(samples.photo(seed, side=side, exif=exif))
    assert CANARY.encode() in path.read_bytes()
    return path


def write(page: Page, text: str, photo: Path | None = None, *, kind: str = "tps_finding", urgency: int = 3) -> None:
    """Three taps, words, a photo."""
    page.check(f"[name=kind][value={kind}]")
    page.select_option("#place_code", DESA)
    page.select_option("#tps_number", "1")
    page.check(f"[name=urgency][value='{urgency}']")
    page.fill("#text", text)
    if photo is not None:
        page.set_input_files("#photo", photo)
        page.wait_for_selector("#files img")


def finish(page: Page) -> None:
    before = len(rows(page))
    page.get_by_role("button", name=FINISH).click()
    until(lambda: len(rows(page)) == before + 1)


def rows(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(ROWS)
    return found


def until(holds: Callable[[], bool], within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.2)


def states(page: Page) -> list[str]:
    return [row["state"] for row in rows(page)]


def test_three_reports_with_photos_written_without_a_network_arrive_exactly_once(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        ready_for_offline(page, live_server.url)
        phone.context.set_offline(True)
        page.reload()
        page.wait_for_selector("html[data-ready]")
        for number in range(3):
            write(page, f"Laporan luring ke-{number}", photo_file(tmp_path, number))
            finish(page)
        assert page.get_by_text("3 tersimpan di ponsel").is_visible()
        phone.kill()
        assert not Report.objects.exists()
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        until(lambda: states(page) == ["received"] * 3)
        page.reload()
        page.wait_for_selector("html[data-ready]")
        assert page.get_by_text("3 diterima").is_visible()
        assert not phone.said
    assert sorted(report.words.text for report in Report.objects.all()) == [f"Laporan luring ke-{n}" for n in range(3)]
    assert list(Attachment.objects.values_list("complete", flat=True)) == [True] * 3
    assert {report.path for report in Report.objects.all()} == {f"{DESA}.001"} and TPS.endswith("001")


def test_a_stolen_phone_tells_nothing_of_what_was_finished(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    """By every interface of the browser, and byte by byte in the files of its profile."""
    keys_of(cast)
    profile = tmp_path / "profil"
    with a_phone(live_server.url, profile) as phone:
        page = phone.open(cast.petugas.client)
        ready_for_offline(page, live_server.url)
        phone.context.set_offline(True)
        write(page, f"{CANARY} di depan TPS", photo_file(tmp_path, 1))
        page.locator("summary", has_text="Sumber").click()
        page.fill("#source_name", f"Sumber {CANARY}")
        page.fill("#source_phone", "0812-3999-7391")
        page.get_by_text("Draf tersimpan di ponsel ini").wait_for()
        finish(page)
        page.check("[name=mode][value=closed]")
        write(page, f"{CANARY} tertutup", kind="incident")
        page.get_by_text("Draf tertutup tidak disimpan").wait_for()
        assert not hits(page.evaluate(DUMP))
        finish(page)
        assert [row["state"] for row in rows(page)] == ["saved", "saved"]
        dump = page.evaluate(DUMP)
        assert len(dump) > 20 and not hits(dump)
        phone.close()
        assert not on_disk(profile)
        page = phone.open(cast.petugas.client)  # the finder finds what is there to find
        go_to_form(page, live_server.url)
        page.evaluate("text => localStorage.setItem('lupa', text)", CANARY)
        assert hits(page.evaluate(DUMP))
        phone.close()
        assert on_disk(profile)


def hits(dump: list[str], *more: str) -> list[str]:
    return [one[:80] for one in dump if any(mark in one for mark in (CANARY, "0812-3999-7391", *more))]


def on_disk(profile: Path) -> list[str]:
    """Files of the profile that hold the canary, as UTF-8 or as the browser's own UTF-16."""
    forms = [CANARY.encode(), CANARY.encode("utf-16-le"), b"0812-3999-7391", "0812-3999-7391".encode("utf-16-le")]
    files = [path for path in profile.rglob("*") if path.is_file()]
    return [str(path.relative_to(profile)) for path in files if any(form in path.read_bytes() for form in forms)]


def test_an_open_draft_outlives_a_killed_browser_and_a_closed_one_does_not(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    keys_of(cast)
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        write(page, "Belum selesai", photo_file(tmp_path, 4))
        page.get_by_text("Draf tersimpan di ponsel ini").wait_for()
        time.sleep(1)
        phone.kill()
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        assert page.input_value("#text") == "Belum selesai" and page.input_value("#tps_number") == "1"
        assert page.locator("#files img").count() == 1
        page.check("[name=mode][value=closed]")
        page.get_by_text("Draf tertutup tidak disimpan").wait_for()
        phone.kill()
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        assert page.input_value("#text") == "" and page.locator("#files img").count() == 0


def test_a_file_goes_on_where_the_network_broke(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    offsets: list[int] = []

    def break_the_third(route: Route) -> None:
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) == 3:
            route.abort("connectionreset")
        else:
            route.continue_()

    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        page.route(
            "**/attachments/*",
            lambda route: break_the_third(route) if route.request.method == "PATCH" else route.continue_(),
        )
        noise = tmp_path / "derau.jpg"
        noise.write_bytes(noisy_photo())
        write(page, "Foto besar", noise)
        finish(page)
        until(lambda: states(page) == ["received"], within_s=60)
    assert offsets[:4] == [0, offsets[1], offsets[2], offsets[2]] and offsets[2] > offsets[1] > 0
    assert Attachment.objects.get().complete


def noisy_photo() -> bytes:
    """Nothing compresses noise: large enough for several pieces."""
    held = io.BytesIO()
    pixels = np.random.default_rng(7).integers(0, 255, (900, 1200, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(held, "JPEG", quality=92)
    return held.getvalue()


def test_a_sign_in_that_ran_out_makes_reports_wait_and_loses_none(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        ready_for_offline(page, live_server.url)
        SignInSession.objects.all().delete()
        write(page, "Sesudah sesi habis", photo_file(tmp_path, 5))
        finish(page)
        waits = page.locator("#strip").get_by_text("Masuk lagi untuk mengirim; laporan aman di ponsel.")
        waits.wait_for()
        assert not Report.objects.exists()
        page.reload()  # the shell, not the sign-in page: writing goes on
        page.wait_for_selector("html[data-ready]")
        assert page.get_by_role("heading", name="Lapor", exact=True).is_visible() and waits.is_visible()
        phone.sign_in(signed_in(cast.camat.user, second_factor=False))  # somebody else on the same phone
        go_to_form(page, live_server.url)
        page.locator("#strip").get_by_text("Ditulis dengan akun lain").wait_for()
        assert not Report.objects.exists()
        phone.sign_in(signed_in(cast.petugas.user, second_factor=False))
        go_to_form(page, live_server.url)
        until(lambda: states(page) == ["received"])
    report = Report.objects.get()
    assert report.reporter_id == cast.petugas.user.pk and Attachment.objects.get().complete


def test_signing_out_takes_the_lists_and_leaves_the_outbox(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        ready_for_offline(page, live_server.url)
        page.reload()
        page.wait_for_selector("html[data-offline=ready]")
        assert any(DESA in one for one in page.evaluate(DUMP))
        page.route("**/api/v1/reports/**", lambda route: route.abort())
        write(page, "Menunggu")
        finish(page)
        page.get_by_role("button", name="Keluar").click()
        page.wait_for_url("**/akun/masuk/**")
        page.wait_for_timeout(500)
        assert [row["state"] for row in rows(page)] != ["received"] and len(rows(page)) == 1
        assert not [one[:90] for one in page.evaluate(DUMP) if DESA in one]


def test_a_closed_report_goes_under_a_pseudonym_and_waits_unless_it_is_urgent(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    """The custodian's paper code gives the voice the server knows; no cookie, no account, no exact time."""
    keys_of(cast)
    set_up_election(system_actor(), NewElection("contoh-2024", "Contoh", KABUPATEN, "pemilu-2024"), at=NOW)
    secret = bytes(range(32))
    pseudonym = hmac.new(secret, b"contoh-2024", hashlib.sha256).hexdigest()
    digest = pseudonym_digest(pseudonym)
    Pseudonym.objects.create(
        voice_id=uuid.uuid4(), digest=digest, election="contoh-2024", area=KECAMATAN, registered_at=NOW
    )
    sent: list[dict[str, str]] = []
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        page.goto(f"{live_server.url}/lapor/saya")
        page.wait_for_selector("html[data-ready]")
        page.fill("#secret", write_code(secret).replace("0", "O", 1).lower())
        page.get_by_role("button", name="Simpan kode").click()
        page.get_by_text("Kode disimpan.").wait_for()
        go_to_form(page, live_server.url)
        page.on("request", lambda request: sent.append(request.all_headers()) if request.method == "PUT" else None)
        for urgency in (2, 4):
            page.check("[name=mode][value=closed]")
            write(page, "Rencana pengerahan massa.", kind="incident", urgency=urgency)
            began = time.time()
            finish(page)
        late, now = sorted(rows(page), key=lambda row: -row["not_before"])
        assert 50 < late["not_before"] / 1000 - began < 1900 and late["pseudonymous"]
        until(lambda: {row["id"]: row["state"] for row in rows(page)} == {late["id"]: "saved", now["id"]: "received"})
        assert page.get_by_text("Laporan tertutup: sengaja ditunda").first.is_visible()
        assert not hits(page.evaluate(DUMP), secret.hex())
        touch = Touch(report_id=uuid.UUID(now["id"]), version=1, at=NOW)
        ask_clarification(cast.verifikator.actor, touch, "Kapan rencananya?")
        page.goto(f"{live_server.url}/lapor/saya")
        page.get_by_text("Kapan rencananya?").wait_for()  # it came to the pseudonym: the account knows of nothing
        assert not hits(page.evaluate(DUMP), "Kapan rencananya?")
        page.get_by_role("link", name="Jawab").click()
        page.wait_for_selector("html[data-ready]")
        assert page.locator("[name=mode][value=closed]").is_checked()
        page.select_option("#place_code", DESA)
        page.check("[name=urgency][value='5']")
        page.fill("#text", "Besok pagi.")
        page.get_by_role("button", name=FINISH).click()
        page.wait_for_url("**/lapor/saya")
        page.wait_for_selector("html[data-ready]")
        until(lambda: states(page).count("received") == 2)
    assert sent
    for headers in sent:
        assert headers["authorization"] == f"Samaran {pseudonym}"
        assert "cookie" not in headers and "x-csrftoken" not in headers
    assert Report.objects.get(kind="clarification").supersedes == uuid.UUID(now["id"])
    report = Report.objects.get(kind="incident")
    assert report.mode == "closed" and report.reporter_id is None and report.seq < 0
    assert report.received_at.astimezone(UTC).minute == 0


def test_the_officer_answers_a_question_and_sees_the_grade(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        write(page, "Ketua KPPS diancam.")
        finish(page)
        until(lambda: states(page) == ["received"])
        report_id = Report.objects.get().report_id
        touch = Touch(report_id=report_id, version=1, at=NOW)
        ask_clarification(cast.verifikator.actor, touch, "Berapa orang?")
        page.goto(f"{live_server.url}/lapor/saya")
        page.wait_for_selector("html[data-ready]")
        page.get_by_role("link", name="Jawab").click()
        page.wait_for_selector("html[data-ready]")
        page.fill("#text", "Empat orang.")
        page.get_by_role("button", name=FINISH).click()
        page.wait_for_url("**/lapor/saya")
        page.wait_for_selector("html[data-ready]")
        until(lambda: states(page) == ["received"] * 2)
        grade = GradeForm(reliability="b", credibility="2", facts="Empat orang mengancam.", opinion="")
        version = Standing.objects.get(report__report_id=report_id).version
        aim = Touch(report_id=report_id, version=version, at=NOW, reason="Dua saksi.")
        grade_report(cast.verifikator.actor, aim, grade)
        go_to_form(page, live_server.url)
        until(lambda: sorted(states(page)) == ["graded", "received"])
        assert page.locator("[data-state=graded] [aria-current=step]").inner_text().endswith("Dinilai")
    answer = Report.objects.get(kind="clarification")
    assert answer.supersedes == report_id and answer.words.text == "Empat orang."


def test_a_code_that_was_mistyped_names_its_group_and_an_unknown_one_waits(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    keys_of(cast)
    set_up_election(system_actor(), NewElection("contoh-2024", "Contoh", KABUPATEN, "pemilu-2024"), at=NOW)
    code = write_code(bytes(range(1, 33)))
    groups = code.split("-")
    wrong = "-".join([*groups[:4], "ZZZZZ", *groups[5:]])
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        go_to_form(page, live_server.url)
        page.goto(f"{live_server.url}/lapor/saya")
        page.wait_for_selector("html[data-ready]")
        for typed, told in ((wrong, "Kelompok ke-5"), ("ABCDE", "Kode kurang atau lebih"), (code, "Kode disimpan.")):
            page.fill("#secret", typed)
            page.get_by_role("button", name="Simpan kode").click()
            page.get_by_text(told).wait_for()
        go_to_form(page, live_server.url)
        page.check("[name=mode][value=closed]")
        write(page, "Kabar dari pasar.", kind="incident", urgency=5)
        finish(page)
        page.locator("#strip").get_by_text("Kode samaran ini tidak berlaku lagi.").wait_for()
        assert [row["state"] for row in rows(page)] == ["saved"]
    assert not Report.objects.exists()


def test_closed_is_not_offered_where_it_could_not_be_taken(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    with chromium() as browser:
        page = context_of(browser, live_server.url, cast.petugas.client).new_page()
        go_to_form(page, live_server.url)
        assert page.get_by_text("kunci dua kustodian belum berlaku").is_visible()
        assert page.locator("[name=mode][value=closed]").is_disabled()
        keys_of(cast)
        go_to_form(page, live_server.url)
        assert page.locator("[name=mode][value=closed]").is_enabled()
        page = context_of(browser, live_server.url, cast.verifikator.client).new_page()
        go_to_form(page, live_server.url)
        assert page.locator("[name=mode][value=closed]").is_disabled()


def test_the_language_changes_without_a_network_and_the_page_stays(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    with a_phone(live_server.url, tmp_path / "profil") as phone:
        page = phone.open(cast.petugas.client)
        ready_for_offline(page, live_server.url)
        phone.context.set_offline(True)
        write(page, "Tetap ada")
        page.get_by_role("link", name="English").click()
        page.get_by_text("What do you report?").wait_for()
        page.wait_for_selector("html[data-ready]")
        assert page.input_value("#text") == "Tetap ada"
        page.get_by_role("button", name="Finish and send").click()
        page.get_by_text("Saved on the phone and sealed.").wait_for()
        body = page.inner_text("main")
        assert not re.findall(r"\b(laporan|ponsel|tidak|dengan|belum)\b", body, re.IGNORECASE)
        phone.context.set_offline(False)
        go_to_form(page, live_server.url)
        assert page.get_by_role("heading", name="Report", exact=True).is_visible()
        until(lambda: states(page) == ["received"])


def test_the_first_input_costs_less_than_150_kilobytes(live_server: LiveServer, cast: Cast, regions: Import) -> None:
    """Every byte of every answer until the form can be used, as this server sends them: without compression."""
    with chromium() as browser:
        page = context_of(browser, live_server.url, cast.petugas.client).new_page()
        sizes: dict[str, float] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        names: dict[str, str] = {}
        session.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
        session.on(
            "Network.loadingFinished", lambda e: sizes.update({names.get(e["requestId"], "?"): e["encodedDataLength"]})
        )
        page.goto(f"{live_server.url}/lapor/", wait_until="load")
        page.check("[name=kind][value=nil]")  # the first input
        until(lambda: page.evaluate("document.documentElement.dataset.script") == "on")
        spent = dict(sizes)
        page.wait_for_selector("html[data-offline=ready]", timeout=30_000)
    assert any(name.endswith("/reports/lapor.js") for name in spent)
    print(json.dumps({"first_input_bytes": sum(spent.values()), "requests": len(spent)}))
    assert sum(spent.values()) < BUDGET_BYTES, sorted(spent.items(), key=lambda one: -one[1])[:8]
    assert not [name for name in spent if "nacl" in name or "noble" in name]  # sealing comes after first paint


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_reporting_pages_pass_axe_and_fit_and_every_target_is_large_enough(
    live_server: LiveServer, cast: Cast, regions: Import, width: int, theme: str
) -> None:
    wrong: list[str] = []
    samples.send(cast.petugas.actor)
    keys_of(cast)
    with chromium() as browser:
        options = {"viewport": {"width": width, "height": 844}, "color_scheme": theme, "bypass_csp": True}
        context = context_of(browser, live_server.url, cast.petugas.client, **options)
        page = context.new_page()
        for address, mode in (("/lapor/", "open"), ("/lapor/", "closed"), ("/lapor/saya", "")):
            page.goto(live_server.url + address)
            page.wait_for_selector("html[data-ready]")
            if mode:
                page.check("[name=kind][value=checkin]")
                page.check(f"[name=mode][value={mode}]")
                for summary in page.locator("main summary").all():
                    summary.click()
            wrong += [f"{address} {mode} {found}" for found in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{address} wider than the screen")
            wrong += [f"{address} {small}" for small in page.evaluate(SMALL_TARGETS)]
    assert not wrong, "\n".join(wrong)


def test_without_a_script_the_page_is_a_form(
    live_server: LiveServer, cast: Cast, regions: Import, tmp_path: Path
) -> None:
    with chromium() as browser:
        context = context_of(browser, live_server.url, cast.petugas.client, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/lapor/")
        page.check("[name=kind][value=incident]")
        page.select_option("#place_code", DESA)
        page.fill("#tps_number", "1")
        page.fill("#text", "Tanpa skrip pun sampai.")
        page.set_input_files("#photo", photo_file(tmp_path, 9))
        page.get_by_role("button", name=FINISH).click()
        page.wait_for_url("**/lapor/saya")
        assert page.get_by_text("Tanpa skrip pun sampai.").is_visible()
        assert page.get_by_text("Laporan diterima.").is_visible()
    assert Report.objects.get().channel == "web" and Attachment.objects.get().complete
