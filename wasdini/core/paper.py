"""What an official paper is made of: blocks that one room fills and `documents` draws alike in every form.

A room composes a `Paper` in each language; issuing stores it as plain content, so that a copy drawn years later says
exactly what was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from wasdini.core.terms import Classification


@dataclass(frozen=True)
class Verdict:
    """The answer first: a word, a figure, why, and how it moved.

    `step` is the step of the ramp, 1 (lowest) to 4, 0 when nothing is known; `score`, `lower`, `upper` on 0-100;
    `scale` names all steps, lowest first, and `scale_at` is where the word stands among them.
    """

    label: str
    word: str
    figure: str
    step: int
    score: float | None = None
    lower: float | None = None
    upper: float | None = None
    scale: tuple[str, ...] = ()
    scale_at: int | None = None
    movement: str = ""
    reasons: tuple[str, ...] = ()
    trend: tuple[tuple[date, float], ...] = ()
    trend_title: str = ""


@dataclass(frozen=True)
class Column:
    """One column. `weight` shares out the width; `kind` is `text`, `number` or `score` (figure with its bounds).

    `detail` is what a cell's second line tells: a spreadsheet gives it a column of its own under that name.
    """

    header: str
    kind: str = "text"
    weight: float = 1.0
    decimals: int = 1
    detail: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in a column: words for the eye, the value and its bounds for the spreadsheet."""

    text: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    detail: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under a title; `empty` is said when there is none, `note` stands below."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    note: str = ""


@dataclass(frozen=True)
class Point:
    """One line of a list: bold opening, then the rest; `mark` is a caveat such as "belum diverifikasi"."""

    text: str
    opening: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Points:
    """A titled list with a lead sentence."""

    title: str
    points: tuple[Point, ...]
    lead: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Pair:
    """Two lists side by side where the page is wide enough."""

    left: Points
    right: Points


Block = Verdict | Table | Points | Pair


@dataclass(frozen=True)
class Letterhead:
    """Who speaks: the lines of the head, the address below, and who signs."""

    lines: tuple[str, ...]
    address: str = ""
    signing_place: str = ""
    signing_post: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper in one language, without number and code: those it gets when it is issued."""

    language: str
    letterhead: Letterhead
    title: str
    subtitle: str
    dated: str
    blocks: tuple[Block, ...]
    sources: tuple[str, ...]
    stamp: str = ""

    def content(self) -> dict[str, Any]:
        """Plain JSON values; `paper_of` reads them back."""
        plain = asdict(self)
        plain["blocks"] = [_block_content(block) for block in self.blocks]
        return plain


def paper_of(content: Mapping[str, Any]) -> Paper:
    """The paper whose `content()` this is."""
    return Paper(
        language=content["language"],
        letterhead=Letterhead(
            **{**content["letterhead"], "lines": tuple(content["letterhead"]["lines"])},
        ),
        title=content["title"],
        subtitle=content["subtitle"],
        dated=content["dated"],
        blocks=tuple(_block_of(block) for block in content["blocks"]),
        sources=tuple(content["sources"]),
        stamp=content["stamp"],
    )


def _block_content(block: Block) -> dict[str, Any]:
    plain = asdict(block)
    if isinstance(block, Verdict):
        plain["trend"] = [[day.isoformat(), score] for day, score in block.trend]
    return {"block": type(block).__name__.lower(), **plain}


def _block_of(content: Mapping[str, Any]) -> Block:
    values = {key: value for key, value in content.items() if key != "block"}
    kind = content["block"]
    if kind == "verdict":
        trend = tuple((date.fromisoformat(day), score) for day, score in values.pop("trend"))
        return Verdict(
            **{**values, "reasons": tuple(values["reasons"]), "scale": tuple(values["scale"]), "trend": trend}
        )
    if kind == "table":
        columns = tuple(Column(**column) for column in values.pop("columns"))
        rows = tuple(tuple(Cell(**cell) for cell in row) for row in values.pop("rows"))
        return Table(columns=columns, rows=rows, **values)
    if kind == "pair":
        return Pair(_points_of(values["left"]), _points_of(values["right"]))
    return _points_of(values)


def _points_of(values: Mapping[str, Any]) -> Points:
    return Points(**{**values, "points": tuple(Point(**point) for point in values["points"])})


@dataclass(frozen=True)
class Marking:
    """What issuing adds to a paper. A draft has no number and no code and says so.

    `copy_mark` stands on every page of a copy: for whom it was made. A list (`is_list`) never gets a number.
    """

    classification: Classification
    number: str = ""
    code: str = ""
    check_address: str = ""
    issued_at: datetime | None = None
    replaces: str = ""
    copy_mark: str = ""
    is_list: bool = False

    @property
    def is_draft(self) -> bool:
        return not self.number and not self.is_list
