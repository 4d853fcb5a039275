"""Same event, many reports: symmetric, nearer is never less likely, groups do not depend on order and do not chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports_corpus import phrases_held, phrases_tune
from tests.reports_corpus.making import told_reports
from tests.reports_corpus.measuring import pairwise, same_place_same_day, tfidf
from tests.reports_corpus.prose import prose_reports
from wasdini.core.event_groups import group_reports, labels_of_pairs
from wasdini.core.same_event import EventFeatures, event_features, pool_of, same_event_probability, suggest
from wasdini.methods.desk import event_model
from wasdini.methods.sentences import sentence

NOON = datetime(2024, 11, 27, 5, 0, tzinfo=UTC)
MODEL = event_model()
TEXTS = (
    "lampu padam di balai desa",
    "listrik mati dekat balai desa",
    "saksi menolak hasil",
    "kotak suara terendam banjir",
    "",
)


def told(
    name: str, text: str = TEXTS[0], path: str = "99.01.01.2001.003", hours: float = 0, **more: object
) -> EventFeatures:
    at = NOON + timedelta(hours=hours)
    features = EventFeatures(report_id=name, path=path, occurred_at=at, received_at=at)
    return event_features(replace(features, **more), text)  # type: ignore[arg-type]


PATHS = st.sampled_from(
    [
        "99.01.01.2001.003",
        "99.01.01.2001.004",
        "99.01.01.2001",
        "99.01.01.2002.001",
        "99.01.01",
        "99.01.02.2001",
        "98.01.01.2001",
    ]
)
REPORTS = st.builds(
    lambda name, text, path, hours, timed, issues, findings, photos: replace(
        told(f"r{name}", text, path, hours), occurred_at=NOON + timedelta(hours=hours) if timed else None,
        issues=frozenset(issues), findings=frozenset(findings), photos=tuple(photos),
    ),
    st.integers(0, 99), st.sampled_from(TEXTS), PATHS, st.floats(0, 100), st.booleans(),
    st.sets(st.sampled_from(["intimidation", "violence", "tps_facility"])),
    st.sets(st.sampled_from(["power_out", "crowd"])),
    st.lists(st.integers(1, 2**63), max_size=2),
)  # fmt: skip


@given(REPORTS, REPORTS)
def test_likeness_is_the_same_from_both_sides_and_a_probability(one: EventFeatures, other: EventFeatures) -> None:
    one, other = replace(one, report_id="a"), replace(other, report_id="b")
    there = same_event_probability(one, other, MODEL)
    assert there == same_event_probability(other, one, MODEL)
    assert 0 <= there <= 1


@given(REPORTS, st.floats(0, 90), st.floats(0, 90))
def test_nearer_in_time_is_never_less_likely(one: EventFeatures, first: float, second: float) -> None:
    near, far = sorted((first, second))
    at = one.occurred_at or NOON
    one = replace(one, report_id="a", occurred_at=at)
    scores = [
        same_event_probability(one, replace(one, report_id="b", occurred_at=at + timedelta(hours=gap)), MODEL)
        for gap in (near, far)
    ]
    assert scores[0] >= scores[1]


def test_nearer_along_the_tree_is_never_less_likely() -> None:
    here = told("a")
    paths = [
        "99.01.01.2001.003",
        "99.01.01.2001",
        "99.01.01",
        "99.01.01.2002.003",
        "99.01.02.2001.003",
        "98.01.01.2001.003",
    ]
    scores = [same_event_probability(here, told("b", path=path), MODEL) for path in paths]
    assert scores == sorted(scores, reverse=True)


def test_another_station_of_the_desa_speaks_against() -> None:
    other_station = same_event_probability(told("a"), told("b", path="99.01.01.2001.004"), MODEL)
    whole_desa = same_event_probability(told("a"), told("b", path="99.01.01.2001"), MODEL)
    assert other_station < whole_desa


def test_a_station_named_in_the_words_counts_as_the_place() -> None:
    right = told("b", "listrik padam di TPS 3", path="99.01.01.2001")
    wrong = told("b", "listrik padam di TPS 5", path="99.01.01.2001")
    assert same_event_probability(told("a"), right, MODEL) > same_event_probability(told("a"), wrong, MODEL)


def test_the_same_photo_lifts_and_another_photo_does_not() -> None:
    photo = 0x0F0F_3C3C_5A5A_9999
    plain = same_event_probability(told("a"), told("b", TEXTS[2], hours=5), MODEL)
    twice = same_event_probability(
        told("a", photos=(photo,)), told("b", TEXTS[2], hours=5, photos=(photo ^ 0b101,)), MODEL
    )
    other = same_event_probability(
        told("a", photos=(photo,)), told("b", TEXTS[2], hours=5, photos=(~photo & (2**64 - 1),)), MODEL
    )
    assert twice > plain == other


def test_half_a_day_of_a_closed_report_reaches_all_its_hours() -> None:
    exact = same_event_probability(told("a"), told("b", hours=-11), MODEL)
    half = same_event_probability(told("a"), told("b", hours=-11, precision_h=12.0), MODEL)
    assert half > exact


@given(st.lists(REPORTS, max_size=12, unique_by=lambda each: each.report_id), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_groups_do_not_depend_on_the_order_of_arrival(reports: list[EventFeatures], dice: object) -> None:
    groups = dict(zip([r.report_id for r in reports], group_reports(reports, MODEL), strict=True))
    mixed = list(reports)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert dict(zip([r.report_id for r in mixed], group_reports(mixed, MODEL), strict=True)) == groups


def test_a_chain_of_neighbours_does_not_become_one_event() -> None:
    """Each like the next, the ends not alike: connected components would put all eight together."""
    pairs = np.eye(8)
    for n in range(7):
        pairs[n, n + 1] = pairs[n + 1, n] = 0.6
    assert len(set(labels_of_pairs(pairs, MODEL.group_from))) > 1
    assert labels_of_pairs(np.ones((4, 4)), MODEL.group_from) == [0, 0, 0, 0]
    assert labels_of_pairs(np.eye(3), MODEL.group_from) == [0, 1, 2]


def test_suggestions_are_ranked_say_why_and_leave_the_report_out() -> None:
    here = told("a", issues=frozenset({"tps_facility"}), findings=frozenset({"power_out"}))
    pool = pool_of(
        [
            here,
            told("b", TEXTS[1], findings=frozenset({"power_out"})),
            told("c", TEXTS[1], hours=2),
            told("d", path="98.01.01.2001"),
        ]
    )
    found = suggest(here, pool, MODEL)
    assert [each.report_id for each in found] == ["b", "c"]
    assert found[0].probability > found[1].probability >= MODEL.suggest_from
    codes = [reason.code for reason in found[0].reasons]
    assert codes[:2] == ["same_event_same_tps", "same_event_within_hour"] and "same_event_finding" in codes
    for each in found:
        for reason in each.reasons:
            assert sentence(reason.code, reason.params) != sentence(reason.code, reason.params, "en")


def test_nobody_to_compare_with_gives_no_suggestion() -> None:
    assert suggest(told("a"), pool_of([]), MODEL) == ()
    assert group_reports([], MODEL) == []


@pytest.mark.parametrize("spoilt", [False, True])
def test_on_phrases_never_tuned_on_both_baselines_are_beaten_by_far(spoilt: bool) -> None:
    """Full figures: `python -m bench same_event` and docs/method/same-event.md."""
    reports = told_reports(phrases_held, 904, at_least=500, spoilt=spoilt)
    truth = [each.event for each in reports]
    ours = pairwise(truth, group_reports([each.features for each in reports], MODEL))
    place, words = pairwise(truth, same_place_same_day(reports)), pairwise(truth, tfidf(reports, cosine=0.3))
    assert len(reports) >= 500
    assert ours["f1"] > max(place["f1"], words["f1"]) + 0.15
    assert ours["precision"] >= 0.8 and ours["recall"] >= (0.5 if spoilt else 0.75)


def test_on_reports_written_by_hand_most_twins_are_suggested() -> None:
    reports = prose_reports()
    pool = pool_of([each.features for each in reports])
    event = {each.features.report_id: each.event for each in reports}
    twins = [each for each in reports if sum(other == each.event for other in event.values()) > 1]
    hit = [any(event[s.report_id] == each.event for s in suggest(each.features, pool, MODEL)) for each in twins]
    assert len(reports) >= 100 and mean(hit) >= 0.85


def test_what_was_tuned_on_and_what_is_measured_share_no_sentence() -> None:
    for part in ("FIRST", "LATER"):
        tuned, held = (
            {sentence for kind in getattr(phrases, part).values() for sentence in kind}
            for phrases in (phrases_tune, phrases_held)
        )
        assert tuned and held and not tuned & held
    assert not set(phrases_tune.SPOTS) & set(phrases_held.SPOTS)
    assert not set(phrases_tune.PEOPLE) & set(phrases_held.PEOPLE)
