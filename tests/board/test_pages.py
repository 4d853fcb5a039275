"""Pages say what is known, from where, and show nothing that is not theirs to show."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from tests.assessments.small import a_first_picture, an_election
from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR, NEIGHBOUR_TPS, SIBLING_DESA, TPS, Cast
from wasdini.assessments import queries as assessments
from wasdini.core.access import system_actor
from wasdini.places.models import Import, Place, Tps
from wasdini.places.operations import add_boundaries

pytestmark = pytest.mark.both


@pytest.fixture
def picture(cast: Cast, regions: Import) -> Cast:
    cache.clear()
    a_first_picture()
    return cast


def text_of(response: object) -> str:
    """The words of a page, tags left out, spaces made one."""
    body = response.content.decode()  # type: ignore[attr-defined]
    body = re.sub(r"<(script|style).*?</\1>", " ", body, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_the_situation_says_level_reason_stage_and_vintage(picture: Cast) -> None:
    page = text_of(picture.kaban.client.get("/"))
    told = ["Kabupaten Contoh Samudra", "Tingkat kerawanan", "Mengapa demikian", "Lima yang paling memerlukan Anda"]
    told += ["Klasifikasi: Biasa (B)", "kesbangpol-default", "Selasa, 13 Februari 2024"]
    for words in told:
        assert words in page, words


def test_the_points_shown_for_a_tps_sum_to_the_score_shown(picture: Cast) -> None:
    page = picture.kaban.client.get(f"/tps/{TPS}").context["page"]
    shown = [float(row.points_shown.replace(",", ".")) for row in page.waterfall]
    assert shown
    assert sum(shown) == pytest.approx(page.unit.score, abs=0.06)


def test_every_indicator_of_a_tps_stands_on_its_page_with_source_and_date(picture: Cast) -> None:
    response = picture.kaban.client.get(f"/tps/{TPS}")
    page = text_of(response)
    for one in response.context["page"].unit.contributions:
        assert one.label.lower() in page.lower(), one.label
    assert "BPBD" in page
    assert "13 Februari 2024" in page
    assert "belum diketahui" in page


def test_an_unverified_indicator_is_marked_wherever_it_stands(picture: Cast) -> None:
    unit = picture.kaban.client.get(f"/tps/{TPS}").context["page"].unit
    marked = sum(one.unverified for one in unit.contributions)
    body = picture.kaban.client.get(f"/tps/{TPS}").content.decode()
    assert marked
    assert body.count("belum diverifikasi") >= marked


def test_what_was_known_earlier_can_be_looked_up_and_says_so(picture: Cast) -> None:
    before = text_of(picture.kaban.client.get(f"/tps/{TPS}?pada=2024-02-12T18:00"))
    assert "Wilayah ini belum dinilai" in before
    after = text_of(picture.kaban.client.get(f"/tps/{TPS}?pada=2024-02-13T18:00"))
    assert "Yang diketahui pada Selasa, 13 Februari 2024, 18.00 WIB" in after


def test_a_region_without_assessment_teaches_the_first_step(cast: Cast, regions: Import) -> None:
    page = text_of(cast.kaban.client.get("/"))
    assert "Wilayah ini belum dinilai" in page
    assert "wasdini assess" in page


def test_the_neighbour_sees_nothing_of_us_on_any_page(picture: Cast) -> None:
    client = picture.tetangga.client
    addresses = [f"/tempat/{KABUPATEN}", f"/tps/{TPS}", f"/peta?wilayah={KABUPATEN}", f"/peta/data/{KABUPATEN}.json",
                 f"/?wilayah={KABUPATEN}"]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    assert TPS not in client.get("/cari?q=Muara").content.decode()
    assert "Kecamatan Muara" not in text_of(client.get("/cari?q=Muara"))


def test_the_officer_of_one_kecamatan_is_not_led_above_it(picture: Cast) -> None:
    body = picture.petugas.client.get(f"/tempat/{DESA}").content.decode()
    assert f'href="/tempat/{KECAMATAN}"' in body
    assert f'href="/tempat/{KABUPATEN}"' not in body


@pytest.mark.parametrize("code", ["..", "99.1", "x", "99.01.01.2001.001.7", "9" * 40, "99;drop", TPS])
def test_an_address_that_is_no_region_is_simply_not_there(picture: Cast, code: str) -> None:
    assert picture.kaban.client.get(f"/tempat/{code}").status_code == 404


def outline_kecamatan(picture: Cast) -> None:
    ring = [[108.0, -9.0], [108.2, -9.0], [108.2, -9.2], [108.0, -9.2], [108.0, -9.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"code": KECAMATAN}, "geometry": geometry}
    document = {"type": "FeatureCollection", "features": [feature]}
    add_boundaries(system_actor(), document, name="batas.geojson", at=picture.kaban.user.created_at)


def test_the_map_data_carries_words_and_only_places_inside(picture: Cast) -> None:
    Tps.objects.update(lat=-9.1, lon=108.1, coordinate="measured")
    outline_kecamatan(picture)
    data = picture.kaban.client.get(f"/peta/data/{KABUPATEN}.json").json()
    (kecamatan,) = data["places"]["features"]
    assert kecamatan["properties"]["address"] == f"/tempat/{KECAMATAN}" and kecamatan["properties"]["level"]
    assert len(data["points"]["features"]) == 4
    assert NEIGHBOUR_TPS not in str(data)
    assert f"/tempat/{NEIGHBOUR}" not in str(data)


def test_a_place_without_outlines_is_drawn_from_tiles_of_its_own_area(picture: Cast) -> None:
    Place.objects.filter(path=DESA).update(lat=-9.1, lon=108.1)
    Place.objects.filter(path=SIBLING_DESA).update(lat=-9.3, lon=108.4)
    data = picture.kaban.client.get(f"/peta/data/{KABUPATEN}.json").json()
    assert data["tiles"]["regions"] == f"/api/v1/tiles/regions/{{z}}/{{x}}/{{y}}.mvt?area={KABUPATEN}"
    assert data["bounds"] == [108.1, -9.3, 108.4, -9.1]
    assert [step["step"] for step in data["steps"]] == sorted((one["step"] for one in data["steps"]), reverse=True)
    assert picture.kaban.client.get(f"/peta/data/{NEIGHBOUR}.json").status_code == 404


def test_search_finds_by_name_and_by_code(picture: Cast) -> None:
    client = picture.kaban.client
    assert f'href="/tempat/{KECAMATAN}"' in client.get("/cari?q=muara").content.decode()
    assert f'href="/tempat/{DESA}"' in client.get(f"/cari?q={DESA}").content.decode()
    assert "Tidak ada tempat bernama" in text_of(client.get("/cari?q=zzzz"))


def test_a_hostile_search_is_only_text(picture: Cast) -> None:
    body = picture.kaban.client.get("/cari", {"q": '"><script>alert(1)</script>%_'}).content.decode()
    assert "<script>alert" not in body


def test_stages_show_what_is_unverified_and_the_calendar_follows_its_secret(cast: Cast, regions: Import) -> None:
    an_election()
    page = text_of(cast.petugas.client.get("/tahapan"))
    assert "Pemungutan suara" in page
    assert "belum diverifikasi" in page
    made = cast.petugas.client.post("/tahapan/alamat-kalender")
    address = re.search(r"/calendar/[\w-]+\.ics", made.content.decode())
    assert address
    feed = cast.petugas.client.__class__().get(address.group(0))
    assert feed.content.startswith(b"BEGIN:VCALENDAR")
    cast.petugas.client.post("/tahapan/alamat-kalender")
    assert cast.petugas.client.get(address.group(0)).status_code == 404


def test_a_method_is_only_ever_a_shipped_name(cast: Cast, regions: Import) -> None:
    client = cast.petugas.client
    assert client.get("/metode/kesbangpol-default").status_code == 200
    for name in ("pyproject.toml", "%2e%2e%2fpyproject.toml", "kesbangpol", "terms"):
        assert client.get(f"/metode/{name}").status_code == 404


def test_the_page_switches_language_and_stays(picture: Cast) -> None:
    client = picture.kaban.client
    moved = client.get("/akun/bahasa/", {"bahasa": "en", "next": f"/tempat/{KECAMATAN}"})
    assert moved.headers["Location"] == f"/tempat/{KECAMATAN}"
    body = client.get(f"/tempat/{KECAMATAN}").content.decode()
    assert '<html lang="en">' in body


def test_the_theme_switch_never_sends_a_person_elsewhere(cast: Cast) -> None:
    for target in ("https://jahat.example/", "//jahat.example", "/\\jahat.example"):
        moved = cast.petugas.client.get("/tampilan/", {"tampilan": "gelap", "next": target})
        assert moved.headers["Location"] == "/"


QUESTIONS = {
    "/": 18,
    f"/tempat/{KABUPATEN}": 20,
    f"/tps/{TPS}": 16,
    "/peta": 24,
    f"/peta/data/{KABUPATEN}.json": 13,
    "/tahapan": 16,
    "/cari?q=muara": 11,
    "/jurnal": 10,
    "/metode": 9,
}


@pytest.mark.parametrize("address", QUESTIONS)
def test_a_page_asks_a_pinned_number_of_questions(
    picture: Cast, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    client = picture.kaban.client
    if address.startswith("/peta/data"):
        outline_kecamatan(picture)
    client.get(address)
    with django_assert_num_queries(QUESTIONS[address]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["kaban", "petugas"])
def test_before_any_region_is_imported_the_first_page_teaches_the_first_step(cast: Cast, name: str) -> None:
    player = getattr(cast, name)
    for address in ("/", "/peta"):
        response = player.client.get(address)
        assert response.status_code == 200
        page = text_of(response)
        assert "Wilayah Anda belum dimasukkan" in page
        assert ("wasdini places import" in page) is (name == "kaban")
    assert player.client.get(f"/?wilayah={NEIGHBOUR}").status_code == 404


def test_somebody_without_a_duty_area_is_told_whom_to_ask(cast: Cast, regions: Import) -> None:
    cast.petugas.user.duty_areas.all().delete()
    for address in ("/", "/peta"):
        response = cast.petugas.client.get(address)
        assert response.status_code == 200
        assert "Anda belum punya wilayah tugas" in text_of(response)
    assert cast.petugas.client.get(f"/?wilayah={KECAMATAN}").status_code == 404


def test_who_may_not_assess_is_not_taught_commands(cast: Cast, regions: Import) -> None:
    page = text_of(cast.petugas.client.get("/"))
    assert "Wilayah ini belum dinilai" in page
    assert "wasdini assess" not in page


def test_the_picture_says_what_its_parts_say_one_by_one(picture: Cast) -> None:
    actor, on = picture.kaban.actor, date(2024, 2, 13)
    whole = assessments.picture_of(actor, KABUPATEN, on, "kecamatan")
    assert whole is not None
    assert whole.situation == assessments.situation_of(actor, KABUPATEN, on)
    assert whole.ranking == assessments.ranking(actor, KABUPATEN, "kecamatan")
    assert whole.values == assessments.map_values(actor, KABUPATEN, "kecamatan")
