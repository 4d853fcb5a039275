"""`wasdini methods`: what is shipped, what stands in it, and what is not sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wasdini.cli import main
from wasdini.methods.loader import shipped_methods

METHODS = Path(__file__).parents[2] / "wasdini/methods"


def test_every_shipped_method_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["methods", "list"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in shipped_methods())
    assert main(["methods", "list", "--json"]) == 0
    assert [m["name"] for m in json.loads(capsys.readouterr().out)["methods"]] == list(shipped_methods())


@pytest.mark.parametrize("name", shipped_methods())
def test_show_names_every_column_with_its_source(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["methods", "show", name, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert main(["methods", "show", name]) == 0
    told = capsys.readouterr().out
    for indicator in document["indicators"]:
        assert indicator["column"] in told
        assert indicator["source"]["kind"] in {"publication", "derived", "office decision"}


def test_unverified_values_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    main(["methods", "show", "ikp-2024"])
    assert capsys.readouterr().out.count("belum diverifikasi") == 4


def test_check_confirms_a_sound_file_and_refuses_a_weight_without_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = METHODS / "ikp-2024.toml"
    assert main(["methods", "check", str(sound)]) == 0
    broken = tmp_path / "kantor.toml"
    broken.write_text(sound.read_text("utf-8").replace('weight_source = "reconstruction"\n', "", 1), "utf-8")
    assert main(["methods", "check", str(broken)]) == 2
    told = capsys.readouterr().err
    assert "kantor.toml, baris" in told and "indicator (social_political).weight_source" in told
    assert main(["methods", "check", str(tmp_path / "tiada.toml")]) == 2
