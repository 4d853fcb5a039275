"""A whole frame takes its place among the current rows, in a handful of set-based statements; and can be undone.

Rows equal to the current ones change nothing. Changed ones supersede. Columns that the file does not have keep what
was known. The first import of a nation goes straight into the empty table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from django.db import connection

from wasdini.core.place_codes import path_range
from wasdini.places.models import Imported
from wasdini.rows.bulk import insert_frame

_INCOMING = "places_incoming"


@dataclass(frozen=True)
class Tally:
    """What became of the rows."""

    added: int
    changed: int
    unchanged: int
    closed: int = 0


def supersede(model: type[Imported], rows: pl.DataFrame, import_id: int, *, whole_areas: Sequence[str] = ()) -> Tally:
    """Make `rows` (key `path`, unique; columns of the table) current. Current rows inside `whole_areas` that the frame
    does not name are closed: the file said that it is complete there."""
    if not model._default_manager.filter(superseded_by=None).exists():
        insert_frame(model, _with_defaults(model, rows).with_columns(pl.lit(import_id).alias("added_by_id")))
        return Tally(rows.height, 0, 0)
    table, names = model._meta.db_table, list(rows.columns)
    like = f"SELECT {', '.join(names)} FROM {table} WHERE 1 = 0"  # noqa: S608 (names of the model)
    with connection.cursor() as cursor:
        # Made and dropped inside the caller's transaction: a fault takes it back with everything else.
        cursor.execute(f"CREATE TEMPORARY TABLE {_INCOMING} AS {like}")
        insert_frame(model, rows, table=_INCOMING)
        cursor.execute(f"CREATE UNIQUE INDEX {_INCOMING}_path ON {_INCOMING} (path)")
        cursor.execute(f"ANALYZE {_INCOMING}")
        closed = sum(_close(cursor, table, area, import_id) for area in whole_areas)
        cursor.execute(_DROP_UNCHANGED.format(table=table, same=_same(names)))
        unchanged = cursor.rowcount
        cursor.execute(_SUPERSEDE.format(table=table), [import_id])
        changed = cursor.rowcount
        cursor.execute(_insert(model, names), [import_id, import_id])
        added = cursor.rowcount - changed
        cursor.execute(f"DROP TABLE {_INCOMING}")
    return Tally(added, changed, unchanged, closed)


def take_back(model: type[Imported], import_id: int) -> int:
    """Undo an import's rows: they give way to themselves, and what they superseded is current again."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET superseded_by_id = %s WHERE added_by_id = %s AND superseded_by_id IS NULL",  # noqa: S608
            [import_id, import_id],
        )
        gone: int = cursor.rowcount
        cursor.execute(
            f"UPDATE {table} SET superseded_by_id = NULL WHERE superseded_by_id = %s AND added_by_id <> %s",  # noqa: S608
            [import_id, import_id],
        )
        return gone + int(cursor.rowcount)


def built_upon(model: type[Imported], import_id: int) -> list[int]:
    """Later imports that superseded rows of this one and still stand: they must be undone first."""
    rows = model._default_manager.filter(added_by=import_id).exclude(superseded_by=None)
    return sorted(set(rows.exclude(superseded_by=import_id).values_list("superseded_by", flat=True)))


_DROP_UNCHANGED = """
DELETE FROM places_incoming WHERE EXISTS (
  SELECT 1 FROM {table} now WHERE now.path = places_incoming.path AND now.superseded_by_id IS NULL AND {same})
"""
_SUPERSEDE = """
UPDATE {table} SET superseded_by_id = %s
WHERE superseded_by_id IS NULL AND path IN (SELECT path FROM places_incoming)
"""


def _same(names: Sequence[str]) -> str:
    equal = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    return " AND ".join(f"now.{name} {equal} {_INCOMING}.{name}" for name in names if name != "path") or "1 = 1"


def _insert(model: type[Imported], names: Sequence[str]) -> str:
    """What the file has comes from the file; what it does not have, from the row that was superseded just now."""
    table = model._meta.db_table
    columns, values = [], []
    for field in model._meta.local_concrete_fields:
        if field.primary_key or field.column in {"added_by_id", "superseded_by_id"}:
            continue
        columns.append(str(field.column))
        if field.column in names:
            values.append(f"new.{field.column}")
        else:
            values.append(f"COALESCE(old.{field.column}, {_default(field.get_default())})")
    return (
        f"INSERT INTO {table} ({', '.join(columns)}, added_by_id) SELECT {', '.join(values)}, %s "  # noqa: S608
        f"FROM {_INCOMING} new LEFT JOIN {table} old ON old.path = new.path AND old.superseded_by_id = %s"
    )


def _with_defaults(model: type[Imported], rows: pl.DataFrame) -> pl.DataFrame:
    """Columns that may not be empty and that the file does not have."""
    missing = [
        pl.lit(field.get_default()).alias(str(field.column))
        for field in model._meta.local_concrete_fields
        if not field.null and field.has_default() and field.column not in rows.columns
    ]
    blank = [
        pl.lit("").alias(str(field.column))
        for field in model._meta.local_concrete_fields
        if field.blank
        and not field.null
        and not field.has_default()
        and field.column not in rows.columns
        and not field.primary_key
    ]
    return rows.with_columns(*missing, *blank)


def _default(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "'" + str(value).replace("'", "''") + "'"


def _close(cursor: object, table: str, area: str, import_id: int) -> int:
    bounds = path_range(area)
    inside, values = ("path >= %s AND path < %s", list(bounds)) if bounds else ("1 = 1", [])
    cursor.execute(  # type: ignore[attr-defined]
        f"UPDATE {table} SET superseded_by_id = %s WHERE superseded_by_id IS NULL AND {inside} "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM {_INCOMING} WHERE {_INCOMING}.path = {table}.path)",
        [import_id, *values],
    )
    return int(cursor.rowcount)  # type: ignore[attr-defined]
