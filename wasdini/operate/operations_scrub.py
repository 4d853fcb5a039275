"""After data was destroyed: nothing of it may stand on in the database's own files."""

from __future__ import annotations

from django.db import connection


def scrub_database_files() -> bool:
    """Empty the write-ahead log into the database and cut it to nothing; whether that was possible just now.

    SQLite: deleted cells and pages are overwritten already (`secure_delete`), but the log still holds the pages as
    they were. A reader in the middle of a page keeps it: then False, and the next tick tries again. PostgreSQL keeps
    dead rows until they are vacuumed: that is asked for by name in docs/operate/data-protection.md.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:  # the log cannot be cut from inside a transaction
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return not busy
