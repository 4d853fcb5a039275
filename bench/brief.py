"""One brief as a file: a full page with its longest names, drawn as PDF, DOCX and XLSX. Target: PDF within a second.

Baseline: the same page compiled without any content, which is what typst itself costs.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Iterator
from time import perf_counter
from typing import Any

ROUNDS = 20


def run(rows: int) -> Iterator[dict[str, Any]]:
    """`rows` does not matter: a brief names five stations of however many."""
    os.environ.setdefault("WASDINI_TESTING", "1")
    os.environ.setdefault("WASDINI_DATA_DIR", tempfile.mkdtemp(prefix="wasdini-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
    import django

    django.setup()
    from tests.documents.samples import MARKING, sample
    from wasdini.core.paper import Letterhead, Paper
    from wasdini.documents.rendering import FORMS, render

    whole, bare = sample(stamp="CONTOH"), Paper("id", Letterhead(()), "", "", "", (), ())
    for form in FORMS:
        began = perf_counter()
        size = len(render(whole, MARKING, form))
        first = perf_counter() - began
        yield {
            "bench": "brief",
            "form": form,
            "first_seconds": round(first, 4),
            "median_seconds": _median(lambda form=form: render(whole, MARKING, form)),
            "empty_page_seconds": _median(lambda form=form: render(bare, MARKING, form)),
            "bytes": size,
            "target_seconds": 1.0,
        }


def _median(draw: Any) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = perf_counter()
        draw()
        taken.append(perf_counter() - began)
    return round(statistics.median(taken), 4)
