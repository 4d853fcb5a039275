"""`wasdini score` from file to file: the contract's columns, refusals by place, nothing half-written."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from wasdini.cli import main

UNITS = """unit_code,voters,disaster_prone,violence_history,near_school
9901011001001,250,ya,tidak,
9901011001002,300,0,1,true
9901011002001,,,,
99.01.02.1001,100,tidak,false,0
"""


def run(tmp_path: Path, text: str, *options: str, method: str = "kesbangpol-default") -> tuple[int, Path]:
    source, target = tmp_path / "units.csv", tmp_path / "scores.csv"
    source.write_text(text, "utf-8")
    return main(["score", "--method", method, "--input", str(source), "--output", str(target), *options]), target


def tps_only(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("99.")) + "\n"


def test_the_columns_are_those_of_the_contract_and_unknown_is_blank(tmp_path: Path) -> None:
    code, target = run(tmp_path, UNITS)
    assert code == 0
    lines = target.read_text("utf-8").splitlines()
    assert lines[0] == (
        "unit_code,level,score,category,lower,upper,completeness,indicators_hit,"
        "top_1,top_2,top_3,top_1_points,top_2_points,top_3_points"
    )
    rows = pl.read_csv(target, schema_overrides={"unit_code": pl.String})
    assert rows["unit_code"].to_list() == ["9901011001001", "9901011001002", "9901011002001", "99.01.02.1001"]
    assert rows["level"].to_list() == ["tps", "tps", "tps", "desa"]
    assert rows["score"].to_list()[2:] == [None, 0.0]
    assert rows.row(1, named=True)["top_1"] == "violence_history"
    for row in rows.iter_rows(named=True):
        points = [row[f"top_{k}_points"] or 0 for k in (1, 2, 3)]
        assert sum(points) == pytest.approx(row["score"] or 0, abs=1e-9)


def test_a_unit_of_which_nothing_is_known_has_an_empty_score(tmp_path: Path) -> None:
    code, target = run(tmp_path, "unit_code,internet_trouble\n9901011001001,\n", method="bawaslu-tps-2024-pemilu")
    assert code == 0
    assert target.read_text("utf-8").splitlines()[1] == "9901011001001,tps,,,0.0,100.0,0.0,0,,,,,,"


def test_a_roll_up_adds_every_level_and_says_why_a_category_is_missing(tmp_path: Path) -> None:
    code, target = run(tmp_path, tps_only(UNITS), "--rollup", method="kesbangpol-default")
    assert code == 0
    rows = pl.read_csv(target, schema_overrides={"unit_code": pl.String})
    assert rows.columns[-4:] == ["max_score", "high_share", "tps_count", "category_reason"]
    found = dict(rows.select("level", "tps_count").group_by("level").agg(pl.col("tps_count").sum()).rows())
    assert {level: found[level] for level in ("desa", "kecamatan", "kabkota", "provinsi", "nasional")} == dict.fromkeys(
        ("desa", "kecamatan", "kabkota", "provinsi", "nasional"), 3
    )
    listed = run(
        tmp_path, "unit_code,internet_trouble\n9901011001001,ya\n", "--rollup", method="bawaslu-tps-2024-pemilu"
    )
    reasons = pl.read_csv(listed[1])["category_reason"].to_list()
    assert reasons == [None] + ["no_category_at_this_level"] * 5


def test_published_ikp_rows_come_out_of_the_console_within_a_hundredth(tmp_path: Path) -> None:
    text = (
        "unit_code,social_political,organisation,contestation,participation\n"
        "31,78.27,92.36,96.08,87.01\n71,89.59,91.60,73.96,100\n32,74.91,83.38,83.71,42.07\n"
    )
    code, target = run(tmp_path, text, method="ikp-2024")
    assert code == 0
    scores = pl.read_csv(target)["score"].to_list()
    assert scores == pytest.approx([88.95, 87.48, 77.04], abs=0.01)


def test_gzip_and_sheets_are_read_and_written_alike(tmp_path: Path) -> None:
    plain = run(tmp_path, UNITS)[1].read_bytes()
    source = tmp_path / "units.csv.gz"
    source.write_bytes(gzip.compress(UNITS.encode()))
    for name in ("out.csv.gz", "out.xlsx"):
        arguments = [
            "score",
            "--method",
            "kesbangpol-default",
            "--input",
            str(source),
            "--output",
            str(tmp_path / name),
        ]
        assert main(arguments) == 0
    assert gzip.decompress((tmp_path / "out.csv.gz").read_bytes()) == plain
    cells = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    assert cells[1][0] == "9901011001001" and len(cells) == 5


def test_json_is_one_document_and_names_method_and_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, UNITS, "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["unit_count"] == 4 and len(document["input_sha256"]) == 64
    assert document["method"]["name"] == "kesbangpol-default" and len(document["method"]["sha256"]) == 64
    assert sum(document["categories"]["tps"].values()) == 2


def test_a_rule_method_writes_classes_and_counts_guards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "unit_code,special_institution,conflict_history\n9901011001001,ya,\n9901011001002,tidak,ya\n"
    code, target = run(tmp_path, text, "--json", method="polri-tps-class")
    assert code == 0
    rows = pl.read_csv(target)
    assert rows["category"].to_list() == ["khusus", "rawan"] and rows["score"].null_count() == 2
    guards = {g["class_code"]: g["police_count"] for g in json.loads(capsys.readouterr().out)["guards"]}
    assert guards == {"kurang_rawan": 0, "rawan": 2, "sangat_rawan": 0, "khusus": 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("unit_code,disaster_prone,voters\n9901011001001,ya,-3\n", ["baris 2", "kolom voters", '"-3"', "0–5000"]),
        ("unit_code,disaster_prone\n9901011001001,kadang\n", ["baris 2", "kolom disaster_prone", '"kadang"']),
        ("unit_code,disaster_prone,voters\n9901011001001,1,dua ratus\n", ["kolom voters", '"dua ratus"', "285"]),
        ("unit_code,banjir\n9901011001001,1\n", ["kolom banjir", "tidak dikenal", "disaster_prone"]),
        ("unit_code,voters,voters,disaster_prone\n9901011001001,1,1,1\n", ["kolom voters", "dua kali"]),
        ("disaster_prone\n1\n", ["kolom unit_code", "harus ada"]),
        ("unit_code,disaster_prone\n901011001001,1\n", ['"901011001001"', "0901011001001"]),
        ("unit_code,disaster_prone\n9901011001001,1\n9901011001001,0\n", ["baris 3", "baris 2"]),
        ("unit_code,disaster_prone\n", ["units.csv"]),
        ("", ["units.csv"]),
        ("unit_code,parent_code\n9901011001001,99.01.01.1001\n", ["tidak satu pun", "disaster_prone"]),
    ],
)
def test_bad_input_is_refused_by_place_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str]
) -> None:
    code, target = run(tmp_path, text)
    told = capsys.readouterr()
    assert code == 2 and not target.exists() and told.out == ""
    assert "Traceback" not in told.err
    for word in words:
        assert word in told.err, told.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["units.csv"]


def test_three_in_a_share_of_nought_to_one_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    method = tmp_path / "share.toml"
    shipped = Path(__file__).parents[2] / "wasdini/methods/ikp-2024-totals.toml"
    method.write_text(shipped.read_text("utf-8").replace("maximum = 100", "maximum = 1"), "utf-8")
    code, target = run(tmp_path, "unit_code,total\n31,0.4\n32,3\n", method=str(method))
    assert code == 2 and not target.exists()
    assert 'baris 3, kolom total "3"' in capsys.readouterr().err


def test_an_unknown_column_may_be_left_out_on_purpose(tmp_path: Path) -> None:
    text = "unit_code,disaster_prone,catatan\n9901011001001,1,tepi sungai\n"
    assert run(tmp_path, text)[0] == 2
    assert run(tmp_path, text, "--ignore-unknown")[0] == 0


def test_the_input_is_never_overwritten_and_an_unwritable_place_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "units.csv"
    source.write_text(UNITS, "utf-8")
    score = ["score", "--method", "kesbangpol-default", "--input", str(source), "--output"]
    assert main([*score, str(source)]) == 2 and source.read_text("utf-8") == UNITS
    assert main([*score, str(tmp_path / "nowhere" / "out.csv")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_regions_of_several_levels_and_rules_are_not_rolled_up(tmp_path: Path) -> None:
    assert run(tmp_path, UNITS, "--rollup")[0] == 2
    assert run(tmp_path, "unit_code,sara_issue\n9901011001001,1\n", "--rollup", method="polri-tps-class")[0] == 2
