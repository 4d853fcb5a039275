"""Filling an empty database with the demonstration regency, through the same doors an office uses.

The calendar is laid around the moment of loading: the invented election is voted on twelve days later, sources
arrived in the weeks before, officers visited every day of the last week, each of those days was assessed, and today
has its brief.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import shapely
from django.db import transaction

from wasdini.accounts import operations as people
from wasdini.accounts import operations_demo as demo_people
from wasdini.accounts import queries as accounts
from wasdini.accounts.operations_duties_demo import demo_duties
from wasdini.assessments.operations import AssessmentRequest, assess
from wasdini.briefs import operations as briefs
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.zones import zone_of
from wasdini.custody.operations_demo import create_demo_custodians
from wasdini.elections import operations as elections
from wasdini.places import operations as places
from wasdini.simulate.regency import Regency, make_regency
from wasdini.simulate.reported import file_demo_reports
from wasdini.simulate.signs import FIELD_VISITS, SOURCES, day_of_visits, first_signs
from wasdini.sources import operations as sources

SEED = 20240214
KABKOTA, NEIGHBOUR, PROVINCE, OWN_KECAMATAN = "99.01", "99.02", "99", "99.01.02"
OFFICE_NAME = "Badan Kesatuan Bangsa dan Politik Kabupaten Contoh Samudra"
ELECTION_SLUG = "pemilu-contoh"
DAYS_TO_VOTING = 12
SET_UP_DAYS_BEFORE = 70
ASSESSED_DAYS_BEFORE = {KABKOTA: (8, 6, 5, 4, 3, 2, 1, 0), NEIGHBOUR: (2, 1, 0)}
LICENCE = "CONTOH, rekaan"

DEMO = system_actor("demo")


@dataclass(frozen=True)
class Demonstration:
    """What was loaded."""

    area: str
    election_slug: str
    voting_on: date
    tps_count: int
    places_count: int
    runs_count: int
    brief_number: str


def load_demonstration(at: datetime, *, seed: int = SEED) -> Demonstration:
    """Fill an empty database; all or nothing. Same moment and same seed: same regency, same numbers.

    Raises `InputRefused` when an office stands here already: invented and real data never mix.
    """
    office = accounts.the_office()
    if office is not None:
        raise InputRefused([Problem("demonstration_not_empty", value=office.name)])
    regency = make_regency(np.random.default_rng([seed, 1]))
    voting_on = _day(at) + timedelta(days=DAYS_TO_VOTING)
    with transaction.atomic():
        _found_office(regency, at - timedelta(days=SET_UP_DAYS_BEFORE), voting_on)
        file_demo_reports(_stations_of(regency, OWN_KECAMATAN), at=at)
        runs = [act() for _, act in sorted(_acts(regency, at, seed), key=lambda step: step[0])]
        demo_duties(at)
        brief = briefs.issue_brief(DEMO, briefs.BriefRequest(area=KABKOTA, on=_day(at)), at=at)
    return Demonstration(
        area=KABKOTA,
        election_slug=ELECTION_SLUG,
        voting_on=voting_on,
        tps_count=regency.tps.height,
        places_count=regency.places.height,
        runs_count=sum(runs),
        brief_number=brief.number,
    )


def _found_office(regency: Regency, at: datetime, voting_on: date) -> None:
    """Office, regions, outlines, stations, election, people: in the order a real office is set up."""
    people.set_up_office_row(DEMO, people.OfficeForm(name=OFFICE_NAME, area=KABKOTA, is_demo=True), at=at)
    told = places.ImportRequest(source="Contoh rekaan Wasdini", licence=LICENCE, vintage="contoh")
    types = regency.places.rename({"level": "type"})
    places.add_places_frame(DEMO, types, name="wilayah-contoh", at=at, request=told)
    places.add_boundaries(DEMO, _outlines(regency), name="batas-contoh", at=at, request=told)
    places.add_tps_frame(DEMO, regency.tps, name="tps-contoh", at=at, request=told)
    election = elections.NewElection(
        slug=ELECTION_SLUG, name="Pemilu Contoh", area=PROVINCE, schedule="pemilu-2024", voting_on=voting_on
    )
    elections.set_up_election(DEMO, election, at=at)
    logistics = elections.NewStage(
        code="logistics",
        legal_name="Distribusi logistik ke kecamatan dan TPS (contoh)",
        starts_on=voting_on - timedelta(days=14),
        ends_on=voting_on - timedelta(days=1),
        basis="Jadwal rekaan untuk contoh",
    )
    elections.add_stage(DEMO, ELECTION_SLUG, logistics, at=at)
    regions = demo_people.DemoRegions(kabkota=KABKOTA, kecamatan=OWN_KECAMATAN, neighbour=NEIGHBOUR)
    demo_people.create_demo_people(regions, at=at)
    create_demo_custodians(_kecamatan_of(regency), ELECTION_SLUG, at=at)


def _acts(regency: Regency, at: datetime, seed: int) -> Iterator[tuple[datetime, Callable[[], int]]]:
    """Everything that happened since, each with its moment: deliveries, visits, assessments (each counts as 1 run)."""
    told = first_signs(np.random.default_rng([seed, 2]), regency.ground)
    for source in SOURCES:
        when = at - timedelta(days=source.days_before)
        delivery = sources.Delivery(
            name=source.name, area=PROVINCE, licence=LICENCE, vintage=source.vintage, verified=source.verified
        )
        yield when, _recorded(delivery, told[source.name], when)
    visits = sources.Delivery(name=FIELD_VISITS, area=PROVINCE, licence=LICENCE, vintage="harian")
    for days in ASSESSED_DAYS_BEFORE[KABKOTA]:
        when = at - timedelta(days=days)
        found = day_of_visits(np.random.default_rng([seed, 3, days]), regency.ground, told)
        yield when - timedelta(minutes=2), _recorded(visits, found, when - timedelta(minutes=2))
        for area, assessed_days in ASSESSED_DAYS_BEFORE.items():
            if days in assessed_days:
                yield when - timedelta(minutes=1), _assessed(area, when - timedelta(minutes=1))


def _recorded(delivery: sources.Delivery, frame: pl.DataFrame, when: datetime) -> Callable[[], int]:
    def record() -> int:
        sources.record_observations(DEMO, delivery, frame, observed_on=_day(when), at=when)
        return 0

    return record


def _assessed(area: str, when: datetime) -> Callable[[], int]:
    def run() -> int:
        assess(DEMO, AssessmentRequest(election_slug=ELECTION_SLUG, on=_day(when), area=area), at=when)
        return 1

    return run


def _kecamatan_of(regency: Regency) -> list[str]:
    """The kecamatan of the office's own regency, the officers' own first: its covert officer has a pseudonym."""
    codes = regency.places.filter(pl.col("level") == "kecamatan", pl.col("parent_code") == KABKOTA)["code"].to_list()
    return sorted(codes, key=lambda code: (code != OWN_KECAMATAN, code))


def _stations_of(regency: Regency, kecamatan: str) -> list[str]:
    """TPS codes of one kecamatan, in order."""
    inside = regency.ground.filter(pl.col("kecamatan_code") == kecamatan)
    return sorted(inside["tps_code"].to_list())


def _outlines(regency: Regency) -> dict[str, Any]:
    """The outlines as the GeoJSON that `places import-boundaries` reads."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": code}, "geometry": shapely.geometry.mapping(outline)}
            for code, outline in regency.outlines.items()
        ],
    }


def _day(at: datetime) -> date:
    """The calendar day in the invented province."""
    return at.astimezone(zone_of(PROVINCE).clock).date()
