"""Paper forms as PDF: one sheet a duty, two pages, drawn by typst like every paper. The same forms give the same bytes.

Values reach the page only as JSON through `sys_inputs`: no text of a user is ever read as markup.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any

import segno
import typst
from django.utils import translation
from django.utils.translation import gettext as _

from wasdini.core.field_form import FieldForm
from wasdini.core.terms import CheckinStep
from wasdini.documents.words import class_word

PAGES_A_FORM = 2


def draw_field_forms(forms: Sequence[FieldForm]) -> bytes:
    """All forms one after the other as tagged PDF. At least one."""
    told = json.dumps([_drawable(form) for form in forms], ensure_ascii=False)
    compiled = typst.compile(
        _template(), ignore_system_fonts=True, sys_inputs={"forms": told}, format="pdf", timestamp=0
    )
    return bytes(compiled)


def _drawable(form: FieldForm) -> dict[str, Any]:
    return {
        **asdict(form),
        "report_id": str(form.report_id),
        "mark": form.classification.mark,
        "turnout_at": list(CheckinStep).index(CheckinStep.TURNOUT),
        "qr": _qr(form.address),
        "words": _words(form),
    }


def _words(form: FieldForm) -> dict[str, str]:
    with translation.override(form.language):
        return {
            "classification": class_word(form.classification),
            "duty": _("Tugas nomor"),
            "person": _("Petugas"),
            "place": _("Tempat"),
            "code": _("Kode"),
            "window": _("Waktu tugas"),
            "report": _("Nomor laporan"),
            "scan": _("Dipindai di meja"),
            "how": _("Cara mengisi"),
            "when": _("Kapan Anda melihatnya"),
            "date": _("Tanggal"),
            "hour": _("Pukul"),
            "happened": _("Apa yang Anda lihat"),
            "nil": _("NIHIL"),
            "nil_hint": _("Saya di tempat dan tidak terjadi apa-apa."),
            "something": _("ADA KEJADIAN"),
            "something_hint": _("Isi bagian 4 dan 5 di halaman 2."),
            "urgency": _("Mendesak:"),
            "urgency_hint": _("1 biasa – 5 nyawa terancam"),
            "steps": _("Kemajuan TPS: centang yang sudah, tulis jamnya"),
            "step": _("Langkah TPS"),
            "voters": _("Jumlah pemilih hadir"),
            "found": _("Yang ditemukan: centang yang Anda lihat sendiri"),
            "story": _("Ceritakan dengan kata sendiri"),
            "story_hint": _("Siapa, apa, di mana, kapan, bagaimana. Pisahkan yang dilihat dari yang didengar."),
            "signed": _("Serah terima"),
            "by_officer": _("Petugas"),
            "by_desk": _("Diterima di meja"),
            "name_and_sign": _("nama dan tanda tangan"),
            "page": _("Halaman"),
            "of": _("dari"),
        }


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, svgns=True)
    return out.getvalue().decode()


@cache
def _template() -> bytes:
    return resources.files("wasdini.documents").joinpath("typst/field_form.typ").read_bytes()
