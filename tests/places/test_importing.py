"""Imports are idempotent, superseding, undone whole, and honest about every row."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import connection

from tests.cast import NOW, Cast
from wasdini.core.access import NotAllowed, NotVisible, system_actor
from wasdini.core.problems import InputRefused
from wasdini.core.tables import Column, Kind
from wasdini.journal.models import Entry
from wasdini.places import operations, queries
from wasdini.places.models import Boundary, Import, Neighbour, Place, Tps
from wasdini.places.operations import ImportRequest

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CONSOLE = system_actor("konsol")
REGIONS = """code,name,type,parent_code,lat,lon,lat_min,lat_max,lon_min,lon_max
99,Provinsi Contoh,provinsi,,-8.0,118.0,-9,-7,117,119
99.01,Kabupaten Contoh Samudra,kabupaten,99,-8.0,118.0,-8.5,-7.5,117.5,118.5
99.01.01,Muara,kecamatan,99.01,-8.1,118.1,-8.2,-8.0,118.0,118.2
99.01.01.2001,Muara Satu,desa,99.01.01,-8.1,118.1,-8.12,-8.08,118.08,118.12
99.01.01.2002,Muara Dua,desa,99.01.01,-8.15,118.15,-8.17,-8.13,118.13,118.17
99.01.02,Bukit,kecamatan,99.01,-7.9,117.9,-8.0,-7.8,117.8,118.0
99.01.02.2001,Bukit Satu,desa,99.01.02,,,,,,
"""
STATIONS = """tps_code,name,lat,lon,voters_male,voters_female
9901012001001,Balai,-8.1,118.1,140,145
9901012001002,,,,120,130
9901012001901,Lapas,-8.1,118.1,300,
9901022001001,,0,0,100,100
"""


@pytest.fixture
def file(tmp_path: Path):
    def write(content: str, name: str = "berkas.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write


def take_places(path: Path, **request: object):
    return operations.import_places(CONSOLE, path, at=NOW, request=ImportRequest(**request))  # type: ignore[arg-type]


def take_tps(path: Path, **request: object):
    return operations.import_tps(CONSOLE, path, at=NOW, request=ImportRequest(**request))  # type: ignore[arg-type]


def current(model) -> list[str]:
    return list(model.objects.filter(superseded_by=None).order_by("path").values_list("path", flat=True))


def test_regions_come_in_with_level_parent_and_estimated_point(file) -> None:
    report = take_places(file(REGIONS)).report
    assert (report.rows_read, report.added, report.refused) == (7, 7, 0)
    card = queries.place_card(CONSOLE, "99.01.01.2001")
    assert (card.name, card.level, card.parent_code, card.coordinate) == ("Muara Satu", "desa", "99.01.01", "centroid")
    assert card.ancestors == (("99", "Provinsi Contoh"), ("99.01", "Kabupaten Contoh Samudra"), ("99.01.01", "Muara"))
    unknown = queries.place_card(CONSOLE, "99.01.02.2001")
    assert (unknown.lat, unknown.lon, unknown.coordinate) == (None, None, "unknown")


def test_the_same_file_twice_changes_nothing(file) -> None:
    take_places(file(REGIONS))
    take_tps(file(STATIONS))
    before = (current(Place), current(Tps), Place.objects.count(), Tps.objects.count())
    again = take_places(file(REGIONS)).report
    assert (again.added, again.changed, again.unchanged) == (0, 0, 7)
    again = take_tps(file(STATIONS)).report
    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)
    assert (current(Place), current(Tps), Place.objects.count(), Tps.objects.count()) == before


def test_a_changed_row_supersedes_and_an_undo_brings_the_old_one_back(file) -> None:
    take_places(file(REGIONS))
    second = take_places(file(REGIONS.replace("Muara Dua", "Muara Dua Baru")))
    assert (second.report.changed, second.report.unchanged) == (1, 6)
    assert queries.names_of(["99.01.01.2002"]) == {"99.01.01.2002": "Muara Dua Baru"}
    assert operations.undo_import(CONSOLE, second.import_id, at=NOW) == 2
    assert queries.names_of(["99.01.01.2002"]) == {"99.01.01.2002": "Muara Dua"}
    with pytest.raises(InputRefused, match="import_undone_already"):
        operations.undo_import(CONSOLE, second.import_id, at=NOW)


def test_an_import_that_others_build_upon_is_not_undone_first(file) -> None:
    first = take_places(file(REGIONS))
    second = take_places(file(REGIONS.replace("Muara Dua", "Muara Dua Baru")))
    with pytest.raises(InputRefused) as refused:
        operations.undo_import(CONSOLE, first.import_id, at=NOW)
    assert refused.value.problems[0].code == "undo_later_first"
    assert refused.value.problems[0].expected == str(second.import_id)
    operations.undo_import(CONSOLE, second.import_id, at=NOW)
    operations.undo_import(CONSOLE, first.import_id, at=NOW)
    assert current(Place) == []


def test_regions_under_which_tps_stand_are_not_taken_away(file) -> None:
    first = take_places(file(REGIONS))
    stations = take_tps(file(STATIONS))
    with pytest.raises(InputRefused, match="undo_leaves_tps"):
        operations.undo_import(CONSOLE, first.import_id, at=NOW)
    assert len(current(Place)) == 7
    operations.undo_import(CONSOLE, stations.import_id, at=NOW)
    assert queries.place_card(CONSOLE, "99").tps_count == 0
    operations.undo_import(CONSOLE, first.import_id, at=NOW)
    assert current(Place) == []


def test_an_undone_import_can_come_in_again(file) -> None:
    first = take_places(file(REGIONS))
    operations.undo_import(CONSOLE, first.import_id, at=NOW)
    assert take_places(file(REGIONS)).report.added == 7
    assert len(current(Place)) == 7


def test_orphans_wrong_parents_and_the_nation_are_left_out_and_listed(file) -> None:
    text = REGIONS + (
        "0,INDONESIA,,,,,,,,\n98.01,Tanpa Provinsi,kabupaten,98,,,,,,\n98.01.01,Cucu,kecamatan,98.01,,,,,,\n"
        "99.02,Salah Induk,kabupaten,98,,,,,,\n"
    )
    report = take_places(file(text)).report
    refused = {(f.finding, f.code, f.row) for f in report.findings if f.refused}
    assert refused == {
        ("nation_row", "0", 9), ("orphan", "98.01", 10), ("orphan", "98.01.01", 11), ("parent_not_prefix", "99.02", 12),
    }  # fmt: skip
    assert report.rows_read == report.accepted + report.repeated + report.refused == 11


def test_a_file_of_which_nothing_can_be_taken_is_refused_and_leaves_nothing(file) -> None:
    with pytest.raises(InputRefused) as refused:
        take_places(file("code,name\n98.01,Tanpa Provinsi\n"))
    assert (refused.value.problems[0].code, refused.value.problems[0].row) == ("import_orphan", 2)
    assert not Import.objects.exists() and not Entry.objects.exists()


def test_a_row_said_twice_counts_once_and_a_contradiction_refuses_the_file(file) -> None:
    report = take_places(file(REGIONS + REGIONS.splitlines()[-1] + "\n")).report
    assert (report.repeated, report.accepted) == (1, 7)
    with pytest.raises(InputRefused) as refused:
        take_places(file(REGIONS + "99.01.01.2002,Lain,desa,99.01.01,,,,,,\n"))
    problem = refused.value.problems[0]
    assert (problem.code, problem.row, problem.params["first"]) == ("rows_contradict", 9, "6")
    assert Import.objects.count() == 1


def test_a_coordinate_outside_its_parent_is_taken_with_a_remark(file) -> None:
    moved = REGIONS.replace(
        "99.01.01.2002,Muara Dua,desa,99.01.01,-8.15,118.15", "99.01.01.2002,Muara Dua,desa,99.01.01,-8.3,118.15"
    )
    edge = moved.replace("99.01.02,Bukit,kecamatan,99.01,-7.9,117.9", "99.01.02,Bukit,kecamatan,99.01,-7.9,117.45")
    report = take_places(file(edge)).report
    assert [(f.finding, f.code, f.detail) for f in report.findings] == [("outside_parent", "99.01.01.2002", "99.01.01")]
    assert report.accepted == 7


def square(code: str, west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_a_polygon_judges_before_the_bounding_box(file) -> None:
    outline = {"type": "FeatureCollection", "features": [square("99.01.01", 118.0, -8.12, 0.12)]}
    boundaries = file(json.dumps(outline), "batas.geojson")
    report = take_places(file(REGIONS), boundaries=boundaries).report
    assert [(f.finding, f.code) for f in report.findings] == [("outside_parent", "99.01.01.2002")]
    assert current(Boundary) == ["99.01.01"]


def test_outlines_make_neighbours_that_touch_and_the_rest_are_estimates(file) -> None:
    take_places(file(REGIONS))
    assert [(n.code, n.estimated) for n in queries.neighbours_of(CONSOLE, "99.01.01")] == [("99.01.02", True)]
    outline = {
        "type": "FeatureCollection",
        "features": [square("99.01.01", 118, -8.2, 0.2), square("99.01.02", 117.8, -8, 0.2)],
    }
    outcome = operations.import_boundaries(CONSOLE, file(json.dumps(outline), "b.geojson"), at=NOW)
    assert [(n.code, n.estimated) for n in queries.neighbours_of(CONSOLE, "99.01.01")] == [("99.01.02", False)]
    drawn = queries.outlines(CONSOLE, "99.01")
    assert [feature["properties"] for feature in drawn["features"]] == [
        {"code": "99.01.01", "name": "Muara"}, {"code": "99.01.02", "name": "Bukit"},
    ]  # fmt: skip
    operations.undo_import(CONSOLE, outcome.import_id, at=NOW)
    assert [(n.code, n.estimated) for n in queries.neighbours_of(CONSOLE, "99.01.01")] == [("99.01.02", True)]
    assert set(Neighbour.objects.values_list("estimated", flat=True)) == {True}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "geojson_broken"),
        ("[" * 100_000, "geojson_broken"),
        ('{"type":"FeatureCollection"}', "geojson_without_features"),
        ('{"features":[{"properties":{"code":"99.1"},"geometry":null}]}', "code_invalid"),
        ('{"features":[{"properties":{"code":"99.01"},"geometry":null}]}', "outline_no_polygon"),
        (
            '{"features":[{"properties":{"code":"99.01"},"geometry":{"type":"Point","coordinates":[1,2]}}]}',
            "outline_no_polygon",
        ),
        (json.dumps({"features": [square("99.01", 500000, 9100000, 10)]}), "outline_not_degrees"),
        (json.dumps({"features": [square("99.01", 1, 1, 1), square("99.01", 1, 1, 1)]}), "outline_twice"),
    ],
)
def test_a_broken_outline_is_refused_by_its_place(file, content: str, code: str) -> None:
    take_places(file(REGIONS))
    with pytest.raises(InputRefused) as refused:
        operations.import_boundaries(CONSOLE, file(content, "batas.geojson"), at=NOW)
    assert refused.value.problems[0].code == code
    assert not Boundary.objects.exists()


def test_tps_come_in_and_are_counted_at_every_level(file) -> None:
    take_places(file(REGIONS))
    report = take_tps(file(STATIONS)).report
    assert (report.added, report.tps_count) == (4, 4)
    assert [f.finding for f in report.findings] == ["coordinate_zero"]
    for code, count, special, voters in [
        ("0", 4, 1, 1035), ("99.01", 4, 1, 1035), ("99.01.01", 3, 1, 835), ("99.01.02.2001", 1, 0, 200),
    ]:  # fmt: skip
        card = queries.place_card(CONSOLE, code)
        assert (card.tps_count, card.special_count, card.voters_count) == (count, special, voters)


def test_unknown_positions_stay_unknown_and_a_desa_centre_is_an_estimate(file) -> None:
    take_places(file(REGIONS))
    take_tps(file(STATIONS))
    frame = queries.tps_frame("99.01")
    rows = {row["unit_code"]: (row["lat"], row["coordinate"]) for row in frame.iter_rows(named=True)}
    assert rows == {
        "9901012001001": (-8.1, "measured"),
        "9901012001002": (-8.1, "centroid"),
        "9901012001901": (-8.1, "measured"),
        "9901022001001": (None, "unknown"),
    }
    assert queries.tps_card(CONSOLE, "9901012001002").coordinate == "centroid"
    assert queries.tps_card(CONSOLE, "9901022001001").coordinate == "unknown"
    assert frame["voters"].to_list() == [285, 250, 300, 200]
    assert frame["special_location"].to_list() == [False, False, True, False]


def test_columns_the_file_does_not_have_keep_what_was_known(file) -> None:
    take_places(file(REGIONS))
    take_tps(file(STATIONS))
    report = take_tps(file("desa_code,number,voters_male\n99.01.01.2001,1,150\n")).report
    assert (report.changed, report.added) == (1, 0)
    card = queries.tps_card(CONSOLE, "9901012001001")
    assert (card.voters_male, card.voters_female, card.name, card.coordinate) == (150, 145, "TPS 001 Balai", "measured")


def test_a_complete_file_closes_what_it_does_not_name(file) -> None:
    take_places(file(REGIONS))
    take_tps(file(STATIONS), valid_from=date(2024, 2, 14))
    pilkada = take_tps(file("tps_code\n9901012001001\n"), valid_from=date(2024, 11, 27), complete=True)
    assert pilkada.report.closed == 3
    assert queries.tps_frame("99")["unit_code"].to_list() == ["9901012001001"]
    assert queries.place_card(CONSOLE, "99").tps_count == 1
    assert queries.tps_frame("99", on=date(2024, 2, 14)).height == 4
    assert queries.tps_frame("99", on=date(2024, 11, 27)).height == 1
    assert queries.tps_frame("99", on=date(2023, 1, 1)).height == 0
    operations.undo_import(CONSOLE, pilkada.import_id, at=NOW)
    assert queries.place_card(CONSOLE, "99").tps_count == 4


def test_a_tps_of_an_unknown_desa_refuses_the_file_unless_it_may_be_listed(file) -> None:
    take_places(file(REGIONS))
    path = file(STATIONS + "9901099999001,,,,1,1\n")
    with pytest.raises(InputRefused) as refused:
        take_tps(path)
    problem = refused.value.problems[0]
    assert (problem.code, problem.row, problem.value) == ("desa_unknown", 6, "9901099999001")
    assert not Tps.objects.exists()
    report = take_tps(path, skip_unknown=True).report
    assert (report.accepted, report.refused) == (4, 1)


def test_a_tps_code_that_disagrees_with_its_parts_refuses_the_file(file) -> None:
    take_places(file(REGIONS))
    with pytest.raises(InputRefused) as refused:
        take_tps(file("tps_code,desa_code,number\n9901012001001,99.01.01.2001,2\n"))
    assert refused.value.problems[0].code == "tps_code_disagrees"


def test_extra_columns_come_back_typed_and_personal_ones_are_dropped(file) -> None:
    take_places(file(REGIONS))
    wanted = (Column(name="signal_gap", kind=Kind.NUMBER, required=False, minimum=0, maximum=1),)
    outcome = take_tps(
        file("tps_code,signal_gap,nik,warna\n9901012001002,0.5,1,biru\n9901012001001,,2,merah\n"), extra_columns=wanted
    )
    assert outcome.extra.rows() == [("9901012001002", 0.5), ("9901012001001", None)]
    assert outcome.report.personal_columns == ("nik",)
    assert outcome.report.ignored_columns == ("warna",)
    with pytest.raises(InputRefused, match="out_of_range"):
        take_tps(file("tps_code,signal_gap\n9901012001002,3\n"), extra_columns=wanted)


COUNTS = """kemendagri_code,desa,tps_regular,tps_lokasi_khusus_901plus
99.01.01.2001,MUARA SATU,3,2
99.01.01.2009,MUARA DUA,2,0
99.01.02.2001,BUKIT SATU,1,0
"""


def test_counts_become_numbered_tps_and_lost_desa_are_listed_with_a_guess(file) -> None:
    take_places(file(REGIONS))
    report = operations.expand_tps(CONSOLE, file(COUNTS), at=NOW).report
    assert queries.tps_frame("99")["unit_code"].to_list() == [
        "9901012001001", "9901012001002", "9901012001003", "9901012001901", "9901012001902", "9901022001001",
    ]  # fmt: skip
    assert (report.tps_count, report.tps_refused, report.refused) == (6, 2, 1)
    assert [(f.code, f.detail) for f in report.findings] == [("99.01.01.2009", "2 TPS → 99.01.01.2002?")]


def test_an_alias_table_carries_old_codes_over_and_nothing_is_lost(file) -> None:
    take_places(file(REGIONS))
    aliases = file("old_code,new_code\n99.01.01.2009,99.01.01.2008\n99.01.01.2008,99.01.01.2002\n", "alias.csv")
    report = operations.expand_tps(CONSOLE, file(COUNTS), at=NOW, request=ImportRequest(aliases=aliases)).report
    assert (report.tps_count, report.refused) == (8, 0)
    assert [(f.finding, f.code, f.detail) for f in report.findings] == [
        ("code_changed", "99.01.01.2009", "99.01.01.2002")
    ]
    moved = take_tps(file("tps_code,voters_male\n9901012009001,77\n")).report
    assert moved.changed == 1
    assert queries.tps_card(CONSOLE, "9901012002001").voters_male == 77


def test_an_import_writes_one_line_in_the_journal(file) -> None:
    outcome = take_places(file(REGIONS))
    entry = Entry.objects.get()
    assert (entry.act, entry.subject_id, entry.path) == ("import_places", str(outcome.import_id), "99")
    assert json.loads(entry.details) == {"added": 7, "changed": 0, "refused": 0, "closed": 0}


def test_who_may_not_import_is_refused_and_who_may_only_inside_the_own_area(file, cast: Cast) -> None:
    take_places(file(REGIONS))
    with pytest.raises(NotAllowed):
        operations.import_places(cast.petugas.actor, file(REGIONS), at=NOW)
    changed = REGIONS.replace("Provinsi Contoh", "Provinsi Lain").replace("Muara Dua", "Muara Dua Baru")
    report = operations.import_places(cast.analis.actor, file(changed), at=NOW).report
    assert [(f.finding, f.code) for f in report.findings if f.refused] == [("outside_duty", "99")]
    assert queries.names_of(["99", "99.01.01.2002"]) == {"99": "Provinsi Contoh", "99.01.01.2002": "Muara Dua Baru"}
    with pytest.raises(InputRefused, match="import_outside_duty"):
        operations.import_places(cast.tetangga.actor, file(REGIONS), at=NOW)


def test_only_who_has_duty_there_sees_and_undoes_an_import(file, cast: Cast) -> None:
    take_places(file(REGIONS))
    own = operations.import_places(
        cast.analis.actor, file(REGIONS.replace("99,Provinsi", "99,Prov.").replace("Muara Dua", "Muara II")), at=NOW
    )
    assert [card.id for card in queries.imports(cast.analis.actor)] == [own.import_id]
    assert [card.id for card in queries.imports(cast.tetangga.actor)] == []
    with pytest.raises(NotVisible):
        operations.undo_import(cast.tetangga.actor, own.import_id, at=NOW)
    with pytest.raises(NotAllowed):
        operations.undo_import(cast.petugas.actor, own.import_id, at=NOW)
    assert operations.undo_import(cast.analis.actor, own.import_id, at=NOW) == 2
    with pytest.raises(NotVisible):
        operations.undo_import(cast.analis.actor, own.import_id - 1, at=NOW)


def test_what_is_not_the_actors_answers_like_what_is_not_there(file, cast: Cast) -> None:
    take_places(file(REGIONS))
    take_tps(file(STATIONS))
    for code in ("99.01.02", "99.01.02.2001", "99.01.77", "tidak"):
        with pytest.raises(NotVisible):
            queries.place_card(cast.petugas.actor, code)
        with pytest.raises(NotVisible):
            queries.children(cast.petugas.actor, code)
        with pytest.raises(NotVisible):
            queries.outlines(cast.petugas.actor, code)
    with pytest.raises(NotVisible):
        queries.tps_card(cast.petugas.actor, "9901022001001")
    assert [card.code for card in queries.search_places(cast.petugas.actor, "satu")] == ["99.01.01.2001"]
    assert [card.code for card in queries.search_places(cast.analis.actor, "satu")] == [
        "99.01.02.2001",
        "99.01.01.2001",
    ]
    assert [card.number for card in queries.tps_of_desa(cast.petugas.actor, "99.01.01.2001")] == [1, 2, 901]


def test_pages_cost_the_same_few_queries_however_much_there_is(file, django_assert_num_queries) -> None:
    take_places(file(REGIONS))
    take_tps(file(STATIONS))
    with django_assert_num_queries(2):
        queries.place_card(CONSOLE, "99.01.01.2001")
    with django_assert_num_queries(3):
        assert len(queries.children(CONSOLE, "99.01")) == 2
    with django_assert_num_queries(3):
        assert len(queries.tps_of_desa(CONSOLE, "99.01.01.2001")) == 3
    with django_assert_num_queries(3):
        assert len(queries.search_places(CONSOLE, "satu")) == 2
    with django_assert_num_queries(2):
        queries.tps_frame("99.01")


def test_frames_come_in_like_files(file) -> None:
    frame = pl.read_csv(REGIONS.encode(), schema_overrides={"code": pl.String, "parent_code": pl.String})
    assert operations.add_places_frame(CONSOLE, frame, name="contoh", at=NOW).report.added == 7
    assert take_places(file(REGIONS)).report.unchanged == 7
    stations = pl.DataFrame({"tps_code": ["9901012001001"], "voters_male": [140]})
    assert operations.add_tps_frame(CONSOLE, stations, name="contoh", at=NOW).report.added == 1


def test_a_compressed_file_is_the_same_file(file, tmp_path: Path) -> None:
    take_places(file(REGIONS))
    packed = tmp_path / "wilayah.csv.gz"
    packed.write_bytes(gzip.compress(REGIONS.encode()))
    assert take_places(packed).report.unchanged == 7


def test_a_fault_in_the_middle_leaves_nothing_half_written(file, monkeypatch: pytest.MonkeyPatch) -> None:
    take_places(file(REGIONS))

    def fail(_provinces: object) -> None:
        raise RuntimeError("listrik padam")

    monkeypatch.setattr(operations, "recount_tps", fail)
    with pytest.raises(RuntimeError):
        take_tps(file(STATIONS))
    assert not Tps.objects.exists()
    assert Import.objects.count() == Entry.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM places_tps")
        assert cursor.fetchone() == (0,)
