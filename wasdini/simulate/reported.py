"""What the invented officers reported in the last two days: told by several, contradicted, calm, and some of it closed.

Every report comes in by the front door. Places and people are invented; the words are ours.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wasdini.accounts import queries as accounts
from wasdini.core.access import Actor
from wasdini.core.field_report import read_body, read_field_report
from wasdini.core.terms import Channel
from wasdini.custody import queries as custody
from wasdini.reports import queries
from wasdini.reports.operations import Arrival, accept_report

NAMESPACE = uuid.UUID("5d0c7a5e-3a3f-4a53-9a55-6f9f4d1f6b10")


@dataclass(frozen=True)
class Told:
    """One report: how many hours ago, from whom, about which station of the kecamatan (its place in the list)."""

    hours_ago: float
    who: str
    station: int
    kind: str
    text: str = ""
    issues: tuple[str, ...] = ()
    urgency: int = 2
    more: dict[str, Any] = field(default_factory=dict)


TOLD = (
    Told(44, "petugas", 0, "nil"),
    Told(40, "petugas", 4, "situation", "Jalan ke TPS tergenang setinggi betis sejak subuh, motor masih bisa lewat.",
         ("disaster",), 2, {"findings": [{"code": "access_cut"}]}),
    Told(30, "petugas", 9, "tps_finding", "Lokasi TPS berada di tanah yang masih disengketakan dua keluarga.",
         ("tps_site",), 3),
    Told(22, "camat", 9, "situation", "Pemilik lahan meminta TPS dipindah ke halaman sekolah; kepala desa setuju.",
         ("tps_site",), 2),
    Told(16, "petugas", 2, "tps_finding", "Surat suara kurang dari jumlah pemilih menurut berita acara penerimaan.",
         ("logistics_shortage",), 4, {"findings": [{"code": "ballots_short", "value": 14, "unit": "lembar"}]}),
    Told(9, "petugas", 6, "incident", "Dua orang mendatangi rumah ketua KPPS dan mengancam agar tidak hadir di TPS.",
         ("intimidation",), 4, {"ladder": "ambang", "findings": [{"code": "intimidation_seen"}]}),
    Told(8, "camat", 6, "incident", "Ketua KPPS didatangi dua orang tak dikenal dan diancam; ia lapor ke kantor desa.",
         ("intimidation",), 4, {"ladder": "ambang"}),
    Told(5, "petugas", 6, "situation", "Bhabinkamtibmas sudah di rumah ketua KPPS, keadaan tenang, warga berjaga.",
         ("intimidation",), 3),
    Told(4, "petugas", 12, "situation", "Sinyal seluler hilang di sekitar balai desa, kiriman foto selalu gagal.",
         ("signal_blank_spot",), 3, {"findings": [{"code": "signal_out"}]}),
    Told(3, "petugas", 1, "nil"),
    Told(2, "petugas", 3, "nil"),
)  # fmt: skip
COVERT = (
    Told(20, "petugas", 5, "situation", "Ada pembicaraan tentang pembagian amplop pada malam sebelum pemungutan suara.",
         ("money_politics",), 3, {"mode": "closed", "source": {"relation": "warga"}}),
)  # fmt: skip


def file_demo_reports(stations: list[str], *, at: datetime) -> int:
    """Send them in the order in which they came; `stations`: TPS codes of the officers' kecamatan. How many."""
    every = [*TOLD, *(COVERT if custody.is_ready() else ())]
    count = 0
    for number, told in sorted(enumerate(every), key=lambda pair: -pair[1].hours_ago):
        actor = accounts.actor_named(told.who)
        if actor is not None and told.station < len(stations):
            _file(actor, told, stations[told.station], number, at=at - timedelta(hours=told.hours_ago))
            count += 1
    return count


def _file(actor: Actor, told: Told, tps_code: str, number: int, *, at: datetime) -> None:
    said = dict(_said(told, tps_code, at))
    report_id = uuid.uuid5(NAMESPACE, f"{number}:{at.isoformat()}")
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    report = read_field_report(report_id, read_body(body), queries.vocabulary())
    accept_report(actor, report, Arrival(channel=Channel.PHONE, body=body, received_at=at))


def _said(told: Told, tps_code: str, at: datetime) -> Iterator[tuple[str, Any]]:
    yield "kind", told.kind
    yield "mode", "open"
    yield "tps_code", tps_code
    yield "occurred_at", (at - timedelta(minutes=20)).isoformat()
    yield "text", told.text
    yield "issues", list(told.issues)
    yield "urgency", told.urgency
    yield from told.more.items()
