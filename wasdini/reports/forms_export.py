"""Which reports to take along: where, from when to when, in which form."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasdini.core.zones import zone_of
from wasdini.reports.operations_export import FORMS


class ExportFields(forms.Form):
    """Days are those of the area's own zone, the last one included."""

    area = forms.ChoiceField(label=_("Wilayah"))
    since = forms.DateField(label=_("Dari tanggal"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Sampai tanggal"), widget=forms.DateInput(attrs={"type": "date"}))
    form = forms.ChoiceField(label=_("Bentuk berkas"), choices=[(form, form.upper()) for form in FORMS])

    def __init__(self, *arguments: Any, areas: dict[str, str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = self.fields["area"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = list(areas.items())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and since > until:
            self.add_error("until", _("Tanggal akhir mendahului tanggal awal."))
        return told

    def as_operation(self) -> dict[str, Any]:
        told = self.cleaned_data
        clock = zone_of(told["area"]).clock
        since = datetime.combine(told["since"], time(), tzinfo=clock).astimezone(UTC)
        until = datetime.combine(told["until"] + timedelta(days=1), time(), tzinfo=clock).astimezone(UTC)
        return {"area": told["area"], "since": since, "until": until, "form": told["form"]}
