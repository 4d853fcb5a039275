"""Verifying the journal's chain: lines per second through the command's own function, and through the standalone one.

Baseline: the same number of bare SHA-256 over texts of the same length, which no verifier can beat.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from wasdini.core.ledger import GENESIS_HASH, Link, canonical, first_fault, link_hash

LINES = 1_000_000


def run(rows: int) -> Iterator[dict[str, Any]]:
    """A million lines for the nation; as many as `rows` when asked for fewer."""
    count = LINES if rows >= 820_161 else rows
    began = perf_counter()
    links = list(_chain(count))
    built = perf_counter() - began
    texts = [canonical(asdict(links[0])).encode()] * count
    began = perf_counter()
    for text in texts:
        hashlib.sha256(text).hexdigest()
    bare = perf_counter() - began
    began = perf_counter()
    held, _, fault = first_fault(links)
    ours = perf_counter() - began
    assert (held, fault) == (count, None)
    yield _figures("journal_verify", count, ours, bare, build_s=round(built, 2))
    lines = [json.loads(json.dumps(asdict(link))) for link in links[: count // 10]]
    began = perf_counter()
    assert _standalone().first_fault(lines, {})[1] is None
    yield _figures("journal_verify_standalone", count // 10, perf_counter() - began, bare / 10)


def _chain(count: int) -> Iterator[Link]:
    previous = GENESIS_HASH
    for seq in range(1, count + 1):
        link = Link(
            seq=seq, at="2024-02-13T05:00:00+00:00", actor_id=seq % 40, actor_role="petugas", act="record_observations",
            subject_kind="place", subject_id=str(seq % 3000), path="99.01.01.2001",
            details=canonical({"count": seq % 500, "source": "inarisk"}), content_digest="", previous_hash=previous,
        )  # fmt: skip
        link = replace(link, hash=link_hash(link))
        previous = link.hash
        yield link


def _figures(name: str, count: int, seconds: float, baseline: float, **more: float) -> dict[str, Any]:
    return {
        "bench": name, "lines": count, "seconds": round(seconds, 2), "lines_per_s": round(count / seconds),
        "baseline_bare_sha256_s": round(baseline, 2), **more,
    }  # fmt: skip


def _standalone() -> Any:
    path = Path(__file__).resolve().parents[1] / "deploy/verify_journal.py"
    spec = importlib.util.spec_from_file_location("verify_journal", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
