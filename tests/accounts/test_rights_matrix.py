"""The permission matrix: every address, as every role, in every relation, against the policy page."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from tests.accounts import doors, policy
from tests.accounts.duties import duty_of
from tests.cast import KECAMATAN, NEIGHBOUR, NOW, Cast, make_user, signed_in
from tests.custody.samples import keys_of, requested, sealed_report, sealed_voice
from tests.documents.samples import issued_in
from tests.reports.things import report_things
from wasdini.accounts import operations_devices, operations_sign_in, queries
from wasdini.accounts.models import ApiToken, DevicePassword, Office, SecondFactorReset, TextNumber
from wasdini.accounts.operations_subjects import NewRequest, record_subject_request
from wasdini.accounts.subjects import RequestKind
from wasdini.core import access
from wasdini.core.access import system_actor
from wasdini.core.terms import Classification, Role
from wasdini.elections.operations import NewElection, set_up_election
from wasdini.places.models import Import
from wasdini.reports.models_forms import Form

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PEOPLE = [role for role in policy.ROLES if role != "sistem"]


Browsers = dict[str | None, Callable[[], Client]]


@pytest.fixture
def browsers(office: Office, regions: Import) -> Browsers:
    """For each role a fresh browser, all with duty in one kecamatan; and one of a stranger."""
    made: Browsers = {None: Client}
    for role in PEOPLE:
        user = make_user(f"matriks-{role}", Role(role), (KECAMATAN,), Classification.SANGAT_RAHASIA)
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(user)
        made[role] = partial(doors.same_sign_in, signed_in(user, second_factor=True))
    return made


@pytest.fixture
def things(cast: Cast, regions: Import) -> doors.Things:
    """One of each kind that stands in an address: where it lies, or whose it is -> its id; and one that never was."""
    near, far = cast.camat.user, cast.tetangga.user
    key = Authenticator.objects.create(user=far, type=Authenticator.Type.WEBAUTHN, data={"name": "kunci"})
    operations_sign_in.issue_token(system_actor(), far.username, at=NOW)
    resets = {
        user: SecondFactorReset.objects.create(
            user=user, reason="hilang", asked_by=cast.admin.user, asked_at=datetime.now(UTC)
        ).pk
        for user in (near, far)
    }
    operations_devices.issue_device_password(system_actor(), far.username, at=NOW)
    operations_devices.register_number(system_actor(), far.username, "081200000001", at=NOW)
    for slug, area in (("formulir-dekat", KECAMATAN), ("formulir-jauh", NEIGHBOUR)):
        Form.objects.create(slug=slug, area=area, created_at=NOW)
    session = queries.session_name(str(cast.tetangga.client.session.session_key))
    watched = [duty_of(cast.petugas.user, place) for place in (KECAMATAN, NEIGHBOUR)]
    keys_of(cast)
    reports = [sealed_report(area) for area in (KECAMATAN, NEIGHBOUR)]
    voices = [sealed_voice(area) for area in (KECAMATAN, NEIGHBOUR)]
    requests = [requested(cast, report) for report in reports]
    papers = [issued_in(area, system_actor()).id for area in (KECAMATAN, NEIGHBOUR)]
    for slug, area in (("dekat", KECAMATAN), ("jauh", NEIGHBOUR)):
        set_up_election(system_actor(), NewElection(slug, slug, area, "pemilu-2024"), at=NOW)
    asked = {
        area: record_subject_request(
            replace(system_actor(), areas=(area,)), NewRequest(RequestKind.ACCESS, "Pemohon", "0", ""), at=NOW
        )
        for area in (KECAMATAN, NEIGHBOUR)
    }
    never = 987654
    return {
        "kunci": {doors.OTHERS: key.pk, doors.NEVER: never},
        "token": {doors.OTHERS: ApiToken.objects.get().pk, doors.NEVER: never},
        "formulir": {doors.OWN: "formulir-dekat", doors.ELSEWHERE: "formulir-jauh", doors.NEVER: "formulir-kosong"},
        "perangkat": {doors.OTHERS: DevicePassword.objects.get().pk, doors.NEVER: never},
        "nomor": {doors.OTHERS: TextNumber.objects.get().pk, doors.NEVER: never},
        "sesi": {doors.OTHERS: session, doors.NEVER: "0" * 16},
        "orang": {doors.OWN: near.pk, doors.ELSEWHERE: far.pk, doors.NEVER: never},
        "pemulihan": {doors.OWN: resets[near], doors.ELSEWHERE: resets[far], doors.NEVER: never},
        "pemilu": {doors.OWN: "dekat", doors.ELSEWHERE: "jauh", doors.NEVER: "tidak-ada"},
        "permohonan": {doors.OWN: asked[KECAMATAN], doors.ELSEWHERE: asked[NEIGHBOUR], doors.NEVER: uuid.UUID(int=7)},
        "tugas": {doors.OWN: watched[0].pk, doors.ELSEWHERE: watched[1].pk, doors.NEVER: never},
        "samaran": {doors.OWN: voices[0], doors.ELSEWHERE: voices[1], doors.NEVER: type(papers[0])(int=7)},
        "permintaan pembukaan": {
            doors.OWN: requests[0],
            doors.ELSEWHERE: requests[1],
            doors.NEVER: type(papers[0])(int=7),
        },
        "laporan tersegel": {doors.OWN: reports[0], doors.ELSEWHERE: reports[1], doors.NEVER: type(papers[0])(int=7)},
        "dokumen": {doors.OWN: papers[0], doors.ELSEWHERE: papers[1], doors.NEVER: type(papers[0])(int=7)},
        **report_things(cast),
    }


def test_every_address_has_a_name_and_a_row_and_every_row_an_address() -> None:
    named = list(doors.all_addresses())
    assert not [route for name, route in named if not name]
    assert {name for name, _ in named} == set(policy.DOORS)


def wrong_answers(browsers: Browsers, things: doors.Things) -> list[str]:
    wrong = []
    for name, door in policy.DOORS.items():
        for relation, address in doors.addresses_of(name, door, things):
            for role, browser in browsers.items():
                for method in door["cara"]:
                    want = policy.answer_to(policy.by_method(door, method), role, relation)
                    got = doors.knock(browser(), method, address)
                    if got != want:
                        wrong.append(f"{method} {name} ({relation or 'tanpa tempat'}) {role}: {got}, mestinya {want}")
    return wrong


@pytest.mark.both
def test_every_door_answers_every_role_as_the_policy_says(browsers: Browsers, things: doors.Things) -> None:
    wrong = wrong_answers(browsers, things)
    assert not wrong, "\n".join(wrong)


def test_a_method_that_a_door_does_not_name_is_refused(browsers: Browsers, things: doors.Things) -> None:
    wrong = []
    for name, door in policy.DOORS.items():
        _, address = doors.addresses_of(name, door, things)[0]
        for role in (None, "kaban"):
            for method in set(METHODS) - set(door["cara"]):
                got = doors.knock(browsers[role](), method, address)
                if got in {"buka", "halaman sendiri"} or got.startswith("rusak"):
                    wrong.append(f"{method} {name} {role}: {got}")
    assert not wrong, "\n".join(wrong)


def test_forbidden_and_missing_answer_alike(browsers: Browsers, things: doors.Things) -> None:
    """Status, every header, and the body but for the address itself."""
    different = []
    for name, door in policy.DOORS.items():
        hidden, missing = doors.hidden_and_missing(name, door, things)
        for method in door["cara"] if hidden else ():
            for role in PEOPLE:
                answers = [_whole_answer(browsers[role](), method, address) for address in (hidden, missing)]
                if answers[0] != answers[1]:
                    different.append(f"{method} {name} {role}")
    assert not different, "\n".join(different)


@pytest.mark.both
def test_papers_open_up_to_ones_class_and_from_rahasia_on_only_with_a_second_factor(
    office: Office, regions: Import
) -> None:
    wrong = []
    papers = {rank: issued_in(KECAMATAN, system_actor(), classification=rank).id for rank in Classification}
    for clearance, second_factor in itertools.product(Classification, (False, True)):
        user = make_user(f"camat-{clearance}-{second_factor}", Role.CAMAT, (KECAMATAN,), clearance)
        browser = signed_in(user, second_factor=second_factor)
        for rank, paper in papers.items():
            cell = policy.Cell("camat", "melihat risiko", doors.OWN, clearance, rank, "open", second_factor)
            got = doors.knock(browser, "GET", reverse("document", kwargs={"document_id": paper}))
            if got != ("buka" if policy.expected(cell) else "tidak ada"):
                wrong.append(f"{cell}: {got}")
    assert not wrong, "\n".join(wrong)


def _whole_answer(client: Client, method: str, address: str) -> tuple[object, ...]:
    response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
    body = response.content.decode().replace(address, "ALAMAT").replace(quote(address, safe=""), "ALAMAT")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    headers["Content-Security-Policy"] = "; ".join(sorted(headers.get("Content-Security-Policy", "").split("; ")))
    return response.status_code, body, sorted(headers.items())


def test_the_matrix_turns_red_when_every_role_holds_every_right(
    browsers: Browsers, things: doors.Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "RIGHTS", dict.fromkeys(Role, frozenset(access.Act)))
    assert wrong_answers(browsers, things)
