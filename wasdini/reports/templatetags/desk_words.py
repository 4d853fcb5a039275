"""Codes, moments and reasons of the desk in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wasdini.core import writing
from wasdini.core.reasons import Reason
from wasdini.core.zones import zone_of
from wasdini.methods.labels import codes, label
from wasdini.methods.sentences import sentence
from wasdini.reports.drawing import Sketch

register = template.Library()


def spoken() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


@register.filter
def named(code: str, kind: str) -> str:
    """The word of a code; one that is not known any more stands as it is."""
    return label(kind, str(code), spoken()) if str(code) in codes(kind) else str(code)


@register.filter
def named_list(found: Iterable[str], kind: str) -> str:
    return ", ".join(named(code, kind) for code in found)


@register.filter
def when(value: datetime | None, code: str = "0") -> str:
    """An instant as people at that place write it."""
    return "–" if value is None else writing.write_moment(value, zone=zone_of(code), language=spoken())


@register.filter
def half(value: datetime, code: str = "0") -> str:
    """`Selasa, 13 Februari 2024, pagi`: all that is known of a covert report's time."""
    local = value.astimezone(zone_of(code).clock)
    part = _("siang sampai malam") if local.hour >= 12 else _("dini hari sampai siang")
    return f"{writing.write_date(local.date(), language=spoken(), weekday=True)}, {part}"


@register.filter
def said(reason: Reason) -> str:
    return sentence(reason.code, reason.params, spoken())


@register.filter
def percent(value: float) -> str:
    return writing.write_share(value, language=spoken())


@register.filter
def field_name(field: str) -> str:
    """What a field of the desk is called."""
    return {
        "reliability": _("Sumber"),
        "credibility": _("Isi berita"),
        "facts": _("Fakta"),
        "opinion": _("Pendapat"),
        "reason": _("Alasan"),
        "question": _("Pertanyaan"),
        "due_hours": _("Dijawab dalam"),
        "posts": _("Pejabat"),
        "area": _("Kecamatan"),
        "note": _("Catatan"),
        "outcome": _("Hasil"),
        "status": _("Status"),
        "classification": _("Klasifikasi"),
        "twin": _("Salinan aman"),
        "twin_classification": _("Klasifikasi salinan aman"),
        "urgency": _("Urgensi"),
        "issues": _("Isu"),
        "ladder": _("Tingkat gangguan"),
        "athg": _("ATHG"),
        "aspect": _("Aspek"),
        "path": _("Tempat"),
        "place": _("Tempat"),
        "place_code": _("Tempat"),
        "tps_code": _("TPS"),
        "kind": _("Jenis"),
        "occurred_at": _("Waktu kejadian"),
        "text": _("Isi laporan"),
        "answer": _("Jawaban"),
        "phone": _("Telepon"),
        "name": _("Nama"),
    }.get(field, field)


@register.filter
def band(code: str) -> str:
    """The record of a source, in words only."""
    return {
        "record_short": _("riwayatnya belum cukup untuk dinilai"),
        "record_good": _("laporan sebelumnya hampir selalu benar"),
        "record_mixed": _("laporan sebelumnya lebih sering benar daripada keliru"),
        "record_poor": _("laporan sebelumnya sering keliru"),
    }[code]


@register.filter
def likeness(probability: float) -> str:
    """How likely the same event is, in words."""
    if probability >= 0.9:
        return _("hampir pasti sama")
    return _("mungkin besar sama") if probability >= 0.6 else _("mungkin sama")


@register.filter
def drawn(sketch: Sketch) -> SafeString:
    """Our own drawing: every text inside it was escaped there."""
    return mark_safe(sketch.svg)  # noqa: S308


_BARS = (
    '<svg class="bars" viewBox="0 0 30 16" aria-hidden="true" focusable="false">{}</svg>',
    '<rect x="{}" y="{}" width="4" height="{}" class="{}"/>',
)


@register.simple_tag
def urgency_bars(urgency: int) -> SafeString:
    """Five bars, as many filled as the urgency: shape beside the word, never colour alone."""
    bars = "".join(
        _BARS[1].format(step * 6, 12 - step * 3, 4 + step * 3, "on" if step < urgency else "off") for step in range(5)
    )
    return mark_safe(_BARS[0].format(bars))  # noqa: S308
