"""The page of reading and the draft notice: in seconds, and the same words whatever was covert among it."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pypdf
import pytest
from docx import Document as Docx

from tests.cast import KABUPATEN, KECAMATAN, NEIGHBOUR, NOW, Cast, make_user
from wasdini.briefs.operations_notice import NoticeRequest, draft_notice
from wasdini.briefs.queries_reads import blast_radius
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.terms import Classification, Mode, Role
from wasdini.documents.operations_export import export_rows
from wasdini.journal.models import Entry
from wasdini.journal.operations_alarms import watch_reading_volume
from wasdini.journal.operations_reads import Seen, note_readings

ASK = {"dari": "2024-02-13T00:00", "sampai": "2024-02-14T00:00"}
HOUR = timedelta(hours=1)


def read_by_analyst(cast: Cast, count: int = 5, *, mode: Mode = Mode.TERBUKA) -> None:
    note_readings(
        cast.analis.actor,
        [Seen("report", f"laporan-{n}", KECAMATAN, Classification.RAHASIA, "report", mode) for n in range(count)],
        NOW,
    )


def words_of_notice(cast: Cast, form: str = "docx") -> str:
    asked = NoticeRequest(cast.analis.user.pk, NOW - HOUR, NOW + HOUR, form)
    body = draft_notice(cast.kaban.actor, asked, at=NOW + HOUR).body
    if form == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    return "\n".join(paragraph.text for paragraph in Docx(io.BytesIO(body)).paragraphs)


def test_the_page_answers_what_an_account_saw_and_took(cast: Cast) -> None:
    read_by_analyst(cast)
    read_by_analyst(cast, 1, mode=Mode.TERTUTUP)
    export_rows(
        cast.analis.actor, title="Daftar", columns=["a"], rows=[["b"]], classification=Classification.BIASA,
        area=KABUPATEN, at=NOW, form="csv",
    )  # fmt: skip
    page = cast.kaban.client.get("/pembacaan/", {"siapa": cast.analis.user.pk, **ASK}).content.decode()
    assert "analis: 5 bahan terlihat, 1 salinan dibawa" in page
    assert "6 kali tampil; 1 di antaranya laporan tertutup" in page
    code = re.findall(r"EX(?:-[0-9A-F]{4}){3}", page)[0]
    found = cast.kaban.client.get("/pembacaan/", {"kode": code}).content.decode()
    assert "dibuat untuk analis" in found
    assert "Tidak ada salinan dengan kode ini" in cast.kaban.client.get("/pembacaan/?kode=EX-1").content.decode()


def test_the_minute_at_the_end_of_the_span_counts_whole(cast: Cast) -> None:
    note_readings(
        cast.analis.actor,
        [Seen("report", "x", KECAMATAN, Classification.RAHASIA, "report")],
        datetime(2024, 2, 13, 17, 0, 59, 999_999, tzinfo=UTC),
    )
    page = cast.kaban.client.get("/pembacaan/", {"siapa": cast.analis.user.pk, **ASK}).content.decode()
    assert "analis: 1 bahan terlihat" in page


def test_wrong_spans_and_strange_accounts_are_refused(cast: Cast) -> None:
    upside_down = {"siapa": cast.analis.user.pk, "dari": ASK["sampai"], "sampai": ASK["dari"]}
    assert cast.kaban.client.get("/pembacaan/", upside_down).status_code == 422
    foreign = {"siapa": cast.tetangga.user.pk, **ASK}
    assert cast.kaban.client.get("/pembacaan/", foreign).status_code == 422
    assert cast.kaban.client.post("/pembacaan/pemberitahuan/", foreign).status_code == 422
    with pytest.raises(NotVisible):
        blast_radius(cast.kaban.actor, cast.tetangga.user.pk, NOW, NOW)
    for name in ("analis", "verifikator", "admin", "kustodian1", "petugas"):
        with pytest.raises(NotAllowed):
            draft_notice(cast[name].actor, NoticeRequest(cast.analis.user.pk, NOW, NOW), at=NOW)


def test_an_alarm_leads_to_what_was_read(cast: Cast) -> None:
    read_by_analyst(cast, 80)
    assert watch_reading_volume(NOW + timedelta(minutes=1))
    page = cast.kaban.client.get("/pembacaan/").content.decode()
    assert "Membaca jauh di atas kebiasaan" in page
    link = re.findall(r'href="(\?siapa=[^"]+)"', page)[0].replace("&amp;", "&")
    assert "analis: 80 bahan terlihat" in cast.kaban.client.get(f"/pembacaan/{link}").content.decode()


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_notice_says_what_the_law_asks_for_and_is_drafted_in_seconds(cast: Cast, form: str) -> None:
    read_by_analyst(cast, 500)
    began = perf_counter()
    words = " ".join(words_of_notice(cast, form).split())
    assert perf_counter() - began < 10
    for duty in (
        "Data pribadi yang terungkap", "Kapan dan bagaimana terungkap", "Penanganan dan pemulihan", "500 bahan",
        "Pasal 46", "13 Februari 2024", "3 x 24 jam", "Jumat, 16 Februari 2024, 13.00 WIB",
    ):  # fmt: skip
        assert duty in words, duty
    assert Entry.objects.filter(act="export_rows", subject_kind="export").count() == 1


def test_the_notice_reads_the_same_whether_or_not_covert_material_was_seen(cast: Cast) -> None:
    read_by_analyst(cast)
    plain = words_of_notice(cast)
    read_by_analyst(cast, mode=Mode.TERTUTUP)
    assert words_of_notice(cast) == plain
    assert not re.search(r"tertutup|sumber|samaran|kustodian|informan|pulbaket|intelijen", plain.split("Sumber dan")[0])
    assert "analis" not in plain
    assert "99" not in "".join(re.findall(r"laporan-\d+|99\.\d+", plain))


def test_the_draft_through_the_page_is_a_marked_file(cast: Cast) -> None:
    read_by_analyst(cast)
    answer = cast.kaban.client.post(
        "/pembacaan/pemberitahuan/", {"siapa": cast.analis.user.pk, **ASK, "bentuk": "docx"}
    )
    assert answer.status_code == 200
    foot = "".join(p.text for p in Docx(io.BytesIO(answer.content)).sections[0].footer.paragraphs)
    assert re.search(r"salinan untuk kaban · EX(-[0-9A-F]{4}){3}", foot)


def test_the_page_takes_the_same_few_questions_however_much_was_seen(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    read_by_analyst(cast, 300)
    client = cast.kaban.client
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get("/pembacaan/", {"siapa": cast.analis.user.pk, **ASK})


def test_an_account_that_was_closed_or_works_in_two_places_can_still_be_asked_about(cast: Cast) -> None:
    both = make_user("dua", Role.ANALIS, (KABUPATEN, NEIGHBOUR), Classification.RAHASIA)
    both.is_active = False
    both.save()
    assert not blast_radius(cast.kaban.actor, both.pk, NOW, NOW).things
