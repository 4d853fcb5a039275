"""A handful of observations in the cast's small regency, and an assessment of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from tests.cast import KABUPATEN, NEIGHBOUR, NEIGHBOUR_TPS, SIBLING_TPS, TPS
from wasdini.assessments.operations import AssessmentRequest, assess
from wasdini.assessments.queries import RunCard
from wasdini.core.access import system_actor
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.tables import Kind
from wasdini.elections.operations import NewElection, set_up_election
from wasdini.elections.queries import elections_seen_by
from wasdini.methods.loader import load_method
from wasdini.sources.operations import Delivery, record_observations
from wasdini.sources.queries import SourceCard

MORNING = datetime(2024, 2, 13, 0, 0, tzinfo=UTC)
EVENING = datetime(2024, 2, 13, 11, 0, tzinfo=UTC)
TODAY = date(2024, 2, 13)
SYSTEM = system_actor()


def observe(
    at: datetime = MORNING, *, on: date = TODAY, area: str = KABUPATEN, **signs: dict[str, float]
) -> SourceCard:
    """`observe(disaster_prone={TPS: 1})`: one delivery of these signs."""
    units = sorted({unit for told in signs.values() for unit in told})
    frame = pl.DataFrame(
        {"unit_code": units, **{name: [told.get(unit) for unit in units] for name, told in signs.items()}}
    )
    delivery = Delivery(name="BPBD", area=area, vintage="2023", licence="CC BY 4.0")
    return record_observations(SYSTEM, delivery, frame, observed_on=on, at=at)


def nothing_wrong(*units: str) -> dict[str, dict[str, float]]:
    """Every yes/no sign of the office's method answered with no, for these units."""
    signs = [one.id for one in load_method("kesbangpol-default").indicators if one.input is Kind.YES_NO]
    return {sign: dict.fromkeys(units, 0) for sign in signs}


def judge_all(at: datetime = MORNING, *, on: date = TODAY, area: str = KABUPATEN) -> RunCard:
    an_election(at)
    return assess(SYSTEM, AssessmentRequest(election_slug="pemilu-2024", on=on, area=area), at=at)


def an_election(at: datetime = MORNING) -> None:
    """Pemilu 2024 over the whole nation, once."""
    if not elections_seen_by(SYSTEM):
        new = NewElection(slug="pemilu-2024", name="Pemilu 2024", area=NASIONAL_CODE, schedule="pemilu-2024")
        set_up_election(SYSTEM, new, at=at)


def a_first_picture(at: datetime = MORNING) -> RunCard:
    """One flood-prone TPS with a violent past, one with signal trouble, the neighbour's with hate speech."""
    observe(
        at,
        on=at.date(),
        disaster_prone={TPS: 1, SIBLING_TPS: 0},
        violence_history={TPS: 1, SIBLING_TPS: 0},
        internet_trouble={TPS: 0, SIBLING_TPS: 1},
    )
    observe(at, on=at.date(), area=NEIGHBOUR, hate_speech={NEIGHBOUR_TPS: 1})
    judge_all(at, on=at.date(), area=NEIGHBOUR)
    return judge_all(at, on=at.date())
