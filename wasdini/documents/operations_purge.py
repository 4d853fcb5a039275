"""Forgetting for whom a copy was made, once that is old. Issued papers are official records and stay."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from wasdini.core.access import system_actor
from wasdini.documents.models import Export
from wasdini.journal import operations as journal
from wasdini.methods.retention import keeping


def purge_expired(now: datetime) -> int:
    """Delete what is past its time; returns how many rows went. Nothing old: no line."""
    old = Export.objects.filter(at__lt=now - keeping("documents.Export", settings.RULES_DIR).kept_for)
    if not old.exists():
        return 0
    with journal.act(system_actor(), "purge_expired", at=now) as line:
        gone = old.delete()[0]
        line.about("retention", "documents")
        line.details = {"exports": gone}
    return gone
