"""Who a covert source is stands nowhere outside the sealed boxes: not in an answer, a log, a byte of the database.

Every identity field of every closed report is a canary. They are sent by every way there is, then looked for in plain,
base64, hexadecimal, address writing and UTF-16. A planted leak must be found, or the test proves nothing.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
import os
import sqlite3
import uuid
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from nacl.public import PublicKey, SealedBox
from PIL import Image

from tests.accounts.doors import all_addresses
from tests.cast import DESA, KECAMATAN, NOW, TPS, Cast
from tests.custody.samples import keys_of
from tests.faults.house import say
from tests.reports.samples import send
from tests.security.canaries import Source, files, hits, sources, writings
from wasdini.core.access import Actor
from wasdini.core.terms import Classification, Role
from wasdini.custody.models import Pseudonym, random_id
from wasdini.custody.queries import pseudonym_digest, voice_of
from wasdini.places.models import Import
from wasdini.reports import media, queries, shelves
from wasdini.reports.models import Attachment, Report, Words
from wasdini.reports.queries_sealed import SEALED_TYPE

pytestmark = pytest.mark.django_db
COUNT = int(os.environ.get("WASDINI_CANARIES", "10"))
READERS = ("petugas", "verifikator", "analis", "kaban", "camat", "admin", "tetangga")


def said(source: Source, number: int, kinds: list[tuple[str, bytes]]) -> bytes:
    """A report that names its source in every field and in its words."""
    moment = f"2024-02-13T{8 + number % 10:02d}{source.moment}+07:00"
    return json.dumps(
        {
            "kind": "incident", "mode": "closed", "tps_code": TPS, "occurred_at": moment, "urgency": 1 + number % 5,
            "text": f"Kata {source.name} ({source.phone}) uang dibagikan; {source.name.split()[0]} melihat sendiri.",
            "source": {"name": source.name, "phone": source.phone, "relation": source.relation},
            "lat": source.lat, "lon": source.lon, "issues": ["money_politics"] if number % 2 else [],
            "attachments": [
                {"sha256": hashlib.sha256(one).hexdigest(), "bytes": len(one), "type": kind} for kind, one in kinds
            ],
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


class Scenario:
    """Sends everything by turns: plain and sealed, under a pseudonym and an account, files before and after."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.answers, self.reports = cast, [], []  # type: ignore[var-annotated]
        keys_of(cast)
        self.secrets = [os.urandom(32).hex() for _ in range(8)]
        for secret in self.secrets:
            Pseudonym.objects.create(
                id=random_id(), voice_id=uuid.uuid4(), digest=pseudonym_digest(secret), election="pemilu-2024",
                area=KECAMATAN, registered_at=NOW - timedelta(days=900),
            )  # fmt: skip
        self.key = PublicKey(base64.b64decode(queries.intake_public_key()[0]))

    def send(self, source: Source, number: int) -> None:
        address, kinds = f"/api/v1/reports/{uuid.uuid4()}", files(source, number)
        client, headers = self.cast.petugas.client, {}
        if number % 3:
            client, headers = Client(), {"Authorization": f"Samaran {self.secrets[number % 8]}"}
        body = said(source, number, kinds)
        early = kinds[::2] if number % 2 else []
        for kind, content in early:
            self._file(client, address, kind, content, headers, sealed=False)
        self._put(client, address, body, headers, sealed=number % 2 == 0)
        self._put(client, address, body, headers, sealed=number % 4 == 0)
        self._put(client, address, body.replace(b"uang", b"beras"), headers, sealed=False, expect=409)
        self._put(client, address + "0", body, headers, sealed=False, expect=404)
        self._put(client, f"/api/v1/reports/{uuid.uuid4()}", body.replace(b"incident", b"rumor"), headers, False, 422)
        for kind, content in kinds:
            self._file(client, address, kind, content, headers, sealed=number % 3 == 1)
        self.answers.append(client.get(address + "/receipt", headers=headers))
        self.reports.append(uuid.UUID(address.rpartition("/")[2]))

    def _put(self, client: Client, address: str, body: bytes, headers: Any, sealed: bool, expect: int = 0) -> None:
        content = bytes(SealedBox(self.key).encrypt(body)) if sealed else body
        kind = SEALED_TYPE if sealed else "application/json"
        answer = client.put(address, content, content_type=kind, headers=headers)
        assert answer.status_code == expect if expect else answer.status_code in {200, 201}, answer.content
        self.answers.append(answer)

    def _file(self, client: Client, address: str, kind: str, content: bytes, headers: Any, sealed: bool) -> None:
        address = f"{address}/attachments/{hashlib.sha256(content).hexdigest()}"
        if sealed:
            content = bytes(SealedBox(self.key).encrypt(content))
            told = {**headers, "Upload-Type": kind}
            answer = client.put(address, content, content_type=SEALED_TYPE, headers=told)
        else:
            for begin in (0, len(content) // 2):
                piece = content[begin : len(content) // 2 or None] if not begin else content[begin:]
                told = {"Upload-Offset": str(begin), "Upload-Length": str(len(content)), "Upload-Type": kind, **headers}
                answer = client.patch(address, piece, content_type="application/octet-stream", headers=told)
        assert answer.status_code in {200, 201, 204}, (kind, answer.content)
        self.answers.append(answer)


def everything_readable(scenario: Scenario, canaries: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every address as every reader: those without a name in them, those of a report, those of a search."""
    for number, answer in enumerate(scenario.answers):
        yield from _of(f"answer {number}", answer)
    first = next(iter(canaries.values()))
    for name, route in sorted(set(all_addresses())):
        for reader in READERS:
            for address in _addresses(name, route, scenario.reports[:3]):
                client = scenario.cast[reader].client
                yield from _of(f"{reader} {address}", client.get(address))
    for reader in READERS:
        client = scenario.cast[reader].client
        yield from _of(f"{reader} search", client.get("/cari/", {"q": "uang"}))
        for form in ("csv", "xlsx", "pdf"):
            told = {"wilayah": KECAMATAN, "area": KECAMATAN, "bentuk": form, "form": form}
            yield from _of(f"{reader} export {form}", client.get("/laporan/ekspor", told))
            yield from _of(f"{reader} export {form}", client.post("/laporan/ekspor", told))
        listed = client.get("/api/v1/reports?limit=500")
        for card in listed.json().get("results", []) if listed.status_code == 200 else []:
            for file in card["attachments"]:
                address = f"/api/v1/reports/{card['report_id']}/attachments/{file['sha256']}"
                yield from _of(f"{reader} {address}", client.get(address))
    assert first


def _addresses(name: str, route: str, report_ids: list[uuid.UUID]) -> Iterator[str]:
    if not name or "logout" in name:
        return
    try:
        yield reverse(name)
    except NoReverseMatch:
        if "report_id" in route and "sha256" not in route:
            for one in report_ids:
                try:
                    yield reverse(name, kwargs={"report_id": one})
                except NoReverseMatch:
                    return


def _of(place: str, answer: Any) -> Iterator[tuple[str, bytes]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    yield place, content
    yield f"{place} headers", str(dict(answer.headers)).encode() + str(answer.cookies).encode()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{place} {name}", archive.read(name)


def everything_kept() -> Iterator[tuple[str, bytes]]:
    """Every byte of the database, of the data folder but the keys of the server, and of the caches."""
    if connection.vendor == "sqlite":
        yield "database", connection.connection.serialize()
    for file in sorted(Path(settings.DATA_DIR).rglob("*")):
        if file.is_file():
            yield str(file.relative_to(settings.DATA_DIR)), file.read_bytes()
    for name in settings.CACHES:
        yield f"cache {name}", str(getattr(caches[name], "_cache", "")).encode()


def test_no_identity_stands_outside_the_sealed_boxes(
    cast: Cast, regions: Import, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    assert media.PIXELS_MAX and logging.getLogger("PIL").level == logging.WARNING  # it would name a photo's owner
    everybody = sources(COUNT)
    canaries = {f"{n} {name}": told for n, one in enumerate(everybody) for name, told in one.canaries.items()}
    scenario = Scenario(cast)
    with django_capture_on_commit_callbacks(execute=True):
        for number, source in enumerate(everybody):
            scenario.send(source, number)
    assert Report.objects.filter(mode="closed").count() == COUNT
    assert Attachment.objects.filter(complete=True, veiled=True).count() == COUNT * 5
    places = [*everything_readable(scenario, canaries), *everything_kept()]
    written = capfd.readouterr()
    places += [("log", caplog.text.encode()), ("stdout", written.out.encode()), ("stderr", written.err.encode())]
    found = hits(places, canaries)
    looked_for = sum(len(writings(canary)) for canary in canaries.values())
    say(
        test="canaries", sources=COUNT, canaries=len(canaries), writings=looked_for,
        places=len(places), bytes=sum(len(content) for _, content in places), hits=len(found),
    )  # fmt: skip
    assert not found, f"{len(found)}: {sorted(set(found))[:20]}"


def test_a_planted_leak_is_found_in_every_writing(cast: Cast, regions: Import) -> None:
    (source,) = sources(1, seed=99)
    for canary in source.canaries.values():
        plain = canary.encode()
        for planted in (
            plain, base64.b64encode(plain), base64.b64encode(b"x" + plain + b"y"), base64.b64encode(b"xy" + plain),
            base64.urlsafe_b64encode(b"{" + plain + b"}"), plain.hex().encode(), canary.encode("utf-16"),
        ):  # fmt: skip
            if len(plain) >= 8:
                assert hits([("here", b"\0" * 9 + planted + b"tail")], {"it": canary}), (canary, planted)
    scenario = Scenario(cast)
    scenario.send(source, 1)
    Words.objects.create(report=Report.objects.create(**_bare_report()), text=f"Kata {source.name}")
    shelves.keep("ff" + uuid.uuid4().hex[2:], b"EXIF " + source.canaries["exif"].encode())
    logging.getLogger("django").warning("%s", source.phone)
    found = hits(everything_kept(), {"name": source.name, "exif": source.canaries["exif"]})
    assert any(one == "database: name" for one in found) or connection.vendor != "sqlite"
    assert any(one.endswith(": exif") for one in found)


def _bare_report() -> dict[str, Any]:
    return {
        "report_id": uuid.uuid4(), "kind": "incident", "mode": "open", "path": "99.01.01.2001", "occurred_at": NOW,
        "received_at": NOW, "urgency": 2, "classification": "biasa", "channel": "api", "sha256": "0" * 64,
    }  # fmt: skip


def test_a_closed_report_leaves_no_row_outside_its_own_rooms(cast: Cast, regions: Import) -> None:
    """No session, token, limit or cache row is written for it: what could be joined by time is not there."""
    scenario = Scenario(cast)
    cast.petugas.client.get("/")
    before, columns = _tables(), ("reports_", "custody_", "journal_", "sqlite_")
    for number, source in enumerate(sources(4, seed=3)):
        scenario.send(source, number)
    after = _tables()
    changed = {name for name in after if before.get(name) != after[name] and not name.startswith(columns)}
    assert not changed, changed
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, count FROM reports_tally")
        assert not [subject for subject, _ in cursor.fetchall() if subject.startswith(("akun", "wilayah"))]


def _tables() -> dict[str, list[Any]]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = sorted(map(repr, cursor.fetchall()))
        return found


def test_no_photo_is_served_with_hidden_data(cast: Cast, regions: Import) -> None:
    """Of five kinds of files with a place inside, what is shown has none; `WASDINI_PHOTOS=500` in the soak."""
    count, served = int(os.environ.get("WASDINI_PHOTOS", "50")), 0
    for number, source in enumerate(sources(-(-count // 3), seed=5)):
        kinds = [one for one in files(source, number) if one[0].startswith("image/")]
        body = said(source, number, kinds).replace(b'"closed"', b'"open"')
        address = f"/api/v1/reports/{uuid.uuid4()}"
        assert cast.petugas.client.put(address, body, content_type="application/json").status_code == 201
        for kind, content in kinds:
            file = f"{address}/attachments/{hashlib.sha256(content).hexdigest()}"
            assert cast.petugas.client.put(file, content, content_type=kind).status_code == 201
            shown = cast.kaban.client.get(file)
            picture = Image.open(io.BytesIO(shown.content))
            assert picture.format == "JPEG" and not picture.getexif() and not picture.info.get("xmp")
            markers = [part for part in ("exif", "comment", "photoshop", "icc_profile") if part in picture.info]
            assert not markers and not hits([("shown", shown.content)], source.canaries)
            served += 1
    say(test="photos_served", served=served, with_hidden_data=0)
    assert served >= count


def test_who_reads_everything_but_custody_cannot_tell_a_source(cast: Cast, regions: Import) -> None:
    """A month of closed and open reports and sign-ins; the attacker has every list, page of the journal and export.

    For each closed report the candidates are the sources whose area the shown region allows: at least five, always.
    And no moment shown for a closed report is the moment of anything else that somebody did.
    """
    keys_of(cast)
    areas = [DESA] * 6 + [KECAMATAN] * 5 + ["99.01.02.2001"] * 2 + ["99.01"] * 5
    secrets = [(os.urandom(32).hex(), area) for area in areas]
    for secret, area in secrets:
        Pseudonym.objects.create(
            id=random_id(), voice_id=uuid.uuid4(), digest=pseudonym_digest(secret), election="pemilu-2024",
            area=area, registered_at=NOW - timedelta(days=900),
        )  # fmt: skip

    start, closed = NOW - timedelta(days=30), 0
    for day in range(30):
        for turn, (secret, area) in enumerate(secrets[day % 3 :: 6]):
            at = start + timedelta(days=day, hours=3 + turn, minutes=7 * turn + 1, seconds=13)
            voice = voice_of(secret, at)
            where = TPS if area in {DESA, KECAMATAN, "99.01"} else "9901022001001"

            nobody = Actor(None, "tertutup", Role.PETUGAS, (area,), Classification.BIASA)
            send(nobody, at=at, voice=voice, mode="closed", tps_code=where, text=f"Hari {day} {turn}")
            closed += 1
        send(cast.petugas.actor, at=start + timedelta(days=day, hours=4, minutes=day, seconds=7), text=f"Terbuka {day}")
    cards, after = [], ""
    for _ in range(20):
        page = queries.reports_page(cast.kaban.actor, after=after, limit=100)
        cards += page.results
        after = page.next_after
        if not after:
            break
    covert = [card for card in cards if card.mode == "closed"]
    assert len(covert) == closed
    sizes = [
        sum(1 for _, area in secrets if area.startswith(card.where) or card.where.startswith(area)) for card in covert
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT at FROM journal_entry WHERE actor_role <> 'tertutup'")
        others = {_moment(at) for (at,) in cursor.fetchall()}
    others |= {card.received_at for card in cards if card.mode == "open"}
    shown = [moment for card in covert for moment in (card.received_at, card.occurred_at)]
    joined = [moment for moment in shown if moment in others]
    say(test="covert_month", closed=closed, smallest_candidate_set=min(sizes), time_joins=len(joined))
    assert min(sizes) >= 5 and not joined
    assert all(moment.minute == moment.second == moment.microsecond == 0 for moment in shown)
    ids = [card.report_id.int for card in covert]
    assert ids != sorted(ids) and [card.reporter_id for card in covert] == [None] * closed


def _moment(at: Any) -> datetime:
    return at if isinstance(at, datetime) else datetime.fromisoformat(str(at)).replace(tzinfo=UTC)


def test_the_search_for_canaries_sees_free_pages(tmp_path: Path) -> None:
    """What was deleted is blank in the file, because the application says `secure_delete`."""
    for setting, left in (("ON", False), ("OFF", True)):
        database = sqlite3.connect(tmp_path / f"{setting}.sqlite3")
        database.execute(f"PRAGMA secure_delete={setting}")
        database.execute("CREATE TABLE kept (text)")
        database.execute("INSERT INTO kept VALUES (?)", ("QkenariDihapus" * 900,))
        database.commit()
        database.execute("DELETE FROM kept")
        database.commit()
        assert bool(hits([("file", database.serialize())], {"it": "QkenariDihapus"})) is left
