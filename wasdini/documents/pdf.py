"""A paper as PDF, by typst with its own embedded faces; the same paper and marking give the same bytes.

Values reach the page only as JSON through `sys_inputs`: no text of a user is ever read as markup.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import typst

from wasdini.core.paper import Marking, Paper
from wasdini.documents.drawing import drawable


def render_pdf(paper: Paper, marking: Marking) -> bytes:
    """The paper as tagged PDF. The date in its metadata is the moment it was issued."""
    at = int(marking.issued_at.timestamp()) if marking.issued_at else 0
    compiled = typst.compile(
        _template(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(drawable(paper, marking), ensure_ascii=False)},
        format="pdf",
        timestamp=at,
    )
    return bytes(compiled)


@cache
def _template() -> bytes:
    return resources.files("wasdini.documents").joinpath("typst/paper.typ").read_bytes()
