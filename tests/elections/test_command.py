"""`wasdini elections` at the console."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from icalendar import Calendar

from wasdini.cli import main

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["elections", *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_an_election_is_set_up_and_its_stage_of_a_day_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "set-up", "--schedule", "pemilu-2024", "--place", "9901", "--json")
    assert (code, json.loads(out)["area"]) == (0, "99.01")
    code, out, _ = run(capsys, "stages", "--on", "2024-02-14", "--place", "99.01", "--json")
    told = json.loads(out)
    assert (code, told["leading"]["code"], told["days_to_vote"]) == (0, "voting", 0)
    assert [stage["code"] for stage in told["running"]] == ["planning", "voting", "counting"]


def test_a_next_election_takes_its_year_from_its_voting_day(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("set-up", "--schedule", "pilkada-2024", "--place", "0", "--voting-on", "2029-11-28", "--json")
    _, out, _ = run(capsys, *words)
    card = json.loads(out)
    assert (card["slug"], card["name"]) == ("pilkada-2029", "Pilkada serentak 2029")


def test_the_list_names_elections_and_shipped_schedules(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list", "--json")
    told = json.loads(out)
    assert code == 0
    assert [schedule["name"] for schedule in told["schedules"]] == ["pilkada-2024", "pemilu-2024"]
    assert run(capsys, "list")[0] == 0


def test_tables_go_to_the_terminal_and_leave_stdout_empty(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "set-up", "--schedule", "pilkada-2024", "--place", "99.01")
    code, out, err = run(capsys, "stages", "--on", "2024-11-25", "--place", "99.01")
    assert (code, out) == (0, "")
    assert "Masa tenang" in err and "belum diverifikasi" in err and "H-2" in err


@pytest.mark.parametrize(
    "words",
    [
        ("stages", "--on", "14-02-2024"),
        ("stages", "--on", "2024-02-14"),
        ("set-up", "--schedule", "pemilu-1955", "--place", "0"),
        ("set-up", "--schedule", "pemilu-2024", "--place", "x"),
        ("happening", "tidak-ada", "court_notice", "--basis", "x"),
    ],
)
def test_what_cannot_be_is_refused_with_two(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.strip()


def test_a_happening_recorded_at_the_console_starts_the_deadline(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "set-up", "--schedule", "pilkada-2024", "--place", "0")
    assert run(capsys, "happening", "pilkada-2024", "court_notice", "--on", "2025-01-06", "--basis", "BRPK")[0] == 0
    _, out, _ = run(capsys, "stages", "--on", "2025-01-07", "--json")
    assert json.loads(out)["leading"]["ends_on"] == "2025-01-11"


def test_the_calendar_is_written_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "set-up", "--schedule", "pemilu-2024", "--place", "0")
    code, out, _ = run(capsys, "calendar", "--output", str(tmp_path / "tahapan.ics"))
    assert (code, out) == (0, "")
    assert Calendar.from_ical((tmp_path / "tahapan.ics").read_bytes()).walk("VEVENT")
