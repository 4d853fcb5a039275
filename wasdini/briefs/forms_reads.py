"""What is asked for on the page of reading: an account and a span, a copy's code, a notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from wasdini.briefs.operations_notice import NoticeRequest
from wasdini.briefs.queries_reads import Asked
from wasdini.core.zones import Zone

MINUTE = "%Y-%m-%dT%H:%M"


class _LocalMoment(forms.DateTimeField):
    """As the browser's own picker writes it; read in the zone of the asker's area, not of the server."""

    def __init__(self, label: object) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
        super().__init__(label=label, widget=widget, input_formats=[MINUTE])  # type: ignore[arg-type]

    def to_python(self, value: Any) -> datetime | None:
        told = super().to_python(value)
        return told.replace(tzinfo=None) if told else None


class ReadsForm(forms.Form):
    """Whose reading, from when, to when. The last minute counts whole."""

    siapa = forms.TypedChoiceField(label=_("Akun"), coerce=int)
    dari = _LocalMoment(_("Sejak"))
    sampai = _LocalMoment(_("Sampai"))

    def __init__(self, told: Mapping[str, str] | None, *, people: Sequence[tuple[int, str]], zone: Zone) -> None:
        super().__init__(told)
        self.zone = zone
        field = self.fields["siapa"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(user_id), words) for user_id, words in people]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("dari"), self.cleaned_data.get("sampai")
        if since and until and until < since:
            self.add_error("sampai", _("Lebih awal daripada awal rentang."))

    @property
    def span(self) -> tuple[datetime, datetime]:
        since = make_aware(self.cleaned_data["dari"], self.zone.clock)
        until = make_aware(self.cleaned_data["sampai"], self.zone.clock)
        return since, until + timedelta(minutes=1, microseconds=-1)

    def asked(self) -> Asked:
        return Asked(self.cleaned_data["siapa"], *self.span)

    def notice(self, form: str) -> NoticeRequest:
        return NoticeRequest(self.cleaned_data["siapa"], *self.span, form=form)
