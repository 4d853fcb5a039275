"""Dates and hours in a page's own language: `{{ line.issued_at|moment:line.area }}`."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.writing import write_date, write_moment
from wasdini.core.zones import zone_of
from wasdini.methods.labels import codes, label

register = template.Library()


@register.filter
def day(value: date) -> str:
    return write_date(value, language=_language(), weekday=True)


@register.filter
def moment(value: datetime, area: str = NASIONAL_CODE) -> str:
    return write_moment(value, zone=zone_of(area), language=_language())


@register.filter
def minute(value: datetime, area: str = NASIONAL_CODE) -> str:
    """`2024-02-14T07:00`, the hour at that place: what the browser's own picker takes."""
    return f"{value.astimezone(zone_of(area).clock):%Y-%m-%dT%H:%M}"


@register.filter
def subject_words(kind: str) -> str:
    """The word for a kind of thing in the journal; one without a word is shown as it was written."""
    return label("journal_subject", kind, _language()) if kind in codes("journal_subject") else kind


def _language() -> str:
    return (get_language() or "id")[:2]
