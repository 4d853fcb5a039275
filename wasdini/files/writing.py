"""One writer for every table that goes out: CSV, gzipped CSV or XLSX by the name of the file; whole or not at all."""

from __future__ import annotations

import gzip
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import polars as pl
import xlsxwriter

from wasdini.core.problems import InputRefused, Problem
from wasdini.files.cells import RUNS, harmless

SHEET_ROWS_MAX = 1_048_575
_AS_TEXT = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_table(frame: pl.DataFrame, path: Path | str) -> None:
    """Write beside the target, then put it in place in one step: a reader never sees half a file.

    Numbers keep full precision; unknown is blank. Raises `InputRefused` where the file cannot be written.
    """
    target = Path(path)
    if target.suffix == ".xlsx" and frame.height > SHEET_ROWS_MAX:
        raise InputRefused([Problem("sheet_too_long", file=target.name, value=str(frame.height), expected=".csv.gz")])
    part = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            part = Path(file.name)
            _write(frame, target, file)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(target)
    except OSError as refusal:
        reason = refusal.strerror or type(refusal).__name__
        raise InputRefused([Problem("output_not_writable", file=str(target), params={"reason": reason})]) from refusal
    finally:
        if part is not None:
            with suppress(FileNotFoundError):
                part.unlink()


def _write(frame: pl.DataFrame, target: Path, file: IO[bytes]) -> None:
    if target.suffix == ".xlsx":
        with xlsxwriter.Workbook(file, _AS_TEXT) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, frame.columns)
            for number, row in enumerate(frame.iter_rows(), start=1):
                sheet.write_row(number, 0, row)
    elif target.suffix == ".gz":
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=4, mtime=0, filename="") as packed:
            _harmless(frame).write_csv(packed)  # type: ignore[call-overload]
    else:
        _harmless(frame).write_csv(file)


def _harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would run gets its apostrophe; looked for first, because almost no table has any."""
    risky = [name for name, kind in frame.schema.items() if kind == pl.String and frame[name].str.contains(RUNS).any()]
    return frame.with_columns(pl.col(name).map_elements(harmless, return_dtype=pl.String) for name in risky)


def _umask() -> int:
    """The process's mask: read by setting, then set back."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
