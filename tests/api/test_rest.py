"""The REST door: answers as described, and 404 for what is not there or not yours."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR, NEIGHBOUR_TPS, SIBLING, TPS, Cast
from wasdini.accounts.models import ApiToken
from wasdini.accounts.queries import token_digest
from wasdini.api.views_description import description
from wasdini.assessments.models import Run
from wasdini.core.access import system_actor
from wasdini.elections.operations import NewElection, set_up_election
from wasdini.places.models import Import

pytestmark = pytest.mark.django_db


def test_a_region_and_its_children(cast: Cast, regions: Import) -> None:
    place = cast.petugas.client.get(f"/api/v1/places/{KECAMATAN}").json()
    assert (place["name"], place["level"], place["coordinate"]) == ("Kecamatan Muara", "kecamatan", "unknown")
    children = cast.petugas.client.get(f"/api/v1/places/{KECAMATAN}/children").json()
    assert [child["code"] for child in children["results"]] == [DESA]
    assert children["next"] is None


def test_a_long_list_goes_on_where_it_stopped(cast: Cast, regions: Import) -> None:
    first = cast.kaban.client.get(f"/api/v1/places/{KABUPATEN}/children?limit=1").json()
    assert [child["code"] for child in first["results"]] == [KECAMATAN]
    second = cast.kaban.client.get(first["next"]).json()
    assert ([child["code"] for child in second["results"]], second["next"]) == ([SIBLING], None)


def test_a_station_and_its_assessment(cast: Cast, assessed: Run) -> None:
    station = cast.petugas.client.get(f"/api/v1/tps/{TPS}").json()
    assert (station["voters"], station["coordinate"], station["desa_code"]) == (285, "measured", DESA)
    judged = cast.petugas.client.get(f"/api/v1/places/{TPS}/assessment").json()
    assert (judged["score"], judged["category"], judged["run"]["id"]) == (80.0, "tinggi", str(assessed.pk))


def test_the_ranking_pages_from_the_most_vulnerable_down(cast: Cast, assessed: Run) -> None:
    first = cast.kaban.client.get(f"/api/v1/places/{KABUPATEN}/ranking?limit=2").json()
    assert [row["score"] for row in first["results"]] == [80.0, 60.0]
    assert first["total_count"] == 3
    second = cast.kaban.client.get(first["next"]).json()
    assert ([row["score"] for row in second["results"]], second["next"]) == ([20.0], None)


def test_what_is_yours_but_not_yet_assessed_is_empty_and_not_missing(cast: Cast, regions: Import) -> None:
    for name in ("assessment", "ranking"):
        assert cast.kaban.client.get(f"/api/v1/places/{KABUPATEN}/{name}").status_code == 204
    assert cast.kaban.client.get("/api/v1/elections/clock").status_code == 204


@pytest.mark.parametrize("code", [NEIGHBOUR, "99.09", "12345", "apa-saja", "99"])
def test_not_yours_and_not_there_are_one_answer(cast: Cast, assessed: Run, code: str) -> None:
    for name in ("", "/children", "/assessment", "/ranking"):
        answer = cast.kaban.client.get(f"/api/v1/places/{code}{name}")
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
    answer = cast.kaban.client.get(f"/api/v1/tps/{NEIGHBOUR_TPS}")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})


def test_the_clock_of_the_caller_s_own_region(cast: Cast) -> None:
    new = NewElection("pemilu-2024", "Pemilu 2024", KABUPATEN, "pemilu-2024")
    set_up_election(system_actor(), new, at=datetime(2024, 2, 1, tzinfo=UTC))
    clock = cast.petugas.client.get("/api/v1/elections/clock?on=2024-02-14").json()
    assert (clock["leading"]["code"], clock["days_to_vote"]) == ("voting", 0)
    assert cast.petugas.client.get("/api/v1/elections").json()["results"][0]["slug"] == "pemilu-2024"
    assert cast.petugas.client.get("/api/v1/elections/clock?place=99.02").status_code == 404


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"places/{KABUPATEN}/children?limit=501", "limit"),
        (f"places/{KABUPATEN}/ranking?level=rt", "level"),
        (f"places/{KABUPATEN}/ranking?after=-1", "after"),
        ("elections/clock?on=kemarin", "on"),
    ],
)
def test_a_wrong_parameter_is_named(cast: Cast, regions: Import, address: str, field: str) -> None:
    answer = cast.kaban.client.get(f"/api/v1/{address}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_stranger_is_asked_for_a_token_and_a_token_opens_the_door(cast: Cast, regions: Import) -> None:
    answer = Client().get(f"/api/v1/places/{KECAMATAN}")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    now = datetime.now(UTC)
    ApiToken.objects.create(
        user=cast.petugas.user,
        digest=token_digest("rahasia"),
        scope="read",
        second_factor=False,
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
    headers = {"Authorization": "Bearer rahasia"}
    assert Client().get(f"/api/v1/places/{KECAMATAN}", headers=headers).status_code == 200
    assert Client().get(f"/api/v1/places/{NEIGHBOUR}", headers=headers).status_code == 404


def test_the_description_is_openapi_3_1_and_declares_every_refusal(cast: Cast) -> None:
    described = cast.petugas.client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert json.dumps(described) == json.dumps(description())
    for path, operations in described["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in operations.values():
            assert {"401", "403", "404", "422"} <= set(operation["responses"]), path
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


@pytest.mark.parametrize("on", ["0", "1707868800", "2024-2-14", "kemarin"])
def test_a_date_is_a_date_and_no_number_of_seconds(cast: Cast, regions: Import, on: str) -> None:
    answer = cast.kaban.client.get(f"/api/v1/elections/clock?on={on}")
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "on"
