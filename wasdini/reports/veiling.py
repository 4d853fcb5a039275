"""What is kept of a closed report's file: of a photo only the drawing, of the announced digest only a keyed one."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from django.db import transaction

from wasdini.core.media_tags import without_tags
from wasdini.journal import operations as journal
from wasdini.reports import shelves
from wasdini.reports.models import Attachment


def veil(row: Attachment) -> None:
    """Change a complete row; the caller saves, inside a transaction. The original is gone once that is committed."""
    if row.veiled or not row.complete:
        return
    row.sha256 = journal.keyed_digest(row.sha256.encode())
    row.veiled = True
    original, row.name = row.name, row.shown_name
    if not row.name:
        row.name = uuid4().hex
        shelves.keep(row.name, without_tags(row.media_type, shelves.read(original)))
    # A photo found on a phone could be recognised by its exact length: the length of what is kept is told instead.
    row.bytes_count = row.offset = shelves.size_of(row.name)
    transaction.on_commit(partial(shelves.remove, original))
