"""The calendar file and feed. Whom a secret address belongs to is known here; what that person may see is asked of
accounts, handed in by the page, because accounts stands above this room."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from wasdini.core.access import Actor, NotVisible
from wasdini.elections.calendar import stages_calendar
from wasdini.elections.models import CalendarLink
from wasdini.elections.queries import calendar_stages


def calendar_file(actor: Actor, slug: str | None, *, at: datetime, language: str = "id") -> bytes:
    """Stages of one election, or of all this actor sees (slug None). `NotVisible` when there is none."""
    seen = [(card, stages) for card, stages in calendar_stages(actor) if slug is None or card.slug == slug]
    if slug is not None and not seen:
        raise NotVisible(slug)
    return stages_calendar(seen, at=at, language=language)


def calendar_feed(token: str, *, actor_of: Callable[[Any], Actor | None], at: datetime, language: str = "id") -> bytes:
    """The feed behind a secret address: what its owner may see today. Revoked, unknown or disabled: `NotVisible`."""
    link = CalendarLink.objects.filter(token_sha256=digest_of(token), revoked_at=None).select_related("user").first()
    actor = actor_of(link.user) if link else None
    if actor is None:
        raise NotVisible("calendar")
    return calendar_file(actor, None, at=at, language=language)


def has_calendar_link(actor: Actor) -> bool:
    """Whether this person's feed is open."""
    return CalendarLink.objects.filter(user_id=actor.user_id or 0, revoked_at=None).exists()


def digest_of(token: str) -> str:
    """What is kept of a secret address. A token of 256 random bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
