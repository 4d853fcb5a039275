"""The desk's figures: each with a source whose page is there, each wrong one refused by name."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from wasdini.core.problems import InputRefused
from wasdini.methods import catalogue, desk
from wasdini.methods.loader import load_method
from wasdini.methods.sentences import known_codes

CHECKOUT = Path(__file__).resolve().parents[2]
READERS = {
    "same-event": desk.read_event_model, "grading": desk.read_grading, "report-signals": desk.read_signal_rules,
    "limits": desk.read_limits,
}  # fmt: skip


def shipped(name: str) -> str:
    return (resources.files("wasdini.methods") / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_figure_has_a_source_that_is_unverified_and_whose_page_is_there(name: str) -> None:
    sources = desk.desk_sources(shipped(name))
    assert sources and all(source.unverified for source in sources.values())
    assert all((CHECKOUT / source.page).exists() for source in sources.values())
    READERS[name](shipped(name))


def test_every_signal_raises_an_indicator_of_the_shipped_method() -> None:
    indicators = set(load_method("kesbangpol-default").indicator_ids)
    rules = desk.signal_rules().rules
    assert {rule.indicator for rule in rules} <= indicators
    assert len({(rule.code, rule.indicator) for rule in rules}) == len(rules)
    assert {rule.code for rule in rules} <= set(catalogue.findings()) | set(catalogue.issues())


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("same-event", "issue_differs = -", "issue_differs = "),
        ("same-event", "group_from = 0.", "group_from = 9."),
        ("grading", "a_from = 0.85", "a_from = 85"),
        ("grading", "least_judged = 3", "least_judged = 0"),
        ("grading", 'source = "derived"\nprior', "prior"),
        ("report-signals", "half_life_h = 72", "half_life_h = 0"),
        ("report-signals", 'code = "violence_seen"', 'code = "kekerasan"'),
        ("limits", "urgency = [0, 20, 60, 180, 300]", "urgency = [300, 0]"),
        ("limits", "account_per_hour = 40", "account_per_hour = 0"),
        ("limits", "turn = 90", "turn = -90"),
        ("limits", "escalation_sources = 2", "escalation_sources = 1"),
        ("limits", '"weapon_seen"', '"parang"'),
    ],
)
def test_a_wrong_figure_is_refused_by_name(name: str, right: str, wrong: str) -> None:
    assert right in shipped(name)
    with pytest.raises(InputRefused) as refused:
        READERS[name](shipped(name).replace(right, wrong, 1))
    assert all(problem.code in known_codes() for problem in refused.value.problems)


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(InputRefused):
        desk.read_limits("= 3")


def test_every_reason_of_core_has_a_sentence_and_no_sentence_is_left_over() -> None:
    folder = CHECKOUT / "wasdini/core"
    said = "".join(
        (folder / f"{name}.py").read_text("utf-8") for name in ("same_event", "grading", "completeness", "triage")
    )
    listed = set(tomllib.loads(shipped("sentences-reports-core")))
    assert set(re.findall(r'Reason\("([a-z_]+)"', said)) <= listed
    stems = ("same_event_", "grade_", "complete_", "held_")
    assert not [code for code in listed if not code.startswith(stems)]
