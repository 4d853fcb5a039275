"""`tps import` of a list that also carries indicator columns: stations and observations come in together or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cast import KABUPATEN, TPS
from wasdini.cli import main
from wasdini.places.models import Import, Tps
from wasdini.sources.models import Observation, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

LIST = """tps_code,name,voters_male,voters_female,disaster_prone,candidate_distance_km,nama_ketua
9901012001001,Balai,140,150,ya,0.3,Seseorang
9901012001002,Sekolah,120,130,tidak,,Seseorang
9901022001001,Lapangan,150,150,,,Seseorang
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "daftar.csv"
    file.write_text(LIST, "utf-8")
    return file


@pytest.mark.both
def test_indicator_columns_become_observations_with_their_provenance(
    listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [
        "--source",
        "Survei kecamatan",
        "--licence",
        "internal",
        "--vintage",
        "2024",
        "--observed-on",
        "2024-02-10",
    ]
    assert main(["tps", "import", str(listed), *options, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    source = Source.objects.get()
    assert told["source_id"] == str(source.id)
    assert (source.name, source.area, source.vintage, source.licence) == (
        "Survei kecamatan",
        KABUPATEN,
        "2024",
        "internal",
    )
    assert told["indicators"] == {
        "disaster_prone": {"known_count": 2, "mean": 0.5},
        "candidate_distance_km": {"known_count": 1, "mean": 0.3},
    }
    first, second = Observation.objects.order_by("path")
    assert first.values == {"disaster_prone": 1.0, "candidate_distance_km": 0.3}
    assert str(first.observed_on) == "2024-02-10"
    assert second.values["disaster_prone"] == 0.0 and second.values["candidate_distance_km"] is None
    assert Tps.objects.filter(name="Balai").count() == 1


def test_a_list_without_indicators_makes_no_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "daftar.csv"
    file.write_text(f"tps_code,name,disaster_prone\n{TPS},Balai,\n", "utf-8")
    assert main(["tps", "import", str(file), "--json"]) == 0
    assert "source_id" not in json.loads(capsys.readouterr().out)
    assert not Source.objects.exists()


@pytest.mark.both
@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("ya", "3", "disaster_prone"), ("0.3", "-1", "candidate_distance_km"), ("0.3", "dekat", "candidate_distance_km")],
)
def test_a_value_outside_its_range_refuses_stations_and_observations_alike(
    listed: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, column: str
) -> None:
    listed.write_text(LIST.replace(f",{old},", f",{new},"), "utf-8")
    before = Import.objects.count()
    assert main(["tps", "import", str(listed), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "daftar.csv" in told.err and column in told.err and "2" in told.err
    assert Import.objects.count() == before and not Source.objects.exists()
    assert not Tps.objects.filter(name="Balai").exists()


def test_an_unknown_method_is_refused_by_name(listed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tps", "import", str(listed), "--method", "tidak-ada"]) == 2
    assert "tidak-ada" in capsys.readouterr().err
