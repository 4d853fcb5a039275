"""The frame of every page: office, scope, marking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wasdini.accounts import queries as accounts


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """What `templates/base.html` shows around each page."""
    return {"office": accounts.the_office(), "actor": getattr(request, "actor", None)}
