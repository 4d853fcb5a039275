"""The forms of the planning page. Refusals of the operation stand at their field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from wasdini.accounts.operations_duties import EXPECTED_MAX, NewDuty
from wasdini.accounts.operations_duty_files import window_of
from wasdini.accounts.queries import language
from wasdini.accounts.queries_duties import FIRST_YEAR, LAST_YEAR, OfficerCard, Window
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.problems import InputRefused
from wasdini.methods.sentences import sentence

FIRST_HOUR, LAST_HOUR = "06:00", "22:00"
_AT_FIELD = {"ends": "ends", "date": "date", "expected": "expected", "place_code": "place_code", "username": "username"}


class WindowFields(forms.Form):
    """A day and two hours, in the zone of the place."""

    date = forms.DateField(
        label=_("Tanggal"),
        validators=[MinValueValidator(date(FIRST_YEAR, 1, 1)), MaxValueValidator(date(LAST_YEAR, 12, 31))],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    starts = forms.TimeField(label=_("Mulai"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("Selesai"),
        help_text=_("Jam yang tidak lebih lambat dari mulai berarti hari berikutnya."),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )

    def window(self, code: str) -> Window:
        """The window at a place; only after `is_valid`."""
        told = self.cleaned_data
        return Window(*window_of(told["date"], told["starts"], told["ends"], code))

    def add_refusal(self, refusal: InputRefused) -> None:
        """Say at each field what the operation refused."""
        for problem in refusal.problems:
            words = sentence(problem.code, {"value": problem.value, "expected": problem.expected}, language())
            field = _AT_FIELD.get(problem.column, "")
            self.add_error(field if field in self.fields else None, words)


class DutyFields(WindowFields):
    """One duty: who, where, when, how often."""

    username = forms.ChoiceField(label=_("Petugas"))
    place_code = forms.CharField(
        label=_("Tempat"), help_text=_("13 angka kode TPS, atau kode desa atau kecamatan"), max_length=17
    )
    expected = forms.IntegerField(
        label=_("Paling sedikit berapa laporan"), min_value=1, max_value=EXPECTED_MAX, initial=1
    )
    expects_nil = forms.BooleanField(
        label=_("Nihil pun dilaporkan"),
        help_text=_(
            "Bila tidak dicentang, petugas hanya melapor bila ada kejadian, dan diamnya tidak dihitung terlambat."
        ),
        required=False,
        initial=True,
    )
    field_order = ("username", "place_code", "date", "starts", "ends", "expected", "expects_nil")

    def __init__(self, data: Mapping[str, Any] | None, *, officers: tuple[OfficerCard, ...], on: date) -> None:
        super().__init__(data, initial={"date": on, "starts": FIRST_HOUR, "ends": LAST_HOUR})
        field = self.fields["username"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.username, f"{one.person_name} ({', '.join(one.areas)})") for one in officers]

    def as_operation(self) -> NewDuty:
        """What the operation takes; only after `is_valid`."""
        told = self.cleaned_data
        window = self.window(_place(told["place_code"]))
        return NewDuty(
            username=told["username"],
            place_code=told["place_code"],
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            expected_count=told["expected"],
            expects_nil=told["expects_nil"],
        )


def _place(text: str) -> str:
    """For the zone alone; what is no code is refused by the operation."""
    try:
        return parse_place_code(text).dotted
    except PlaceCodeInvalid:
        return "0"
