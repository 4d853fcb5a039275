"""What a brief says, and what it refuses to say."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.utils import translation

from tests.assessments.small import EVENING, MORNING, SYSTEM, TODAY, a_first_picture, judge_all, observe
from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR, SIBLING_TPS, TPS, Cast
from wasdini.accounts.models import Office
from wasdini.briefs.kinds import kinds, measures_against
from wasdini.briefs.operations import issue_brief
from wasdini.briefs.queries import BriefRequest, NothingAssessed, draft_brief, draft_paper
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.paper import Marking, Pair, Paper, Points, Table, Verdict
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification
from wasdini.documents.models import Document, Export
from wasdini.documents.queries import file_of
from wasdini.journal.models import Entry
from wasdini.methods.catalogue import issues, measures
from wasdini.places.models import Import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions", "office")]


def paper(area: str = KABUPATEN, language: str = "id", on: date = TODAY, **changes: str) -> Paper:
    return draft_paper(SYSTEM, BriefRequest(area=area, on=on, **changes), language=language)  # type: ignore[arg-type]


def parts(told: Paper) -> tuple[Verdict, Table, Points, Pair]:
    verdict, top, changed, outlook = told.blocks
    assert isinstance(verdict, Verdict)
    assert isinstance(top, Table)
    assert isinstance(changed, Points)
    assert isinstance(outlook, Pair)
    return verdict, top, changed, outlook


def two_days() -> None:
    """A first picture on the 12th; on the 13th the flood-prone TPS loses its sign and another gains one."""
    a_first_picture(MORNING - timedelta(days=1))
    observe(MORNING, disaster_prone={TPS: 0}, power_trouble={SIBLING_TPS: 1})
    judge_all(MORNING)


@pytest.mark.both
def test_it_opens_with_the_level_its_reason_and_how_it_moved() -> None:
    two_days()
    verdict, *_rest = parts(paper())
    assert verdict.word.lower() in verdict.scale
    assert verdict.figure.startswith("Rata-rata skor TPS")
    assert verdict.movement.endswith("sejak kemarin")
    assert verdict.reasons
    assert len(verdict.trend) == 2


def test_the_most_vulnerable_stand_first_with_reasons_that_add_up() -> None:
    a_first_picture()
    _verdict, top, *_rest = parts(paper())
    scores = [row[2].value for row in top.rows]
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    assert top.rows[0][1].detail == "Desa Muara Satu, Kecamatan Muara"
    assert "rawan bencana" in top.rows[0][4].text


def test_it_names_what_rose_and_what_fell_with_the_reason() -> None:
    two_days()
    *_rest, changed, _outlook = parts(paper())
    said = " ".join(f"{point.opening} {point.text}" for point in changed.points)
    assert changed.lead.startswith("TPS: 1 naik, 1 turun")
    assert "kendala aliran listrik" in said
    assert "rawan bencana" in said


def test_a_first_brief_says_there_is_nothing_to_compare_with() -> None:
    a_first_picture()
    verdict, _top, changed, _outlook = parts(paper())
    assert "Belum ada penilaian sebelumnya" in verdict.movement
    assert "Belum ada penilaian sebelumnya" in changed.empty


def test_it_says_the_stage_with_d_minus_what_it_brings_and_what_to_do() -> None:
    a_first_picture()
    *_rest, outlook = parts(paper())
    assert outlook.left.title == "Tahapan: Masa tenang (H-1)"
    assert any("uang" in point.text for point in outlook.left.points)
    assert "belum diverifikasi" in outlook.right.lead
    assert any("rawan bencana (nomor 1)" in point.text for point in outlook.right.points)


def test_every_source_says_its_vintage_and_what_is_not_verified() -> None:
    a_first_picture()
    said = " ".join(paper().sources)
    for words in (
        "kesbangpol-default",
        "versi 1",
        "BPBD (2023; 13 Februari 2024)",
        "belum diverifikasi",
        "Pemilu 2024",
    ):
        assert words in said


def test_an_unverified_reason_carries_the_mark_and_the_mark_is_explained() -> None:
    a_first_picture()
    observe(EVENING, near_candidate={TPS: 1})
    judge_all(EVENING)
    _verdict, top, *_rest = parts(paper())
    marked = "†" in " ".join(row[4].text for row in top.rows)
    assert marked
    assert top.note == "† belum diverifikasi"


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_is_one_page_in_both_languages(kind: str, language: str) -> None:
    two_days()
    told = paper(kind=kind, language=language, subject="Longsor di jalan ke TPS")
    drawn = file_of(told, Marking(Classification.RAHASIA), "pdf")
    assert drawn is not None
    assert len(pypdf.PdfReader(io.BytesIO(drawn.body)).pages) == 1
    assert told.title == kinds()[kind].title[language]


def test_no_indonesian_words_are_left_in_the_english_paper() -> None:
    two_days()
    with translation.override("id"):
        english = paper(language="en")
    said = str(english.content())
    for words in ("belum diverifikasi", "Tingkat kerawanan", "sejak", "menurut", "Tahapan:", "untuk "):
        assert words not in said


def test_a_weekly_brief_compares_with_a_week_ago() -> None:
    a_first_picture(MORNING - timedelta(days=8))
    observe(MORNING - timedelta(days=1), on=TODAY - timedelta(days=1), hate_speech={TPS: 1})
    judge_all(MORNING - timedelta(days=1), on=TODAY - timedelta(days=1))
    judge_all(MORNING)
    weekly, *_ = parts(paper(kind="mingguan"))
    daily, *_ = parts(paper())
    assert weekly.movement.startswith("Naik")
    assert daily.movement == "Tetap sejak kemarin"


def test_an_incidental_brief_needs_a_subject_and_shows_it() -> None:
    a_first_picture()
    with pytest.raises(InputRefused):
        paper(kind="insidentil", subject=" ")
    assert paper(kind="insidentil", subject="Longsor").subtitle.endswith("— Longsor")


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(InputRefused) as refused:
        paper(kind="bulanan")
    assert "mingguan" in refused.value.problems[0].expected


def test_nothing_assessed_is_no_brief() -> None:
    with pytest.raises(NothingAssessed):
        paper()


def test_a_day_before_the_first_assessment_is_no_brief() -> None:
    a_first_picture()
    with pytest.raises(NothingAssessed):
        paper(on=TODAY - timedelta(days=1))


def test_a_place_without_any_known_value_says_so_instead_of_a_number() -> None:
    observe(disaster_prone={SIBLING_TPS: 1})
    judge_all()
    verdict, top, *_rest = parts(paper(DESA))
    if verdict.score is None:
        assert verdict.word == "Belum dapat dinilai"
        assert verdict.step == 0
        assert not top.rows
        assert top.empty
    else:
        assert verdict.lower is not None
        assert verdict.upper is not None
        assert verdict.upper > verdict.lower


def test_an_office_of_a_demonstration_or_exercise_stamps_its_papers() -> None:
    a_first_picture()
    assert paper().stamp == ""
    Office.objects.update(is_demo=True)
    assert paper().stamp == "CONTOH"
    Office.objects.update(is_exercise=True)
    assert paper().stamp == "LATIHAN"


def test_the_letterhead_is_the_offices_own() -> None:
    a_first_picture()
    Office.objects.update(letterhead={"lines": "Pemerintah Kota\nBadan", "address": "Jalan 1", "signing_post": "Plt."})
    head = paper().letterhead
    assert (head.lines, head.address, head.signing_post) == (("Pemerintah Kota", "Badan"), "Jalan 1", "Plt.")


@pytest.mark.both
def test_the_same_picture_keeps_its_number_and_a_new_one_takes_the_next(cast: Cast) -> None:
    a_first_picture()
    request = BriefRequest(area=KABUPATEN, on=TODAY)
    first = issue_brief(cast.kaban.actor, request, at=EVENING)
    assert issue_brief(cast.analis.actor, request, at=EVENING + timedelta(hours=1)).number == first.number
    observe(EVENING, violence_history={SIBLING_TPS: 1})
    judge_all(EVENING)
    later = issue_brief(cast.kaban.actor, request, at=EVENING + timedelta(hours=2))
    assert later.replaces == first.number


def test_both_languages_share_one_number(cast: Cast) -> None:
    a_first_picture()
    draft = draft_brief(cast.kaban.actor, BriefRequest(area=KABUPATEN, on=TODAY))
    assert set(draft.papers) == {"id", "en"}
    assert draft.papers["id"].title != draft.papers["en"].title


def test_an_issued_brief_still_says_the_same_after_the_picture_changed(cast: Cast) -> None:
    a_first_picture()
    card = issue_brief(cast.kaban.actor, BriefRequest(area=KABUPATEN, on=TODAY), at=EVENING)
    before = file_of(card.paper("id"), card.marking(""), "pdf")
    observe(EVENING, violence_history={SIBLING_TPS: 1})
    judge_all(EVENING)
    Office.objects.update(name="Kantor lain")
    assert file_of(card.paper("id"), card.marking(""), "pdf") == before


def test_only_desks_issue_and_nobody_briefs_a_neighbour(cast: Cast) -> None:
    a_first_picture()
    with pytest.raises(NotAllowed):
        issue_brief(cast.petugas.actor, BriefRequest(area=KECAMATAN, on=TODAY), at=EVENING)
    with pytest.raises(NotVisible):
        issue_brief(cast.kaban.actor, BriefRequest(area=NEIGHBOUR, on=TODAY), at=EVENING)
    assert not Document.objects.exists()


def test_every_answer_names_an_issue_and_measures_that_exist() -> None:
    for issue in issues():
        assert not set(measures_against(issue)) - set(measures())


def test_the_page_previews_issues_and_lists(cast: Cast) -> None:
    a_first_picture()
    client, address = cast.kaban.client, f"/ringkasan/{KABUPATEN}/?tanggal=2024-02-13"
    page = client.get(address).content.decode()
    assert "DRAF" in page
    assert "Klasifikasi: Terbatas (T)" in page
    assert "Terbitkan dan beri nomor" in page
    answer = client.post(f"/ringkasan/{KABUPATEN}/terbitkan/", {"tanggal": "2024-02-13", "klasifikasi": "rahasia"})
    card = Document.objects.get()
    assert answer.headers["Location"] == f"/dokumen/{card.id}/"
    assert card.classification == "rahasia"
    assert card.number in client.get(address).content.decode()


def test_who_may_look_but_not_issue_sees_no_button(cast: Cast) -> None:
    a_first_picture()
    page = cast.camat.client.get(f"/ringkasan/{KECAMATAN}/?tanggal=2024-02-13").content.decode()
    assert "sheet-verdict" in page
    assert "Terbitkan dan beri nomor" not in page


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_a_draft_can_be_taken_along_in_every_form(cast: Cast, form: str) -> None:
    a_first_picture()
    answer = cast.kaban.client.get(f"/ringkasan/{KABUPATEN}/draf.{form}?tanggal=2024-02-13")
    assert answer.status_code == 200
    assert f"draf-harian-99.01-2024-02-13.{form}" in answer.headers["Content-Disposition"]
    assert not Document.objects.exists()
    assert Export.objects.get().recipient_id == cast.kaban.user.pk


@pytest.mark.parametrize(("rank", "lines"), [("terbatas", 0), ("rahasia", 1)])
def test_a_draft_is_on_record_and_from_rahasia_on_in_the_journal(cast: Cast, rank: str, lines: int) -> None:
    a_first_picture()
    cast.kaban.client.get(f"/ringkasan/{KABUPATEN}/draf.xlsx?tanggal=2024-02-13&klasifikasi={rank}")
    assert Export.objects.get().classification == rank
    assert Entry.objects.filter(act="export_rows").count() == lines


def test_a_day_to_come_or_a_missing_subject_is_answered_at_its_field(cast: Cast) -> None:
    page = cast.kaban.client.get(f"/ringkasan/{KABUPATEN}/?tanggal=2999-01-01&jenis=insidentil").content.decode()
    assert "Tanggal itu belum tiba." in page
    assert "Tulis pokok laporan dalam satu kalimat." in page


def test_before_the_first_assessment_the_page_teaches_the_first_step(cast: Cast) -> None:
    assert "Langkah pertama" in cast.kaban.client.get(f"/ringkasan/{KABUPATEN}/").content.decode()
    assert cast.kaban.client.post(f"/ringkasan/{KABUPATEN}/terbitkan/").status_code == 302


@pytest.mark.parametrize("code", ["9901", "99.01.01.2001.1", "abc", TPS, "99.77"])
def test_what_is_no_region_of_mine_is_not_there(cast: Cast, code: str) -> None:
    assert cast.kaban.client.get(f"/ringkasan/{code}/").status_code == 404


def test_the_page_takes_few_questions(cast: Cast, regions: Import, django_assert_max_num_queries: object) -> None:
    two_days()
    client = cast.kaban.client
    client.get(f"/ringkasan/{KABUPATEN}/?tanggal=2024-02-13")
    with django_assert_max_num_queries(38):  # type: ignore[operator]
        client.get(f"/ringkasan/{KABUPATEN}/?tanggal=2024-02-13")
