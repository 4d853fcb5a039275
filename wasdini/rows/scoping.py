"""An actor's areas as a database condition: the one place where access scope becomes SQL."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from wasdini.core.place_codes import path_range

# Not an empty Q: `x | Q()` is x, so that "or everything" would quietly become nothing but x.
EVERYTHING = ~Q(pk__in=[])


def within(areas: Sequence[str], field: str = "path") -> Q:
    """Rows whose path column lies in any of the areas. No areas: no rows."""
    condition = Q(pk__in=[])
    for area in areas:
        bounds = path_range(area)
        if bounds is None:
            return EVERYTHING
        condition |= Q(**{f"{field}__gte": bounds[0], f"{field}__lt": bounds[1]})
    return condition
