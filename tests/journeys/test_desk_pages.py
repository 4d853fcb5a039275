"""The verification desk in a real browser: accessible at both widths and themes, without a script, and by keyboard."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.cast import DESA, KECAMATAN, NOW, Cast
from tests.custody.samples import keys_of, sealed_voice
from tests.journeys.browser import chromium, context_of, violations
from tests.reports.samples import announced, photo, send
from wasdini.custody.queries import Voice
from wasdini.places.models import Import
from wasdini.reports.changing import Touch
from wasdini.reports.models import Standing
from wasdini.reports.operations import ReportConflict
from wasdini.reports.operations_asking import ask_clarification, refer_report
from wasdini.reports.operations_attachments import Chunk, receive_whole
from wasdini.reports.operations_desk import GradeForm, grade_report, write_twin
from wasdini.reports.operations_merging import merge_reports

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread


@dataclass(frozen=True)
class Desk:
    """A morning's work: who is there, and the reports that the pages are about."""

    cast: Cast
    fresh: uuid.UUID
    worked: uuid.UUID
    covert: uuid.UUID
    incident: uuid.UUID

    @property
    def pages(self) -> list[str]:
        return ["/meja/", "/meja/?bagian=dinilai", "/meja/?bagian=karantina&wilayah=99.01.01", "/meja/baru",
                "/meja/pertentangan", f"/meja/{self.fresh}", f"/meja/{self.worked}", f"/meja/{self.covert}",
                f"/meja/{self.fresh}/banding?dengan={self.covert}", f"/kejadian/{self.incident}"]  # fmt: skip


def touch(report_id: uuid.UUID) -> Touch:
    version = Standing.objects.get(report__report_id=report_id).version
    return Touch(report_id=report_id, version=version, at=NOW + timedelta(minutes=40), reason="ditelepon ke ketua KPPS")


@pytest.fixture
def desk(cast: Cast, regions: Import) -> Desk:
    keys_of(cast)
    officer, verifier = cast.petugas.actor, cast.verifikator.actor
    picture = photo(3, side=320)
    files = {"attachments": [announced(picture)]}
    fresh = send(officer, urgency=4, ladder="ambang", at=NOW + timedelta(minutes=5), **files).report_id
    receive_whole(
        officer, fresh, announced(picture)["sha256"],
        Chunk(content=picture, total=len(picture), media_type="image/jpeg"), at=NOW,
    )  # fmt: skip
    other = "Ketua KPPS di TPS 001 diancam dua orang bersepeda motor yang meminta daftar hadir."
    near = send(cast.camat.actor, text=other, at=NOW + timedelta(minutes=9)).report_id
    worked = send(officer, text="Surat suara kurang 12 lembar, sudah dihitung dua kali bersama saksi.",
                  kind="tps_finding", issues=None,
                  findings=[{"code": "ballots_short", "value": 12, "unit": "lembar"}]).report_id  # fmt: skip
    send(officer, urgency=1, text="Keadaan sepi, gotong royong memasang tenda.", tps_code=None, place_code=DESA)
    send(officer, kind="situation", urgency=5, text="Massa mendatangi kantor kecamatan, kira-kira 200 orang.",
         tps_code=None, place_code=KECAMATAN)  # fmt: skip
    voice = Voice(sealed_voice(), KECAMATAN, "pemilu-contoh")
    covert = send(officer, mode="closed", voice=voice, text="Ada pertemuan malam untuk membagi uang.",
                  issues=["money_politics"]).report_id  # fmt: skip
    ask_clarification(verifier, touch(covert), "Berapa orang yang hadir?", due_hours=6)
    write_twin(verifier, touch(covert), "Ada dugaan pembagian uang menjelang pemungutan suara.", "terbatas")
    ask_clarification(verifier, touch(worked), "Siapa saksi yang ikut menghitung?")
    send(officer, kind="clarification", supersedes=str(worked), text="Saksi dua peserta, Pak RT juga melihat.")
    grade = GradeForm(reliability="b", credibility="2", facts="Kurang 12 lembar.", opinion="Mungkin salah hitung.")
    grade_report(verifier, touch(worked), grade)
    grade = GradeForm(reliability="b", credibility="1", facts="Kurang 12 lembar surat suara.", opinion="")
    grade_report(cast.analis.actor, touch(worked), grade)
    refer_report(verifier, touch(worked), ("camat", "kapolsek"), area=KECAMATAN, note="Mohon dicek gudang.")
    with pytest.raises(ReportConflict):
        send(officer, report_id=worked, text="Surat suara kurang 20 lembar, dihitung sekali.")
    twin = send(officer, text=other, at=NOW + timedelta(minutes=12)).report_id
    incident = merge_reports(verifier, {twin: 1, near: 1}, at=NOW + timedelta(minutes=50))
    return Desk(cast, fresh, worked, covert, incident)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_of_the_desk_passes_axe_and_fits_its_screen(
    live_server: LiveServer, desk: Desk, width: int, theme: str
) -> None:
    wrong: list[str] = []
    shots = os.environ.get("DESK_SHOTS", "")
    with chromium() as browser:
        options = {"viewport": {"width": width, "height": 844}, "color_scheme": theme, "bypass_csp": True}
        page = context_of(browser, live_server.url, desk.cast.verifikator.client, **options).new_page()
        camat = context_of(browser, live_server.url, desk.cast.camat.client, **options).new_page()
        visits = [(page, one) for one in desk.pages] + [(camat, "/rujukan/"), (camat, f"/meja/{desk.worked}")]
        for number, (window, address) in enumerate(visits):
            window.goto(live_server.url + address)
            if shots:
                window.screenshot(path=f"{shots}/{number:02}-{width}-{theme}.png", full_page=True)
            wrong += [f"{address} {found}" for found in violations(window)]
            if window.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{address} wider than the screen")
            small = window.evaluate(
                "[...document.querySelectorAll('.button, summary, .scale-choice label, .tick')].filter(e => "
                "e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.textContent.trim())"
            )
            wrong += [f"{address} too small to touch: {text}" for text in small]
    assert not wrong, "\n".join(wrong)


def test_a_verifier_grades_merges_takes_back_and_refers_without_a_script(live_server: LiveServer, desk: Desk) -> None:
    with chromium() as browser:
        context = context_of(browser, live_server.url, desk.cast.verifikator.client, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/meja/{desk.fresh}")
        page.get_by_label("B – biasanya dapat dipercaya").check()
        page.get_by_label("2 – mungkin sekali benar").check()
        page.get_by_label("Fakta").fill("Dua orang mendatangi TPS.")
        page.locator("#nilai").get_by_label("Alasan").fill("Ditelepon.")
        page.get_by_role("button", name="Simpan nilai").click()
        assert page.get_by_text("Nilai tercatat.").is_visible()
        page.get_by_role("button", name="Gabungkan").first.click()
        page.get_by_role("button", name="Batalkan penggabungan terakhir").click()
        assert page.get_by_text("Penggabungan dibatalkan").first.is_visible()
        page.locator("#rujuk summary").click()
        page.get_by_label("Camat", exact=True).check()
        page.get_by_role("button", name="Kirim rujukan").click()
        assert page.get_by_text("Laporan dirujuk.").is_visible()
    standing = Standing.objects.get(report__report_id=desk.fresh)
    assert (standing.status, standing.reliability, standing.incident_id) == ("referred", "b", None)


def test_the_keyboard_opens_the_acts_and_walks_the_queue(live_server: LiveServer, desk: Desk) -> None:
    said: list[str] = []
    with chromium() as browser:
        page = context_of(browser, live_server.url, desk.cast.verifikator.client).new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(f"{live_server.url}/meja/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/meja/*-*")
        page.keyboard.press("t")
        assert page.evaluate("document.activeElement.id") == "f-question"
        page.keyboard.type("nrg")  # letters typed into a field are letters
        assert page.locator("#f-question").input_value() == "nrg" and not page.locator("#rujuk[open]").count()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        assert page.evaluate("document.activeElement.closest('.likely, #gabung') !== null")
        here = page.url
        page.keyboard.press("j")
        page.wait_for_url(lambda url: url != here)
    assert not said
