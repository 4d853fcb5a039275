"""Acts on duties: assign one, many at once (a file, a proposal), cancel one. One act, one line in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from wasdini.accounts.models import User
from wasdini.accounts.models_duties import Duty
from wasdini.accounts.queries_duties import REPORTING_ROLES, visible_duty
from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.place_codes import PlaceCodeInvalid, code_of, common_area, covers, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal import operations as journal
from wasdini.places import queries as places

WINDOW_MAX = timedelta(hours=72)
EXPECTED_MAX = 48


@dataclass(frozen=True, kw_only=True)
class NewDuty:
    """Who, where, from when until when, how often is to be heard. `row` and `file`: where it was written."""

    username: str
    place_code: str
    starts_at: datetime
    ends_at: datetime
    expected_count: int = 1
    expects_nil: bool = True
    file: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Assigned:
    """How many duties were added, and how many stood already and were left as they are."""

    added_count: int
    known_count: int


def assign_duty(actor: Actor, duty: NewDuty, *, at: datetime) -> int:
    """Give one person one duty; returns its id. The same duty again is that duty: nothing is doubled."""
    require_allowed(actor, Act.PLAN_DUTY)
    rows = _checked(actor, [duty], at=at)
    with journal.act(actor, "assign_duty", at=at) as line:
        row, _ = Duty.objects.get_or_create(
            user_id=rows[0].user_id,
            path=rows[0].path,
            starts_at=rows[0].starts_at,
            ends_at=rows[0].ends_at,
            cancelled_at=None,
            defaults=_rest(rows[0]),
        )
        line.about("duty", row.pk, area=code_of(row.path))
        line.details = {"person": row.user_id, "from": row.starts_at.isoformat(), "until": row.ends_at.isoformat()}
    return row.pk


def assign_duties(actor: Actor, duties: Sequence[NewDuty], *, at: datetime) -> Assigned:
    """Take a whole list or refuse it whole, naming every row that is wrong. What stands already is left as it is."""
    require_allowed(actor, Act.PLAN_DUTY)
    if not duties:
        raise InputRefused([Problem("duty_none")])
    rows = _checked(actor, duties, at=at)
    with journal.act(actor, "assign_duties", at=at) as line:
        known = _known(rows)
        new = [row for row in rows if _key(row) not in known]
        Duty.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
        line.about("duties", len(new), area=common_area(min(row.path for row in rows), max(row.path for row in rows)))
        line.details = {"added": len(new), "known": len(rows) - len(new)}
    return Assigned(len(new), len(rows) - len(new))


def cancel_duty(actor: Actor, duty_id: int, *, at: datetime) -> None:
    """Take a duty back. It stays on record with who and when; cancelling again changes nothing."""
    require_allowed(actor, Act.PLAN_DUTY)
    with transaction.atomic():
        seen = visible_duty(actor, duty_id)
        require_allowed(actor, Act.PLAN_DUTY, area=code_of(seen.path))
        row = Duty.objects.select_for_update().get(pk=seen.pk)
        if row.cancelled_at is not None:
            return
        with journal.act(actor, "cancel_duty", at=at) as line:
            row.cancelled_by_id, row.cancelled_at = actor.user_id, at
            row.save(update_fields=["cancelled_by", "cancelled_at"])
            line.about("duty", row.pk, area=code_of(row.path))
            line.details = {"person": row.user_id, "had_begun": row.starts_at <= at}


def _checked(actor: Actor, duties: Sequence[NewDuty], *, at: datetime) -> list[Duty]:
    """Rows ready to be written, or `InputRefused` with every problem of every row."""
    people = _people(duties)
    known = _known_places(duties)
    problems: list[Problem] = []
    rows: list[Duty] = []
    for duty in duties:
        wrong = [*_window_problems(duty, at), *_place_problems(actor, duty, known), *_person_problems(duty, people)]
        problems += wrong
        if not wrong:
            rows.append(_row(duty, people[duty.username.strip().lower()], actor, at))
    problems += _repeated(duties)
    if problems:
        raise InputRefused(sorted(problems, key=lambda one: one.row or 0))
    return rows


def _row(duty: NewDuty, person: User, actor: Actor, at: datetime) -> Duty:
    return Duty(
        user=person,
        path=parse_place_code(duty.place_code).path,
        starts_at=duty.starts_at,
        ends_at=duty.ends_at,
        expected_count=duty.expected_count,
        expects_nil=duty.expects_nil,
        assigned_by_id=actor.user_id,
        assigned_at=at,
    )


def _people(duties: Iterable[NewDuty]) -> dict[str, User]:
    names = {duty.username.strip().lower() for duty in duties}
    rows = User.objects.filter(is_active=True, role__in=REPORTING_ROLES).prefetch_related("duty_areas")
    return {row.username: row for row in rows.filter(username__in=names)}


def _known_places(duties: Iterable[NewDuty]) -> frozenset[str]:
    return frozenset(places.names_of({code for duty in duties if (code := _code(duty))}))


def _code(duty: NewDuty) -> str:
    try:
        return parse_place_code(duty.place_code).dotted
    except PlaceCodeInvalid:
        return ""


def _place_problems(actor: Actor, duty: NewDuty, known: frozenset[str]) -> list[Problem]:
    """A place that is not there and one outside the planner's areas answer alike."""
    code = _code(duty)
    if code in known and any(covers(area, code) for area in actor.areas):
        return []
    return [_problem("duty_place_unknown", duty, "place_code", duty.place_code)]


def _person_problems(duty: NewDuty, people: dict[str, User]) -> list[Problem]:
    person, code = people.get(duty.username.strip().lower()), _code(duty)
    if person is None:
        return [_problem("duty_person_unknown", duty, "username", duty.username)]
    if code and not any(covers(area.area, code) for area in person.duty_areas.all()):
        expected = ", ".join(area.area for area in person.duty_areas.all())
        return [_problem("duty_person_elsewhere", duty, "username", duty.username, expected)]
    return []


def _window_problems(duty: NewDuty, at: datetime) -> list[Problem]:
    if duty.ends_at <= duty.starts_at:
        return [_problem("duty_window_backwards", duty, "ends")]
    if duty.ends_at - duty.starts_at > WINDOW_MAX:
        return [_problem("duty_window_too_long", duty, "ends", expected=str(WINDOW_MAX // timedelta(hours=1)))]
    if duty.ends_at <= at:
        return [_problem("duty_window_past", duty, "date")]
    if not 1 <= duty.expected_count <= EXPECTED_MAX:
        return [_problem("duty_expected_count", duty, "expected", str(duty.expected_count), f"1–{EXPECTED_MAX}")]
    return []


def _repeated(duties: Sequence[NewDuty]) -> list[Problem]:
    first: dict[tuple[object, ...], NewDuty] = {}
    again = []
    for duty in duties:
        key = (duty.username.strip().lower(), _code(duty), duty.starts_at, duty.ends_at)
        if key in first:
            told = {"first": str(first[key].row or "")}
            again.append(
                Problem("row_twice", duty.file, duty.row, "username, place_code", duty.place_code, params=told)
            )
        first.setdefault(key, duty)
    return again


def _problem(code: str, duty: NewDuty, column: str, value: str = "", expected: str = "") -> Problem:
    return Problem(code, file=duty.file, row=duty.row, column=column, value=value, expected=expected)


def _known(rows: Sequence[Duty]) -> set[tuple[object, ...]]:
    """Which of these stand already. Should two planners write the same at once, the constraint keeps one of each."""
    span = {"starts_at__gte": min(row.starts_at for row in rows), "ends_at__lte": max(row.ends_at for row in rows)}
    found = Duty.objects.filter(user__in={row.user_id for row in rows}, cancelled_at=None, **span)
    return {_key(row) for row in found}


def _key(row: Duty) -> tuple[object, ...]:
    return row.user_id, row.path, row.starts_at, row.ends_at


def _rest(row: Duty) -> dict[str, object]:
    return {
        "expected_count": row.expected_count,
        "expects_nil": row.expects_nil,
        "assigned_by_id": row.assigned_by_id,
        "assigned_at": row.assigned_at,
    }
