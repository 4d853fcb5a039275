"""The API against its own description: made-up requests, right and wrong, as several roles; every answer as described.

`WASDINI_EXAMPLES=200` makes it long (`make soak`). The description is of the whole REST door, so a new operation is
tried without a line here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.cast import NOW, Cast
from tests.custody.samples import keys_of
from tests.faults.house import say
from tests.reports.samples import announced, photo, send
from wasdini.accounts.operations_sign_in import issue_token
from wasdini.core.access import system_actor
from wasdini.places.models import Import
from wasdini.wsgi import application

EXAMPLES = int(os.environ.get("WASDINI_EXAMPLES", "15"))
ROLES = ("petugas", "verifikator", "tetangga", "kustodian1")


def bearer(cast: Cast, name: str) -> dict[str, str]:
    secret, _ = issue_token(system_actor("uji"), cast[name].user.username, at=NOW, days=100_000 // 10)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A bare WSGI call would close the connection in which the transaction of the test stands."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_described(role: str, cast: Cast, regions: Import) -> None:
    keys_of(cast)
    send(cast.petugas.actor, attachments=[announced(photo(1))])
    headers = bearer(cast, role)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=headers)
    tried: Counter[str] = Counter()
    examples = EXAMPLES if role == "petugas" or EXAMPLES > 15 else EXAMPLES // 3
    wrong = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            wrong[f"{operation.label} {mode.value}"] = _tried(operation, mode, headers, tried, examples)
    wrong = {name: told for name, told in wrong.items() if told}
    assert len(tried) == sum(1 for _ in schema.get_all_operations()), "an operation was never tried"
    say(test="schemathesis", role=role, operations=len(tried), requests=sum(tried.values()), failures=len(wrong))
    assert not wrong, "\n".join(f"{name}: {told}" for name, told in wrong.items())


def _tried(operation: Any, mode: GenerationMode, headers: dict[str, str], tried: Counter[str], examples: int) -> str:
    """What does not hold, in the words of the check."""
    # The description cannot say which places exist, whose they are, and what a file's bytes hash to: a body of the
    # right form may be refused by those. Everywhere else, what is described as right must be taken.
    excluded = [positive_data_acceptance] if operation.method in {"put", "patch"} else []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=EXAMPLES <= 15,  # the suite asks the same every time; the long run asks anew
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        assume(mode is GenerationMode.POSITIVE or _is_about_a_known_part(operation, case))
        tried[operation.label] += 1
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    try:
        one()
    except Unsatisfiable:
        tried[operation.label] += 1  # nothing about it can be wrong
    except BaseExceptionGroup as group:
        return str(group)[:700] + "".join(f" | {str(fault)[:300]}" for fault in group.exceptions)
    return ""


def _is_about_a_known_part(operation: Any, case: Any) -> bool:
    """Names in the query that no operation knows are passed over (links get them added on their way), and the sign-in
    is in every request here: what is wrong must be wrong elsewhere."""
    known = {parameter.name for parameter in operation.query}
    wrong = {part for part, told in case.meta.components.items() if told.mode.is_negative}
    return set(case.query or {}) <= known and ParameterLocation.HEADER not in wrong
