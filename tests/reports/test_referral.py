"""A report is handed to the posts of its kecamatan, who read what they may, acknowledge and answer."""

from __future__ import annotations

import pytest

from tests.cast import KECAMATAN, NEIGHBOUR, SIBLING, Cast, make_user
from tests.custody.samples import keys_of
from tests.reports.samples import send
from tests.reports.test_desk import LATER, code_of, standing, touch
from wasdini.accounts.queries import actor_of
from wasdini.core.access import Act, NotAllowed, NotVisible
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.journal.models import Entry
from wasdini.places.models import Import
from wasdini.reports.models import Referral, Step
from wasdini.reports.operations_asking import acknowledge_referral, answer_referral, refer_report
from wasdini.reports.operations_desk import write_twin
from wasdini.reports.queries_desk import referrals

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_a_referral_is_acknowledged_answered_and_the_report_comes_back(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    refer_report(cast.verifikator.actor, touch(report_id), ("camat", "kapolsek"), area=KECAMATAN, note="mohon dicek")
    assert standing(report_id).status == "referred"
    cards = referrals(cast.camat.actor)
    assert {card.post for card in cards} == {"camat", "kapolsek"} and cards[0].shown.startswith("Dua orang")
    acknowledge_referral(cast.camat.actor, cards[0].referral_id, at=LATER)
    answer_referral(cast.camat.actor, cards[0].referral_id, "Sudah didatangi.", at=LATER)
    assert standing(report_id).status == "referred"  # one post has not answered
    answer_referral(cast.camat.actor, cards[1].referral_id, "Sudah dijaga.", at=LATER)
    assert standing(report_id).status == "received"
    verbs = list(Step.objects.order_by("version").values_list("verb", flat=True))
    assert verbs == ["received", "refer_report", "acknowledge_referral", "answer_referral", "answer_referral"]
    assert Entry.objects.filter(act="answer_referral", actor_id=cast.camat.user.pk).count() == 2
    assert not referrals(cast.camat.actor) and len(referrals(cast.camat.actor, answered=True)) == 2


@pytest.mark.both
def test_a_referral_is_acknowledged_and_answered_once(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=KECAMATAN)
    referral = Referral.objects.get().pk
    acknowledge_referral(cast.camat.actor, referral, at=LATER)
    with pytest.raises(InputRefused) as refused:
        acknowledge_referral(cast.camat.actor, referral, at=LATER)
    assert code_of(refused) == "referral_acknowledged_already" and refused.value.problems[0].params == {"who": "camat"}
    answer_referral(cast.camat.actor, referral, "Selesai.", at=LATER)
    with pytest.raises(InputRefused) as refused:
        answer_referral(cast.camat.actor, referral, "Lagi.", at=LATER)
    assert code_of(refused) == "referral_answered_already"


def test_only_the_kecamatan_it_was_referred_to_sees_it(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=KECAMATAN)
    other = actor_of(make_user("camat-bukit", Role.CAMAT, (SIBLING,), Classification.TERBATAS))
    assert other and not referrals(other)
    with pytest.raises(NotVisible):
        acknowledge_referral(other, Referral.objects.get().pk, at=LATER)
    for name in ("petugas", "verifikator", "kaban"):
        with pytest.raises(NotAllowed) as refused:
            referrals(cast[name].actor)
        assert refused.value.args == (Act.ANSWER_REFERRAL,)


def test_a_report_goes_to_its_own_kecamatan_and_no_other(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    for area in (SIBLING, NEIGHBOUR, "99.01", "99.01.01.2001", "99.01.77"):
        with pytest.raises(InputRefused) as refused:
            refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=area)
        assert code_of(refused) == "desk_referral_area"


def test_what_a_camat_may_not_read_is_referred_by_its_twin_alone(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    covert = send(cast.petugas.actor, mode="closed").report_id
    secret = send(cast.petugas.actor, classification="rahasia").report_id
    for report_id in (covert, secret):
        with pytest.raises(InputRefused) as refused:
            refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=KECAMATAN)
        assert code_of(refused) == "desk_referral_needs_twin"
        write_twin(cast.verifikator.actor, touch(report_id), "Ada tekanan pada petugas TPS.", "terbatas")
        refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=KECAMATAN)
    assert {card.shown for card in referrals(cast.camat.actor)} == {"Ada tekanan pada petugas TPS."}


def test_the_same_post_is_not_asked_twice_at_once(cast: Cast, regions: Import) -> None:
    report_id = send(cast.petugas.actor).report_id
    refer_report(cast.verifikator.actor, touch(report_id), ("camat",), area=KECAMATAN)
    with pytest.raises(InputRefused) as refused:
        refer_report(cast.verifikator.actor, touch(report_id), ("danramil", "camat"), area=KECAMATAN)
    assert code_of(refused) == "desk_referred_already" and Referral.objects.count() == 1
