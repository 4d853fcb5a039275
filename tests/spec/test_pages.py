"""The method pages are what the method files and the spec tables say; `make docs` writes them anew."""

from __future__ import annotations

import pytest

from tests.spec.pages import FOLDER, pages
from wasdini.core.index.method import Source
from wasdini.methods.loader import load_method, shipped_methods


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_page_is_not_stale(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run `make docs`"


def test_every_derivation_page_named_by_a_method_is_there() -> None:
    def of(name: str) -> list[Source]:
        method = load_method(name)
        weights = [i.weight_source for i in method.indicators if i.weight_source]
        return [*weights, *(i.source for i in method.indicators), *(cuts.source for cuts in method.cuts)]

    named = {source.page for name in shipped_methods() for source in of(name) if source.page}
    assert named and not [page for page in named if not (FOLDER.parents[1] / page).exists()]


def test_whatever_is_unverified_carries_the_mark() -> None:
    for name in shipped_methods():
        method = load_method(name)
        sources = [s for i in method.indicators for s in (i.source, i.weight_source) if s is not None]
        sources += [each.source for each in (*method.cuts, *method.classes)]
        assert any(s.unverified for s in sources) == ("*(belum diverifikasi)*" in pages()[f"{name}.md"]), name
