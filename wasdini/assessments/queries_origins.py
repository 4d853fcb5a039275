"""Where the values of a run came from: what stands under "sources" of a page or a paper."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from wasdini.assessments.models import Run
from wasdini.core.access import Act, Actor, require_visible

FIELD_REPORTS = "Laporan lapangan yang sudah dinilai"


@dataclass(frozen=True)
class Origin:
    """One delivery that gave values to a run."""

    name: str
    vintage: str
    licence: str
    observed_on: date | None
    verified: bool


def origins_of_run(actor: Actor, run_id: uuid.UUID, *, area: str) -> tuple[Origin, ...]:
    """The deliveries behind the run that was read for `area`, each name and vintage once, in the order of the run."""
    require_visible(actor, Act.SEE_RISK, area=area)
    rows = Run.objects.filter(pk=run_id).values_list("origins", flat=True).first() or []
    told = {
        (row["name"], row["vintage"]): Origin(
            row["name"],
            row["vintage"],
            row["licence"],
            date.fromisoformat(row["observed_on"]) if row["observed_on"] else None,
            bool(row["verified"]),
        )
        for row in rows
        if "reports" not in row
    }
    every = tuple(told.values())
    days = [date.fromisoformat(row["observed_on"]) for row in rows if "reports" in row]
    return (*every, Origin(FIELD_REPORTS, "", "", max(days), True)) if days else every
