"""A method is sound or refused with the line that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wasdini.core.index.method import SourceKind
from wasdini.core.problems import InputRefused, Problem
from wasdini.methods.loader import load_method, read_method, shipped_methods

SOUND = Path(__file__).parents[2] / "wasdini/methods/ikp-2024.toml"


def refused(text: str) -> list[Problem]:
    with pytest.raises(InputRefused) as caught:
        read_method(text, file="m.toml")
    return list(caught.value.problems)


@pytest.mark.parametrize("name", shipped_methods())
def test_every_shipped_method_is_sound_and_its_weights_have_sources(name: str) -> None:
    method = load_method(name)
    assert method.name == name and len(method.sha256) == 64
    if not method.is_rule:
        assert all(i.weight > 0 and i.weight_source is not None for i in method.indicators)
        assert method.stability is not None


def test_the_shipped_methods_of_the_contract_are_there() -> None:
    promised = {
        "bawaslu-tps-2024-pemilu",
        "bawaslu-tps-2024-pilkada",
        "ikp-2024",
        "polri-tps-class",
        "kesbangpol-default",
    }
    assert promised <= set(shipped_methods())
    pemilu, pilkada = load_method("bawaslu-tps-2024-pemilu"), load_method("bawaslu-tps-2024-pilkada")
    assert (len(pemilu.variables), len(pemilu.indicators)) == (7, 22)
    assert (len(pilkada.variables), len(pilkada.indicators)) == (8, 26) and "26" in pilkada.note.id
    for method in (pemilu, pilkada):
        assert {i.weight for i in method.indicators} == {1.0}
        assert all(
            i.weight_source is not None
            and i.weight_source.kind is SourceKind.DERIVED
            and i.weight_source.text.startswith("equal")
            for i in method.indicators
        )


def test_a_weight_without_a_source_is_refused_with_its_line() -> None:
    text = SOUND.read_text("utf-8")
    broken = text.replace('weight = 0.38\nweight_source = "reconstruction"\n', "weight = 0.38\n")
    line = broken.splitlines().index('id = "organisation"') + 1
    assert refused(broken) == [
        Problem(
            "weight_without_source",
            file="m.toml",
            row=line,
            column="indicator (organisation).weight_source",
            expected="reconstruction, structure, stability",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('kind = "publication"', 'kind = "hearsay"', "method_value_wrong"),
        ('page = "docs/method/ikp-2024.md"\n', "", "method_key_missing"),
        ('kind = "publication"\ntext', 'kind = "office decision"\ntext', "method_key_missing"),
        ("weight = 0.27", "weight = -0.27", "weight_not_positive"),
        ("weight = 0.27", 'weight = "banyak"', "method_value_wrong"),
        ("weight = 0.27", "weight = nan", "method_value_wrong"),
        ('source = "structure"', 'source = "elsewhere"', "method_source_unknown"),
        ("bounds = [-1, 1]", "bounds = [1, -1]", "method_bounds_wrong"),
        ("bounds = [-1, 1]", "bounds = [1]", "method_bounds_wrong"),
        ('scale = { kind = "linear", low = 0, high = 100 }', "", "method_scale_missing"),
        ("low = 0, high = 100", "low = 5, high = 5", "method_scale_flat"),
        ('variable = "social_political"', 'variable = "nowhere"', "method_variable_unknown"),
        ('id = "organisation"', 'id = "contestation"', "method_indicator_twice"),
        ("unit_level", "unit_levl", "method_key_unknown"),
        ("likely_share = 0.50", "likely_share = 0.99", "method_stability_wrong"),
        ("name = ", "name = = ", "method_not_toml"),
    ],
)
def test_each_fault_of_a_method_file_is_told(old: str, new: str, code: str) -> None:
    text = SOUND.read_text("utf-8")
    assert old in text
    assert code in {problem.code for problem in refused(text.replace(old, new, 1))}


def test_an_office_decision_needs_date_and_authority() -> None:
    decided = """extends = "ikp-2024"
name = "ikp-kantor"
version = "2"
replaces = "ikp-2024 1"
[sources.sk]
kind = "office decision"
authority = "Kepala Badan Kesbangpol"
decided_on = 2026-11-02
[[indicator]]
id = "participation"
weight = 0.2
weight_source = "sk"
"""
    method = read_method(decided)
    assert [i.weight for i in method.indicators] == [0.27, 0.38, 0.25, 0.2]
    assert method.replaces == "ikp-2024 1" and method.sha256 != load_method("ikp-2024").sha256
    undated = refused(decided.replace("decided_on = 2026-11-02\n", ""))[0]
    assert (undated.code, undated.column, undated.row) == ("method_key_missing", "sources.sk.decided_on", 5)
    assert refused(decided.replace('authority = "Kepala Badan Kesbangpol"\n', ""))[0].code == "method_key_missing"
    assert refused(decided.replace("weight = 0.2", "weight = 0"))[0].row == 10


def test_a_method_that_is_neither_shipped_nor_a_file_lists_the_shipped_ones() -> None:
    with pytest.raises(InputRefused) as caught:
        load_method("bawaslu-2019")
    assert "ikp-2024" in caught.value.problems[0].expected


def test_every_issue_named_by_an_indicator_is_a_stable_code() -> None:
    page = Path(__file__).parents[2] / "wasdini/methods/issues.toml"
    known = set(re.findall(r"^\[?\[?(?:code = \")?([a-z_]+)", page.read_text("utf-8"), re.MULTILINE))
    used = {i.issue for name in shipped_methods() for i in load_method(name).indicators if i.issue}
    assert len(used) > 10 and used <= known, used - known
