"""What is asked for when a brief is previewed or issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from wasdini.briefs.gather import BriefRequest
from wasdini.briefs.kinds import kinds
from wasdini.core.terms import Classification
from wasdini.methods.labels import label


class BriefForm(forms.Form):
    """Kind, day, class and subject; each left out falls back to today's daily brief, class Terbatas."""

    jenis = forms.ChoiceField(label=_("Jenis laporan"))
    tanggal = forms.DateField(label=_("Tanggal"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    klasifikasi = forms.ChoiceField(label=_("Klasifikasi"))
    perihal = forms.CharField(label=_("Perihal (wajib untuk laporan insidentil)"), required=False, max_length=120)

    def __init__(self, told: Mapping[str, str], *, language: str, today: date) -> None:
        defaults = {"jenis": "harian", "tanggal": today.isoformat(), "klasifikasi": Classification.TERBATAS.value}
        given = {name: told[name] for name in ("jenis", "tanggal", "klasifikasi", "perihal") if told.get(name)}
        super().__init__({**defaults, **given})
        self.today = today
        self._choose("jenis", [(code, kind.title[language]) for code, kind in kinds().items()])
        ranks = [(one.value, f"{label('classification', one.value, language)} ({one.mark})") for one in Classification]
        self._choose("klasifikasi", ranks)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_tanggal(self) -> date:
        chosen: date = self.cleaned_data["tanggal"]
        if chosen > self.today:
            raise forms.ValidationError(_("Tanggal itu belum tiba."))
        return chosen

    def clean(self) -> dict[str, object]:
        told: dict[str, object] = super().clean() or {}
        if told.get("jenis") == "insidentil" and not str(told.get("perihal", "")).strip():
            self.add_error("perihal", _("Tulis pokok laporan dalam satu kalimat."))
        return told

    def request_for(self, area: str) -> BriefRequest:
        """What a valid form asks for."""
        told = self.cleaned_data
        return BriefRequest(
            area=area,
            on=told["tanggal"],
            kind=told["jenis"],
            classification=Classification(told["klasifikasi"]),
            subject=told["perihal"],
        )
