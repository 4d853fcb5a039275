"""The pages of custodians and of the head: what they show, what they refuse, and the whole road in a real browser."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.cast import DESA, KECAMATAN, NOW, Cast
from tests.custody.samples import IDENTITY, keys_of, sealed_report, sealed_voice
from tests.journeys.browser import chromium, context_of, violations
from wasdini.core.access import system_actor
from wasdini.core.paper_code import read_code
from wasdini.custody import envelopes, key_files
from wasdini.custody.models import CustodianKey, Envelope, Pair, UnmaskRequest, UnmaskStep
from wasdini.custody.queries import voice_of
from wasdini.elections.operations import NewElection, set_up_election
from wasdini.places.models import Import

SHOTS = os.environ.get("WASDINI_SHOTS", "")  # a folder: every page as a picture, to be looked at
PASSPHRASE = "lima kapal di muara"
REASON = {"reason": "Nyawa sumber terancam; perlu dilindungi malam ini.", "legal_basis": "Perintah 12/2024"}


def text_of(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.content.decode()


@pytest.mark.both
def test_the_desk_says_first_what_is_missing(cast: Cast) -> None:
    desk = text_of(cast.kustodian1.client, "custody_desk")
    assert "laporan tertutup belum dapat diterima" in desk
    assert "Rahasia (R)" in desk


@pytest.mark.both
def test_the_head_appoints_two_custodians_and_nobody_else_can(cast: Cast) -> None:
    keys = keys_of(cast)
    Pair.objects.all().delete()
    ids = {"outer": CustodianKey.objects.first().key_id, "inner": CustodianKey.objects.last().key_id}  # type: ignore[union-attr]
    address = reverse("appoint_custodians")
    for name in ("kustodian1", "admin", "analis"):
        assert cast[name].client.post(address, ids).status_code == 403
    assert cast.kaban.client.post(address, {**ids, "inner": ids["outer"]}).status_code == 422
    assert not Pair.objects.exists()
    assert cast.kaban.client.post(address, ids).status_code == 302
    assert Pair.objects.get(in_force=True).outer.key_id == ids["outer"]
    assert keys.outer


@pytest.mark.both
def test_a_page_holds_no_name_before_and_after_an_unmasking(cast: Cast, regions: Import) -> None:
    """Whatever any of the cast opens, on every page of this room: the identity is in none."""
    keys_of(cast)
    report = sealed_report()
    cast.kaban.client.post(reverse("ask_unmasking", args=[report]), REASON)
    request = UnmaskRequest.objects.get()
    for name in ("kustodian1", "kustodian2", "kaban"):
        for page in ("custody_desk", "custody_keys", "custody_voices", "custody_rotation", "unmaskings"):
            shown = cast[name].client.get(reverse(page)).content.decode()
            assert not [value for value in IDENTITY.values() if value in shown]
    shown = text_of(cast.kustodian1.client, "custody_request", request.pk)
    assert not [value for value in IDENTITY.values() if value in shown and value != "warga"]


@pytest.mark.both
@pytest.mark.parametrize("name", ["custody_voices", "custody_desk"])
def test_a_list_of_many_voices_costs_no_more_questions(cast: Cast, regions: Import, name: str) -> None:
    keys_of(cast)
    sealed_voice(KECAMATAN)
    client, counts = cast.kustodian1.client, []
    for area in (KECAMATAN, DESA):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse(name))
        counts.append(len(caught))
        for _ in range(20):
            sealed_voice(area)
    assert counts[0] == counts[1] <= 24


def test_a_name_typed_without_script_is_not_sent(cast: Cast, regions: Import) -> None:
    """The fields for name and phone have no name of their own: a browser without script has nothing to send."""
    keys_of(cast)
    page = text_of(cast.kustodian1.client, "custody_voices")
    for field in ("person_name", "person_phone", "person_note"):
        tag = re.search(f'<input id="{field}"[^>]*>', page)
        assert tag and " name=" not in tag.group()
    assert cast.kustodian1.client.post(reverse("custody_voices"), {"area": KECAMATAN}).status_code == 422


# ------------------------------------------------ in a real browser


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    with chromium() as browser:
        yield browser


class Desk:
    """One custodian's browser; remembers everything it sent."""

    def __init__(
        self, browser: Browser, live_server: LiveServer, client: Client, width: int = 390, *, looked_at: bool = False
    ) -> None:
        size = {"width": width, "height": 900}
        self.context = context_of(browser, live_server.url, client, viewport=size, bypass_csp=looked_at)
        self.page: Page = self.context.new_page()
        self.address, self.sent, self.faults = live_server.url, [], []
        self.page.on("request", lambda asked: self.sent.append(f"{asked.url} {asked.post_data or ''}"))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def go(self, name: str, *arguments: object) -> Page:
        self.page.goto(self.address + reverse(name, args=arguments))
        return self.page

    def make_key(self) -> str:
        """Make and register a key; the code on its recovery sheet."""
        page = self.go("custody_keys")
        page.fill("#new_passphrase", PASSPHRASE)
        page.fill("#again", PASSPHRASE)
        page.click("[data-make]")
        page.wait_for_selector("[data-step='2']:not([hidden])")
        code = page.inner_text("[data-sheet] .code")
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/sheet.png", full_page=True)
            page.emulate_media(media="print")
            page.evaluate("document.body.classList.add('printing-sheet')")
            page.screenshot(path=f"{SHOTS}/sheet-printed.png", full_page=True)
            page.emulate_media(media="screen")
            page.evaluate("document.body.classList.remove('printing-sheet')")
        page.check("[data-kept]")
        page.click("[data-register]")
        page.wait_for_selector(".messages")
        return code


def with_election(cast: Cast) -> None:
    set_up_election(system_actor(), NewElection("pemilu-contoh", "Pemilu Contoh", "99.01", "pemilu-2024"), at=NOW)


@pytest.mark.journey
@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_custodians_unmask_in_their_own_browsers_and_one_alone_cannot(
    cast: Cast, regions: Import, live_server: LiveServer, browser: Browser
) -> None:
    desks = [Desk(browser, live_server, cast[name].client) for name in ("kustodian1", "kustodian2")]
    sheets = [desk.make_key() for desk in desks]
    keys = list(CustodianKey.objects.order_by("made_at"))
    chosen = {"outer": keys[0].key_id, "inner": keys[1].key_id}
    assert cast.kaban.client.post(reverse("appoint_custodians"), chosen).status_code == 302
    report = sealed_report()
    assert cast.kaban.client.post(reverse("ask_unmasking", args=[report]), REASON).status_code == 302
    request = UnmaskRequest.objects.get()

    alone = desks[1].go("custody_request", request.pk)
    assert not alone.query_selector("[data-open-inner], [data-open-outer]")

    first = desks[0].go("custody_request", request.pk)
    first.fill("[data-passphrase]", "bukan frasa sandi ini")
    first.click("[data-open-outer] button")
    first.wait_for_selector("[data-trouble]:not([hidden])")
    assert "tidak membuka kuncinya" in first.inner_text("[data-trouble]")
    first.fill("[data-passphrase]", PASSPHRASE)
    first.click("[data-open-outer] button")
    first.wait_for_selector(".messages")

    second = desks[1].go("custody_request", request.pk)
    second.click("button:has-text('Terima kotak dalam')")
    second.wait_for_selector("[data-open-inner]")
    second.click("summary >> nth=0")
    second.fill("[data-paper]", sheets[1])  # the second custodian has only the paper at hand
    second.click("[data-open-inner] button")
    second.wait_for_selector("[data-identity]:not([hidden])")
    shown = second.inner_text("[data-identity]")
    assert all(value in shown for value in IDENTITY.values())
    second.click("[data-close]")
    assert not second.inner_text("body").count(IDENTITY["name"])

    secrets = [bytes(key_files.from_paper(sheet)).hex() for sheet in sheets]
    for desk in desks:
        assert not desk.faults
        told = " ".join(desk.sent)
        assert not [value for value in IDENTITY.values() if value in told and value != "warga"]
        assert not [secret for secret in secrets if secret in told]
        assert PASSPHRASE not in told.replace("+", " ").replace("%20", " ")
    assert "Identitas telah dibuka" in text_of(cast.kustodian1.client, "custody_desk")


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_source_is_registered_with_the_name_sealed_before_it_leaves(
    cast: Cast, regions: Import, live_server: LiveServer, browser: Browser
) -> None:
    keys, _ = keys_of(cast), with_election(cast)
    desk = Desk(browser, live_server, cast.kustodian1.client)
    page = desk.go("custody_voices")
    page.fill("#person_name", IDENTITY["name"])
    page.fill("#person_phone", IDENTITY["phone"])
    page.fill("#area", KECAMATAN)
    page.click("[data-make]")
    page.wait_for_selector("[data-enrolment]:not([hidden])")
    secret = read_code(page.inner_text("[data-sheet] .code"))
    page.check("[data-kept]")
    page.click("[data-register]")
    page.wait_for_selector(".messages")
    told = " ".join(desk.sent)
    assert IDENTITY["name"].split()[0] not in told and IDENTITY["phone"] not in told
    assert not desk.faults

    pseudonym = hmac.new(secret, b"pemilu-contoh", hashlib.sha256).hexdigest()
    voice = voice_of(pseudonym, NOW.replace(year=2030))
    assert voice and (voice.area, voice.election) == (KECAMATAN, "pemilu-contoh")
    row = Envelope.objects.get(record=f"voice:{voice.voice_id}")
    inner = envelopes.open_outer(row.record, bytes(row.ciphertext), bytes(keys.outer))
    assert envelopes.open_inner(row.record, inner.box, bytes(keys.inner))["name"] == IDENTITY["name"]

    page = desk.go("custody_voice", voice.voice_id)
    page.click("[data-make]")
    fresh = read_code(page.inner_text("[data-sheet] .code"))
    page.check("[data-kept]")
    page.click("[data-register]")
    page.wait_for_selector(".messages")
    again = hmac.new(fresh, b"pemilu-contoh", hashlib.sha256).hexdigest()
    later = NOW.replace(year=2030)
    assert voice_of(pseudonym, later) is None
    assert voice_of(again, later) == voice


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_drill_is_done_from_paper(cast: Cast, regions: Import, live_server: LiveServer, browser: Browser) -> None:
    desk = Desk(browser, live_server, cast.kustodian1.client)
    sheet = desk.make_key()
    desk.page.click("button:has-text('Mulai latihan')")
    desk.page.click("[data-drill] summary")
    wrong = sheet.replace("\n", " ").split(":")
    letters = list(wrong[1].strip())
    letters[0] = "2" if letters[0] != "2" else "3"
    desk.page.fill("[data-paper]", "".join(letters))
    desk.page.click("[data-drill] button")
    desk.page.wait_for_selector("[data-trouble]:not([hidden])")
    assert desk.page.inner_text("[data-trouble]").endswith("1")
    desk.page.fill("[data-paper]", sheet)
    desk.page.click("[data-drill] button")
    desk.page.wait_for_function("document.querySelector('input[name=code]').value !== ''")
    desk.page.click("button:has-text('Kirim kode')")
    desk.page.wait_for_selector(".messages")
    assert "Latihan selesai" in desk.page.inner_text(".messages")


def pages_to_look_at(cast: Cast) -> list[tuple[str, str, tuple[object, ...]]]:
    keys_of(cast)
    with_election(cast)
    voices = [sealed_voice(area) for area in (KECAMATAN, DESA, DESA)]
    reports = [sealed_report() for _ in range(2)]
    requests = []
    for report in reports:
        cast.kaban.client.post(reverse("ask_unmasking", args=[report]), REASON)
        requests.append(UnmaskRequest.objects.latest("asked_at"))
        step = {"request": requests[-1], "at": requests[-1].asked_at}
        if len(requests) == 1:
            UnmaskStep.objects.create(kind="outer", user=cast.kustodian1.user, **step)
            UnmaskStep.objects.create(kind="opened", user=cast.kustodian2.user, **step)
    cast.kustodian1.client.post(
        reverse("act_on_custody_key", args=["latihan"]), {"key_id": CustodianKey.objects.order_by("pk")[0].key_id}
    )
    return [
        ("kustodian1", "custody_desk", ()),
        ("kustodian1", "custody_keys", ()),
        ("kustodian1", "custody_voices", ()),
        ("kustodian1", "custody_voice", (voices[0],)),
        ("kustodian1", "custody_request", (requests[1].pk,)),
        ("kustodian2", "custody_request", (requests[0].pk,)),
        ("kustodian1", "custody_rotation", ()),
        ("kaban", "unmaskings", ()),
        ("kaban", "ask_unmasking", (reports[0],)),
    ]


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_is_clean_and_fits_at_this_width(
    cast: Cast, regions: Import, live_server: LiveServer, browser: Browser, width: int
) -> None:
    wrong = []
    for who, name, arguments in pages_to_look_at(cast):
        desk = Desk(browser, live_server, cast[who].client, width, looked_at=True)
        page = desk.go(name, *arguments)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong += [f"{name}: {one}" for one in [*violations(page), *desk.faults]]
        wrong += [f"{name}: {wide} px too wide"] if wide > 0 else []
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{who}-{width}.png", full_page=True)
        desk.context.close()
    assert not wrong, "\n".join(wrong)
