"""The demonstration's custodians: both halves can be tried, and only there."""

from __future__ import annotations

import hashlib
import hmac
import json
from uuid import uuid4

import pytest

from tests.cast import DESA, KECAMATAN, NOW, SIBLING, Cast
from tests.custody.samples import IDENTITY
from wasdini.accounts.models import Office
from wasdini.accounts.operations_demo import NotADemonstration
from wasdini.cli import main
from wasdini.core.paper_code import read_code
from wasdini.custody import envelopes, queries
from wasdini.custody.models import Envelope
from wasdini.custody.operations import seal_identity
from wasdini.custody.operations_demo import create_demo_custodians, demo_custody_keys, demo_enrolment

pytestmark = pytest.mark.both
ELECTION = "pemilu-contoh"


@pytest.fixture
def demo(cast: Cast) -> Cast:
    Office.objects.update(is_demo=True)
    return cast


def test_the_two_keys_shown_open_what_was_sealed(demo: Cast) -> None:
    assert create_demo_custodians([KECAMATAN, SIBLING], ELECTION, at=NOW) == 12
    report = uuid4()
    seal_identity(report, IDENTITY, voice_id=None)
    keys = demo_custody_keys()
    row = Envelope.objects.get(record=f"report:{report}")
    first = read_code(keys["kustodian1"].sheet)
    assert first.hex() == keys["kustodian1"].private_key
    inner = envelopes.open_outer(row.record, bytes(row.ciphertext), first)
    assert envelopes.open_inner(row.record, inner.box, bytes.fromhex(keys["kustodian2"].private_key)) == IDENTITY


def test_the_covert_officer_of_the_demonstration_has_a_voice(demo: Cast) -> None:
    create_demo_custodians([KECAMATAN, SIBLING], ELECTION, at=NOW)
    secret = read_code(demo_enrolment()["petugas"])
    voice = queries.voice_of(hmac.new(secret, ELECTION.encode(), hashlib.sha256).hexdigest(), NOW)
    assert voice and voice.area == KECAMATAN
    assert queries.coarse_region(DESA, voice) == KECAMATAN


def test_the_console_shows_the_keys_to_whoever_tries_the_demonstration(
    demo: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    create_demo_custodians([KECAMATAN], ELECTION, at=NOW)
    assert main(["accounts", "demo", "--json"]) == 0
    shown = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert shown["kustodian2"]["custody_private_key"] == demo_custody_keys()["kustodian2"].private_key
    assert shown["petugas"]["enrolment"] == demo_enrolment()["petugas"]
    assert "custody_private_key" not in shown["kaban"]


def test_done_again_it_changes_nothing(demo: Cast) -> None:
    create_demo_custodians([KECAMATAN], ELECTION, at=NOW)
    before = set(Envelope.objects.values_list("digest", flat=True))
    assert create_demo_custodians([KECAMATAN], ELECTION, at=NOW) == 0
    assert set(Envelope.objects.values_list("digest", flat=True)) == before


def test_a_real_office_has_no_such_keys(cast: Cast) -> None:
    with pytest.raises(NotADemonstration):
        create_demo_custodians([KECAMATAN], ELECTION, at=NOW)
    assert demo_custody_keys() == demo_enrolment() == {}
