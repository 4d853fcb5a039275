"""A paper made ready for a page: content, the words around it, and its drawings as SVG text. For PDF and HTML alike."""

from __future__ import annotations

import io
from typing import Any

import segno

from wasdini.core.charts import level_shape, score_bar, sparkline
from wasdini.core.paper import Block, Cell, Column, Marking, Paper, Table, Verdict
from wasdini.documents.words import SECRET, words_of


def drawable(paper: Paper, marking: Marking) -> dict[str, Any]:
    """Everything the template places: the content, the words around it, the drawings as SVG text."""
    words = words_of(paper, marking)
    return {
        **paper.content(),
        "words": words,
        "blocks": [_with_drawings(block, content) for block, content in _blocks(paper)],
        "shapes": [level_shape(step).replace("currentColor", "#17252b") for step in range(5)],
        "mark": marking.classification.mark,
        "secret": marking.classification in SECRET,
        "number": marking.number,
        "replaces": marking.replaces,
        "code": marking.code,
        "qr": _qr(marking.check_address),
        "foot": " · ".join(part for part in (marking.number, marking.code) if part),
        "copy_mark": marking.copy_mark,
        "is_list": marking.is_list,
        "author": paper.letterhead.lines[-1] if paper.letterhead.lines else "",
    }


def _blocks(paper: Paper) -> list[tuple[Block, dict[str, Any]]]:
    return list(zip(paper.blocks, paper.content()["blocks"], strict=True))


def _with_drawings(block: Block, content: dict[str, Any]) -> dict[str, Any]:
    if isinstance(block, Verdict):
        trend = sparkline(block.trend, title=block.trend_title, width=224, height=44) if len(block.trend) > 1 else ""
        return {**content, "trend_svg": trend, "shape": level_shape(block.step)}
    if isinstance(block, Table):
        rows = [
            [
                {**cell, "gauge": _gauge(column, one), "kind": column.kind, "header": column.header}
                for column, one, cell in zip(block.columns, cells, row, strict=True)
            ]
            for cells, row in zip(block.rows, content["rows"], strict=True)
        ]
        return {**content, "rows": rows}
    return content


def _gauge(column: Column, cell: Cell) -> str:
    if column.kind != "score" or cell.value is None:
        return ""
    return score_bar(cell.value, cell.lower, cell.upper, title=cell.text)


def _qr(address: str) -> str:
    if not address:
        return ""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, svgns=True)
    return out.getvalue().decode()
