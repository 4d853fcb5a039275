"""Another program opens our papers: nothing to repair, nothing lost."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.documents.samples import sample
from tests.parts import needs
from wasdini.core.paper import Marking
from wasdini.core.terms import Classification
from wasdini.documents.rendering import render


@needs("soffice")
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_an_office_program_opens_the_paper_and_prints_every_reason(tmp_path: Path, form: str) -> None:
    paper = sample()
    file = tmp_path / f"ringkasan.{form}"
    file.write_bytes(render(paper, Marking(Classification.TERBATAS), form))
    convert = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*convert, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120)
    printed = PdfReader(BytesIO((tmp_path / "ringkasan.pdf").read_bytes()))
    words = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
    assert paper.title.lower() in words.lower()
    assert "TPS 004" in words
