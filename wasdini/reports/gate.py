"""The gate of the intake: so many at once in one process, the next waits a moment, and then is told to come again.

What waits for the database holds a thread of the web server; without a bound a busy hour would stop reading too.
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError

WAIT_S = 0.25
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL = ("disk is full", "no space left", "could not extend", "disk full")
_places = threading.BoundedSemaphore(settings.INTAKE_AT_ONCE)
_inside = threading.local()


class Overloaded(Exception):
    """The intake is busy: nothing was kept, the phone should come again."""

    retry_after_s = 5


class StorageFull(Exception):
    """No room left on the disk: nothing was kept, reading goes on."""

    retry_after_s = 60


@contextmanager
def room_to_write() -> Iterator[None]:
    """A place at the gate; and a busy or full database in words a phone can act on."""
    with _place():
        try:
            yield
        except OperationalError as fault:
            words = str(fault).casefold()
            raise (StorageFull if any(mark in words for mark in _FULL) else Overloaded) from fault
        except OSError as fault:
            if fault.errno not in _NO_ROOM:
                raise
            raise StorageFull from fault


@contextmanager
def _place() -> Iterator[None]:
    """One of the places, for the outermost asker of a thread."""
    if getattr(_inside, "held", False):
        yield
        return
    if not _places.acquire(timeout=WAIT_S):
        raise Overloaded
    _inside.held = True
    try:
        yield
    finally:
        _inside.held = False
        _places.release()
