"""Persons are forgotten after a year, words and files after five; the report stays counted and the chain holds."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.cast import NOW, Cast
from tests.custody.samples import keys_of
from tests.reports.samples import announced, photo, send
from wasdini.custody.models import Envelope
from wasdini.journal.queries import verify_chain
from wasdini.places.models import Import
from wasdini.reports import shelves
from wasdini.reports.models import Attachment, PersonKey, Report, Step, Words
from wasdini.reports.operations_attachments import Chunk, receive_whole
from wasdini.reports.operations_purge import purge_expired

pytestmark = [pytest.mark.django_db, pytest.mark.both]
YEAR = timedelta(days=365)


def test_after_a_year_nobody_can_be_named_and_the_words_still_stand(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    send(cast.petugas.actor, source={"name": "Kanari", "phone": "081234567890"})
    send(cast.petugas.actor, mode="closed", source={"name": "Merpati"})
    assert purge_expired(NOW + YEAR - timedelta(days=2)) == 0
    assert purge_expired(NOW + YEAR + timedelta(days=2)) == 2
    assert purge_expired(NOW + YEAR + timedelta(days=2)) == 0
    assert not PersonKey.objects.exists()
    assert not Envelope.objects.exclude(ciphertext=b"").exists()
    assert Words.objects.count() == 2


def test_after_five_years_words_files_and_the_desks_history_are_gone(cast: Cast, regions: Import) -> None:
    picture = photo()
    receipt = send(cast.petugas.actor, attachments=[announced(picture)])
    chunk = Chunk(content=picture, total=len(picture))
    digest = hashlib.sha256(picture).hexdigest()
    receive_whole(cast.petugas.actor, receipt.report_id, digest, chunk, at=NOW)
    names = [name for file in Attachment.objects.all() for name in (file.name, file.shown_name)]
    assert all(shelves.place_of(name).exists() for name in names)
    assert purge_expired(NOW + 5 * YEAR + timedelta(days=3)) == 1
    assert not Words.objects.exists() and not Step.objects.exists() and not Attachment.objects.exists()
    assert not any(shelves.place_of(name).exists() for name in names)
    assert Report.objects.count() == 1 and verify_chain().fault is None


def test_what_is_young_stays(cast: Cast, regions: Import) -> None:
    send(cast.petugas.actor, source={"name": "Kanari"})
    assert purge_expired(NOW + timedelta(days=30)) == 0 and PersonKey.objects.exists()
