"""Every code of the trade has a word in both languages, and every row of the lists says where it was read."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from wasdini.core import terms
from wasdini.core.access import Act
from wasdini.core.stages import Happening
from wasdini.methods import catalogue
from wasdini.methods.catalogue import FindingUnit
from wasdini.methods.labels import codes, label

ENUMERATIONS = {
    "level": terms.Level,
    "classification": terms.Classification,
    "mode": terms.Mode,
    "role": terms.Role,
    "act": Act,
    "election_kind": terms.ElectionKind,
    "stage": terms.StageCode,
    "coordinate": terms.Coordinate,
    "athg": terms.Athg,
    "aspect": terms.Aspect,
    "ladder": terms.Ladder,
    "stability": terms.Stability,
    "happening": Happening,
    "report_kind": terms.ReportKind,
    "report_status": terms.ReportStatus,
    "channel": terms.Channel,
    "checkin_step": terms.CheckinStep,
    "reliability": terms.Reliability,
    "credibility": terms.Credibility,
    "report_outcome": terms.ReportOutcome,
    "forkopimcam_post": terms.ForkopimcamPost,
}

# The stable codes of the contract, copied: a code may be added, never renamed or dropped.
ISSUES = """
supporter_clash polarisation public_order neutrality_tni_polri neutrality_asn neutrality_organiser
logistics_distribution logistics_shortage adhoc_body_readiness tps_site tps_facility local_support_budget
local_support_facility
local_support_personnel disaster signal_blank_spot remote_access near_candidate high_voter_count voter_list
money_politics sara_identity hoax intimidation violence party_determination_protest candidate_registration_euphoria
violation_dispute_rejection campaign_clash tps_riot result_rejection low_turnout security_gap unplanned_event
"""
MEASURES = """
field_monitoring closed_observation clarification referral_forkopimcam early_warning_team rakor routine_meeting
integrated_team intelligence_cooperation circular_compliance prize_draw leave_ban travel_ban turnout_drive
hazard_mapping tps_relocation signal_booster logistics_escort security_deployment supervision
"""
STAGES = """
planning party_registration party_determination voter_list candidate_registration candidate_determination
adhoc_formation campaign logistics quiet_period voting counting recap dispute result_determination inauguration
"""

FINDINGS = """
ballots_short ballots_damaged logistics_missing security_absent kpps_short site_unusable power_out signal_out
access_cut crowd intimidation_seen violence_seen money_seen queue_long
"""


@pytest.mark.parametrize("kind", sorted(ENUMERATIONS))
def test_every_code_of_an_enumeration_has_a_word_and_no_word_is_left_over(kind: str) -> None:
    members = [member.value for member in ENUMERATIONS[kind]]
    assert sorted(codes(kind)) == sorted(members)
    for code in members:
        assert label(kind, code) and label(kind, code, "en")


def test_every_enumeration_of_the_trade_is_worded() -> None:
    declared = {
        name
        for name, member in vars(terms).items()
        if isinstance(member, type) and member.__module__ == terms.__name__ and hasattr(member, "__members__")
    }
    worded = {enumeration.__name__ for enumeration in ENUMERATIONS.values()}
    assert declared <= worded


@pytest.mark.parametrize(
    ("kind", "stable"),
    [("issue", ISSUES), ("measure", MEASURES), ("stage", STAGES), ("finding", FINDINGS)],
)
def test_the_stable_codes_are_there(kind: str, stable: str) -> None:
    assert set(stable.split()) <= set(codes(kind))


def test_an_unknown_code_is_a_defect_and_says_so() -> None:
    with pytest.raises(KeyError):
        label("stage", "pemungutan")


def test_indonesian_words_are_not_english() -> None:
    """A word that is the same in both languages is a name of the State, or was forgotten."""
    same = {
        (kind, code)
        for kind in (*ENUMERATIONS, "issue", "measure", "finding")
        for code in codes(kind)
        if label(kind, code) == label(kind, code, "en")
    }
    assert same == {("role", "admin")}


def test_every_finding_belongs_to_a_known_issue_and_is_told_in_both_languages() -> None:
    for finding in catalogue.findings().values():
        assert finding.issue in codes("issue")
        assert finding.about.id != finding.about.en and finding.name.id != finding.name.en
    counted = [code for code, finding in catalogue.findings().items() if finding.unit is FindingUnit.COUNT]
    assert {"ballots_short", "ballots_damaged", "kpps_short"} <= set(counted)


def test_every_potential_names_known_codes_and_a_source() -> None:
    for potential in catalogue.potentials():
        assert set(potential.issues) <= set(codes("issue")), potential.code
        assert set(potential.measures) <= set(codes("measure")), potential.code
        assert potential.stages and potential.kinds and potential.issues and potential.measures


def test_what_is_only_practice_is_never_shown_as_verified() -> None:
    rows = [*catalogue.potentials()]
    rows += [stage for name in catalogue.schedules() for stage in catalogue.schedule(name).stages]
    assert not [row for row in rows if row.source.tag in {"practice", "derived"} and row.verified]


def test_every_stage_tends_to_bring_something() -> None:
    named = {stage for potential in catalogue.potentials() for stage in potential.stages}
    assert named == set(terms.StageCode)


@pytest.mark.parametrize("name", ["pemilu-2024", "pilkada-2024"])
def test_a_shipped_schedule_is_whole(name: str) -> None:
    schedule = catalogue.schedule(name)
    voting = [row.stage for row in schedule.stages if row.stage.code is terms.StageCode.VOTING]
    assert [stage.starts_on for stage in voting] == [schedule.voting_on]
    for row in schedule.stages:
        dated = row.stage.ends_on is not None
        assert dated != (row.stage.after_happening is not None), row.name.id
        if row.stage.starts_on and row.stage.ends_on:
            assert row.stage.starts_on <= row.stage.ends_on
        if row.stage.after_happening:
            assert (row.stage.within_days is None) != (row.stage.until_happening is None)


def test_the_quiet_period_fills_the_gap_between_campaign_and_voting() -> None:
    for name in catalogue.schedules():
        by_code = {row.stage.code: row.stage for row in catalogue.schedule(name).stages}
        campaign, quiet = by_code[terms.StageCode.CAMPAIGN], by_code[terms.StageCode.QUIET_PERIOD]
        assert campaign.ends_on and quiet.ends_on
        assert quiet.starts_on == campaign.ends_on + timedelta(days=1)
        assert quiet.ends_on == catalogue.schedule(name).voting_on - timedelta(days=1)


def test_where_sources_say_three_and_five_days_five_is_shipped_unverified() -> None:
    rules = [row for row in catalogue.schedule("pilkada-2024").stages if row.stage.within_days == 5]
    assert len(rules) == 2
    assert not any(row.verified for row in rules)
    assert [publication.tag for publication in rules[0].conflicts] == ["balipost"]
    assert rules[0].note and re.search("3 hari", rules[0].note.id)


def test_the_latest_schedule_comes_first() -> None:
    assert catalogue.schedules() == ("pilkada-2024", "pemilu-2024")
    assert catalogue.schedule("pilkada-2024").voting_on == date(2024, 11, 27)


def test_a_name_that_is_no_schedule_is_refused_even_when_it_looks_like_a_path() -> None:
    for name in ("pemilu-1955", "../terms", ""):
        with pytest.raises(KeyError):
            catalogue.schedule(name)
