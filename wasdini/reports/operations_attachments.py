"""Files of reports: whole or in chunks, before their report or after it; complete only when the hash is right.

A chunk is on the disk before the row counts it. A closed report keeps no original: only the photo drawn anew, and of
the announced digest only a keyed one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from wasdini.core.access import Act, Actor, NotVisible, may, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.report_fields import FILE_BYTES_MAX, MEDIA_TYPES
from wasdini.core.terms import Mode
from wasdini.custody import queries as custody
from wasdini.custody.queries import Voice
from wasdini.journal import operations as journal
from wasdini.reports import media, shelves
from wasdini.reports.gate import room_to_write
from wasdini.reports.keys import SEAL_BYTES, NotOpened, open_sealed
from wasdini.reports.models import Attachment, Report, hidden_id
from wasdini.reports.veiling import veil

WAITING_FILES_MAX = 20
WAITING_DAYS = 30
SWEPT_AFTER_HOURS = 1


class WrongOffset(Exception):
    """The chunk does not begin where the last one ended."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(offset)


@dataclass(frozen=True)
class Progress:
    """How far one file has come."""

    offset: int
    total: int
    complete: bool
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """A piece of a file as it came. `total` 0: the announced length counts. `sealed`: as the phone sealed it."""

    content: bytes
    offset: int = 0
    total: int = 0
    media_type: str = ""
    sealed: bool = False


def receive_chunk(
    actor: Actor, report_id: UUID, sha256: str, chunk: Chunk, *, at: datetime, voice: Voice | None = None
) -> Progress:
    """Add a piece; the last one completes the file. Raises `WrongOffset`, `InputRefused`, `NotVisible`,
    `Overloaded`, `StorageFull`."""
    with room_to_write():
        row = _row_for(actor, report_id, sha256, chunk, at=at, voice=voice)
        with shelves.alone(row.pk):
            row.refresh_from_db()
            return _add(row, sha256, chunk)


def receive_whole(
    actor: Actor, report_id: UUID, sha256: str, chunk: Chunk, *, at: datetime, voice: Voice | None = None
) -> Progress:
    """A file in one piece. What half of it may have come before is begun anew."""
    with room_to_write():
        row = _row_for(actor, report_id, sha256, chunk, at=at, voice=voice)
        with shelves.alone(row.pk):
            row.refresh_from_db()
            if not row.complete and row.offset:
                row.offset = 0
                row.save(update_fields=["offset"])
            return _add(row, sha256, chunk)


def _add(row: Attachment, sha256: str, chunk: Chunk) -> Progress:
    """The caller holds the file alone: disk and pixels are slow, and no database lock is held while they are.

    The last piece is counted only together with the finished file, so that a file is either complete or resumable.
    """
    if row.complete:  # in the sender's own bytes: what is kept may be shorter (a photo drawn anew, a seal opened)
        said = chunk.total or max(row.bytes_count, chunk.offset + len(chunk.content))
        return Progress(said, said, True, repeated=True)
    if chunk.offset != row.offset:
        raise WrongOffset(row.offset)
    total = row.bytes_count + (SEAL_BYTES if chunk.sealed else 0)
    if (chunk.total or total) != total or row.offset + len(chunk.content) > total:
        raise InputRefused([Problem("attachment_longer_than_said", expected=str(total))])
    shelves.append(row.name, row.offset, chunk.content)
    row.offset += len(chunk.content)
    if row.offset == total:
        _complete(row, sha256, chunk.sealed)
    else:
        row.save(update_fields=["offset"])
    return Progress(total if row.complete else row.offset, total, row.complete)


def progress_of(actor: Actor, report_id: UUID, sha256: str, *, voice: Voice | None = None) -> Progress:
    """How many bytes are here; `NotVisible` when nothing of it came and nothing announced it."""
    row = _known(actor, report_id, sha256, voice)
    if row is None:
        raise NotVisible(sha256)
    return Progress(row.offset, row.bytes_count, row.complete)


def drop_waiting_attachments(now: datetime) -> int:
    """Files that came before a report that never did, after thirty days."""
    old = Attachment.objects.filter(arrived_on__lt=(now - timedelta(days=WAITING_DAYS)).date())
    orphans = [row for row in old if not Report.objects.filter(report_id=row.report_id).exists()]
    for row in orphans:
        row.delete()
        shelves.remove(row.name)
        shelves.remove(row.shown_name)
    return len(orphans)


def sweep_shelves(now: datetime) -> int:
    """Remove files that no row names and nobody has written for an hour: a crash left them, perhaps with a position
    inside. One shelf of 256 a call, by the minute, so that a full cupboard costs no tick more. Returns how many."""
    before_s = (now - timedelta(hours=SWEPT_AFTER_HOURS)).timestamp()
    left = shelves.forgotten(_named, shelf=int(now.timestamp() // 60) % 256, before_s=before_s)
    for name in left:
        shelves.remove(name)
    return len(left)


def _named(names: list[str]) -> set[str]:
    found = Attachment.objects.filter(Q(name__in=names) | Q(shown_name__in=names)).values_list("name", "shown_name")
    return {name for pair in found for name in pair}


def signed(photo_hash: int) -> int:
    """64 bits as a column of both databases holds them."""
    return photo_hash - (1 << 64) if photo_hash >> 63 else photo_hash


def _row_for(
    actor: Actor, report_id: UUID, sha256: str, chunk: Chunk, *, at: datetime, voice: Voice | None
) -> Attachment:
    require_allowed(actor, Act.SUBMIT_REPORT)
    row = _known(actor, report_id, sha256, voice)
    if row is not None:
        return row
    if Report.objects.filter(report_id=report_id).exists():
        row = _known(actor, report_id, sha256, voice)  # its report may have come at this very moment
        if row is None:
            raise InputRefused([Problem("attachment_not_announced", value=sha256[:12])])
        return row
    _refuse_waiting(report_id, chunk)
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                id=hidden_id(),  # nobody knows yet whether its report is a closed one
                report_id=report_id,
                sha256=sha256,
                media_type=chunk.media_type,
                bytes_count=_plain_bytes(chunk),
                name=uuid4().hex,
                arrived_on=at.date(),
            )
    except IntegrityError:
        return Attachment.objects.get(report_id=report_id, sha256=sha256)


def _refuse_waiting(report_id: UUID, chunk: Chunk) -> None:
    problems = []
    if chunk.media_type not in MEDIA_TYPES:
        problems.append(Problem("report_media_unknown", column="type", expected=", ".join(sorted(MEDIA_TYPES))))
    if not 0 < _plain_bytes(chunk) <= FILE_BYTES_MAX:
        problems.append(Problem("attachment_length_missing", expected=f"≤ {FILE_BYTES_MAX >> 20} MiB"))
    if Attachment.objects.filter(report_id=report_id).count() >= WAITING_FILES_MAX:
        problems.append(Problem("attachment_too_many", expected=str(WAITING_FILES_MAX)))
    if problems:
        raise InputRefused(problems)


def _known(actor: Actor, report_id: UUID, sha256: str, voice: Voice | None) -> Attachment | None:
    """The row of this file, when the report is this sender's or nobody's yet. A closed one is known by who can name
    its id and the file's digest, and by its pseudonym when it has one; never by the desk, which knows every id and
    could try a photo found on a phone."""
    names = [sha256, journal.keyed_digest(sha256.encode())]
    found = Attachment.objects.filter(report_id=report_id, sha256__in=names).first()  # first: no answer is sooner
    report = Report.objects.filter(report_id=report_id).first()
    if report is not None:
        closed = report.mode == Mode.TERTUTUP
        owner = custody.voices_of([report_id]).get(report_id) if closed else None
        mine = not may(actor, Act.GRADE_REPORT) if closed else report.reporter_id == actor.user_id
        if not mine or (owner is not None and (voice is None or voice.voice_id != owner)):
            raise NotVisible(report_id)
    return found


def _plain_bytes(chunk: Chunk) -> int:
    return chunk.total - (SEAL_BYTES if chunk.sealed else 0)


def _complete(row: Attachment, sha256: str, sealed: bool) -> None:
    """All bytes are here: open, compare, look inside, draw photos anew; or throw the file away and say why."""
    content = shelves.read(row.name)
    try:
        if sealed:
            content = open_sealed(content)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise InputRefused([Problem("attachment_hash_differs", value=sha256[:12])])
        media.refuse_unless(row.media_type, content)
        shown, hashed = media.shown_photo(row.media_type, content) if media.is_photo(row.media_type) else (b"", None)
    except (InputRefused, NotOpened) as wrong:
        shelves.remove(row.name)
        Attachment.objects.filter(pk=row.pk).update(offset=0, name=uuid4().hex)
        if isinstance(wrong, NotOpened):
            raise InputRefused([Problem("attachment_hash_differs", value=sha256[:12])]) from wrong
        raise
    _settle(row, content, shown, hashed, sealed=sealed)


def _settle(row: Attachment, content: bytes, shown: bytes, hashed: int | None, *, sealed: bool) -> None:
    """New files are on the disk before the row names them; old ones go only once it no longer does."""
    if shown:
        row.shown_name = uuid4().hex
        shelves.keep(row.shown_name, shown)
    came_as = row.name
    if sealed:
        row.name = uuid4().hex
        shelves.keep(row.name, content)
    row.bytes_count, row.offset, row.complete = len(content), len(content), True
    row.photo_hash = None if hashed is None else signed(hashed)
    with transaction.atomic():
        Attachment.objects.select_for_update().get(pk=row.pk)  # its report may arrive at this very moment
        if Report.objects.filter(report_id=row.report_id, mode=Mode.TERTUTUP).exists():
            veil(row)
        row.save()
        if sealed:
            transaction.on_commit(partial(shelves.remove, came_as))
