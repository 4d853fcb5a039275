"""The server's own keys, for rooms that sign or seal with one of their own."""

from __future__ import annotations

from wasdini.journal.keys import server_key as server_key

__all__ = ["server_key"]
