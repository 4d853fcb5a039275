"""The chain: a thousand tamperings of nine kinds are all found, and a hundred clean chains raise no alarm.

The same chains go through the standalone verifier, which shares no line of code.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.random import Generator

from wasdini.core.ledger import GENESIS_HASH, Anchor, Link, canonical, first_fault, link_hash

KINDS_EACH = 125
CHECKOUT = Path(__file__).resolve().parents[2]


def standalone() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_journal", CHECKOUT / "deploy/verify_journal.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = standalone()


def chained(links: list[Link]) -> list[Link]:
    """The same contents with numbers and hashes made right: what an intruder with the database would do."""
    made: list[Link] = []
    previous = GENESIS_HASH
    for seq, link in enumerate(links, 1):
        link = replace(link, seq=seq, previous_hash=previous)
        link = replace(link, hash=link_hash(link))
        previous = link.hash
        made.append(link)
    return made


def clean_chain(dice: Generator, length: int = 40) -> list[Link]:
    return chained(
        [
            Link(
                seq=0,
                at=f"2024-02-13T{dice.integers(24):02}:{dice.integers(60):02}:00+00:00",
                actor_id=int(dice.integers(1, 9)) if dice.random() > 0.2 else None,
                actor_role=str(dice.choice(["petugas", "analis", "kaban", "sistem"])),
                act=str(dice.choice(["sign_in", "assess", "import_places"])),
                subject_kind="place",
                subject_id=str(dice.integers(1000)),
                path=f"99.01.{dice.integers(1, 17):02}",
                details=canonical({"count": int(dice.integers(500)), "share": float(dice.random())}),
                content_digest="",
                previous_hash="",
            )
            for _ in range(length)
        ]
    )


def anchor_of(links: list[Link]) -> Anchor:
    return Anchor(links[-1].seq, links[-1].hash, "2024-02-13T23:00:00+00:00")


def edit(links: list[Link], dice: Generator) -> list[Link]:
    at = int(dice.integers(len(links)))
    column = str(dice.choice(["at", "actor_role", "act", "subject_id", "path", "details", "content_digest"]))
    return [*links[:at], replace(links[at], **{column: getattr(links[at], column) + "x"}), *links[at + 1 :]]


def edit_actor(links: list[Link], dice: Generator) -> list[Link]:
    at = int(dice.integers(len(links)))
    other = 77 if links[at].actor_id is None else None
    return [*links[:at], replace(links[at], actor_id=other), *links[at + 1 :]]


def edit_and_rehash_one(links: list[Link], dice: Generator) -> list[Link]:
    at = int(dice.integers(len(links)))
    changed = replace(links[at], subject_id=links[at].subject_id + "9")
    return [*links[:at], replace(changed, hash=link_hash(changed)), *links[at + 1 :]]


def delete(links: list[Link], dice: Generator) -> list[Link]:
    at = int(dice.integers(len(links)))
    return links[:at] + links[at + 1 :]


def insert(links: list[Link], dice: Generator) -> list[Link]:
    at = int(dice.integers(len(links)))
    extra = replace(links[at], act="sign_in", seq=at + 1)
    return [*links[:at], replace(extra, hash=link_hash(extra)), *links[at:]]


def reorder(links: list[Link], dice: Generator) -> list[Link]:
    first, second = sorted(dice.choice(len(links), 2, replace=False))
    moved = list(links)
    moved[first], moved[second] = moved[second], moved[first]
    return moved


def duplicate(links: list[Link], dice: Generator) -> list[Link]:
    at = int(dice.integers(len(links)))
    return [*links[: at + 1], links[at], *links[at + 1 :]]


def truncate(links: list[Link], dice: Generator) -> list[Link]:
    return links[: int(dice.integers(len(links)))]


def rewrite_and_rehash(links: list[Link], dice: Generator) -> list[Link]:
    at = int(dice.integers(len(links)))
    return chained([*links[:at], replace(links[at], act="withdraw_source"), *links[at + 1 :]])


def restore_an_old_database(links: list[Link], dice: Generator) -> list[Link]:
    """An old copy, and life goes on: as many lines as before, other ones."""
    kept = int(dice.integers(len(links)))
    return chained(links[:kept] + clean_chain(dice, len(links) - kept))


TAMPERINGS: list[Callable[[list[Link], Generator], list[Link]]] = [
    edit, edit_actor, edit_and_rehash_one, delete, insert, reorder, duplicate, truncate, rewrite_and_rehash,
    restore_an_old_database,
]  # fmt: skip


def judged_alone(links: list[Link], anchor: Anchor) -> str | None:
    lines = (json.loads(json.dumps(asdict(link))) for link in links)
    fault: str | None = VERIFIER.first_fault(lines, {anchor.seq: anchor.hash})[1]
    return fault


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_every_tampering_is_found_by_both_verifiers(tamper: Callable[[list[Link], Generator], list[Link]]) -> None:
    dice = np.random.default_rng(20240214)
    missed = []
    for number in range(KINDS_EACH):
        links = clean_chain(dice)
        anchor = anchor_of(links)
        tampered = tamper(links, dice)
        fault = first_fault(tampered, anchors=[anchor])[2]
        alone = judged_alone(tampered, anchor)
        if fault is None or alone is None or f"line {fault.seq}:" not in alone:
            missed.append((number, fault, alone))
    assert not missed


def test_the_first_bad_line_is_named() -> None:
    links = clean_chain(np.random.default_rng(1))
    links[16] = replace(links[16], act="nothing_happened")
    fault = first_fault(links)[2]
    assert fault is not None
    assert (fault.code, fault.seq) == ("chain_altered", 17)


def test_a_hundred_clean_chains_raise_no_alarm() -> None:
    dice = np.random.default_rng(7)
    for length in range(1, 101):
        links = clean_chain(dice, length)
        assert first_fault(links, anchors=[anchor_of(links)]) == (length, links[-1].hash, None)
        assert judged_alone(links, anchor_of(links)) is None


def test_a_rewritten_tail_is_invisible_without_an_anchor_and_seen_with_one() -> None:
    """Why anchors must leave the building."""
    links = clean_chain(np.random.default_rng(3))
    rewritten = chained([*links[:20], replace(links[20], act="withdraw_source"), *links[21:]])
    assert first_fault(rewritten)[2] is None
    assert first_fault(rewritten, anchors=[anchor_of(links)])[2] is not None


def test_an_older_anchor_narrows_down_where_the_rewriting_began() -> None:
    links = clean_chain(np.random.default_rng(4))
    old = Anchor(10, links[9].hash, "2024-02-13T01:00:00+00:00")
    rewritten = chained([*links[:5], replace(links[5], act="x"), *links[6:]])
    fault = first_fault(rewritten, anchors=[anchor_of(links), old])[2]
    assert fault is not None and fault.seq == 10


def test_two_anchors_that_disagree_are_a_fault_themselves() -> None:
    links = clean_chain(np.random.default_rng(5))
    lie = Anchor(links[-1].seq, "f" * 64, "2024-02-13T01:00:00+00:00")
    fault = first_fault(links, anchors=[anchor_of(links), lie])[2]
    assert fault is not None and fault.code == "anchors_disagree"


def test_lines_written_after_the_anchor_do_not_disturb_it() -> None:
    links = clean_chain(np.random.default_rng(6))
    anchor = Anchor(30, links[29].hash, "2024-02-13T01:00:00+00:00")
    assert first_fault(links, anchors=[anchor])[2] is None
