"""What a map tile says of each region and station: score, category, and how many stations of each category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from wasdini.assessments.models import Assessment
from wasdini.assessments.reading import visible_run
from wasdini.core.access import Actor
from wasdini.core.place_codes import code_of, covers

_AT_ONCE = 5000


@dataclass(frozen=True)
class Judged:
    """One unit on the map."""

    score: float | None
    category: str
    tps_count: int
    category_counts: Mapping[str, int]


def runs_on_the_map(actor: Actor) -> dict[str, UUID]:
    """Duty area -> the run that speaks for it; an area that was never assessed is left out."""
    found = ((area, visible_run(actor, area)) for area in actor.areas)
    return {area: run.pk for area, run in found if run is not None}


def judged_units(runs: Mapping[str, UUID], paths: Iterable[str], level: str) -> dict[str, Judged]:
    """What the runs say of these units; `runs` as `runs_on_the_map` gave them to this actor."""
    by_run: dict[UUID, list[str]] = {}
    for path in paths:
        run = next((run for area, run in runs.items() if covers(area, code_of(path))), None)
        if run:
            by_run.setdefault(run, []).append(path)
    found: dict[str, Judged] = {}
    for run, wanted in by_run.items():
        for some in _portions(wanted):
            rows = Assessment.objects.filter(run=run, level=level, path__in=some)
            for path, *told in rows.values_list("path", "score", "category", "tps_count", "category_counts"):
                found[path] = Judged(*told)
    return found


def _portions(paths: list[str]) -> Iterator[list[str]]:
    rest = iter(paths)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
