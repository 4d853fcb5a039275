"""An actor's areas as a database condition: the one place where access scope becomes SQL."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from wasdini.core.place_codes import path_range


def within(areas: Sequence[str], field: str = "path") -> Q:
    """Rows whose path column lies in any of the areas. No areas: no rows."""
    condition = Q(pk__in=[])
    for area in areas:
        bounds = path_range(area)
        if bounds is None:
            return Q()
        condition |= Q(**{f"{field}__gte": bounds[0], f"{field}__lt": bounds[1]})
    return condition
