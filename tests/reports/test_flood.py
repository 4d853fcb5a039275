"""Twenty bought accounts flood the real intake for an hour; what is true and urgent is still read in minutes.

Scaled from C12 of the threat model (20 × 200) to what a suite can afford; `WASDINI_FLOOD=200` is the whole of it. The
same simulation over pure rules, with its curve, is in `tests/core/test_triage.py`.
"""

from __future__ import annotations

import os
import random
import uuid
from datetime import timedelta

import pytest

from tests.cast import KECAMATAN, NOW, Cast, make_user
from tests.faults.house import say
from tests.reports.samples import send
from wasdini.accounts import queries as accounts
from wasdini.core.access import Actor
from wasdini.core.terms import Classification, ReportOutcome, ReportStatus, Role
from wasdini.places.models import Import
from wasdini.reports.models import Report, Standing, Step, Tally
from wasdini.reports.ordering import push_back

EACH = int(os.environ.get("WASDINI_FLOOD", "50"))
FLOODERS, HONEST, TRUE = 20, 40, 30
VERIFIERS, MINUTES_A_REPORT = 3, 1.0

pytestmark = pytest.mark.django_db


def officers(names: str, count: int) -> list[Actor]:
    found = []
    for number in range(count):
        user = make_user(f"{names}{number}", Role.PETUGAS, (KECAMATAN,), Classification.BIASA)
        actor = accounts.actor_of(user)
        assert actor is not None
        found.append(actor)
    return found


Filed = tuple[float, int, Actor, str]  # minute, number of the incident (-1: a lie), sender, urgency and ladder


def hour_of_flood(dice: random.Random) -> list[Filed]:
    """Every lie at the highest urgency and the highest step of the ladder; one to three officers see what is true."""
    filed: list[Filed] = [
        (dice.uniform(0, 60), -1, liar, "5 nyata") for liar in officers("banjir", FLOODERS) for _ in range(EACH)
    ]
    honest = officers("jujur", HONEST)
    for number in range(TRUE):
        at, said = dice.uniform(0, 55), f"{dice.randrange(3, 6)} {dice.choice(('ambang', 'nyata'))}"
        for officer in dice.sample(honest, dice.randrange(1, 4)):
            filed.append((at + dice.expovariate(1 / 3), number, officer, said))
    return sorted(filed, key=lambda one: one[0])


class Desk:
    """Verifiers who always read what stands first, and recognise a lie when they read it."""

    def __init__(self) -> None:
        self.free, self.began, self.waits = [0.0] * VERIFIERS, {}, {}  # type: ignore[var-annotated]

    def work_until(self, minute: float, filed: dict[uuid.UUID, Filed]) -> None:
        while (now := min(self.free)) < minute:
            waiting = Standing.objects.filter(status__in=["received", "quarantined"]).select_related("report")
            first = waiting.order_by("-priority").first()
            who = self.free.index(now)
            if first is None:
                self.free[who] = minute
                continue
            self.free[who] = now + MINUTES_A_REPORT
            _, incident, sender, _ = filed[first.report.report_id]
            outcome = ReportOutcome.FALSE if incident < 0 else ReportOutcome.CONFIRMED
            Standing.objects.filter(pk=first.pk).update(status="closed", outcome=outcome)
            if incident < 0:
                push_back(sender.user_id or 0)
            elif incident not in self.waits:
                self.waits[incident] = now - self.began[incident]


@pytest.mark.slow
def test_a_flood_holds_up_nothing_that_is_true_and_urgent(cast: Cast, regions: Import) -> None:
    hour, start = hour_of_flood(random.Random(5)), NOW.replace(minute=0)
    filed: dict[uuid.UUID, Filed] = {}
    desk = Desk()
    for one in hour:
        minute, incident, sender, said = one
        desk.work_until(minute, filed)
        urgency, ladder = said.split()
        receipt = send(
            sender,
            at=start + timedelta(minutes=minute),
            urgency=int(urgency),
            ladder=ladder,
            text=f"Pukul {minute:.9f}",
        )
        filed[receipt.report_id] = one
        desk.began.setdefault(incident, minute)
    desk.work_until(180, filed)
    assert Report.objects.count() == len(hour) == Standing.objects.count(), "held is never dropped"
    held = set(
        Step.objects.filter(verb="received", after__status="quarantined").values_list("report__report_id", flat=True)
    )
    true_held = [one for one in held if filed[one][1] >= 0]
    waits = sorted(desk.waits.values())
    p95 = waits[int(len(waits) * 0.95)]
    say(
        test="flood", false_reports=FLOODERS * EACH, true_incidents=TRUE, held=len(held), true_held=len(true_held),
        dropped=0, true_read=len(waits), p95_wait_min=round(p95, 1), max_wait_min=round(max(waits), 1),
        verifiers=VERIFIERS,
    )  # fmt: skip
    assert held, "nothing was held: the flood was none"
    assert not true_held
    assert len(waits) == TRUE and p95 <= 10


def test_who_was_found_false_three_times_is_watched(cast: Cast, regions: Import) -> None:
    for _ in range(3):
        send(cast.petugas.actor, at=NOW - timedelta(days=2))
    Standing.objects.update(outcome=ReportOutcome.FALSE)
    statuses = []
    for number in range(5):
        receipt = send(cast.petugas.actor, at=NOW, text=f"Lagi {number}")
        statuses.append(Standing.objects.get(report__report_id=receipt.report_id).status)
    assert statuses == ["received"] * 3 + ["quarantined"] * 2


def test_a_closed_report_under_an_account_is_counted_nowhere_that_stays(cast: Cast, regions: Import) -> None:
    from tests.custody.samples import keys_of

    keys_of(cast)
    for number in range(12):
        send(cast.petugas.actor, mode="closed", urgency=5, text=f"Tertutup {number}")
    assert not Tally.objects.exists()
    assert Standing.objects.filter(status=ReportStatus.QUARANTINED).count() == 4, "the limit holds all the same"
