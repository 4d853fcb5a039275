"""Opening what a phone sealed: for the doors that take sealed drafts and files."""

from __future__ import annotations

from wasdini.reports.keys import SEAL_BYTES as SEAL_BYTES
from wasdini.reports.keys import SEALED_TYPE as SEALED_TYPE
from wasdini.reports.keys import NotOpened as NotOpened
from wasdini.reports.keys import open_sealed as open_sealed

__all__ = ["SEALED_TYPE", "SEAL_BYTES", "NotOpened", "open_sealed"]
