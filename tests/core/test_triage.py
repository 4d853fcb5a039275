"""Urgency before arrival, nobody waits for ever, held is not lost; and an hour of flood with thirty true incidents
inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports_corpus.flood import Plan, flood
from wasdini.core.terms import Ladder, Reliability
from wasdini.core.triage import Backing, Counts, Verdict, Waiting, admission, due_at, head_start_minutes, may_escalate
from wasdini.methods.desk import limits, triage_rules
from wasdini.methods.sentences import sentence

NOON = datetime(2024, 11, 27, 5, 0, tzinfo=UTC)
RULES, LIMITS = triage_rules(), limits()
WAITING = st.builds(
    Waiting, received_at=st.just(NOON), urgency=st.integers(1, 5), ladder=st.sampled_from([None, *Ladder]),
    findings=st.sampled_from([frozenset(), frozenset({"violence_seen"}), frozenset({"queue_long"})]),
    independent=st.integers(0, 6), turn=st.integers(0, 5), refuted=st.integers(0, 5), held=st.booleans(),
)  # fmt: skip


def test_urgency_overtakes_arrival() -> None:
    old = Waiting(received_at=NOON, urgency=1)
    new = Waiting(received_at=NOON + timedelta(minutes=90), urgency=4)
    assert due_at(new, RULES) < due_at(old, RULES)


def test_nobody_waits_for_ever() -> None:
    """However urgent what comes later is, an old report is read first after a time known beforehand."""
    old = Waiting(received_at=NOON, urgency=1, held=True)
    most = Waiting(
        received_at=NOON, urgency=5, ladder=Ladder.NYATA, findings=frozenset({"violence_seen"}), independent=9
    )
    bound = head_start_minutes(most, RULES) - head_start_minutes(old, RULES)
    assert due_at(replace(most, received_at=NOON + timedelta(minutes=bound + 1)), RULES) > due_at(old, RULES)


@given(WAITING)
def test_more_weight_never_comes_later_and_more_doubt_never_sooner(waiting: Waiting) -> None:
    start = head_start_minutes(waiting, RULES)
    heavier = [
        replace(waiting, urgency=min(waiting.urgency + 1, 5)),
        replace(waiting, ladder=Ladder.NYATA),
        replace(waiting, independent=waiting.independent + 1),
        replace(waiting, findings=waiting.findings | {"weapon_seen"}),
    ]
    doubted = [
        replace(waiting, turn=waiting.turn + 1),
        replace(waiting, refuted=waiting.refuted + 1),
        replace(waiting, held=True),
    ]
    assert all(head_start_minutes(each, RULES) >= start for each in heavier)
    assert all(head_start_minutes(each, RULES) <= start for each in doubted)


COUNTS = st.builds(
    Counts, account=st.integers(0, 80), account_urgent=st.integers(0, 20), device=st.integers(0, 90),
    device_urgent=st.integers(0, 20), region=st.integers(0, 3000), refuted=st.integers(0, 5),
)  # fmt: skip


@given(COUNTS, st.integers(1, 5))
def test_having_sent_more_never_opens_the_door_again(counts: Counts, urgency: int) -> None:
    before = admission(counts, LIMITS, urgency=urgency)
    if before.verdict is Verdict.QUARANTINE:
        assert before.reason is not None and sentence(before.reason.code) != sentence(before.reason.code, language="en")
        for name in ("account", "account_urgent", "device", "device_urgent", "region", "refuted"):
            more = replace(counts, **{name: getattr(counts, name) + 1})
            assert admission(more, LIMITS, urgency=urgency).verdict is Verdict.QUARANTINE


def test_ordinary_reports_cannot_fill_the_urgent_lane() -> None:
    full = Counts(account=10_000, device=10_000, region=10_000)
    assert admission(full, LIMITS, urgency=2).verdict is Verdict.QUARANTINE
    assert admission(full, LIMITS, urgency=5).verdict is Verdict.ADMIT


def test_a_flooded_region_still_hears_who_has_said_little() -> None:
    flooded = Counts(region=LIMITS.region_per_hour)
    assert admission(flooded, LIMITS, urgency=1).verdict is Verdict.ADMIT
    talkative = replace(flooded, account=LIMITS.region_fair_share)
    assert admission(talkative, LIMITS, urgency=1).verdict is Verdict.QUARANTINE


@pytest.mark.parametrize(
    ("backings", "lifts"),
    [
        ([], False),
        ([Backing("a", Reliability.A)], False),
        ([Backing("a", Reliability.A), Backing("a", Reliability.B)], False),
        ([Backing("a", Reliability.A), Backing(None, Reliability.A)], False),
        ([Backing("a", Reliability.F), Backing("b", Reliability.F), Backing("c", Reliability.F)], False),
        ([Backing("a", Reliability.C), Backing("b", Reliability.B, doubted=True)], False),
        ([Backing("a", Reliability.C), Backing("b", Reliability.B)], True),
    ],
)
def test_an_alarm_needs_two_trusted_persons_or_a_verifier(backings: list[Backing], lifts: bool) -> None:
    assert may_escalate(backings, verified=False, sources_needed=LIMITS.escalation_sources) is lifts
    assert may_escalate(backings, verified=True, sources_needed=2)
    assert not may_escalate(backings, verified=False, sources_needed=0)


def test_one_voice_is_never_enough() -> None:
    with pytest.raises(ValueError):
        may_escalate([Backing("a", Reliability.A)], verified=False, sources_needed=1)


@pytest.mark.parametrize("seed", [500, 501])
def test_in_a_flood_every_true_incident_reaches_a_verifier_in_time(seed: int) -> None:
    """20 accounts x 200 false reports in an hour, 30 true incidents inside (C12). Curve: docs/method/flood.md."""
    hour = flood(Plan(), LIMITS, RULES, seed=seed)
    assert hour.filed >= 4_000 + 30
    assert hour.false_escalations == 0
    assert len(hour.waits) == hour.reported == 30
    assert hour.p95 <= 10
    assert hour.filed == hour.stored


def test_the_same_hour_read_in_order_of_arrival_fails() -> None:
    """The control: without triage the bar is missed, so the bar can be missed."""
    hour = flood(Plan(by_urgency=False, reports_each=60), LIMITS, RULES, seed=500)
    assert hour.p95 > 10
