"""Writing the rows of one accepted report, inside the transaction of `accept_report`. Nobody else writes them.

An open report is kept as said, its personal fields sealed under a key of its own. Of a closed one only what the desk
needs is kept here: the words without names and numbers, a half-day, a region wide enough; the rest goes to custody.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.cache import cache

from wasdini.core.access import Actor
from wasdini.core.field_report import FieldReport
from wasdini.core.place_codes import ancestors_of, code_of, level_of
from wasdini.core.terms import Channel, Level, Mode
from wasdini.core.veil import half_day, redact
from wasdini.core.zones import zone_of
from wasdini.custody import operations as custody
from wasdini.custody import queries as custody_queries
from wasdini.custody.queries import Voice
from wasdini.elections import queries as elections
from wasdini.reports import admission, likeness, linking
from wasdini.reports.admission import Admitted, Counted
from wasdini.reports.arrivals import Arrival
from wasdini.reports.models import Attachment, Person, PersonKey, Report, Standing, Step, Words, hidden_id
from wasdini.reports.ordering import priority_of
from wasdini.reports.veiling import veil
from wasdini.rows.shredding import new_key, seal_under

SEALED_FIELDS = ("name", "phone", "relation")


def keep(actor: Actor, report: FieldReport, arrival: Arrival, *, received_at: datetime) -> Report:
    """All rows of a new report. `received_at`: already a half-day when the report is closed."""
    closed = report.mode is Mode.TERTUTUP
    row = _closed_row(actor, report, arrival, received_at) if closed else _open_row(actor, report, arrival, received_at)
    row.save(force_insert=True)
    text = redact(report.text, _named(report)) if closed else report.text
    Words.objects.create(report=row, text=text)
    if not closed and report.source:
        _keep_person(row, report)
    admitted = admission.admit(report, _counted_as(actor, arrival, closed=closed), at=arrival.received_at)
    _first_standing(row, admitted, None if closed else actor.user_id)
    _expect_attachments(row, report)
    linking.link(row)
    return row


def sealed_conflict(row: Report, body: bytes) -> bytes:
    """Other bytes under a known id, readable only by whom the report's own person may be read."""
    if row.mode == Mode.TERTUTUP:
        apart = uuid4()
        custody.seal_identity(
            apart, {"conflict_of": str(row.report_id), "body": body.decode("utf-8", "replace")}, voice_id=None
        )
        return apart.bytes
    text = body.decode("utf-8", "replace")
    return seal_under(_key_of(row), {"body": text}, table="reports_conflict", row=row.report_id)["body"]


def code_of_row(row: Report) -> str:
    """Where a report is filed: region or polling station, in Wasdini's writing."""
    return code_of(row.path)


def _open_row(actor: Actor, report: FieldReport, arrival: Arrival, received_at: datetime) -> Report:
    return Report(
        **_shared(report, arrival),
        path=report.path,
        occurred_at=report.occurred_at,
        received_at=received_at,
        lat=report.lat,
        lon=report.lon,
        reporter_id=actor.user_id,
        sha256=hashlib.sha256(arrival.body).hexdigest(),
        attachments=[asdict(one) for one in report.attachments],
    )


def _closed_row(actor: Actor, report: FieldReport, arrival: Arrival, received_at: datetime) -> Report:
    voice = arrival.voice
    region = custody_queries.coarse_region(report.path, voice)
    digest = custody.seal_identity(
        report.report_id, _identity(actor, report, arrival), voice_id=voice.voice_id if voice else None, area=region
    )
    return Report(
        **_shared(report, arrival) | _veiled(report, voice),
        seq=hidden_id(),
        path=region,
        occurred_at=half_day(report.occurred_at, zone_of(report.place_code)),
        received_at=received_at,
        likeness=likeness.salted(arrival.body),
        sealed_digest=digest,
        attachments=[{"type": one.type} for one in report.attachments],
    )


def _veiled(report: FieldReport, voice: Voice | None) -> dict[str, Any]:
    """What of a closed report is said less exactly. Its door, its form and its typist narrow down who it was (few hold
    a key of the API, a form is for one area), and an open report it names has a sender whom everybody at the desk
    knows: custody keeps them."""
    old = report.supersedes
    own = voice is not None and old is not None and custody_queries.voices_of([old]).get(old) == voice.voice_id
    return {
        "findings": [{**asdict(one), "unit": redact(one.unit, _named(report))} for one in report.findings],
        "channel": Channel.PHONE.value,
        "on_behalf": False,
        "supersedes": old if own else None,
        "form_id": "",
        "form_version": "",
    }


def _named(report: FieldReport) -> list[str]:
    return [report.source.name] if report.source else []


def _identity(actor: Actor, report: FieldReport, arrival: Arrival) -> dict[str, str]:
    """Everything that narrows down who it was: for custody alone."""
    source = report.source
    told = {
        "name": source.name if source else "",
        "phone": source.phone if source else "",
        "relation": source.relation if source else "",
        "account": "" if arrival.voice else actor.name,
        "device": arrival.device,
        "occurred_at": report.occurred_at.isoformat(),
        "received_at": arrival.received_at.isoformat(),
        "path": report.path,
        "position": "" if report.lat is None else f"{report.lat},{report.lon}",
        "text": report.text,
        "channel": arrival.channel.value,
        "form": f"{report.form_id} {report.form_version}".strip(),
        "supersedes": str(report.supersedes or ""),
        "on_behalf": "yes" if report.on_behalf else "",
    }
    return {name: value for name, value in told.items() if value}


def _shared(report: FieldReport, arrival: Arrival) -> dict[str, Any]:
    return {
        "report_id": report.report_id,
        "kind": report.kind.value,
        "mode": report.mode.value,
        "zone_assumed": report.zone_assumed,
        "urgency": report.urgency,
        "issues": list(report.issues),
        "findings": [asdict(one) for one in report.findings],
        "checkin": asdict(report.checkin) if report.checkin else None,
        "ladder": report.ladder or "",
        "athg": report.athg or "",
        "aspect": report.aspect or "",
        "classification": report.classification.value,
        "stage": _stage(report, arrival.received_at),
        "channel": arrival.channel.value,
        "on_behalf": report.on_behalf,
        "supersedes": report.supersedes,
        "form_id": report.form_id,
        "form_version": report.form_version,
    }


def _keep_person(row: Report, report: FieldReport) -> None:
    told = {name: getattr(report.source, name) for name in SEALED_FIELDS}
    joined = "\n".join(f"{name}={value}" for name, value in told.items() if value)
    sealed = seal_under(_key_of(row), {"sealed": joined}, table="reports_person", row=row.report_id)
    Person.objects.create(report=row, sealed=sealed["sealed"])


def _key_of(row: Report) -> bytes:
    kept, _ = PersonKey.objects.get_or_create(
        owner=row.report_id, defaults={"key": new_key(), "made_at": row.received_at}
    )
    return bytes(kept.key)


def _counted_as(actor: Actor, arrival: Arrival, *, closed: bool) -> Counted:
    """Whose limit a report counts against; of a closed one under an account only in memory."""
    if arrival.voice is not None:
        return Counted(f"samaran:{arrival.voice.voice_id}", daily=True)
    if actor.user_id is None:
        return Counted("")
    if closed:
        return Counted(f"akun:{actor.user_id}", unwritten=True)
    return Counted(f"akun:{actor.user_id}", account_id=actor.user_id)


def _first_standing(row: Report, admitted: Admitted, by_id: int | None) -> None:
    standing = Standing(
        report=row,
        path=row.path,
        mode=row.mode,
        classification=row.classification,
        status=admitted.status.value,
        urgency=row.urgency,
        issues=row.issues,
        ladder=row.ladder,
        athg=row.athg,
        aspect=row.aspect,
        changed_at=row.received_at,
    )
    standing.priority = priority_of(
        standing, row.findings, received_at=row.received_at, turn=admitted.turn, refuted=admitted.refuted
    )
    standing.save(force_insert=True)
    Step.objects.create(
        **({"id": hidden_id()} if row.mode == Mode.TERTUTUP else {}),
        report=row,
        version=1,
        verb="received",
        at=row.received_at,
        by_id=by_id,
        after={"status": admitted.status.value},
    )


def _expect_attachments(row: Report, report: FieldReport) -> None:
    """A row for each announced file that has not come yet: the list of what is missing."""
    first = hidden_id()
    Attachment.objects.bulk_create(
        [
            Attachment(
                id=first - number,
                report_id=row.report_id,
                sha256=one.sha256,
                media_type=one.type,
                bytes_count=one.bytes,
                name=uuid4().hex,
                arrived_on=row.received_at.date(),
            )
            for number, one in enumerate(reversed(report.attachments))
        ],
        ignore_conflicts=True,  # it may have come before its report, or come at this very moment
    )
    announced = {one.sha256: one for one in report.attachments}
    for early in Attachment.objects.select_for_update().filter(report_id=row.report_id).order_by("id"):
        said = announced.get(early.sha256)
        if row.mode == Mode.TERTUTUP:
            early.arrived_on = row.received_at.date()  # the day of the half-day, as of files that come later
            veil(early)
            early.save()
        if not early.complete and said and early.bytes_count != said.bytes:
            early.bytes_count, early.media_type, early.offset = said.bytes, said.type, 0
            early.save()


def _stage(report: FieldReport, now: datetime) -> str:
    """The stage that leads on the day the report came, in its own regency."""
    where = report.place_code
    regency = where if level_of(where).rank >= Level.KABKOTA.rank else ancestors_of(where)[1]
    day = elections.local_date(now, regency)
    known = cache.get(key := f"stage:{regency}:{day}")
    if known is None:  # the clock of a regency is the same for every report of a minute
        clock = elections.clock(day, regency)
        known = clock.leading.code.value if clock and clock.leading else ""
        if report.mode is not Mode.TERTUTUP:  # a file of the cache says until when it holds: when somebody reported
            cache.set(key, known, 60)
    return str(known)
