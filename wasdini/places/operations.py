"""Bringing regions and TPS in. Each operation is one import: one file, one transaction, one journal line, one quality
report; read whole or refused whole, and undone whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.place_codes import SPECIAL_TPS_FROM
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Coordinate
from wasdini.files.opening import read_content
from wasdini.files.reading import FileRead, read_file
from wasdini.journal.operations import act
from wasdini.places import checks, expansion, sheets, standing
from wasdini.places.counting import recount_tps
from wasdini.places.imports import ImportOutcome, ImportRequest, Intake, begin
from wasdini.places.models import Boundary, Import, Imported, Place, PlaceAlias, Tps
from wasdini.places.neighbourhood import rebuild_neighbours
from wasdini.places.outlines import outlines_of, outside_parent, read_outlines
from wasdini.places.quality import findings_of
from wasdini.places.superseding import built_upon, take_back

__all__ = [
    "ImportOutcome", "ImportRequest", "add_boundaries", "add_places_frame", "add_tps_frame", "build_neighbours",
    "expand_tps", "import_aliases", "import_boundaries", "import_places", "import_tps", "undo_import",
]  # fmt: skip

PLAIN = ImportRequest()
PROBLEMS_MAX = 200
_KINDS: dict[str, type[Imported]] = {"places": Place, "tps": Tps, "aliases": PlaceAlias, "boundaries": Boundary}


def import_places(actor: Actor, file: Path, *, at: datetime, request: ImportRequest = PLAIN) -> ImportOutcome:
    """Regions from a file of `code,name,type,parent_code,lat,lon` (more is ignored); idempotent."""
    require_allowed(actor, Act.IMPORT_DATA)
    return _take_places(actor, read_file(file, sheets.PLACES), at=at, request=request)


def add_places_frame(
    actor: Actor, frame: pl.DataFrame, *, name: str, at: datetime, request: ImportRequest = PLAIN
) -> ImportOutcome:
    """As `import_places`, from a frame with the same columns (typed as `sheets.PLACES` declares)."""
    require_allowed(actor, Act.IMPORT_DATA)
    return _take_places(actor, _as_read(frame, name), at=at, request=request)


def import_tps(actor: Actor, file: Path, *, at: datetime, request: ImportRequest = PLAIN) -> ImportOutcome:
    """TPS from a file of `tps_code` or `desa_code,number`, with `name,lat,lon,voters_male,voters_female,
    special_location`. Columns of `request.extra_columns` come back in `ImportOutcome.extra` beside `unit_code`."""
    require_allowed(actor, Act.IMPORT_DATA)
    table = replace(sheets.TPS, columns=sheets.TPS.columns + request.extra_columns)
    return _take_tps(actor, read_file(file, table), at=at, request=request)


def add_tps_frame(
    actor: Actor, frame: pl.DataFrame, *, name: str, at: datetime, request: ImportRequest = PLAIN
) -> ImportOutcome:
    """As `import_tps`, from a frame with the same columns (typed as `sheets.TPS` declares)."""
    require_allowed(actor, Act.IMPORT_DATA)
    return _take_tps(actor, _as_read(frame, name), at=at, request=request)


def expand_tps(actor: Actor, file: Path, *, at: datetime, request: ImportRequest = PLAIN) -> ImportOutcome:
    """One TPS per count of `kemendagri_code,…,tps_regular,tps_lokasi_khusus_901plus`: 001.., 901... Desa that the
    region tree does not have are listed with their counts and, where one name fits, the code they may have become."""
    require_allowed(actor, Act.IMPORT_DATA)
    read = read_file(file, sheets.TPS_COUNTS)
    with act(actor, "expand_tps", at=at) as line:
        _take_beside(actor, at=at, request=request)
        intake = begin(actor, "tps", read, at=at, request=request)
        known = standing.codes("desa")
        counts, unmatched = expansion.unpack_counts(read.frame, standing.aliases(), known, intake.report)
        free = standing.named_desa().filter(~pl.col("path").is_in(counts["path"].implode()))
        if request.keep_old and not unmatched.is_empty():
            add_places_frame(actor, expansion.old_regions(unmatched, standing.codes()), name=read.name, at=at)
            intake.report.tell(findings_of(unmatched, "kept_old", code="path", detail="tps_regular"))
            counts, unmatched = pl.concat([counts, unmatched]), unmatched.clear()
        expansion.unmatched_findings(unmatched, free, intake.report)
        rows = intake.within_duty(expansion.tps_of(counts), "path")
        intake.settle(Tps, rows)
        intake.report.tps_count = rows.height
        intake.report.tps_refused = int(
            unmatched.select(pl.col("tps_regular").sum() + pl.col("tps_lokasi_khusus_901plus").sum()).item() or 0
        )
        recount_tps(_provinces(rows["path"]))
        return intake.finish(line, rows["path"])


def import_aliases(actor: Actor, file: Path, *, at: datetime, request: ImportRequest = PLAIN) -> ImportOutcome:
    """Old codes and what they became: `old_code,new_code[,changed_on]`."""
    require_allowed(actor, Act.IMPORT_DATA)
    read = read_file(file, sheets.ALIASES)
    with act(actor, "import_aliases", at=at) as line:
        intake = begin(actor, "aliases", read, at=at, request=request)
        rows = intake.within_duty(read.frame.rename({"old_code": "path"}), "path")
        intake.settle(PlaceAlias, rows)
        return intake.finish(line, rows["path"])


def import_boundaries(actor: Actor, file: Path, *, at: datetime, request: ImportRequest = PLAIN) -> ImportOutcome:
    """Outlines from a GeoJSON FeatureCollection whose features carry `code`; neighbours are found anew."""
    require_allowed(actor, Act.IMPORT_DATA)
    with transaction.atomic():
        outcome = _take_boundaries(actor, _outlines_in(file), at=at, request=request)
        if outcome.report.moved:
            rebuild_neighbours()
    return outcome


def add_boundaries(
    actor: Actor, document: dict[str, Any], *, name: str, at: datetime, request: ImportRequest = PLAIN
) -> ImportOutcome:
    """As `import_boundaries`, from a FeatureCollection in memory."""
    require_allowed(actor, Act.IMPORT_DATA)
    with transaction.atomic():
        outcome = _take_boundaries(actor, _as_read(outlines_of(document, file=name), name), at=at, request=request)
        if outcome.report.moved:
            rebuild_neighbours()
    return outcome


def build_neighbours(actor: Actor, *, at: datetime) -> dict[str, int]:
    """Find the neighbours of every region anew; gives the number of pairs per level."""
    require_allowed(actor, Act.IMPORT_DATA)
    with act(actor, "build_neighbours", at=at) as line:
        counts = rebuild_neighbours()
        line.details = dict(counts)
        return counts


def undo_import(actor: Actor, import_id: int, *, at: datetime) -> int:
    """Take a whole import back; gives the number of rows that changed. Refused while later imports build upon it."""
    require_allowed(actor, Act.UNDO_IMPORT)
    with act(actor, "undo_import", at=at) as line:
        batch = Import.objects.select_for_update().filter(pk=import_id).first()
        if batch is None:
            raise InputRefused([Problem("import_unknown", value=str(import_id))])
        require_allowed(actor, Act.UNDO_IMPORT, area=batch.path)
        if batch.undone_at is not None:
            raise InputRefused([Problem("import_undone_already", value=str(import_id))])
        model = _KINDS[batch.kind]
        if later := built_upon(model, import_id):
            raise InputRefused([Problem("undo_later_first", value=str(import_id), expected=", ".join(map(str, later)))])
        changed = take_back(model, import_id)
        if model is Place:
            _refuse_tps_without_desa(import_id)
        if model in (Place, Boundary):
            rebuild_neighbours()
        if model is Tps:
            recount_tps(standing.provinces())
        batch.undone_at, batch.undone_by = at, actor.name
        batch.save(update_fields=["undone_at", "undone_by"])
        line.about("import", import_id, area=batch.path)
        line.details = {"rows": changed}
        return changed


def _take_places(actor: Actor, read: FileRead, *, at: datetime, request: ImportRequest) -> ImportOutcome:
    with act(actor, "import_places", at=at) as line:
        intake = begin(actor, "places", read, at=at, request=request)
        rows = checks.check_places(read.frame, standing.codes(), file=read.name, report=intake.report)
        rows = intake.within_duty(rows, "code")
        names = {"code": "path", "parent": "parent_code", "type": "kind"}
        rows = rows.rename({old: new for old, new in names.items() if old in rows.columns})
        intake.settle(Place, rows)
        _take_beside(actor, at=at, request=request)
        _tell_outside_parent(intake, rows.rename({"parent_code": "parent"}))
        outcome = intake.finish(line, rows["path"])
        if ("lat" in rows.columns and outcome.report.moved) or outcome.report.closed or request.boundaries is not None:
            rebuild_neighbours()
        return outcome


def _take_tps(actor: Actor, read: FileRead, *, at: datetime, request: ImportRequest) -> ImportOutcome:
    with act(actor, "import_tps", at=at) as line:
        intake = begin(actor, "tps", read, at=at, request=request)
        _take_beside(actor, at=at, request=request)
        known = standing.codes("desa")
        rows = checks.tps_paths(read.frame, file=read.name)
        rows = checks.renamed_desa(rows, standing.aliases(), known, intake.report)
        rows = checks.without_repeats(rows, key="path", file=read.name, report=intake.report)
        rows = intake.within_duty(_in_known_desa(intake, rows, known), "path")
        rows = checks.with_position(rows, Coordinate.MEASURED, intake.report, key="path")
        extra = [column.name for column in request.extra_columns if column.name in rows.columns]
        kept = _with_special_location(rows.drop(extra))
        intake.settle(Tps, kept)
        intake.report.tps_count = kept.height
        recount_tps(_provinces(kept["path"]))
        _tell_outside_parent(intake, kept.with_columns(parent=pl.col("path").str.slice(0, 13)))
        outcome = intake.finish(line, kept["path"])
    unit = pl.col("path").str.replace_all(".", "", literal=True).alias("unit_code")
    return replace(outcome, extra=rows.select(unit, *extra))


def _take_boundaries(actor: Actor, read: FileRead, *, at: datetime, request: ImportRequest) -> ImportOutcome:
    with act(actor, "import_boundaries", at=at) as line:
        intake = begin(actor, "boundaries", read, at=at, request=request)
        stands = pl.col("path").is_in(standing.codes().implode())
        intake.report.tell(findings_of(read.frame.filter(~stands), "unknown_region", code="path", refused=True))
        rows = intake.within_duty(read.frame.filter(stands), "path")
        intake.settle(Boundary, rows)
        return intake.finish(line, rows["path"])


def _take_beside(actor: Actor, *, at: datetime, request: ImportRequest) -> None:
    """Files given along, inside the same transaction: refused together, kept together."""
    alone = ImportRequest(source=request.source, licence=request.licence, vintage=request.vintage)
    if request.aliases is not None:
        import_aliases(actor, request.aliases, at=at, request=alone)
    if request.boundaries is not None:
        _take_boundaries(actor, _outlines_in(request.boundaries), at=at, request=alone)


def _in_known_desa(intake: Intake, rows: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """TPS of a desa that stands. The others refuse the file, unless the request lets them be listed."""
    desa = pl.col("path").str.slice(0, 13)
    unknown = rows.filter(~desa.is_in(known.implode())).with_columns(desa=desa)
    if not unknown.is_empty() and not intake.request.skip_unknown:
        raise InputRefused(
            [
                Problem("desa_unknown", file=intake.file, row=row, column="tps_code", value=path.replace(".", ""))
                for row, path in unknown.select("row_number", "path").head(PROBLEMS_MAX).iter_rows()
            ]
        )
    intake.report.tell(findings_of(unknown, "unknown_desa", code="path", detail="desa", refused=True))
    return rows.filter(desa.is_in(known.implode()))


def _with_special_location(rows: pl.DataFrame) -> pl.DataFrame:
    by_number = pl.col("path").str.slice(14).cast(pl.Int32) >= SPECIAL_TPS_FROM
    said = pl.col("special_location") if "special_location" in rows.columns else pl.lit(None)
    blank_name = [pl.col("name").fill_null("")] if "name" in rows.columns else []
    return rows.with_columns(*blank_name, special_location=pl.coalesce(said, by_number))


def _tell_outside_parent(intake: Intake, rows: pl.DataFrame) -> None:
    if "lat" not in rows.columns:
        return
    parents = rows.filter(pl.col("lat").is_not_null())["parent"].unique().to_list()
    far = outside_parent(
        rows.select("row_number", "path", "parent", "lat", "lon"), standing.shapes(parents), standing.boxes()
    )
    intake.report.tell(findings_of(far, "outside_parent", code="path", detail="parent"))


def _refuse_tps_without_desa(import_id: int) -> None:
    lost = standing.desa_with_tps_only()
    if lost:
        raise InputRefused([Problem("undo_leaves_tps", value=str(import_id), expected=", ".join(lost[:5]))])


def _provinces(paths: pl.Series) -> list[str]:
    return paths.str.slice(0, 2).unique().sort().to_list()


def _outlines_in(file: Path) -> FileRead:
    content = read_content(file, by_lines=False)
    return FileRead(read_outlines(content), content.name, content.sha256, "geojson", (), ())


def _as_read(frame: pl.DataFrame, name: str) -> FileRead:
    numbers = pl.int_range(1, frame.height + 1, eager=True, dtype=pl.UInt32).alias("row_number")
    return FileRead(frame.with_columns(numbers), name, "", "frame", (), ())
