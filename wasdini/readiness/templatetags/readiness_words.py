"""Windows, waiting times and states of duties in the words of the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wasdini.accounts.queries import language
from wasdini.accounts.queries_duties import DutyCard
from wasdini.core import writing
from wasdini.core.coverage import DutyState
from wasdini.core.zones import zone_of
from wasdini.readiness.queries import DutyRow
from wasdini.readiness.queries_forms import window_words

register = template.Library()

# A shape beside the word, so that no state hangs on colour alone.
_SHAPES = {
    DutyState.OVERDUE: "▲",
    DutyState.WAITING: "◐",
    DutyState.AHEAD: "○",
    DutyState.MAY_BE_SILENT: "–",
    DutyState.REPORTED: "✓",
}


def state_word(state: DutyState) -> str:
    return {
        DutyState.OVERDUE: _("Terlambat"),
        DutyState.WAITING: _("Ditunggu"),
        DutyState.AHEAD: _("Belum mulai"),
        DutyState.MAY_BE_SILENT: _("Hanya bila ada kejadian"),
        DutyState.REPORTED: _("Sudah melapor"),
    }[state]


@register.simple_tag
def duty_state(state: DutyState) -> SafeString:
    """Shape and word of a state."""
    return format_html(
        '<span class="duty-state {}"><span aria-hidden="true">{}</span> {}</span>',
        state.value,
        _SHAPES[state],
        state_word(state),
    )


@register.filter
def window(duty: DutyCard) -> str:
    """The window with its day."""
    return window_words(duty, language())


@register.filter
def hours(duty: DutyCard) -> str:
    """`06.00–22.00 WIB`: beside a day that already stands above. With short dates when the window leaves that day."""
    zone = zone_of(duty.code)
    start, end = duty.starts_at.astimezone(zone.clock), duty.ends_at.astimezone(zone.clock)
    days = ["", ""]
    if start.date() != end.date():
        days = [f"{writing.write_short_date(at.date(), language=language())[:-5]}, " for at in (start, end)]
    return f"{days[0]}{start:%H.%M}–{days[1]}{end:%H.%M} {zone.letters}"


@register.filter
def clock(at: datetime | None, code: str) -> str:
    """`07.05 WIB` at a place."""
    if at is None:
        return "–"
    zone = zone_of(code)
    local = at.astimezone(zone.clock)
    return f"{local.hour:02d}.{local.minute:02d} {zone.letters}"


@register.filter
def waited(row: DutyRow, now: datetime) -> str:
    """How long somebody is late, or how long the window has run without a word."""
    if row.state is DutyState.OVERDUE:
        return _("lewat %(time)s") % {"time": _span(now - row.duty.ends_at)}
    if row.state is DutyState.WAITING:
        return _("%(time)s sejak mulai") % {"time": _span(now - row.duty.starts_at)}
    if row.state is DutyState.AHEAD:
        return _("%(time)s lagi") % {"time": _span(row.duty.starts_at - now)}
    return ""


@register.filter
def weekday(value: date) -> str:
    return writing.write_date(value, language=language(), weekday=True)


@register.filter
def share(value: float | None) -> str:
    return "–" if value is None else writing.write_share(value, language=language())


@register.filter
def number(value: int) -> str:
    return writing.write_number(value, language=language())


def _span(length: timedelta) -> str:
    minutes = max(int(length.total_seconds()) // 60, 0)
    hours_count, rest = divmod(minutes, 60)
    if hours_count >= 48:
        return _("%(count)s hari") % {"count": hours_count // 24}
    if hours_count:
        return _("%(hours)s jam %(minutes)s menit") % {"hours": hours_count, "minutes": rest}
    return _("%(minutes)s menit") % {"minutes": rest}
