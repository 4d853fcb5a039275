"""What comes with a report and what goes back for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wasdini.core.terms import Channel
from wasdini.custody.queries import Voice


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """How a report came: by which door, the very bytes, when, and under which pseudonym."""

    channel: Channel
    body: bytes
    received_at: datetime
    voice: Voice | None = None
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the phone waits for. A closed report's receipt names no digest and only a half-day."""

    report_id: UUID
    receipt: str
    received_at: datetime
    sha256: str | None
    repeated: bool = False
