"""Two people, one source: every path of one person alone is refused, and a success leaves exactly one line."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from nacl.public import PrivateKey

from tests.cast import KABUPATEN, KECAMATAN, NOW, Cast, make_user
from tests.custody.samples import IDENTITY, Keys, key_of, keys_of, pair_of, sealed_report
from wasdini.accounts import queries as accounts
from wasdini.core.access import Actor, NotAllowed, NotVisible
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.custody import envelopes, operations_unmask, queries_desk
from wasdini.custody.models import Envelope, HandedBox, UnmaskRequest, UnmaskStep
from wasdini.custody.unmasking import State
from wasdini.journal.models import Entry

pytestmark = pytest.mark.both
REASON, BASIS = "Nyawa sumber terancam; perlu dilindungi malam ini.", "Perintah tertulis Nomor 12/2024"
HOUR = timedelta(hours=1)


@dataclass
class Case:
    """One sealed report, the people around it, and a request the head of the office has made."""

    cast: Cast
    keys: Keys
    report: UUID
    request: UUID

    def ask(self, by: str = "kaban", report: UUID | None = None, at: datetime = NOW) -> UUID:
        actor = self.cast[by].actor
        return operations_unmask.ask_unmasking(actor, report or self.report, reason=REASON, legal_basis=BASIS, at=at)

    def inner_box(self, report: UUID | None = None) -> bytes:
        """What the first custodian takes out, on the own machine."""
        record = f"report:{report or self.report}"
        row = Envelope.objects.filter(record=record).latest("generation")
        return envelopes.open_outer(record, bytes(row.ciphertext), bytes(self.keys.outer)).box

    def hand_over(self, by: str | Actor = "kustodian1", *, box: bytes | None = None, at: datetime = NOW) -> None:
        actor = by if isinstance(by, Actor) else self.cast[by].actor
        operations_unmask.hand_over_inner_box(actor, self.request, box or self.inner_box(), at=at)

    def open(self, by: str | Actor = "kustodian2", at: datetime = NOW) -> None:
        actor = by if isinstance(by, Actor) else self.cast[by].actor
        operations_unmask.open_identity(actor, self.request, at=at)

    def seen_by(self, by: str, at: datetime = NOW) -> dict[str, str]:
        """What the second custodian reads on the own screen."""
        page = queries_desk.request_page(self.cast[by].actor, self.request, at=at)
        box = base64.b64decode(page.box)
        return envelopes.open_inner(page.record, box, bytes(self.keys.inner))


@pytest.fixture
def case(cast: Cast) -> Case:
    case = Case(cast, keys_of(cast), UUID(int=0), UUID(int=0))
    case.report = sealed_report()
    case.request = case.ask()
    return case


def lines(verb: str) -> int:
    return Entry.objects.filter(act=verb).count()


def test_two_custodians_open_one_source_and_one_line_says_so(case: Case) -> None:
    case.hand_over()
    case.open()
    assert case.seen_by("kustodian2") == IDENTITY
    assert lines("open_identity") == 1
    line = Entry.objects.get(act="open_identity")
    assert (line.subject_id, line.actor_id) == (str(case.report), case.cast.kustodian2.user.pk)
    assert line.content_digest == Envelope.objects.get().digest


def test_the_other_custodian_is_told_until_the_news_is_noted(case: Case) -> None:
    case.hand_over()
    assert not queries_desk.desk(case.cast.kustodian1.actor, at=NOW).news
    case.open()
    news = queries_desk.desk(case.cast.kustodian1.actor, at=NOW).news
    assert [card.request_id for card in news] == [case.request]
    operations_unmask.note_opening(case.cast.kustodian1.actor, case.request, at=NOW)
    assert not queries_desk.desk(case.cast.kustodian1.actor, at=NOW).news


def test_the_box_is_there_for_one_hour_and_then_gone(case: Case) -> None:
    case.hand_over()
    case.open()
    later = NOW + HOUR
    assert case.seen_by("kustodian2", at=later - timedelta(seconds=1)) == IDENTITY
    assert queries_desk.request_page(case.cast.kustodian2.actor, case.request, at=later).box == ""
    assert operations_unmask.forget_handed_boxes(later) == 1
    assert not HandedBox.objects.exists()


def test_nobody_but_the_one_whose_turn_it_is_is_given_a_box(case: Case) -> None:
    boxes = {name: queries_desk.request_page(case.cast[name].actor, case.request, at=NOW).box for name in HALVES}
    assert boxes["kustodian1"]
    assert not boxes["kustodian2"]
    case.hand_over()
    boxes = {name: queries_desk.request_page(case.cast[name].actor, case.request, at=NOW).box for name in HALVES}
    assert boxes == {"kustodian1": "", "kustodian2": ""}


HALVES = ("kustodian1", "kustodian2")


# ------------------------------------------------ every way in which one person might do it alone


def one_more(cast: Cast, name: str, role: Role) -> Actor:
    user = make_user(name, role, (KABUPATEN,), Classification.SANGAT_RAHASIA)
    actor = accounts.actor_of(user, second_factor=True)
    assert actor
    return actor


def first_custodian_does_both(case: Case) -> None:
    case.hand_over()
    case.open("kustodian1")


def second_custodian_does_both(case: Case) -> None:
    case.hand_over("kustodian2")


def second_custodian_goes_first(case: Case) -> None:
    case.open("kustodian2")


def requester_takes_the_first_half(case: Case) -> None:
    case.hand_over("kaban")


def requester_takes_the_second_half(case: Case) -> None:
    case.hand_over()
    case.open("kaban")


def requester_was_made_a_custodian_meanwhile(case: Case) -> None:
    case.hand_over(replace(case.cast.kaban.actor, role=Role.KUSTODIAN))


def a_custodian_was_made_the_head_and_asks(case: Case) -> None:
    actor = replace(case.cast.kustodian1.actor, role=Role.KABAN)
    operations_unmask.ask_unmasking(actor, case.report, reason=REASON, legal_basis=BASIS, at=NOW + 80 * HOUR)


def a_custodian_asks(case: Case) -> None:
    case.ask("kustodian1")


def the_admin_asks(case: Case) -> None:
    case.ask("admin")


def the_admin_takes_a_half(case: Case) -> None:
    case.hand_over("admin")


def a_third_custodian_takes_the_first_half(case: Case) -> None:
    case.hand_over(one_more(case.cast, "kustodian3", Role.KUSTODIAN))


def a_third_custodian_takes_the_second_half(case: Case) -> None:
    case.hand_over()
    case.open(one_more(case.cast, "kustodian3", Role.KUSTODIAN))


def the_first_half_is_replayed(case: Case) -> None:
    case.hand_over()
    case.hand_over()


def the_second_half_is_replayed(case: Case) -> None:
    case.hand_over()
    case.open()
    case.open()


def an_approval_is_replayed_on_another_request(case: Case) -> None:
    """The box of one report handed over under the request for another."""
    case.hand_over()
    case.open()
    other = sealed_report()
    replayed = case.inner_box()
    case.request = case.ask(report=other, at=NOW + HOUR)
    case.hand_over(box=replayed, at=NOW + HOUR)


def the_first_half_comes_too_late(case: Case) -> None:
    case.hand_over(at=NOW + 72 * HOUR)


def the_second_half_comes_too_late(case: Case) -> None:
    case.hand_over()
    case.open(at=NOW + 72 * HOUR)


def resealed(case: Case) -> None:
    row = Envelope.objects.get(record=f"report:{case.report}")
    publics = [bytes(key.public_key) for key in (case.keys.outer, case.keys.inner)]
    fresh = envelopes.seal(row.record, {"name": "orang lain"}, *publics)
    row.pk, row.generation = None, 2
    row.ciphertext, row.digest, row.inner_digest = fresh.ciphertext, fresh.digest, fresh.inner_digest
    row.save(force_insert=True)


def the_target_changes_before_the_first_half(case: Case) -> None:
    box = case.inner_box()
    resealed(case)
    case.hand_over(box=box)


def the_target_changes_before_the_second_half(case: Case) -> None:
    case.hand_over()
    resealed(case)
    case.open()


def the_first_custodian_hands_over_a_box_of_another_report(case: Case) -> None:
    case.hand_over(box=case.inner_box(sealed_report()))


def the_first_custodian_hands_over_a_box_of_own_making(case: Case) -> None:
    forged = envelopes.seal(
        f"report:{case.report}", IDENTITY, bytes(case.keys.outer.public_key), bytes(case.keys.outer.public_key)
    )
    inner = envelopes.open_outer(forged.record, forged.ciphertext, bytes(case.keys.outer))
    case.hand_over(box=inner.box)


def a_declined_request_goes_on(case: Case) -> None:
    operations_unmask.decline_unmasking(case.cast.kustodian2.actor, case.request, "tidak ada dasar", at=NOW)
    case.hand_over()


def it_is_opened_after_the_second_custodian_declined(case: Case) -> None:
    case.hand_over()
    operations_unmask.decline_unmasking(case.cast.kustodian2.actor, case.request, "tidak ada dasar", at=NOW)
    case.open()


def many_at_once(case: Case) -> None:
    case.ask(report=sealed_report())


def without_a_second_factor(case: Case) -> None:
    case.hand_over(replace(case.cast.kustodian1.actor, second_factor=False))


def the_head_without_a_second_factor(case: Case) -> None:
    actor = replace(case.cast.kaban.actor, second_factor=False)
    operations_unmask.ask_unmasking(actor, case.report, reason=REASON, legal_basis=BASIS, at=NOW + 80 * HOUR)


def without_a_reason(case: Case) -> None:
    operations_unmask.ask_unmasking(
        case.cast.kaban.actor, case.report, reason="perlu", legal_basis="", at=NOW + 80 * HOUR
    )


def one_person_holds_both_keys(case: Case) -> None:
    with transaction.atomic():
        pair_of(case.cast.kustodian1.user, case.cast.kustodian1.user)


def a_report_that_is_not_there(case: Case) -> None:
    case.ask(report=uuid4(), at=NOW + 80 * HOUR)


def a_head_of_another_regency(case: Case) -> None:
    actor = replace(case.cast.kaban.actor, areas=("99.02",))
    operations_unmask.ask_unmasking(actor, case.report, reason=REASON, legal_basis=BASIS, at=NOW + 80 * HOUR)


ALONE: dict[Callable[[Case], None], str] = {
    first_custodian_does_both: "unmask_not_your_half",
    second_custodian_does_both: "unmask_not_your_half",
    second_custodian_goes_first: "unmask_order",
    requester_takes_the_first_half: "NotAllowed",
    requester_takes_the_second_half: "NotAllowed",
    requester_was_made_a_custodian_meanwhile: "unmask_same_person",
    a_custodian_was_made_the_head_and_asks: "unmask_same_person",
    a_custodian_asks: "NotAllowed",
    the_admin_asks: "NotAllowed",
    the_admin_takes_a_half: "NotAllowed",
    a_third_custodian_takes_the_first_half: "unmask_not_your_half",
    a_third_custodian_takes_the_second_half: "unmask_not_your_half",
    the_first_half_is_replayed: "unmask_order",
    the_second_half_is_replayed: "unmask_done",
    an_approval_is_replayed_on_another_request: "unmask_box_wrong",
    the_first_half_comes_too_late: "unmask_expired",
    the_second_half_comes_too_late: "unmask_expired",
    the_target_changes_before_the_first_half: "unmask_target_changed",
    the_target_changes_before_the_second_half: "unmask_target_changed",
    the_first_custodian_hands_over_a_box_of_another_report: "unmask_box_wrong",
    the_first_custodian_hands_over_a_box_of_own_making: "unmask_box_wrong",
    a_declined_request_goes_on: "unmask_done",
    it_is_opened_after_the_second_custodian_declined: "unmask_done",
    many_at_once: "unmask_one_at_a_time",
    without_a_second_factor: "NotAllowed",
    the_head_without_a_second_factor: "NotAllowed",
    without_a_reason: "unmask_reason_short",
    one_person_holds_both_keys: "IntegrityError",
    a_report_that_is_not_there: "NotVisible",
    a_head_of_another_regency: "NotVisible",
}
ONCE_OPENED = {"the_second_half_is_replayed", "an_approval_is_replayed_on_another_request"}


@pytest.mark.parametrize("path", ALONE, ids=lambda path: path.__name__)
def test_a_path_of_one_person_ends_in_a_refusal(case: Case, path: Callable[[Case], None]) -> None:
    """Refused, and for the reason that is meant: a refusal for another one would hide a hole."""
    with pytest.raises((InputRefused, NotAllowed, NotVisible, DatabaseError)) as refused:
        path(case)
    assert ALONE[path] in f"{type(refused.value).__name__} {refused.value}"
    assert lines("open_identity") == (1 if path.__name__ in ONCE_OPENED else 0)


def test_requests_and_steps_are_never_changed(case: Case) -> None:
    case.hand_over()
    for statement in (
        lambda: UnmaskRequest.objects.update(expires_at=NOW + 9999 * HOUR),
        lambda: UnmaskRequest.objects.update(requester=case.cast.admin.user),
        lambda: UnmaskStep.objects.update(user=case.cast.admin.user),
        lambda: UnmaskStep.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_a_custodian_who_left_is_said_to_be_gone(case: Case) -> None:
    case.cast.kustodian2.user.is_active = False
    case.cast.kustodian2.user.save()
    with pytest.raises(InputRefused, match="unmask_custodian_gone"):
        case.ask(at=NOW + 80 * HOUR)


def test_a_declined_request_says_why(case: Case) -> None:
    operations_unmask.decline_unmasking(case.cast.kustodian1.actor, case.request, "Tidak ada dasar hukum.", at=NOW)
    page = queries_desk.request_page(case.cast.kustodian2.actor, case.request, at=NOW)
    assert (page.card.state, page.card.declined_words) == (State.DECLINED, "Tidak ada dasar hukum.")
    assert case.ask(at=NOW)


def test_a_second_key_of_one_custodian_does_not_make_two_people(case: Case) -> None:
    key_of(case.cast.kustodian1.user, PrivateKey.generate())
    with pytest.raises(InputRefused, match="unmask_not_your_half"):
        case.hand_over()
        case.open("kustodian1")


def test_a_request_of_another_area_is_not_there(case: Case) -> None:
    far = replace(case.cast.kustodian1.actor, areas=("99.02",))
    assert KECAMATAN.startswith(KABUPATEN)
    with pytest.raises(NotVisible):
        queries_desk.request_page(far, case.request, at=NOW)
    with pytest.raises(NotVisible):
        case.hand_over(far)
