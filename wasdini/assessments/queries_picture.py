"""The whole picture of a region for one page: its situation, the ranking and the map just below it.

One reading of the run serves all three, so a page asks once and its parts never speak of different runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wasdini.assessments.cards import run_card
from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.queries_cards import MapValue, RankedUnit, Ranking, Situation
from wasdini.assessments.reading import codes_named, earlier_run, ranked, unit_row, units_in, visible_run
from wasdini.assessments.situations import situation_in, top_rows
from wasdini.core.access import Actor
from wasdini.core.place_codes import code_of
from wasdini.places import queries as places


@dataclass(frozen=True)
class Picture:
    situation: Situation
    values: tuple[MapValue, ...]
    ranking: Ranking


def picture_of(
    actor: Actor, area: str, on: date, level: str, limit: int = 50, known_at: datetime | None = None
) -> Picture | None:
    """`situation_of`, with `map_values` and the first page of `ranking` of `level`: the one just below, a short list.

    None while nothing was assessed; a place outside the actor's duty raises `NotVisible`.
    """
    run = visible_run(actor, area, known_at, on=on)
    row = unit_row(run, area) if run else None
    if run is None or row is None:
        return None
    earlier = earlier_run(run, area)
    below = list(units_in(run, area, level).order_by("path"))
    known = sorted((one for one in below if one.score is not None), key=_gravest_first)
    top, first = top_rows(run, area), known[:limit]
    names = places.names_of(codes_named([*top, *first]))
    five, listed = (ranked(run, rows, earlier, names=names) for rows in (top, first))
    return Picture(
        situation=situation_in(run, row, earlier, on=on, top_five=five),
        values=tuple(_map_value(one) for one in below),
        ranking=_first_page(run, area, level, listed, len(known)),
    )


def _gravest_first(row: Assessment) -> tuple[float, str]:
    return -(row.score or 0.0), row.path


def _map_value(row: Assessment) -> MapValue:
    return MapValue(
        code_of(row.path), row.score, row.category, row.completeness, row.tps_count, row.high_share, row.max_score
    )


def _first_page(run: Run, area: str, level: str, rows: tuple[RankedUnit, ...], total_count: int) -> Ranking:
    return Ranking(
        run=run_card(run),
        area=area,
        level=level,
        rows=rows,
        total_count=total_count,
        next_offset=len(rows) if total_count > len(rows) else None,
    )
