"""`wasdini assess`: judge an area as of a day and keep the judgement beside the earlier ones."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.problems import InputRefused, Problem

if TYPE_CHECKING:
    from wasdini.assessments.queries import RunCard, Situation


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    assess = commands.add_parser("assess", help=words("help_assess"))
    assess.add_argument("--election", required=True, help=words("help_assess_election"))
    assess.add_argument("--on", required=True, help=words("help_assess_on"))
    assess.add_argument("--place", help=words("help_assess_place"))
    assess.add_argument("--method", help=words("help_assess_method"))
    assess.add_argument("--data-dir", help=words("help_data_dir"))
    assess.add_argument("--json", action="store_true", help=words("help_json"))
    assess.set_defaults(run=assess_area)


def assess_area(options: argparse.Namespace) -> int:
    on, place = _day(options.on), _place(options.place)
    output.set_up_django(options.data_dir)
    from wasdini.accounts.queries import the_office
    from wasdini.assessments.operations import DEFAULT_METHOD, AssessmentRequest, assess
    from wasdini.assessments.queries import situation_of
    from wasdini.core.access import system_actor

    actor, office = system_actor(), the_office()
    if place is None and office is None:
        raise InputRefused([Problem("assess_which_place", column="--place")])
    area = place or (office.area if office else "")
    request = AssessmentRequest(
        election_slug=options.election, on=on, area=area, method_name=options.method or DEFAULT_METHOD
    )
    run = assess(actor, request, at=datetime.now(UTC))
    situation = situation_of(actor, area, on)
    if options.json:
        output.print_json(_document(run, situation))
    else:
        _tell(run, situation)
    return 0


def _document(run: RunCard, situation: Situation | None) -> dict[str, object]:
    document: dict[str, object] = asdict(run)
    if situation is not None:
        document |= {
            "score": situation.score,
            "category": situation.category,
            "lower": situation.lower,
            "upper": situation.upper,
            "completeness": situation.completeness,
            "category_counts": dict(situation.category_counts),
        }
    return document


def _tell(run: RunCard, situation: Situation | None) -> None:
    output.say("assess_done", count=run.unit_count, area=run.area, method=f"{run.method_name} {run.method_version}")
    if situation is not None and situation.score is not None:
        output.say("assess_level", category=situation.category_label, score=f"{situation.score:.2f}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused([Problem("not_date", column="--on", value=text)]) from None


def _place(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return parse_place_code(text).dotted
    except PlaceCodeInvalid:
        raise InputRefused([Problem("assess_unknown_place", column="--place", value=text)]) from None
