"""Everything hostile against every door: refused in words or kept as what it is; never a fault, slow or fat."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.faults.house import say
from tests.hostile.corpus import MARK, Case, corpus
from tests.hostile.doors import DOORS, Door
from tests.reports.samples import body
from wasdini.places.models import Import

pytestmark = pytest.mark.django_db
CASES = corpus()
PAGES = {"web-form", "xlsform"}  # a form that was taken leads on to the next page
CPU_S_MAX, EXTRA_MB_MAX = 2.0, 200
TRACES = (b"Traceback (most recent", b'File "/', b"site-packages", b"OperationalError", b"IntegrityError")


def test_the_corpus_is_large_enough() -> None:
    families = {case.family for case in CASES}
    assert len(families) >= 12 and len(CASES) >= 300
    assert len({str(case) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_hostile_input_meets_a_refusal_or_is_kept_as_what_it_is(door: Door, cast: Cast, regions: Import) -> None:
    client = Client(raise_request_exception=False)
    client.cookies = cast.petugas.client.cookies
    wrong: list[str] = []
    slowest, fattest, asked, kept = ("", 0.0), ("", 0), 0, 0
    for number, case in enumerate(CASES):
        answers = door.ask(client, case, number)
        while True:
            before_mb, began = _fresh_memory_mb(), time.process_time()
            answer = next(answers, None)
            if answer is None:
                break
            cpu_s, extra_mb = time.process_time() - began, _peak_mb() - before_mb
            slowest, fattest = (
                max(slowest, (str(case), cpu_s), key=_last),
                max(fattest, (str(case), extra_mb), key=_last),
            )
            asked += 1
            kept += answer.status_code < 400
            wrong += [f"{case}: {one}" for one in _faults(door, case, answer)]
        if not _good(client):
            wrong.append(f"{case}: the next good report was not taken")
    say(
        test=f"hostile_{door.name}", cases=len(CASES), requests=asked, kept_safe=kept, refused=asked - kept,
        server_faults=0 if not wrong else len(wrong), slowest_cpu_s=round(slowest[1], 2), slowest=slowest[0],
        extra_mb=fattest[1], fattest=fattest[0],
    )  # fmt: skip
    assert not wrong, f"{len(wrong)}: {wrong[:12]}"
    assert slowest[1] <= CPU_S_MAX, slowest
    assert fattest[1] <= EXTRA_MB_MAX, fattest


def _faults(door: Door, case: Case, answer: Any) -> list[str]:
    found = []
    if answer.status_code >= 500 or (300 <= answer.status_code < 400 and door.name not in PAGES):
        found.append(f"answered {answer.status_code}")
    if any(trace in answer.content for trace in TRACES):
        found.append("a trace of the inside")
    if answer.status_code >= 400 and not answer.content and answer.status_code != 409:
        found.append("refused without a word")
    if MARK in answer.content and "json" not in answer.headers.get("Content-Type", ""):
        found.append("echoed a script in a page")
    if door.name in {"report", "report-sealed"} and answer.status_code < 300 and not case.legal:
        found.append("kept, though it is not legal")
    partly = answer.headers.get("Upload-Complete") == "0"  # a piece is no file yet
    if case.family in {"xml", "archive"} and answer.status_code < 300 and not partly and door.name != "headers":
        found.append("kept as a report or a file")
    return found


def _good(client: Client) -> bool:
    answer = client.put(f"/api/v1/reports/{_one_more()}", body(), content_type="application/json")
    return bool(answer.status_code == 201)


def _one_more() -> str:
    _one_more.count += 1  # type: ignore[attr-defined]
    return f"00000000-0000-4000-8000-{_one_more.count:012x}"  # type: ignore[attr-defined]


_one_more.count = 0  # type: ignore[attr-defined]


def _last(pair: tuple[str, float]) -> float:
    return pair[1]


def _fresh_memory_mb() -> int:
    """Sets the high-water mark of this process back to what it holds now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _peak_mb() -> int:
    return _memory("VmHWM")


def _memory(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) // 1024


def test_what_hung_on_a_photo_is_not_served(cast: Cast, regions: Import) -> None:
    """Polyglots are kept as the picture they contain: what else was in the file never leaves the house."""
    from tests.hostile.corpus import broken_images
    from tests.reports.samples import announced

    served = 0
    for case in broken_images():
        if not case.legal or ("with" not in case.name and "script" not in case.name):
            continue
        told = announced(case.content, case.media_type)
        address = f"/api/v1/reports/{_one_more()}"
        assert (
            cast.petugas.client.put(address, body(attachments=[told]), content_type="application/json").status_code
            == 201
        )
        file = f"{address}/attachments/{told['sha256']}"
        assert cast.petugas.client.put(file, case.content, content_type=case.media_type).status_code == 201, case
        shown = cast.kaban.client.get(file)
        assert shown.headers["Content-Type"] == "image/jpeg" and shown.headers["X-Content-Type-Options"] == "nosniff"
        for trace in (MARK, b"<?php", b"PK\x03\x04", b"%PDF", b"\x7fELF", b"<svg"):
            assert trace not in shown.content, case
        served += 1
    assert served == 19
