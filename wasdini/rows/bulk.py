"""Whole frames into a table: `executemany` on SQLite, `COPY` on PostgreSQL. No model instances, so that a nation fits.

Runs inside the caller's transaction. Column names are those of the database (`source_id`, not `source`).
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from django.db import connection, models

SLICE_ROWS = 50_000


def insert_frame(model: type[models.Model], frame: pl.DataFrame, *, table: str = "") -> int:
    """Add every row of `frame` to the model's table and return how many. UUIDs are given as text in any writing.

    `table`: another table with the same columns (a temporary one, from which the rows are compared and moved on).
    """
    if frame.is_empty():
        return 0
    columns = _columns(model, frame.columns)
    into = connection.ops.quote_name(table or model._meta.db_table)
    if connection.vendor == "postgresql":
        _copy(into, frame, columns)
    else:
        _execute_many(into, frame, columns)
    return frame.height


def read_frame(statement: str, parameters: Sequence[Any], schema: dict[str, Any]) -> pl.DataFrame:
    """The rows of a SELECT as a frame. Dates and instants come as the schema says, on both databases."""
    if connection.vendor == "sqlite":
        # As text: the driver would otherwise make a Python date of every cell, one by one.
        as_text = {name: f"CAST({name} AS TEXT)" if _is_time(kind) else name for name, kind in schema.items()}
        statement = f"SELECT {', '.join(as_text.values())} FROM ({statement})"  # noqa: S608 (names from the caller's code)
    read = {name: _as_read(kind) for name, kind in schema.items()}
    frame = pl.DataFrame(schema=read)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(SLICE_ROWS):  # in slices: a nation of Python tuples would not be small
            frame.extend(pl.DataFrame(rows, schema=read, orient="row", infer_schema_length=None))
    return frame.with_columns(_typed(name, kind) for name, kind in schema.items())


def uuid_text(value: uuid.UUID) -> str:
    """A UUID as this database keeps it in a text parameter."""
    return str(value) if connection.vendor == "postgresql" else value.hex


def _columns(model: type[models.Model], names: Sequence[str]) -> dict[str, models.Field[Any, Any]]:
    by_column = {field.column: field for field in model._meta.local_concrete_fields if field.column}
    return {name: by_column[name] for name in names}


def _execute_many(into: str, frame: pl.DataFrame, columns: dict[str, models.Field[Any, Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {into} ({names}) VALUES ({marks})"  # noqa: S608 (names from the model)
    ready = frame.with_columns(_for_sqlite(name, frame.schema[name], field) for name, field in columns.items())
    with connection.cursor() as cursor:
        for part in ready.iter_slices(SLICE_ROWS):
            cursor.executemany(statement, part.rows())


def _copy(into: str, frame: pl.DataFrame, columns: dict[str, models.Field[Any, Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    statement = f"COPY {into} ({names}) FROM STDIN WITH (FORMAT csv)"
    ready = frame.with_columns(_for_copy(name, frame.schema[name]) for name in columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for part in _csv(ready):
            copy.write(part)


def _csv(frame: pl.DataFrame) -> Iterator[bytes]:
    for part in frame.iter_slices(SLICE_ROWS):
        out = io.BytesIO()
        # Quoted empty text stays empty text; an unquoted empty cell is NULL.
        part.write_csv(out, include_header=False, quote_style="non_numeric", null_value="")
        yield out.getvalue()


def _for_sqlite(name: str, kind: pl.DataType, field: models.Field[Any, Any]) -> pl.Expr:
    """Django's own writing of each type, so that rows written here and there compare alike."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%d %H:%M:%S%.6f").str.replace(r"\.000000$", "")
    if kind == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    if kind == pl.Boolean:
        return column.cast(pl.Int8)
    if isinstance(field, models.UUIDField | models.ForeignKey) and kind == pl.String:
        return column.str.replace_all("-", "")
    return column


def _for_copy(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%d %H:%M:%S%.6f+00")
    if kind == pl.Binary:
        return pl.concat_str(pl.lit("\\x"), column.bin.encode("hex")).alias(name)
    return column


def _is_time(kind: Any) -> bool:
    return isinstance(kind, pl.Datetime) or kind == pl.Date


def _as_read(kind: Any) -> Any:
    return pl.String if _is_time(kind) and connection.vendor == "sqlite" else kind


def _typed(name: str, kind: Any) -> pl.Expr:
    column = pl.col(name)
    if connection.vendor != "sqlite":
        return column
    if isinstance(kind, pl.Datetime):
        padded = pl.when(column.str.contains(".", literal=True)).then(column).otherwise(column + ".000000")
        return padded.str.to_datetime("%Y-%m-%d %H:%M:%S%.6f").dt.replace_time_zone("UTC").alias(name)
    if kind == pl.Date:
        return column.str.to_date("%Y-%m-%d")
    return column
