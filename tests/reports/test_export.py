"""What leaves the system names nobody, and says for whom it was made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import KABUPATEN, KECAMATAN, NEIGHBOUR, NOW, Cast
from tests.custody.samples import keys_of
from tests.reports.samples import send
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.documents.queries_export import mark_of
from wasdini.journal.models import Reading
from wasdini.places.models import Import
from wasdini.reports.operations_export import export_reports

pytestmark = pytest.mark.django_db
SPAN = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}


def test_an_export_holds_words_without_numbers_and_leads_back_to_who_took_it(cast: Cast, regions: Import) -> None:
    send(cast.petugas.actor, text="Hubungi 081234567890 atau 3201234567890123.", source={"name": "Kanari"})
    copy = export_reports(cast.kaban.actor, area=KABUPATEN, **SPAN, form="csv", at=NOW)
    told = copy.body.decode("utf-8-sig")
    assert "Hubungi" in told and "Intimidasi" in told
    assert not [word for word in ("0812", "3201", "Kanari", "petugas") if word in told]
    assert cast.kaban.user.username in str(mark_of(cast.kaban.actor, copy.code))


def test_of_a_closed_report_only_the_twin_leaves_and_its_reading_is_noted(cast: Cast, regions: Import) -> None:
    keys_of(cast)
    send(cast.petugas.actor, mode="closed", text="Kata-kata asli yang khas sekali.")
    copy = export_reports(cast.kaban.actor, area=KABUPATEN, **SPAN, form="csv", at=NOW)
    assert "khas sekali" not in copy.body.decode("utf-8-sig")
    assert Reading.objects.filter(actor_id=cast.kaban.user.pk).count() == 1


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_every_form_can_be_taken_along(cast: Cast, regions: Import, form: str) -> None:
    send(cast.petugas.actor)
    assert len(export_reports(cast.analis.actor, area=KECAMATAN, **SPAN, form=form, at=NOW).body) > 1000


def test_who_may_not_read_may_not_take_along(cast: Cast, regions: Import) -> None:
    with pytest.raises(NotAllowed):
        export_reports(cast.petugas.actor, area=KECAMATAN, **SPAN, form="csv", at=NOW)
    with pytest.raises(NotVisible):
        export_reports(cast.kaban.actor, area=NEIGHBOUR, **SPAN, form="csv", at=NOW)
