"""Five phones, a bad network and wrong clocks: whatever is lost, doubled, late or split, each report is there once.

Hypothesis writes the story and shrinks it when it breaks. Every story runs against the real operations and database,
inside a savepoint. `WASDINI_SEQUENCES=10000` makes it long (`make bench`, `make soak`).
"""

from __future__ import annotations

import hashlib
import os
import random
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from argon2 import PasswordHasher
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.cast import NOW, TPS, Cast
from tests.custody.samples import keys_of
from tests.reports.samples import announced, body, parsed, photo
from wasdini.core.access import Actor
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Channel
from wasdini.journal.models import Entry
from wasdini.journal.queries import verify_chain
from wasdini.places.models import Import
from wasdini.reports import likeness, queries, shelves
from wasdini.reports.models import Attachment, Conflict, Report, Standing, Step, Words
from wasdini.reports.operations import Arrival, Receipt, ReportConflict, accept_report
from wasdini.reports.operations_attachments import Chunk, WrongOffset, progress_of, receive_chunk, receive_whole

SEQUENCES = int(os.environ.get("WASDINI_SEQUENCES", "2000"))
PHONES, STEPS = 5, 9
PHOTOS = [photo(seed) for seed in range(6)]
FATES = st.sampled_from(["arrives", "arrives", "request lost", "reply lost", "twice", "late"])


@dataclass
class Draft:
    """One report as its phone keeps it."""

    report_id: uuid.UUID
    content: bytes
    closed: bool
    file: bytes = b""
    receipt: Receipt | None = None
    believed_offset: int = 0
    file_done: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.file).hexdigest()


@dataclass
class Office:
    """What must be true of the server, by the rules of the contract alone."""

    first_bytes: dict[uuid.UUID, bytes] = field(default_factory=dict)
    receipts: dict[uuid.UUID, tuple[str, str]] = field(default_factory=dict)
    others: dict[uuid.UUID, set[bytes]] = field(default_factory=dict)


class Sync(RuleBasedStateMachine):
    actor: Actor
    journal_before: int = 0

    def __init__(self) -> None:
        super().__init__()
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()
        self.drafts: list[Draft] = []
        self.late: list[tuple[Draft, bytes]] = []
        self.office, self.now = Office(), NOW
        self.skews = [timedelta(0)] * PHONES
        self.dice = random.Random(1)

    @rule(
        phone=st.integers(0, PHONES - 1),
        years=st.integers(-12, 12),
        zone=st.sampled_from(["+07:00", "+09:00", "Z", ""]),
    )
    def clock_goes_wrong(self, phone: int, years: int, zone: str) -> None:
        self.skews[phone] = timedelta(days=365 * years)
        self._zone = zone

    @rule(
        phone=st.integers(0, PHONES - 1), closed=st.integers(0, 5), with_photo=st.integers(0, 6), n=st.integers(0, 99)
    )
    def writes(self, phone: int, closed: int, with_photo: int, n: int) -> None:
        file = PHOTOS[with_photo] if with_photo < len(PHOTOS) else b""
        moment = (NOW.replace(tzinfo=None) + self.skews[phone]).isoformat() + getattr(self, "_zone", "+07:00")
        content = body(
            mode="closed" if closed == 0 else "open", occurred_at=moment, text=f"Cerita {phone} {n}",
            attachments=[announced(file)] if file else None, tps_code=TPS,
        )  # fmt: skip
        self.drafts.append(Draft(uuid.UUID(int=self.dice.getrandbits(128), version=4), content, closed == 0, file))

    @rule(which=st.integers(0, 99), fate=FATES)
    def sends(self, which: int, fate: str) -> None:
        if not self.drafts:
            return
        draft = self.drafts[which % len(self.drafts)]
        if fate == "late":
            self.late.append((draft, draft.content))
        elif fate != "request lost":
            for _ in range(2 if fate == "twice" else 1):
                receipt = self._arrives(draft.report_id, draft.content)
                if fate != "reply lost":
                    draft.receipt = receipt or draft.receipt

    @rule(which=st.integers(0, 99))
    def what_was_late_arrives(self, which: int) -> None:
        if self.late:
            draft, content = self.late.pop(which % len(self.late))
            self._arrives(draft.report_id, content)

    @rule(which=st.integers(0, 99), n=st.integers(0, 2), late=st.booleans())
    def same_id_other_bytes(self, which: int, n: int, late: bool) -> None:
        if not self.drafts:
            return
        draft = self.drafts[which % len(self.drafts)]
        content = body(mode="closed" if draft.closed else "open", text=f"Versi lain {n}", tps_code=TPS)
        if late:
            self.late.append((draft, content))
        else:
            self._arrives(draft.report_id, content)

    @rule(which=st.integers(0, 99), size=st.integers(1, 4000), fate=FATES)
    def sends_a_piece(self, which: int, size: int, fate: str) -> None:
        draft = self._with_file(which)
        if draft is None or fate in {"request lost", "late"}:
            return
        for _ in range(2 if fate == "twice" else 1):
            self._piece(draft, size, reply=fate != "reply lost")

    @rule(which=st.integers(0, 99), fate=FATES)
    def sends_the_whole_file(self, which: int, fate: str) -> None:
        draft = self._with_file(which)
        if draft is not None and fate not in {"request lost", "late"}:
            for _ in range(2 if fate == "twice" else 1):
                self._whole(draft)

    @rule(which=st.integers(0, 99))
    def sends_other_bytes_as_the_file(self, which: int) -> None:
        """A file that was damaged on the way is not taken, and leaves nothing behind."""
        draft = self._with_file(which)
        if draft is None or draft.file_done:
            return
        hurt = draft.file[:-1] + bytes([draft.file[-1] ^ 1])
        chunk = Chunk(content=hurt, total=len(hurt), media_type="image/jpeg")
        with pytest.raises(InputRefused):
            receive_whole(self.actor, draft.report_id, draft.sha256, chunk, at=self.now)
        draft.believed_offset = 0

    @rule(which=st.integers(0, 99))
    def app_is_killed(self, which: int) -> None:
        """What was only in memory is gone; what the phone wrote down (draft, bytes, receipt) is not."""
        if self.drafts:
            self.drafts[which % len(self.drafts)].believed_offset = 0

    def teardown(self) -> None:
        try:
            self._everything_goes_out()
            self._compare()
        finally:
            transaction.set_rollback(True)
            self._savepoint.__exit__(None, None, None)

    def _arrives(self, report_id: uuid.UUID, content: bytes) -> Receipt | None:
        self.now += timedelta(seconds=7)
        arrival = Arrival(channel=Channel.PHONE, body=content, received_at=self.now)
        known = self.office.first_bytes.setdefault(report_id, content)
        try:
            receipt = accept_report(self.actor, parsed(report_id, content), arrival)
        except ReportConflict:
            assert known != content, "the same bytes were called a conflict"
            self.office.others.setdefault(report_id, set()).add(content)
            return None
        assert known == content, "other bytes were taken"
        told = (receipt.receipt, receipt.received_at.isoformat())
        assert self.office.receipts.setdefault(report_id, told) == told, "another receipt"
        return receipt

    def _with_file(self, which: int) -> Draft | None:
        """A draft whose report the server took as the phone wrote it (or has not yet seen)."""
        drafts = [d for d in self.drafts if d.file and self.office.first_bytes.get(d.report_id, d.content) == d.content]
        return drafts[which % len(drafts)] if drafts else None

    def _piece(self, draft: Draft, size: int, *, reply: bool) -> None:
        begin = draft.believed_offset
        chunk = Chunk(
            content=draft.file[begin : begin + size], offset=begin, total=len(draft.file), media_type="image/jpeg"
        )
        try:
            progress = receive_chunk(self.actor, draft.report_id, draft.sha256, chunk, at=self.now)
        except WrongOffset as wrong:
            draft.believed_offset = wrong.offset
            return
        draft.file_done = draft.file_done or progress.complete
        assert progress.complete or not draft.file_done, "a complete file became half"
        if reply:
            draft.believed_offset = progress.offset

    def _whole(self, draft: Draft) -> None:
        chunk = Chunk(content=draft.file, total=len(draft.file), media_type="image/jpeg")
        assert receive_whole(self.actor, draft.report_id, draft.sha256, chunk, at=self.now).complete
        draft.file_done = True

    def _everything_goes_out(self) -> None:
        """The network is back: what is late arrives, and every phone repeats until it has its receipts."""
        for draft, content in self.late:
            self._arrives(draft.report_id, content)
        for draft in self.drafts:
            draft.receipt = self._arrives(draft.report_id, draft.content) or draft.receipt
            if draft.file and self.office.first_bytes[draft.report_id] == draft.content:
                for _ in range(8):
                    if not draft.file_done:
                        self._piece(draft, 4000, reply=True)
                assert draft.file_done
                assert progress_of(self.actor, draft.report_id, draft.sha256).complete

    def _compare(self) -> None:
        office, count = self.office, len(self.office.first_bytes)
        rows = {row.report_id: row for row in Report.objects.all()}
        assert set(rows) == set(office.first_bytes)
        for model in (Words, Standing, Step):
            assert model.objects.count() == count, model.__name__
        assert Entry.objects.filter(act="accept_report").count() == count
        kept = {one: 0 for one in office.others}
        for conflict in Conflict.objects.select_related("report"):
            kept[conflict.report.report_id] += 1
        assert kept == {one: len(others) for one, others in office.others.items()}
        for report_id, row in rows.items():
            assert likeness.is_same(row, office.first_bytes[report_id])
            if row.mode == "open":
                assert row.received_at.isoformat() == office.receipts[report_id][1] >= NOW.isoformat(), (
                    "the server's clock counts"
                )
        for draft in self.drafts:
            if draft.file_done and not draft.closed:
                row = Attachment.objects.get(report_id=draft.report_id, sha256=draft.sha256)
                assert row.complete and shelves.read(row.name) == draft.file
            if draft.closed and draft.receipt:
                assert rows[draft.report_id].seq < 0
                assert not Attachment.objects.filter(report_id=draft.report_id, complete=True, veiled=False).exists()


@pytest.mark.django_db
def test_every_report_is_there_once_whatever_the_network_does(
    cast: Cast, regions: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys_of(cast)
    # The same digest with a lighter setting: thousands of closed reports are compared here.
    monkeypatch.setattr(likeness, "_SLOW", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    Sync.actor = cast.petugas.actor
    queries.vocabulary()
    run_state_machine_as_test(
        Sync,
        settings=settings(
            max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert verify_chain().fault is None


SAID_AT: dict[str, Any] = {
    "ten years ahead": "2034-02-14T08:00:00+07:00",
    "ten years behind": "2014-02-14T08:00:00+07:00",
    "never set": "1970-01-01T00:00:09+00:00",
    "before time began": "0001-01-01T00:00:00+07:00",
    "at the end of time": "9999-12-31T23:59:59-12:00",
    "Jayapura": "2024-02-14T10:00:00+09:00",
    "Makassar": "2024-02-14T09:00:00+08:00",
    "no zone": "2024-02-14T08:00:00",
    "a leap day": "2024-02-29T23:59:59+07:00",
    "a leap second": "2016-12-31T23:59:60Z",
    "lower case": "2024-02-14t08:00:00z",
}


@pytest.mark.django_db
@pytest.mark.parametrize("said", SAID_AT.values(), ids=SAID_AT.keys())
def test_no_report_is_refused_for_its_clock_and_the_servers_clock_orders(
    cast: Cast, regions: Import, said: str
) -> None:
    taken = []
    for turn in range(3):
        content, report_id = body(occurred_at=said, text=f"Jam {turn}"), uuid.uuid4()
        arrival = Arrival(channel=Channel.PHONE, body=content, received_at=NOW + timedelta(seconds=turn))
        accept_report(cast.petugas.actor, parsed(report_id, content), arrival)
        taken.append(report_id)
    assert list(Report.objects.order_by("seq").values_list("report_id", flat=True)) == taken
    page = queries.reports_page(cast.kaban.actor).results
    assert [one.report_id for one in page] == taken[::-1]
