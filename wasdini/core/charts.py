"""Drawings as SVG text: the same bars and lines stand on pages and in documents. Pure: values in, text out.

Colours are presentation attributes (documents have no style sheet) and each shape carries a class, so that a page's
style sheet can recolour it for the dark theme; no `style` attribute, so a strict content security policy holds. Every
drawing has a `<title>` that says in words what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

INK = "#17252b"
SOFT = "#5b6a70"
LINE = "#d8d4ca"
# Light sand -> ochre -> brick -> near-black maroon: falls evenly in lightness, so it reads in grey and to every eye.
RAMP = ("#f0dfb8", "#d79a2b", "#b0432a", "#4a0f1a")
_STEPS = {1: (1,), 2: (1, 3), 3: (1, 2, 4), 4: (1, 2, 3, 4)}


@dataclass(frozen=True)
class Part:
    """One contribution to a score: its label and its points."""

    label: str
    points: float


def ramp_step(position: int, count: int) -> int:
    """Which of the four steps of the ramp the category at `position` (0 = lowest) of `count` takes."""
    if count in _STEPS:
        return _STEPS[count][position]
    return 1 + round(3 * position / max(count - 1, 1))


def part_bar(start: float, points: float, *, whole: float, title: str) -> str:
    """One row of a waterfall: a bar of `points` that begins at `start` on an axis from 0 to `whole`."""
    scale = 100 / whole if whole > 0 else 0.0
    left = _clip(start * scale)
    width = max(min(points * scale, 100 - left), 0.4 if points > 0 else 0.0)
    tie = (
        f'<path class="tie" d="M{left:.2f} 0V12" stroke="{SOFT}" stroke-width="1" vector-effect="non-scaling-stroke"/>'
    )
    bar = f'<rect class="part" x="{left:.2f}" y="2" width="{width:.2f}" height="8" fill="{RAMP[2]}"/>'
    return _svg(100, 12, title, tie + bar, kind="part-bar", stretch=True)


def scale_end(upper: float) -> float:
    """Where an axis from 0 ends so that a low score can still be read: its quarters are whole numbers."""
    return next((end for end in (4.0, 8.0, 12.0, 20.0, 40.0) if upper <= 0.9 * end), 100.0)


def score_bar(
    score: float | None,
    lower: float | None,
    upper: float | None,
    *,
    title: str,
    whole: float = 100.0,
    cuts: Sequence[tuple[float, int]] = (),
) -> str:
    """The score on an axis from 0 to `whole` with its bounds: a band from lower to upper, a mark at the score.

    `cuts`: (from which score, step of the ramp) of each category, lowest first, drawn as a coloured rail.
    """
    scale = 100 / whole
    ends = [*(begin for begin, _ in cuts[1:]), whole][: len(cuts)]
    rail = "".join(
        f'<rect class="rail step-{step}" x="{_clip(begin * scale):.2f}" y="19" height="5" fill="{_colour(step)}" '
        f'width="{max(_clip(end * scale) - _clip(begin * scale), 0):.2f}"/>'
        for (begin, step), end in zip(cuts, ends, strict=True)
    )
    ticks = "".join(
        f'<path class="tick" d="M{at} 2V24" stroke="{LINE}" stroke-width="1" vector-effect="non-scaling-stroke"/>'
        for at in (0, 25, 50, 75, 100)
    )
    band = mark = ""
    if lower is not None and upper is not None:
        low, high = _clip(lower * scale), _clip(upper * scale)
        band = f'<rect class="band" x="{low:.2f}" y="7" width="{max(high - low, 0.5):.2f}" height="8" fill="{SOFT}"/>'
    if score is not None:
        at = min(max(_clip(score * scale), 0.6), 99.4)
        mark = f'<rect class="mark" x="{at - 0.6:.2f}" y="1" width="1.2" height="18" fill="{INK}"/>'
    return _svg(100, 24, title, ticks + rail + band + mark, kind="score-bar", stretch=True)


def _colour(step: int) -> str:
    return RAMP[step - 1] if step else LINE


def sparkline(points: Sequence[tuple[date, float]], *, title: str, width: int = 240, height: int = 48) -> str:
    """A line of dated scores, spaced by days, the last one marked. One point is a dot; none is an empty frame."""
    if not points:
        return _svg(width, height, title, "", kind="sparkline")
    pad = 5
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)
    low, high = min(value for _, value in points), max(value for _, value in points)
    middle, half = (low + high) / 2, max((high - low) / 2, 2.5)
    spots = [
        (
            pad + (width - 2 * pad) * ((day - first).days / days if len(points) > 1 else 1),
            height - pad - (height - 2 * pad) * (value - middle + half) / (2 * half),
        )
        for day, value in points
    ]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    line = f'<path class="trace" d="{path}" fill="none" stroke="{SOFT}" stroke-width="2" stroke-linejoin="round"/>'
    x, y = spots[-1]
    dot = f'<circle class="last" cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{RAMP[2]}"/>'
    return _svg(width, height, title, (line if len(spots) > 1 else "") + dot, kind="sparkline")


def level_shape(step: int) -> str:
    """The shape that goes with a step of the ramp, drawn in the colour of the words beside it; never colour alone."""
    ring = '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.75"'
    shapes = {
        0: f'{ring} stroke-dasharray="2.2 2.2"/>',
        1: f"{ring}/>",
        2: f'{ring}/><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>',
        3: '<path d="M8 1.8 15 14H1z" fill="currentColor"/>',
        4: '<path d="M8 .6 15.4 8 8 15.4.6 8z" fill="currentColor"/>',
    }
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="shape" viewBox="0 0 16 16" width="16" height="16" '
        'aria-hidden="true" focusable="false">'
        f"{shapes[step]}</svg>"
    )


def waterfall(parts: Sequence[Part], *, title: str, width: int = 520, row_height: int = 26) -> str:
    """The whole waterfall in one drawing, labels and points written in: for documents."""
    whole = sum(part.points for part in parts) or 1.0
    label_width, number_width = width * 0.46, 52
    scale = (width - label_width - number_width) / whole
    rows, start = [], 0.0
    for index, part in enumerate(parts):
        y = index * row_height
        text_y = y + row_height * 0.66
        x = label_width + start * scale
        rows.append(
            f'<text x="{label_width - 8:.1f}" y="{text_y:.1f}" text-anchor="end" fill="{INK}">'
            f"{escape(part.label)}</text>"
            f'<rect class="part" x="{x:.1f}" y="{y + 4:.1f}" width="{max(part.points * scale, 1):.1f}" '
            f'height="{row_height - 8}" fill="{RAMP[2]}"/>'
            f'<text x="{width}" y="{text_y:.1f}" text-anchor="end" fill="{INK}">{part.points:.1f}</text>'
        )
        start += part.points
    body = f'<g font-size="12" font-family="sans-serif">{"".join(rows)}</g>'
    return _svg(width, max(len(parts), 1) * row_height, title, body, kind="waterfall")


def _svg(width: float, height: float, title: str, body: str, *, kind: str, stretch: bool = False) -> str:
    ratio = ' preserveAspectRatio="none"' if stretch else f' width="{width:g}" height="{height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {kind}" viewBox="0 0 {width:g} {height:g}"{ratio} '
        f'role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>{body}</svg>'
    )


def _clip(value: float) -> float:
    return min(max(value, 0.0), 100.0)
