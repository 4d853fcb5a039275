"""Reports of one event are laid together and taken apart again; nothing of them is lost, and no class is lowered."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOW, TPS, Cast
from tests.custody.samples import keys_of
from tests.reports.samples import send
from tests.reports.test_desk import LATER, code_of, standing, touch
from wasdini.core.access import NotVisible
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification
from wasdini.journal.models import Entry
from wasdini.places.models import Import
from wasdini.reports.models import Incident, Report, Standing, Step, Words
from wasdini.reports.operations_desk import GradeForm, Revision, grade_report, revise_report
from wasdini.reports.operations_merging import merge_reports, split_report, undo_merge
from wasdini.reports.queries_incidents import incident_page

pytestmark = pytest.mark.django_db


def versions(*report_ids: uuid.UUID) -> dict[uuid.UUID, int]:
    return {report_id: standing(report_id).version for report_id in report_ids}


def together() -> set[frozenset[uuid.UUID]]:
    """Who lies with whom now."""
    groups: dict[uuid.UUID, set[uuid.UUID]] = {}
    for one in Standing.objects.select_related("report").exclude(incident=None):
        assert one.incident_id
        groups.setdefault(one.incident_id, set()).add(one.report.report_id)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.both
def test_a_merge_is_one_line_and_a_step_for_each_report_and_the_originals_stay(cast: Cast, regions: Import) -> None:
    one, other = (send(cast.petugas.actor, text=text).report_id for text in ("Ada ancaman.", "Ancaman di TPS."))
    incident = merge_reports(cast.verifikator.actor, versions(one, other), at=LATER, reason="tempat dan jam sama")
    assert together() == {frozenset({one, other})}
    assert Entry.objects.filter(act="merge_reports").count() == 1
    assert Step.objects.filter(verb="merge_reports", reason="tempat dan jam sama").count() == 2
    assert {words.text for words in Words.objects.all()} == {"Ada ancaman.", "Ancaman di TPS."}
    assert Incident.objects.get(pk=incident).path == "99.01.01.2001.001"


@pytest.mark.both
def test_undo_puts_every_report_back_where_it_was(cast: Cast, regions: Import) -> None:
    a, b, c, d = (send(cast.petugas.actor).report_id for _ in range(4))
    merge_reports(cast.verifikator.actor, versions(a, b), at=LATER)
    merge_reports(cast.verifikator.actor, versions(c, d), at=LATER)
    merge_reports(cast.verifikator.actor, versions(a, c), at=LATER)
    assert together() == {frozenset({a, b, c, d})}
    undo_merge(cast.verifikator.actor, touch(d))
    assert together() == {frozenset({a, b}), frozenset({c, d})}


def test_undo_is_refused_when_something_was_done_since(cast: Cast, regions: Import) -> None:
    one, other = (send(cast.petugas.actor).report_id for _ in range(2))
    merge_reports(cast.verifikator.actor, versions(one, other), at=LATER)
    revise_report(cast.verifikator.actor, touch(other), Revision(urgency=5))
    for report_id in (one, other):
        with pytest.raises(InputRefused) as refused:
            undo_merge(cast.verifikator.actor, touch(report_id))
        assert code_of(refused) == "desk_merge_gone"
    assert together() == {frozenset({one, other})}


def test_a_stale_merge_moves_nothing(cast: Cast, regions: Import) -> None:
    one, other = (send(cast.petugas.actor).report_id for _ in range(2))
    seen = versions(one, other)
    grade = GradeForm(reliability="b", credibility="2", facts="Benar.")
    grade_report(cast.analis.actor, touch(other), grade)
    with pytest.raises(InputRefused) as refused:
        merge_reports(cast.verifikator.actor, seen, at=LATER)
    assert code_of(refused) == "desk_changed_since"
    assert not together() and not Incident.objects.exists() and not Entry.objects.filter(act="merge_reports").exists()


def test_a_report_that_one_may_not_see_is_neither_merged_nor_brought_along(cast: Cast, regions: Import) -> None:
    one, other, above = (
        send(cast.petugas.actor, classification=rank).report_id for rank in ("biasa", "biasa", "sangat_rahasia")
    )
    with pytest.raises(NotVisible):
        merge_reports(cast.verifikator.actor, versions(one, above), at=LATER)
    merge_reports(cast.kaban.actor, versions(other, above), at=LATER)
    with pytest.raises(NotVisible):
        merge_reports(cast.verifikator.actor, versions(one, other), at=LATER)
    assert together() == {frozenset({other, above})}


@pytest.mark.both
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_merging_and_undoing_come_back_to_where_they_began(cast: Cast, regions: Import, data: st.DataObject) -> None:
    made = [send(cast.petugas.actor).report_id for _ in range(5)]
    mine = lambda: {group for group in together() if group & set(made)}  # noqa: E731
    for _ in range(data.draw(st.integers(0, 3))):
        pair = data.draw(st.permutations(made))[:2]
        try:
            merge_reports(cast.verifikator.actor, versions(*pair), at=LATER)
        except InputRefused as refused:
            assert refused.problems[0].code == "desk_merged_already"
    before, originals = mine(), sorted(Report.objects.values_list("report_id", "sha256"))
    pair = data.draw(st.permutations(made))[:2]
    known = {standing(one).incident_id for one in pair}
    try:
        merge_reports(cast.verifikator.actor, versions(*pair), at=LATER)
    except InputRefused:
        assert len(known) == 1
        return
    merged = mine()
    assert any(set(pair) <= group for group in merged)
    undo_merge(cast.verifikator.actor, touch(data.draw(st.sampled_from(pair))))
    assert mine() == before
    assert sorted(Report.objects.values_list("report_id", "sha256")) == originals


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ranks=st.lists(st.sampled_from(list(Classification)), min_size=2, max_size=5))
def test_an_incident_is_never_classed_below_any_of_its_reports(
    cast: Cast, regions: Import, ranks: list[Classification]
) -> None:
    made = [send(cast.petugas.actor, classification=rank.value).report_id for rank in ranks]
    incident = merge_reports(cast.kaban.actor, versions(*made), at=LATER)
    page = incident_page(cast.kaban.actor, incident)
    assert page.classification.rank == max(rank.rank for rank in ranks)
    split_report(cast.kaban.actor, touch(made[0]))
    left = [rank for rank in ranks[1:]]
    assert incident_page(cast.kaban.actor, incident).classification.rank == max(rank.rank for rank in left)
    if max(rank.rank for rank in left) > Classification.RAHASIA.rank:
        with pytest.raises(NotVisible):
            incident_page(cast.verifikator.actor, incident)


def test_one_person_with_two_reports_is_one_source_and_a_covert_one_without_pseudonym_counts_once(
    cast: Cast, regions: Import
) -> None:
    keys_of(cast)
    made = [send(cast.petugas.actor).report_id for _ in range(2)]
    made += [send(cast.camat.actor, tps_code=TPS).report_id]
    made += [send(cast.petugas.actor, mode="closed").report_id for _ in range(2)]
    incident = merge_reports(cast.kaban.actor, versions(*made), at=LATER)
    sources = incident_page(cast.kaban.actor, incident).sources
    assert (sources.reports, sources.named, sources.covert) == (5, 2, 1)
    assert NOW < LATER
