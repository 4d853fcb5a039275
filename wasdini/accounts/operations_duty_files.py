"""The list of duties as offices write it: one row a duty, CSV or XLSX. Days and hours are those of the place."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from wasdini.accounts.operations_duties import NewDuty
from wasdini.accounts.queries_duties import FIRST_YEAR, LAST_YEAR
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import Column, Kind, Table
from wasdini.core.terms import Level
from wasdini.core.zones import zone_of
from wasdini.files.reading import ROW, read_file

PLACES = (Level.TPS, Level.DESA, Level.KECAMATAN, Level.KABKOTA)
DUTIES = Table(
    name="duties",
    columns=(
        Column(name="username", kind=Kind.TEXT, blank=False, aliases=("petugas", "nama_masuk")),
        Column(name="place_code", kind=Kind.PLACE_CODE, blank=False, levels=PLACES, aliases=("tps_code", "kode_tps")),
        Column(name="date", kind=Kind.DATE, blank=False, aliases=("tanggal",)),
        Column(name="starts", kind=Kind.TEXT, blank=False, aliases=("mulai",)),
        Column(name="ends", kind=Kind.TEXT, blank=False, aliases=("selesai",)),
        Column(name="expected", kind=Kind.INTEGER, required=False, minimum=1, maximum=48, aliases=("jumlah_laporan",)),
        Column(name="expects_nil", kind=Kind.YES_NO, required=False, aliases=("wajib_nihil",)),
    ),
)
_HOUR = re.compile(r"(\d{1,2})[.:](\d{2})(?:[.:]\d{2})?")


def read_duties(path: Path) -> list[NewDuty]:
    """Every row of the file; raises `InputRefused` naming file, row, column and value of all that is wrong."""
    read = read_file(path, DUTIES)
    problems: list[Problem] = []
    duties: list[NewDuty] = []
    for row in read.frame.iter_rows(named=True):
        if not FIRST_YEAR <= row["date"].year <= LAST_YEAR:
            problems.append(Problem("duty_date_unread", read.name, row[ROW], "date", str(row["date"]), "14/02/2024"))
            continue
        hours = {name: hour_of(row[name]) for name in ("starts", "ends")}
        for name, hour in hours.items():
            if hour is None:
                problems.append(Problem("duty_hour_unread", read.name, row[ROW], name, row[name], "06.00"))
        starts, ends = hours["starts"], hours["ends"]
        if starts is not None and ends is not None:
            duties.append(_duty(row, starts, ends, read.name))
    if problems:
        raise InputRefused(problems)
    return duties


def hour_of(text: str) -> time | None:
    """`06.00`, `6:30` or `06:30:00`; None when it is no hour. 24.00 is the end of the day and read as 00.00."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) == (24, 0):
        return time(0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def window_of(day: Any, starts: time, ends: time, code: str) -> tuple[datetime, datetime]:
    """From the one hour to the other in the zone of the place; an end that is not later is on the next day."""
    clock = zone_of(code).clock
    start = datetime.combine(day, starts, tzinfo=clock)
    end = datetime.combine(day if ends > starts else day + timedelta(days=1), ends, tzinfo=clock)
    return start, end


def _duty(row: dict[str, Any], starts: time, ends: time, file: str) -> NewDuty:
    starts_at, ends_at = window_of(row["date"], starts, ends, row["place_code"])
    nil = row.get("expects_nil")
    return NewDuty(
        username=row["username"],
        place_code=row["place_code"],
        starts_at=starts_at,
        ends_at=ends_at,
        expected_count=row.get("expected") or 1,
        expects_nil=True if nil is None else bool(nil),
        file=file,
        row=row[ROW],
    )
