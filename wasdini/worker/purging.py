"""What is past its time goes: every room destroys its own, then the database's files are scrubbed.

The contract: a room with personal data offers `operations_purge.purge_expired(now) -> int` (rows that went, one journal
line when there were any, safe to run again) and stands in `PURGES`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache

from wasdini.accounts import operations_purge as accounts
from wasdini.documents import operations_purge as documents
from wasdini.journal import operations_purge as journal
from wasdini.operate.operations_scrub import scrub_database_files
from wasdini.reports import operations_purge as reports

EVERY_S = 60 * 60
UNSCRUBBED = "purge-unscrubbed"
Purge = Callable[[datetime], int]

PURGES: tuple[Purge, ...] = (
    accounts.purge_expired,
    documents.purge_expired,
    journal.purge_expired,
    reports.purge_expired,
)


def prune_expired(now: datetime) -> int:
    """Once an hour; returns how many rows went. A log that a reader held is scrubbed at the next tick.

    A room whose purge fails keeps no other from its own; the failure is raised afterwards and tried again next tick.
    """
    hour = f"purged-{now:%Y%m%d%H}"
    gone, failures = 0, []
    for purge in PURGES if cache.add(hour, True, 2 * EVERY_S) else ():
        try:
            gone += purge(now)
        except Exception as failure:  # the next room's people are not to wait for this one's mistake
            failures.append(failure)
    if gone or cache.get(UNSCRUBBED):
        cache.set(UNSCRUBBED, not scrub_database_files(), None)
    if failures:
        cache.delete(hour)
        raise failures[0]
    return gone
