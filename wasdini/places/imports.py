"""What an import is asked, what it gives back, and the steps every import shares: begin, settle, finish."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl

from wasdini.core.access import Actor
from wasdini.core.place_codes import NASIONAL_CODE, common_area, path_range
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import Column
from wasdini.files.reading import FileRead
from wasdini.journal.operations import Line
from wasdini.places.models import Import, Imported
from wasdini.places.quality import QualityReport, findings_of
from wasdini.places.superseding import supersede

PROBLEMS_MAX = 200


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """What stands beside the file: where it is from, from when it holds, and how to read it.

    `complete`: the file names every unit of the kab/kota it touches; others there are closed. `skip_unknown`: TPS of
    an unknown desa are listed and left out instead of refusing the file. `keep_old`: desa that the tree no longer has
    are kept as regions, so that an old election's TPS stay whole. `extra_columns`: indicator columns wanted back.
    """

    source: str = ""
    licence: str = ""
    vintage: str = ""
    valid_from: date | None = None
    aliases: Path | None = None
    boundaries: Path | None = None
    complete: bool = False
    skip_unknown: bool = False
    keep_old: bool = False
    extra_columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class ImportOutcome:
    """The import's number, its quality report, and the extra columns: `unit_code` plus those the file had."""

    import_id: int
    report: QualityReport
    extra: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass
class Intake:
    """One import under way, inside its transaction."""

    actor: Actor
    batch: Import
    report: QualityReport
    request: ImportRequest
    file: str

    def settle(self, model: type[Imported], rows: pl.DataFrame) -> None:
        """Rows take their place; the report counts what became of them."""
        areas = rows["path"].str.slice(0, 5).unique().sort().to_list() if self.request.complete else []
        tally = supersede(model, rows.drop("row_number", strict=False), self.batch.pk, whole_areas=areas)
        self.report.added += tally.added
        self.report.changed += tally.changed
        self.report.unchanged += tally.unchanged
        self.report.closed += tally.closed

    def within_duty(self, rows: pl.DataFrame, key: str) -> pl.DataFrame:
        """Rows inside the actor's areas; the others are refused and listed."""
        inside = pl.lit(False)
        for area in self.actor.areas:
            bounds = path_range(area)
            inside = (
                pl.lit(True)
                if bounds is None
                else inside | ((pl.col(key) >= pl.lit(bounds[0])) & (pl.col(key) < pl.lit(bounds[1])))
            )
        self.report.tell(findings_of(rows.filter(~inside), "outside_duty", code=key, refused=True))
        return rows.filter(inside)

    def finish(self, line: Line, paths: pl.Series) -> ImportOutcome:
        """Refuse an import that took nothing; else keep the report and say in the journal what was done."""
        report = self.report
        report.refused = sum(finding.refused for finding in report.findings)
        if not report.accepted:
            raise InputRefused(
                [
                    Problem(f"import_{finding.finding}", self.file, finding.row, "", finding.code, finding.detail)
                    for finding in report.findings
                    if finding.refused
                ][:PROBLEMS_MAX]
                or [Problem("file_without_rows", file=self.file)]
            )
        self.batch.report, self.batch.path = report.as_json(), area_of(paths)
        self.batch.save(update_fields=["report", "path"])
        line.about("import", self.batch.pk, area=self.batch.path)
        line.details = {
            "added": report.added,
            "changed": report.changed,
            "refused": report.refused,
            "closed": report.closed,
        }
        return ImportOutcome(self.batch.pk, report)


def begin(actor: Actor, kind: str, read: FileRead, *, at: datetime, request: ImportRequest) -> Intake:
    """Open the import's row; everything that follows refers to it."""
    batch = Import.objects.create(
        kind=kind,
        file_name=read.name[:255],
        file_sha256=read.sha256,
        source=request.source,
        licence=request.licence,
        vintage=request.vintage,
        valid_from=request.valid_from,
        imported_at=at,
        imported_by=actor.name,
    )
    report = QualityReport(
        rows_read=read.frame.height,
        encoding=read.encoding,
        ignored_columns=read.ignored,
        personal_columns=read.personal,
    )
    return Intake(actor, batch, report, request, read.name)


def area_of(paths: pl.Series) -> str:
    """The smallest region that holds every path of an import; the nation for an empty one."""
    return NASIONAL_CODE if paths.is_empty() else common_area(str(paths.min()), str(paths.max()))
