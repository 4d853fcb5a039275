"""Judging an area: one run, kept whole beside the runs before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl

from wasdini.assessments.cards import run_card
from wasdini.assessments.judging import indicator_columns, judge, measure, origin_rows
from wasdini.assessments.models import Assessment, Run
from wasdini.assessments.queries_cards import RunCard
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.zones import zone_of
from wasdini.elections import queries as elections
from wasdini.journal import operations as journal
from wasdini.methods.loader import load_method
from wasdini.rows.bulk import insert_frame

DEFAULT_METHOD = "kesbangpol-default"
STABILITY_SEED = 20240214


@dataclass(frozen=True, kw_only=True)
class AssessmentRequest:
    """Which area, for which election, as of which day, by which method."""

    election_slug: str
    on: date
    area: str
    method_name: str = DEFAULT_METHOD


def assess(actor: Actor, request: AssessmentRequest, *, at: datetime) -> RunCard:
    """Score every polling station of the area and every region above it inside the area; keep it as a new run.

    Uses what was observed by `request.on` and recorded by `at`. The same inputs give the same `input_sha256` and the
    same numbers. Raises `InputRefused` for an unknown election, a day that has not come, an area without stations.
    """
    require_allowed(actor, Act.ASSESS, area=request.area)
    _refuse_request(actor, request, at)
    method = load_method(request.method_name)
    measured = measure(request.area, method, known_at=at, on=request.on)
    if measured.units.is_empty():
        raise InputRefused([Problem("assess_no_tps", value=request.area)])
    judgement = judge(measured, method, area=request.area, rng=np.random.default_rng(STABILITY_SEED))
    with journal.act(actor, "assess_area", at=at) as line:
        run = Run.objects.create(
            election_slug=request.election_slug,
            assessed_on=request.on,
            assessed_at=at,
            area=request.area,
            method_name=method.name,
            method_version=method.version,
            method_sha256=method.sha256,
            input_sha256=measured.sha256,
            vintage=measured.vintage,
            unit_count=measured.units.height,
            indicators=indicator_columns(method),
            categories=judgement.categories,
            origins=origin_rows(measured.sources, measured.reported),
        )
        insert_frame(Assessment, judgement.rows.with_columns(run_id=pl.lit(str(run.id))))
        line.about("run", run.id, area=request.area)
        line.details = {"units_count": run.unit_count, "method": f"{method.name} {method.version}"}
    return run_card(run)


def _refuse_request(actor: Actor, request: AssessmentRequest, at: datetime) -> None:
    last_day = at.astimezone(zone_of(request.area).clock).date()
    if request.on > last_day:
        raise InputRefused([Problem("assess_in_the_future", value=str(request.on), expected=str(last_day))])
    known = [card.slug for card in elections.elections_seen_by(actor)]
    if request.election_slug not in known:
        raise InputRefused([Problem("assess_unknown_election", value=request.election_slug, expected=", ".join(known))])
