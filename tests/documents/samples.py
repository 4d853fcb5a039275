"""A paper by hand, so that rendering is tested without any other room."""

from __future__ import annotations

from datetime import UTC, date, datetime

from wasdini.core.access import Actor
from wasdini.core.paper import Cell, Column, Letterhead, Marking, Pair, Paper, Point, Points, Table, Verdict
from wasdini.core.terms import Classification
from wasdini.documents.operations import Draft, issue_document
from wasdini.documents.queries import DocumentCard

ISSUED_AT = datetime(2024, 2, 13, 0, 5, tzinfo=UTC)
MARKING = Marking(
    Classification.TERBATAS,
    number="T/LHR-7/II/2024/Kesbangpol",
    code="3F2A-91BC-77D0-1E5A",
    check_address="https://wasdini.contoh.example/periksa/3F2A-91BC-77D0-1E5A",
    issued_at=ISSUED_AT,
)
COLUMNS = (
    Column("No.", "number", 0.35, decimals=0),
    Column("TPS", weight=2.6, detail="Wilayah"),
    Column("Skor", "score", 1.1),
    Column("Tingkat", weight=1.1),
    Column("Alasan utama (poin)", weight=4.2),
    Column("Kepastian", weight=1.5),
)


def sample(*, stamp: str = "", rows: int = 5, name: str = "TPS 004 Muara Teluk Dalam", language: str = "id") -> Paper:
    return Paper(
        language=language,
        letterhead=Letterhead(
            lines=("Pemerintah Kabupaten Contoh Samudra", "Badan Kesatuan Bangsa dan Politik"),
            address="Jalan Contoh Nomor 1, Muara, Kabupaten Contoh Samudra 99111",
            signing_place="Muara, 13 Februari 2024",
            signing_post="Kepala Badan Kesatuan Bangsa dan Politik",
        ),
        title="Laporan Harian Kewaspadaan Dini",
        subtitle="Kabupaten Contoh Samudra, Selasa, 13 Februari 2024",
        dated="Keadaan sampai Selasa, 13 Februari 2024, 06.00 WIB",
        blocks=(
            Verdict(
                label="Tingkat kerawanan wilayah",
                word="Rawan sedang",
                figure="Skor 41,2 dari 100 (batas 38,0–49,5)",
                step=2,
                score=41.2,
                lower=38.0,
                upper=49.5,
                scale=("rendah", "sedang", "tinggi"),
                scale_at=1,
                movement="Naik 1,8 poin sejak kemarin",
                reasons=("Bencana alam di lokasi TPS: 6,2 poin", "Tanpa sinyal: 5,1 poin", "214 dari 3.012 TPS tinggi"),
                trend=tuple((date(2024, 2, day), 30 + day * 0.9) for day in range(1, 14)),
                trend_title="Skor naik dari 30,9 menjadi 41,7 dalam 13 hari",
            ),
            Table(
                title="Lima TPS paling rawan",
                columns=COLUMNS,
                rows=tuple(
                    (
                        Cell(str(position), position),
                        Cell(name, detail="Desa Muara Teluk Dalam, Kecamatan Muara"),
                        Cell("78,4", 78.4, 70.1, 84.0, detail="70,1–84,0"),
                        Cell("Sangat rawan"),
                        Cell("Rawan bencana 18,2; tanpa sinyal 15,0†; dekat posko 9,9"),
                        Cell("pasti 5 besar"),
                    )
                    for position in range(1, rows + 1)
                ),
                empty="Belum ada TPS yang dapat dinilai.",
                note="† belum diverifikasi",
            ),
            Points("Yang berubah sejak kemarin", (Point("31 TPS naik, 12 TPS turun."),)),
            Pair(
                Points(
                    "Tahapan: Masa tenang (H-1)",
                    (Point("politik uang", mark="belum diverifikasi"),),
                    lead="Perlu diwaspadai:",
                ),
                Points("Tindakan yang disarankan", (Point("di seluruh TPS pesisir.", "Pemetaan bencana"),)),
            ),
        ),
        sources=("Metode kesbangpol-default 1; penilaian 13 Februari 2024.", "Data: pemetaan contoh, Februari 2024."),
        stamp=stamp,
    )


def draft(area: str, *, classification: Classification = Classification.TERBATAS, **changes: object) -> Draft:
    papers = {language: sample(language=language, **changes) for language in ("id", "en")}  # type: ignore[arg-type]
    return Draft("harian", "LHR", area, date(2024, 2, 13), classification, papers)


def issued_in(area: str, actor: Actor, **changes: object) -> DocumentCard:
    return issue_document(actor, draft(area, **changes), at=ISSUED_AT)  # type: ignore[arg-type]
