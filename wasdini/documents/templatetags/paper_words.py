"""Dates and hours in a page's own language: `{{ line.issued_at|moment:line.area }}`."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.writing import write_date, write_moment
from wasdini.core.zones import zone_of

register = template.Library()


@register.filter
def day(value: date) -> str:
    return write_date(value, language=_language(), weekday=True)


@register.filter
def moment(value: datetime, area: str = NASIONAL_CODE) -> str:
    return write_moment(value, zone=zone_of(area), language=_language())


def _language() -> str:
    return (get_language() or "id")[:2]
