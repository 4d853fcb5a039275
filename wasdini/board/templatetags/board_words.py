"""Numbers, dates and levels in templates, as core writes them, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wasdini.assessments.queries import Step
from wasdini.core import writing
from wasdini.core.charts import level_shape, ramp_step
from wasdini.core.index.method import Label, Source
from wasdini.core.zones import zone_of
from wasdini.methods.catalogue import Words
from wasdini.methods.labels import label

register = template.Library()


def spoken() -> str:
    """`id` or `en`: the language this page is written in."""
    return "en" if (get_language() or "id").startswith("en") else "id"


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    return "–" if value is None else writing.write_number(value, decimals=decimals, language=spoken())


@register.filter
def signed(value: float | None, decimals: int = 1) -> str:
    """`+1,5` or `−0,3`; a change that rounds to nothing is 0 without a sign."""
    if value is None:
        return "–"
    text = writing.write_number(value, decimals=decimals, language=spoken())
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


@register.filter
def share(value: float | None) -> str:
    return "–" if value is None else writing.write_share(value, language=spoken())


@register.filter
def day(value: date | None) -> str:
    return "–" if value is None else writing.write_date(value, language=spoken())


@register.filter
def vintage(value: str) -> str:
    """A vintage as its source states it; one that is a plain date is written as people write dates."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


@register.filter
def listed(labels: Iterable[str]) -> str:
    """Labels in one line, the first with a capital; an abbreviation keeps its own."""
    first, *rest = list(labels) or [""]
    return ", ".join([first, *(one if one[1:2].isupper() else one[:1].lower() + one[1:] for one in rest)])


@register.filter
def weekday(value: date | None) -> str:
    return "–" if value is None else writing.write_date(value, language=spoken(), weekday=True)


@register.filter
def moment(value: datetime | None, code: str = "0") -> str:
    """An instant as people at the place `code` write it."""
    return "–" if value is None else writing.write_moment(value, zone=zone_of(code), language=spoken())


@register.filter
def days_to(value: int | None) -> str:
    return "" if value is None else writing.write_days_to(value)


def step_of(steps: tuple[Step, ...], category: str) -> int:
    """Which step of the ramp a category takes; 0 for unknown."""
    codes = [step.code for step in steps]
    return ramp_step(codes.index(category), len(codes)) if category in codes else 0


@register.simple_tag
def level(steps: tuple[Step, ...], category: str, size: str = "") -> SafeString:
    """A category as word, shape and colour together."""
    word = next((step.label for step in steps if step.code == category), _("Belum diketahui"))
    step = step_of(steps, category)
    # The shape is our own constant text; the word may come from an office's method file and is escaped.
    shape = mark_safe(level_shape(step))  # noqa: S308
    return format_html('<span class="level step-{} {}">{}{}</span>', step, size, shape, capfirst(word))


@register.filter
def points(value: float | None, score: float | None) -> str:
    """Points beside a score, with as many decimals as its parts."""
    return number(value, 2 if score is not None and score < 10 else 1)


@register.simple_tag
def step_class(steps: tuple[Step, ...], category: str) -> str:
    return f"step-{step_of(steps, category)}"


@register.filter
def stability(value: str) -> str:
    """How firm a place among the first is, in words; nothing where it was not tested."""
    return {
        "certain": _("pasti teratas"),
        "likely": _("mungkin teratas"),
        "unstable": _("peringkat tidak stabil"),
        "outside": "",
    }.get(value, "")


@register.filter
def words(value: Label | Words | None) -> str:
    """A text that stands in both languages, in that of the page."""
    return "" if value is None else value.in_language(spoken())


@register.filter
def term(code: str, kind: str) -> str:
    """The word of a stable code."""
    return label(kind, code, spoken())


@register.simple_tag
def unverified() -> SafeString:
    return format_html('<span class="mark-note">{}</span>', _("belum diverifikasi"))


@register.filter
def source_words(source: Source | None) -> str:
    """Where a value of a method comes from, in one line."""
    return "" if source is None else source.words(spoken())
