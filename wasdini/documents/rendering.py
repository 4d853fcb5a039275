"""The forms a paper can take, and one way to draw each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wasdini.core.paper import Marking, Paper
from wasdini.documents.docx import render_docx
from wasdini.documents.pdf import render_pdf
from wasdini.documents.xlsx import render_xlsx


@dataclass(frozen=True)
class Form:
    """A file form: how it is drawn and what browsers call it."""

    render: Callable[[Paper, Marking], bytes]
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS: Mapping[str, Form] = {
    "pdf": Form(render_pdf, "application/pdf"),
    "docx": Form(render_docx, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": Form(render_xlsx, f"{_OFFICE}.spreadsheetml.sheet"),
}


def render(paper: Paper, marking: Marking, form: str) -> bytes:
    """The paper in one of `FORMS`; an unknown form is a KeyError."""
    return FORMS[form].render(paper, marking)
