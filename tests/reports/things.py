"""One report, file, incident and referral in the own kecamatan and one elsewhere, for the rights matrix."""

from __future__ import annotations

import uuid
from datetime import timedelta

from tests.accounts import doors
from tests.cast import KECAMATAN, NEIGHBOUR_TPS, NOW, TPS, Cast
from tests.reports.samples import photo, send
from wasdini.core.access import Actor, system_actor
from wasdini.reports import shelves
from wasdini.reports.changing import Touch
from wasdini.reports.models import Attachment, Referral, Standing
from wasdini.reports.operations_asking import refer_report
from wasdini.reports.operations_merging import merge_reports

LATER = NOW + timedelta(hours=1)


def report_things(cast: Cast) -> dict[str, dict[str, object]]:
    """Needs the small regency and its neighbour."""
    near = [send(cast.petugas.actor, tps_code=TPS).report_id for _ in range(2)]
    far = [send(cast.tetangga.actor, tps_code=NEIGHBOUR_TPS).report_id for _ in range(2)]
    for report_id in (near[0], far[0]):
        _file(report_id)
    never, number = uuid.UUID(int=7), 987654
    incidents = [_incident(reports) for reports in (near, far)]
    referrals = [_referral(near[0], KECAMATAN), _referral(far[0], "99.02.01")]
    reports = {doors.OWN: near[0], doors.ELSEWHERE: far[0], doors.NEVER: never}
    return {
        "laporan": dict(reports),
        "lampiran": dict(reports),
        "laporan_pengirim": {doors.ELSEWHERE: far[0], doors.NEVER: never},
        "kejadian lapangan": {doors.OWN: incidents[0], doors.ELSEWHERE: incidents[1], doors.NEVER: never},
        "rujukan": {doors.OWN: referrals[0], doors.ELSEWHERE: referrals[1], doors.NEVER: number},
    }


def _file(report_id: uuid.UUID) -> None:
    name = uuid.uuid4().hex
    shelves.keep(name, photo())
    Attachment.objects.create(
        report_id=report_id, sha256="0" * 64, media_type="image/jpeg", bytes_count=10, offset=10, name=name,
        complete=True, arrived_on=NOW.date(),
    )  # fmt: skip


def _incident(reports: list[uuid.UUID]) -> uuid.UUID:
    versions = {one: Standing.objects.get(report__report_id=one).version for one in reports}
    return merge_reports(_desk(), versions, at=LATER)


def _referral(report_id: uuid.UUID, area: str) -> int:
    version = Standing.objects.get(report__report_id=report_id).version
    refer_report(_desk(), Touch(report_id=report_id, version=version, at=LATER), ("camat",), area=area)
    return Referral.objects.get(report__report_id=report_id).pk


def _desk() -> Actor:
    return system_actor()
