"""`docs/method/*.md`: one page per shipped method, made from its file and the spec tables; `make docs` writes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import polars as pl

from tests.spec.derivations import expected_mean, national_shares, region_bounds, station_bounds
from tests.spec.tables import PROVINCE_ROWS, PUBLISHED_TOTALS
from wasdini.core.index.categories import cutoffs_of
from wasdini.core.index.method import CutKind, Indicator, Method, ScaleKind, Source
from wasdini.core.index.score import score_units
from wasdini.core.terms import Level
from wasdini.methods.loader import load_method, shipped_methods

FOLDER = Path(__file__).resolve().parents[2] / "docs/method"
MADE = "<!-- Made by `make docs` from the method file and the spec tables; do not edit. -->"
UNVERIFIED = " *(belum diverifikasi)*"


def pages() -> dict[str, str]:
    """File name -> text of every page that is made."""
    made = {f"{name}.md": method_page(load_method(name)) for name in shipped_methods()}
    return {"README.md": overview(), "rank-stability.md": stability_page(), **made}


def write_pages() -> None:
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


def overview() -> str:
    listed = [
        (f"[{m.name}]({m.name}.md)", m.version, m.label.en, len(m.indicators))
        for m in map(load_method, shipped_methods())
    ]
    return page(
        "How vulnerability is scored",
        "`score = 100 * sum(w x) / sum(w)` over the indicators that are known; x runs from 0 (no concern) to 1.",
        "`lower` and `upper` put every unknown indicator at 0 and at 1. `completeness` is the known share of weight. "
        "The points of the indicators, `100 * w x / sum(w known)`, sum to the score. A unit of which nothing is known has no "
        "score.",
        "A region's score is the mean over its polling stations, each counted once, never the mean over its children.",
        "An indicator is *hit* when its x is at least 0.5. Every weight names a publication, a derivation with its page, or an "
        "office decision with date and authority; `wasdini methods check` refuses any other.",
        table(("method", "version", "what it is", "indicators"), listed),
        "How firmly a rank holds: [rank stability](rank-stability.md). Stages and deadlines: [stages](stages.md).",
    )


def method_page(method: Method) -> str:
    blocks = [method.note.en, f"*{method.label.id}.* {method.note.id}"]
    blocks += [f"Version {method.version}, digest `{method.sha256}`. Units: {method.unit_level}."]
    if method.is_rule:
        blocks += class_blocks(method)
    else:
        blocks += [indicator_table(method), *cut_blocks(method)]
    blocks += DERIVED.get(method.name, lambda _: [])(method)
    return page(method.label.en, *blocks)


def indicator_table(method: Method) -> str:
    notes: list[str] = []
    counted = method.context.en if method.context else "stations nationally"
    rows = [
        (
            f"`{i.column}`",
            f"{i.label.id} / {i.label.en}",
            method.variables[i.variable].en,
            f"{i.weight:g}",
            scale_words(i),
            f"{i.context_count:,}" if i.context_count else "",
            noted(i.source, notes),
            noted(i.weight_source, notes) if i.weight_source else "",
        )
        for i in method.indicators
    ]
    headings = ("column", "indicator", "variable", "weight", "scale", counted, "source", "source of the weight")
    listed = "\n".join(f"{number}. {note}" for number, note in enumerate(notes, start=1))
    return f"{table(headings, rows)}\n\nSources:\n\n{listed}"


def noted(source: Source, notes: list[str]) -> str:
    """The number of a source in the list under the table, with the mark where it is in doubt."""
    words = source_words(source)
    if words not in notes:
        notes.append(words)
    return f"[{notes.index(words) + 1}]" + (UNVERIFIED if source.unverified else "")


def scale_words(indicator: Indicator) -> str:
    scale, unit = indicator.scale, f" {indicator.unit}" if indicator.unit else ""
    if scale.kind is ScaleKind.YES_NO:
        return "yes is 1"
    if scale.kind is ScaleKind.LINEAR:
        return f"0 at {scale.low:g}{unit}, 1 at {scale.high:g}{unit}"
    if scale.kind is ScaleKind.THRESHOLD:
        return f"1 {'up to' if scale.falling else 'from'} {scale.at:g}{unit}"
    return ", ".join(f"{x:g} from {bound:g}{unit}" for bound, x in scale.steps)


def source_words(source: Source) -> str:
    return source.words("en") + (UNVERIFIED if source.unverified else "")


def cut_blocks(method: Method) -> list[str]:
    kinds = {
        CutKind.FIXED: "scores",
        CutKind.HITS: "indicators hit",
        CutKind.MEAN_SD: "sample standard deviations from the mean of the level (at least three scored units)",
    }
    names = [category.code for category in method.categories]
    rows = [
        (", ".join(cuts.levels), f"{name} from {bound:g}", kinds[cuts.kind], source_words(cuts.source))
        for cuts in method.cuts
        for name, bound in zip(names[1:], cuts.bounds, strict=True)
    ]
    return ["## Categories", table(("levels", "category", "counted in", "source"), rows)]


def class_blocks(method: Method) -> list[str]:
    rows = [
        (
            each.code,
            " or ".join(" and ".join(f"`{name}`" for name in group) for group in each.any_of) or "all others",
            each.police_count,
            each.tps_count,
            each.linmas_count,
            source_words(each.source),
        )
        for each in method.classes
    ]
    signs = [(f"`{i.column}`", f"{i.label.id} / {i.label.en}", source_words(i.source)) for i in method.indicators]
    return [
        "The highest class that holds is taken (rising order below). An unknown sign does not hold; `possible_category` "
        "tells the highest class that could still be true. Guards are counted in whole patterns.",
        table(("class", "holds when", "police", "stations", "linmas", "source"), rows),
        table(("column", "sign", "source"), signs),
    ]


def ikp_blocks(method: Method) -> list[str]:
    computed = [float(method.weights @ np.array(row.scores)) for row in PROVINCE_ROWS]
    rows = [
        (row.name, *(f"{score:.2f}" for score in row.scores), f"{made:.3f}", f"{row.published:g}", f"{made - row.published:+.3f}", row.source)
        for row, made in zip(PROVINCE_ROWS, computed, strict=True)
    ]  # fmt: skip
    jakarta = PROVINCE_ROWS[0]
    return [
        "## The fit",
        "Bawaslu published dimension scores and totals, not the weights between them. Least squares over the rows for which "
        "all four dimension scores were found gave 0.2694 / 0.3805 / 0.2500 / 0.1000; rounded to 0.27 / 0.38 / 0.25 / 0.10 "
        "they reproduce every published total within 0.01.",
        table(
            ("row", "social-political", "organisation", "contestation", "participation", "computed", "published", "off by", "source"),
            rows,
        ),
        f"Tried and rejected: equal weights (DKI Jakarta {sum(jakarta.scores) / 4:.2f} against {jakarta.published}); weights by "
        "number of indicators, 16/24/15/6 of 61 (off by 0.1 to 0.2). Four unknowns stand against five rows, one of them a "
        "mean: the fit is tight, and still a reconstruction.",
        "The categories, checked on all 34 provinces: [ikp-2024-totals](ikp-2024-totals.md).",
    ]  # fmt: skip


def totals_blocks(method: Method) -> list[str]:
    codes = [f"{11 + place}" for place in range(len(PUBLISHED_TOTALS))]
    scores = score_units(pl.DataFrame({"unit_code": codes, "total": [row.total for row in PUBLISHED_TOTALS]}), method)
    low, high = cutoffs_of(scores, method)[Level.PROVINSI]
    rows = [
        (place, row.name, f"{row.total:.2f}", made, row.category)
        for place, (row, made) in enumerate(zip(PUBLISHED_TOTALS, scores["category"].to_list(), strict=True), start=1)
    ]
    return [
        "## The 34 provinces",
        f"Mean {np.mean([r.total for r in PUBLISHED_TOTALS]):.3f}, sample SD {np.std([r.total for r in PUBLISHED_TOTALS], ddof=1):.3f}: "
        f"low below {low:.2f}, high from {high:.2f}. Published: 21.7 and 68.5. Kalimantan Timur is 74.04 here, as two sources "
        "print it; with the 77.04 of the launch press the mean no longer fits.",
        table(("rank", "province", "published total", "category by mean and SD", "published category"), rows),
        "Scores of different years were made by different methods and are not comparable; the vintage of these is December 2022.",
    ]  # fmt: skip


def kesbangpol_blocks(method: Method) -> list[str]:
    shares = national_shares(method)
    rows = [
        (f"`{name}`", f"{100 * share:.3f} %", f"{method.indicator(name).weight:.2f}") for name, share in shares.items()
    ]
    return [
        "## How the weights were derived",
        "A sign weighs the more the rarer it is in the country: `weight = -log10(share of stations that have it)`, so that a "
        "sign ten times rarer weighs one more. It says how much a sign sets a station apart, not how grave it is: an office "
        "that knows better decides its own weights in a new version (`extends = \"kesbangpol-default\"`).",
        table(("sign", "share of stations", "weight"), rows),
        "Shares: Bawaslu's national counts of 820,161 stations; re-votes 287 of 435,296 (Pilkada 2024); conflict-prone sites "
        "288 of 73,862 (Jawa Barat). Voters near the maximum were never counted: least weight of the list. Near a candidate's "
        "house: as near a campaign post.",
        "## How the category bounds were derived",
        f"Stations: were the signs independent, {station_bounds(method)[0]:g} and {station_bounds(method)[1]:g} points would put "
        "13.3 % of stations into medium or high and 1.9 % into high, as Polri's national class mix of Pilkada 2020 did (34,863 "
        "vulnerable, 5,113 very vulnerable, 732 special of 306,928).",
        f"Regions: the average station of the country would score {expected_mean(method):.2f}; times the published IKP 2024 bounds over "
        f"their own kabupaten mean (13.47 / 31.40 and 49.33 / 31.40) gives {region_bounds(method)[0]:g} and {region_bounds(method)[1]:g}. Scores are "
        "small because most stations have none of 26 signs; a category speaks about the country, not about the scale's end.",
        "Both are derivations of this project" + UNVERIFIED + ".",
    ]  # fmt: skip


def stability_page() -> str:
    stability = load_method("kesbangpol-default").stability
    if stability is None:
        raise LookupError("kesbangpol-default has no stability settings")
    return page(
        "Rank stability",
        "*Why my station?* A rank is worth as much as it withstands. Each draw multiplies every weight by exp(s z), z standard "
        f"normal and s = {stability.weight_spread:g}, and fills every unknown cell with a value seen for that indicator in another "
        "unit of the same table. Over all draws, the share in which a unit stands among the first k is counted; units tied at the "
        "last place share it.",
        table(
            ("word", "when"),
            [
                ("certain / pasti", f"among the first k in at least {100 * stability.certain_share:g} % of draws"),
                ("likely / mungkin", f"in at least {100 * stability.likely_share:g} %"),
                (
                    "unstable / tidak stabil",
                    f"less, yet in at least {100 * (1 - stability.certain_share):g} %, or among the first k as scored",
                ),
                ("outside", "the rest"),
            ],
        ),
        f"{stability.draws} draws put a share of one half within 0.06 (two standard errors). A spread of {stability.weight_spread:g} lets a "
        "weight vary by about a quarter, more than the rounding and less than a change of opinion; both stand in the method file. "
        "The dice are seeded by the caller: the same seed gives the same answer.",
        "What it does not cover: signs that depend on each other, and errors in cells that are filled in.",
    )


DERIVED = {"ikp-2024": ikp_blocks, "ikp-2024-totals": totals_blocks, "kesbangpol-default": kesbangpol_blocks}


def page(title: str, *blocks: str) -> str:
    return "\n\n".join((f"# {title}", MADE, *blocks)) + "\n"


def table(headings: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    lines = [f"| {' | '.join(map(str, row))} |" for row in (headings, *rows)]
    return "\n".join((lines[0], "|" + "---|" * lines[0].count(" | ") + "---|", *lines[1:]))
