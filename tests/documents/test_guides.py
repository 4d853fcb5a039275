"""The user guide and the glossary say only what is true of the product."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wasdini.cli import build_parser

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted((DOCS / "panduan").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_guide_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_in_the_guide_exists(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for line in re.findall(r"\bwasdini ([a-z][^`\n]*)", page.read_text("utf-8")):
        words = line.split()
        heads = [words[0]]
        for word in words[1:]:
            if re.fullmatch(r"[a-z][a-z-]*", word) is None:
                break
            heads.append(word)
        with pytest.raises(SystemExit) as left:
            build_parser().parse_args([*heads, "--help"])
        told = capsys.readouterr().out
        assert left.value.code == 0, line
        assert not [one for one in re.findall(r"--[a-z-]+", line) if one not in told], line


def test_every_page_of_the_guide_is_in_its_index() -> None:
    index = (DOCS / "panduan/README.md").read_text("utf-8")
    assert not [page.name for page in PAGES if page.name != "README.md" and f"({page.name})" not in index]


def test_no_term_of_the_glossary_stands_there_twice() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (DOCS / "glossary.md").read_text("utf-8"), re.M)[1:]
    for column in zip(*rows, strict=True):
        assert len(set(column)) == len(column)
