"""What is wrong, doubtful or repeated in incoming regions and TPS: pure frame work before anything is written.

Row-level findings leave a row out (orphan, wrong parent, unknown desa) or take it with a remark (coordinate outside
its parent). Two rows that contradict each other refuse the whole file: nobody can know which is right.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Coordinate, Level
from wasdini.places.quality import QualityReport, findings_of

_LEVEL_OF_LENGTH = {2: Level.PROVINSI, 5: Level.KABKOTA, 8: Level.KECAMATAN, 13: Level.DESA}
_PARENT_LENGTH = {5: 2, 8: 5, 13: 8}
PROBLEMS_MAX = 200


def without_repeats(rows: pl.DataFrame, *, key: str, file: str, report: QualityReport) -> pl.DataFrame:
    """Rows that say the same twice count once; rows that say different things of one key refuse the file."""
    again = rows.filter(pl.col(key).is_duplicated())
    if again.is_empty():
        return rows
    contradicting = again.drop("row_number").unique().filter(pl.col(key).is_duplicated())[key].unique()
    if not contradicting.is_empty():
        wrong = again.filter(pl.col(key).is_in(contradicting.implode()))
        wrong = wrong.with_columns(first=pl.col("row_number").min().over(key)).filter(
            pl.col("row_number") > pl.col("first")
        )
        raise InputRefused(
            [
                Problem("rows_contradict", file=file, row=row, column=key, value=code, params={"first": str(first)})
                for row, code, first in wrong.select("row_number", key, "first").head(PROBLEMS_MAX).iter_rows()
            ]
        )
    kept = rows.unique(key, keep="first", maintain_order=True)
    repeats = rows.filter(~pl.col("row_number").is_in(kept["row_number"].implode()))
    report.repeated += repeats.height
    report.tell(findings_of(repeats, "repeated", code=key))
    return kept


def with_position(rows: pl.DataFrame, given: Coordinate, report: QualityReport, *, key: str) -> pl.DataFrame:
    """`lat`, `lon` and `coordinate`: half a position or (0, 0) is no position, and that is said."""
    if not {"lat", "lon"} <= set(rows.columns):
        return rows.drop("lat", "lon", strict=False)
    zero = (pl.col("lat") == 0) & (pl.col("lon") == 0)
    half = pl.col("lat").is_null() != pl.col("lon").is_null()
    report.tell(findings_of(rows.filter(zero), "coordinate_zero", code=key))
    report.tell(findings_of(rows.filter(half), "coordinate_half", code=key))
    known = ~zero & pl.col("lat").is_not_null() & pl.col("lon").is_not_null()
    known = known.fill_null(False)
    return rows.with_columns(
        pl.when(known).then(pl.col("lat")).alias("lat"),
        pl.when(known).then(pl.col("lon")).alias("lon"),
        pl.when(known).then(pl.lit(given.value)).otherwise(pl.lit(Coordinate.UNKNOWN.value)).alias("coordinate"),
    )


def check_places(rows: pl.DataFrame, known: pl.Series, *, file: str, report: QualityReport) -> pl.DataFrame:
    """Rows that may stand: level and parent follow from the code, and every parent is there or comes along.

    `rows`: columns of the places sheet that the file has, plus `row_number`. `known`: codes that stand already.
    """
    rows = without_repeats(rows, key="code", file=file, report=report)
    report.tell(findings_of(rows.filter(pl.col("code") == "0"), "nation_row", refused=True))
    rows = rows.filter(pl.col("code") != "0")
    length = pl.col("code").str.len_bytes()
    own = pl.col("code").str.slice(0, length.replace_strict(_PARENT_LENGTH, default=0, return_dtype=pl.UInt32))
    rows = rows.with_columns(
        parent=pl.when(own == "").then(pl.lit("0")).otherwise(own),
        level=length.replace_strict(_LEVEL_OF_LENGTH, return_dtype=pl.String),
    )
    if "parent_code" in rows.columns:
        wrong = (pl.col("parent_code") != pl.col("parent")).fill_null(False)
        report.tell(findings_of(rows.filter(wrong), "parent_not_prefix", detail="parent_code", refused=True))
        rows = rows.filter(~wrong).drop("parent_code")
    rows = _without_orphans(rows, known, report)
    return with_position(rows, Coordinate.CENTROID, report, key="code")


def _without_orphans(rows: pl.DataFrame, known: pl.Series, report: QualityReport) -> pl.DataFrame:
    kept: list[pl.DataFrame] = []
    standing = known
    for level in _LEVEL_OF_LENGTH.values():
        part = rows.filter(pl.col("level") == level.value)
        has_parent = pl.lit(level is Level.PROVINSI) | pl.col("parent").is_in(standing.implode())
        report.tell(findings_of(part.filter(~has_parent), "orphan", detail="parent", refused=True))
        part = part.filter(has_parent)
        kept.append(part)
        standing = pl.concat([standing, part["code"]])
    return pl.concat(kept)


def tps_paths(rows: pl.DataFrame, *, file: str) -> pl.DataFrame:
    """`path` from `tps_code`, or from `desa_code` and `number`; where a file has both they must agree."""
    by_parts = (
        pl.concat_str(pl.col("desa_code"), pl.lit("."), pl.col("number").cast(pl.String).str.zfill(3))
        if {"desa_code", "number"} <= set(rows.columns)
        else None
    )
    if "tps_code" not in rows.columns:
        return rows.with_columns(path=by_parts).drop("desa_code", "number", strict=False)
    rows = rows.with_columns(path=_dotted_tps("tps_code"))
    if by_parts is not None:
        apart = rows.filter((by_parts != pl.col("path")).fill_null(False))
        if not apart.is_empty():
            raise InputRefused(
                [
                    Problem("tps_code_disagrees", file=file, row=row, column="tps_code", value=code, expected=parts)
                    for row, code, parts in apart.select("row_number", "tps_code", by_parts.alias("parts"))
                    .head(PROBLEMS_MAX)
                    .iter_rows()
                ]
            )
    return rows.drop("tps_code", "desa_code", "number", strict=False)


def _dotted_tps(name: str) -> pl.Expr:
    cell = pl.col(name)
    parts = [cell.str.slice(start, width) for start, width in ((0, 2), (2, 2), (4, 2), (6, 4), (10, 3))]
    return pl.concat_str(parts, separator=".")


def renamed_desa(
    rows: pl.DataFrame, aliases: Mapping[str, str], known: pl.Series, report: QualityReport
) -> pl.DataFrame:
    """Paths under an old desa code move to the code it became; a desa that still stands keeps its own."""
    desa = pl.col("path").str.slice(0, 13)
    moves = desa.is_in(list(aliases)) & ~desa.is_in(known.implode())
    rows = rows.with_columns(
        old_path=pl.when(moves).then(pl.col("path")),
        path=pl.when(moves)
        .then(pl.concat_str(desa.replace(dict(aliases)), pl.col("path").str.slice(13)))
        .otherwise(pl.col("path")),
    )
    moved = rows.filter(pl.col("old_path").is_not_null())
    report.tell(findings_of(moved, "code_changed", code="old_path", detail="path"))
    return rows.drop("old_path")
