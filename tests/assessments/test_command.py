"""`wasdini assess` at the console."""

from __future__ import annotations

import json

import pytest

from tests.assessments.small import MORNING, an_election, observe
from tests.cast import KABUPATEN, KECAMATAN, TPS, Cast
from wasdini.assessments.models import Run
from wasdini.cli import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
ON = ["--election", "pemilu-2024", "--on", "2024-02-13"]


def test_it_assesses_the_office_s_area_and_tells_the_level(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    an_election()
    observe(MORNING, disaster_prone={TPS: 1})
    assert main(["assess", *ON, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["area"], told["unit_count"], told["assessed_on"]) == (KABUPATEN, 4, "2024-02-13")
    assert sum(told["category_counts"].values()) == 4 and told["score"] > 0
    assert main(["assess", *ON, "--place", "990101"]) == 0
    written = capsys.readouterr()
    assert written.out == "" and KECAMATAN in written.err and "kesbangpol-default" in written.err
    assert Run.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--election", "pemilu-2099", "--on", "2024-02-13"], "pemilu-2099"),
        (["--election", "pemilu-2024", "--on", "13-02-2024"], "13-02-2024"),
        (["--election", "pemilu-2024", "--on", "2999-01-01"], "2999-01-01"),
        ([*ON, "--place", "Muara"], "Muara"),
        ([*ON, "--place", "99.77"], "99.77"),
        ([*ON, "--method", "tidak-ada"], "tidak-ada"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_kept(
    cast: Cast, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    an_election()
    assert main(["assess", *arguments, "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and named in told.err and "Traceback" not in told.err
    assert not Run.objects.exists()
