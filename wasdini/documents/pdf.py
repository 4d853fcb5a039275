"""A paper as PDF, by typst with its own embedded faces; the same paper and marking give the same bytes.

Values reach the page only as JSON through `sys_inputs`: no text of a user is ever read as markup.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

import typst

from wasdini.core.paper import Marking, Paper
from wasdini.documents.drawing import drawable

# How much smaller the text may become so that a brief stays on one page; below that a second page reads better.
DENSITIES = (1.0, 0.95, 0.9)


def render_pdf(paper: Paper, marking: Marking) -> bytes:
    """The paper as tagged PDF, on one page where one page will do. Its metadata carries the moment it was issued."""
    told = json.dumps(drawable(paper, marking), ensure_ascii=False)
    at = int(marking.issued_at.timestamp()) if marking.issued_at else 0
    drawn = [b""]
    for density in DENSITIES:
        drawn.append(_compile(told, density, at))
        if _page_count(drawn[-1]) == 1:
            return drawn[-1]
    return drawn[1]


def _compile(told: str, density: float, at: int) -> bytes:
    compiled = typst.compile(
        _template(),
        ignore_system_fonts=True,
        sys_inputs={"paper": told, "density": str(density)},
        format="pdf",
        timestamp=at,
    )
    return bytes(compiled)


def _page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@cache
def _template() -> bytes:
    return resources.files("wasdini.documents").joinpath("typst/paper.typ").read_bytes()
