"""The form of `/pasang`: what is asked, in the order an IT person knows it."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wasdini.core.problems import InputRefused
from wasdini.methods.sentences import sentence
from wasdini.operate.operations_setup import FirstSetUp
from wasdini.operate.queries import shipped_schedules


class SetUpForm(forms.Form):
    """Checks shapes only; what is true of the office is checked by the operation."""

    setup_code = forms.CharField(label=_("Kode pemasangan"), max_length=40)
    office_name = forms.CharField(label=_("Nama kantor"), max_length=160)
    area = forms.CharField(label=_("Kode wilayah"), max_length=5)
    schedule = forms.ChoiceField(label=_("Jadwal pemilihan"))
    voting_on = forms.DateField(
        label=_("Hari pemungutan suara"), required=False, widget=forms.DateInput({"type": "date"})
    )
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=120)
    post = forms.CharField(label=_("Jabatan"), max_length=120, required=False)
    username = forms.CharField(label=_("Nama masuk"), max_length=60)
    password = forms.CharField(label=_("Kata sandi"), widget=forms.PasswordInput({"autocomplete": "new-password"}))
    totp_secret = forms.CharField(widget=forms.HiddenInput, max_length=64)
    totp_code = forms.CharField(
        label=_("Enam angka dari aplikasi"),
        max_length=8,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        language = (get_language() or "id")[:2]
        choices = [(shipped.name, shipped.title.in_language(language)) for shipped in shipped_schedules()]
        self.fields["schedule"].choices = choices  # type: ignore[attr-defined]
        for name in ("setup_code", "username", "area"):
            self.fields[name].widget.attrs.update(autocomplete="off", autocapitalize="none", spellcheck="false")

    def stated(self) -> FirstSetUp:
        return FirstSetUp(**{name: value for name, value in self.cleaned_data.items() if name != "setup_code"})

    def say(self, refusal: InputRefused) -> None:
        """Put what the operation refused beside the field it is about."""
        language = (get_language() or "id")[:2]
        for problem in refusal.problems:
            params = {"value": problem.value, "expected": problem.expected, **problem.params}
            field = problem.column if problem.column in self.fields else None
            self.add_error(field, sentence(problem.code, params, language))
