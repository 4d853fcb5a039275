"""If this account was not its owner: what is out? The answer equals what was shown, and too much is noticed in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np
import pytest
from django.conf import LazySettings

from tests.cast import KABUPATEN, KECAMATAN, NEIGHBOUR, NOW, SIBLING, Cast, Player, make_user
from tests.documents.samples import issued_in
from wasdini.core.access import NotAllowed
from wasdini.core.terms import Classification, Mode, Role
from wasdini.journal.models import Entry, ReadAlarm, Reading
from wasdini.journal.operations_alarms import watch_reading_volume
from wasdini.journal.operations_reads import Seen, note_readings
from wasdini.journal.queries_reads import read_alarms, what_was_seen

COMPROMISES = 50
TICK = timedelta(seconds=15)


def shown(dice: Random) -> Seen:
    rank, mode = dice.choice(list(Classification)), dice.choice(list(Mode))
    area = dice.choice((KABUPATEN, KECAMATAN, SIBLING))
    return Seen("report", f"laporan-{dice.randrange(400)}", area, rank, dice.choice(("desk", "report")), mode)


@pytest.mark.both
def test_the_answer_equals_the_truth_in_fifty_simulated_compromises(cast: Cast) -> None:
    """Three months of reading by five people; fifty times an account and a span, half of them ending on an instant."""
    dice, people = Random(20240214), [cast[name] for name in ("verifikator", "analis", "kaban", "camat", "tetangga")]
    truth: list[tuple[int, datetime, Seen]] = []
    for _ in range(1500):
        player, at = dice.choice(people), NOW + timedelta(seconds=dice.randrange(90 * 86_400))
        page = [shown(dice) for _ in range(dice.randrange(1, 6))]
        note_readings(player.actor, page, at)
        truth += [(player.user.pk, at, seen) for seen in page if seen.is_noted]
    wrong, slowest = [], 0.0
    for number in range(COMPROMISES):
        who = dice.choice(people).user.pk
        moments = sorted(at for user, at, _ in truth if user == who)
        since, until = sorted((dice.choice(moments), dice.choice(moments)))
        if number % 2:
            since, until = since - timedelta(hours=dice.randrange(48)), until + timedelta(hours=dice.randrange(48))
        began = perf_counter()
        answer = what_was_seen(cast.kaban.actor, who, since, until)
        slowest = max(slowest, perf_counter() - began)
        told = sorted((x.at, x.subject_id, x.classification, x.mode, x.area, x.page) for x in answer.lines)
        want = sorted(
            (at, str(seen.identifier), seen.classification, seen.mode, seen.area, seen.page)
            for user, at, seen in truth
            if user == who and since <= at <= until
        )
        if told != want:
            wrong.append(number)
    assert (COMPROMISES, wrong) == (50, [])
    assert slowest < 60


def test_what_a_browser_was_given_is_what_the_answer_says(cast: Cast) -> None:
    """The same through the real pages: an intruder in the analyst's browser opens papers and takes copies."""
    dice = Random(7)
    papers = [
        issued_in(KABUPATEN, cast.kaban.actor, classification=dice.choice(list(Classification)), name=f"TPS {n}")
        for n in range(12)
    ]
    expected = set()
    for _ in range(60):
        paper, form = dice.choice(papers), dice.choice(("", "xlsx/", "docx/"))
        answer = cast.analis.client.get(f"/dokumen/{paper.id}/{form}")
        assert answer.status_code == (404 if paper.classification is Classification.SANGAT_RAHASIA else 200)
        if answer.status_code == 200 and paper.classification is Classification.RAHASIA:
            expected.add((str(paper.id), f"document:{form.strip('/') or 'html'}"))
    first, last = (Reading.objects.order_by(order).first() for order in ("at", "-at"))
    assert first is not None
    assert last is not None
    seen = what_was_seen(cast.kaban.actor, cast.analis.user.pk, first.at, last.at)
    assert {(line.subject_id, line.page) for line in seen.lines} == expected
    assert expected


def test_only_who_answers_for_reading_may_ask_and_only_for_the_own_areas(cast: Cast) -> None:
    note_readings(cast.analis.actor, [Seen("report", "x", KABUPATEN, Classification.RAHASIA, "report")], NOW)
    for name in ("petugas", "camat", "verifikator", "analis", "kustodian1", "admin", "tetangga"):
        with pytest.raises(NotAllowed):
            what_was_seen(cast[name].actor, cast.analis.user.pk, NOW, NOW)
        with pytest.raises(NotAllowed):
            read_alarms(cast[name].actor)
    elsewhere = replace(cast.kaban.actor, areas=(NEIGHBOUR,))
    assert not what_was_seen(elsewhere, cast.analis.user.pk, NOW, NOW).lines
    assert what_was_seen(cast.kaban.actor, cast.analis.user.pk, NOW, NOW).lines


# ---------------------------------------------------------------- too much


class Desk:
    """Five analysts who read as people do: some hours of a working day, a page now and then."""

    def __init__(self, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        self.people = [
            Player(make_user(f"analis{n}", Role.ANALIS, (KABUPATEN,), Classification.RAHASIA)) for n in range(5)
        ]

    def read(self, since: datetime, until: datetime, *, per_hour: float = 20.0) -> list[datetime]:
        """What they read in working hours (02.00-09.00 UTC), at random instants. Returns these instants."""
        rows = []
        for player in self.people:
            hours = int((until - since).total_seconds() // 3600)
            for hour in range(hours):
                begins = since + timedelta(hours=hour)
                if not 2 <= begins.hour < 9 or begins.weekday() > 4:
                    continue
                for second in self.dice.uniform(0, 3600, self.dice.poisson(per_hour)):
                    rows.append((player.user.pk, begins + timedelta(seconds=float(second))))
        Reading.objects.bulk_create(
            Reading(
                at=at, actor_id=who, actor_role="analis", subject_kind="report", subject_id="x",
                classification="rahasia", mode="open", path=KABUPATEN, page="report",
            )
            for who, at in rows
        )  # fmt: skip
        return [at for _, at in rows]


@pytest.mark.both
@pytest.mark.parametrize("seed", range(3))
def test_three_times_the_normal_volume_is_noticed_within_five_minutes(cast: Cast, seed: int) -> None:
    desk = Desk(seed)
    monday = datetime.fromisoformat("2024-03-11T03:00:00+00:00")
    desk.read(monday - timedelta(days=28), monday, per_hour=60.0)
    normal = 60.0 / 12 * 1.02  # in five minutes in which somebody reads at all
    step = timedelta(minutes=5) / int(3 * normal + 1)
    intruder = desk.people[0]
    now, raised_at = monday, None
    while now < monday + timedelta(minutes=10) and raised_at is None:
        note_readings(intruder.actor, [Seen("report", "y", KABUPATEN, Classification.RAHASIA, "report")], now)
        if watch_reading_volume(now + TICK):
            raised_at = now + TICK
        now += step
    assert raised_at is not None
    assert raised_at - monday <= timedelta(minutes=5)
    alarm = read_alarms(cast.kaban.actor)[0]
    assert (alarm.actor_id, alarm.role) == (intruder.user.pk, "analis")
    assert alarm.times >= 3
    assert Entry.objects.get(act="raise_read_alarm").subject_id == str(intruder.user.pk)


def test_a_normal_day_raises_nothing_and_one_flood_one_alarm_a_span(cast: Cast) -> None:
    desk = Desk(99)
    monday = datetime.fromisoformat("2024-03-11T00:00:00+00:00")
    desk.read(monday - timedelta(days=28), monday + timedelta(days=1))
    raised = [watch_reading_volume(monday + timedelta(minutes=10 * n)) for n in range(10 * 6)]
    assert sum(raised) == 0
    noon = monday + timedelta(hours=12)
    for n in range(400):
        note_readings(
            desk.people[1].actor, [Seen("report", n, KABUPATEN, Classification.RAHASIA, "report")],
            noon + timedelta(seconds=n),
        )  # fmt: skip
    for n in range(60):
        watch_reading_volume(noon + timedelta(seconds=15 * n))
    spans = list(ReadAlarm.objects.order_by("span_minutes").values_list("span_minutes", flat=True))
    assert spans == [5, 60, 1440]
    assert set(ReadAlarm.objects.values_list("actor_id", flat=True)) == {desk.people[1].user.pk}


def test_an_office_sets_its_own_measure(cast: Cast, settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "reading-volume.toml").write_text(
        "times = 2\n[[span]]\nminutes = 5\nleast = 3\nunmeasured = 2\n", encoding="utf-8"
    )
    four = [Seen("report", n, KABUPATEN, Classification.RAHASIA, "report") for n in range(4)]
    note_readings(cast.analis.actor, four, NOW)
    assert watch_reading_volume(NOW) == 0
    settings.RULES_DIR = str(tmp_path)
    assert watch_reading_volume(NOW) == 1


def test_with_nothing_unusual_a_tick_costs_one_question_a_span(cast: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        watch_reading_volume(NOW)
