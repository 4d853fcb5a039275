"""The one access policy against the policy page: every cell, and every seeded fault."""

from __future__ import annotations

import itertools
import types
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.accounts import policy
from wasdini.core import access
from wasdini.core.terms import Classification, Mode, Role

SOURCE = Path(access.__file__).read_text("utf-8")
# The officers' words of the page and the words of the code: the only place where the two meet.
ACTS = {
    "melihat rujukan": "see_reference",
    "melihat risiko": "see_risk",
    "menulis telaah": "write_brief",
    "menilai": "assess",
    "memasukkan data": "import_data",
    "membatalkan impor": "undo_import",
    "menyiapkan pemilihan": "set_up_election",
    "mengubah metode": "change_method",
    "mengurus orang": "manage_people",
    "mengubah kop surat": "change_office",
    "mengesahkan pemulihan": "confirm_reset",
    "melihat jurnal": "see_journal",
    "menjalankan sistem": "operate",
    "melapor": "submit_report",
    "melihat laporan": "see_reports",
    "memeriksa laporan": "grade_report",
    "menjawab rujukan": "answer_referral",
    "mengekspor laporan": "export_reports",
    "merancang formulir": "design_form",
    "mengatur penugasan": "plan_duty",
    "melihat cakupan": "see_coverage",
    "meminta pembukaan": "ask_unmasking",
    "menjaga sumber": "keep_sources",
    "melihat pembacaan": "see_reads",
    "menjawab subjek data": "answer_subjects",
}
OWN = "99.01.01"
WHERE = {
    "wilayah sendiri": OWN,
    "di dalamnya": "9901012001001",
    "di atasnya": "99.01",
    "sebelahnya": "99.01.02",
    "wilayah lain": "99.02.01.2001",
}


@cache
def questions() -> tuple[tuple[policy.Cell, bool], ...]:
    return tuple((cell, policy.expected(cell)) for cell in policy.cells())


def actor(module: Any, role: str, clearance: str, *, second_factor: bool, areas: tuple[str, ...] = (OWN,)) -> Any:
    return module.Actor(1, "x", Role(role), areas, Classification(clearance), second_factor)


def wrong_cells(module: Any, *, enough: int | None = None) -> int:
    """How many cells of the policy page this access layer answers wrongly."""
    people = {
        key: actor(module, key[0], key[1], second_factor=key[2])
        for key in itertools.product(policy.ROLES, policy.CLASSES, (False, True))
    }
    acts = {word: module.Act(code) for word, code in ACTS.items()}
    wrong = 0
    for cell, want in questions():
        who = people[cell.role, cell.clearance, cell.second_factor]
        got = module.may(
            who, acts[cell.right], area=WHERE[cell.relation],
            classification=Classification(cell.classification), mode=Mode(cell.mode),
        )  # fmt: skip
        wrong += got is not want
        if enough is not None and wrong >= enough:
            return wrong
    return wrong + _wrong_requirements(module)


def _wrong_requirements(module: Any) -> int:
    """`require_visible` and `require_allowed` must refuse in the right way."""
    wrong = 0
    for role, (word, code), relation in itertools.product(policy.ROLES, ACTS.items(), [None, *WHERE]):
        who, act = actor(module, role, "sangat_rahasia", second_factor=True), module.Act(code)
        area = WHERE[relation] if relation else None
        inside = relation is None or policy.PAGE["wilayah"][relation]
        held = policy.holds(role, word)
        want = None if held and inside else (module.NotVisible if held else module.NotAllowed)
        wrong += _refusal(module.require_allowed, who, act, area) is not want
        if area is not None:
            seen = None if held and inside else module.NotVisible
            wrong += _refusal(module.require_visible, who, act, area) is not seen
    return wrong


def _refusal(ask: Any, who: Any, act: Any, area: str | None) -> type[Exception] | None:
    try:
        ask(who, act, area=area)
    except (LookupError, PermissionError) as refusal:
        return type(refusal)
    return None


def mutated(old: str, new: str) -> types.ModuleType:
    assert SOURCE.count(old) >= 1, f"the fault no longer fits the code: {old}"
    module = types.ModuleType("mutant_access")
    import sys

    sys.modules["mutant_access"] = module
    exec(compile(SOURCE.replace(old, new, 1), "mutant_access", "exec"), module.__dict__)
    return module


def test_every_right_of_the_page_is_a_right_of_the_code_and_the_reverse() -> None:
    assert list(ACTS) == policy.RIGHTS
    assert set(ACTS.values()) == {act.value for act in access.Act}
    assert set(policy.ROLES) == {role.value for role in Role}
    assert [rank.value for rank in Classification] == policy.CLASSES
    assert {role.value for role in access.SECOND_FACTOR_ROLES} == {
        name for name, role in policy.PAGE["peran"].items() if role["faktor_kedua"] and name != "sistem"
    }


def test_no_cell_is_wrong() -> None:
    assert len(questions()) == 8 * 25 * 5 * 4 * 4 * 2 * 2
    assert wrong_cells(access) == 0


FAULTS = [
    ("if act not in RIGHTS[actor.role]:\n        return False", "if act not in RIGHTS[actor.role]:\n        pass"),
    ("if act not in RIGHTS[actor.role]", "if act in RIGHTS[actor.role]"),
    ("classification.rank > bound.highest.rank", "classification.rank >= bound.highest.rank"),
    ("classification.rank > bound.highest.rank", "classification.rank > bound.highest.rank + 1"),
    ("classification.rank > bound.highest.rank", "False"),
    ("bound.highest.rank or mode not in bound.modes", "bound.highest.rank and mode not in bound.modes"),
    ("or mode not in bound.modes", ""),
    ("mode not in bound.modes", "mode in bound.modes"),
    ("area is None or any(", "area is not None or any("),
    ("return area is None or any(covers(own, area) for own in bound.areas)", "return True"),
    ("covers(own, area)", "covers(area, own)"),
    ("covers(own, area)", "area.startswith(own)"),
    ("covers(own, area)", "own == area"),
    ("any(covers", "not any(covers"),
    ("if not actor.second_factor and highest.rank", "if highest.rank"),
    ("if not actor.second_factor and", "if actor.second_factor and"),
    ("highest.rank > Classification.TERBATAS.rank", "highest.rank > Classification.RAHASIA.rank"),
    ("highest.rank > Classification.TERBATAS.rank", "False"),
    ("highest = Classification.TERBATAS", "highest = Classification.BIASA"),
    ("highest = actor.clearance", "highest = Classification.SANGAT_RAHASIA"),
    ("if actor.role in _CLOSED_READERS else", "if actor.role not in _CLOSED_READERS else"),
    ("_CLOSED_READERS = frozenset({", "_CLOSED_READERS = frozenset({Role.KUSTODIAN, "),
    ("    if not may(actor, act, area=area):\n        raise NotVisible(area)", "    return"),
    ("raise NotAllowed(act)", "raise NotVisible(act)"),
    ("    if not may(actor, act):\n        raise NotAllowed(act)\n", ""),
    ("if area is not None and not may(actor, act, area=area)", "if area is not None and may(actor, act, area=area)"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=range(len(FAULTS)))
def test_a_seeded_fault_turns_the_matrix_red(fault: tuple[str, str]) -> None:
    assert wrong_cells(mutated(*fault), enough=1) > 0


def test_each_right_given_or_taken_wrongly_turns_the_matrix_red() -> None:
    """All 96 single flips of the rights table."""
    unseen = []
    for role, act in itertools.product(Role, access.Act):
        module = mutated("Classification.TERBATAS", "Classification.TERBATAS")
        held = module.RIGHTS[role]
        module.RIGHTS = {**module.RIGHTS, role: held ^ {module.Act(act.value)}}
        if _wrong_requirements(module) == 0:
            unseen.append((role, act))
    assert not unseen


def test_the_area_covers_itself_and_what_lies_below_and_never_a_longer_number() -> None:
    who = actor(access, "petugas", "biasa", second_factor=False, areas=("99.1",))
    assert not access.may(who, access.Act.SEE_RISK, area="99.10")


def test_a_person_without_areas_may_nothing_anywhere() -> None:
    who = actor(access, "kaban", "sangat_rahasia", second_factor=True, areas=())
    assert not access.may(who, access.Act.SEE_RISK, area="99.01")


def test_the_system_itself_may_everything_everywhere() -> None:
    who = access.system_actor()
    assert all(
        access.may(who, act, area=area, classification=Classification.SANGAT_RAHASIA, mode=Mode.TERTUTUP)
        for act in access.Act
        for area in ("0", "99", *WHERE.values())
    )
