"""The fixed words on every paper, in the language of the paper."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from wasdini.core.paper import Marking, Paper
from wasdini.core.terms import Classification

SECRET = frozenset({Classification.RAHASIA, Classification.SANGAT_RAHASIA})


def class_word(classification: Classification) -> str:
    """The class as it is printed top and bottom, in the language that is active."""
    return {
        Classification.BIASA: _("BIASA"),
        Classification.TERBATAS: _("TERBATAS"),
        Classification.RAHASIA: _("RAHASIA"),
        Classification.SANGAT_RAHASIA: _("SANGAT RAHASIA"),
    }[classification]


def words_of(paper: Paper, marking: Marking) -> dict[str, str]:
    """Labels of the paper's parts by name, and what its stamp says."""
    with translation.override(paper.language):
        draft = _("DRAF")
        stamps = [paper.stamp] if paper.stamp else []
        return {
            "classification": class_word(marking.classification),
            "number": _("Nomor"),
            "unnumbered": _("belum bernomor"),
            "replaces": _("Menggantikan"),
            "sources": _("Sumber dan kemutakhiran data"),
            "page": _("Halaman"),
            "of": _("dari"),
            "check": _("Kode periksa"),
            "copy": _("Salinan"),
            "check_hint": _("Menunjukkan bahwa dokumen ini tercatat pada sistem; bukan tanda tangan elektronik."),
            "stamp": " · ".join([*stamps, draft] if marking.is_draft else stamps),
            "lower": _("batas bawah"),
            "upper": _("batas atas"),
            "unit": _("skor 0–100"),
        }
