"""What is asked for when a subject's request is recorded, answered or refused."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wasdini.accounts.operations_subjects import NewRequest
from wasdini.accounts.queries import language
from wasdini.accounts.subjects import RequestKind
from wasdini.core.problems import InputRefused
from wasdini.methods.labels import codes, label
from wasdini.methods.sentences import sentence


def _kinds() -> list[tuple[str, str]]:
    return [(code, label("subject_request", code, language())) for code in codes("subject_request")]


class RefusableForm(forms.Form):
    """Puts what an operation refused beside the field it is about."""

    def add_refusal(self, refusal: InputRefused) -> None:
        for problem in refusal.problems:
            words = sentence(problem.code, {"value": problem.value, "expected": problem.expected}, language())
            self.add_error(problem.column if problem.column in self.fields else None, words)


class NewRequestForm(RefusableForm):
    """Who asks, how to reach them, what they ask for."""

    kind = forms.ChoiceField(label=_("Apa yang dimohon"), choices=_kinds)
    name = forms.CharField(label=_("Nama pemohon"), max_length=120)
    contact = forms.CharField(label=_("Cara menghubungi"), help_text=_("Telepon, alamat, atau pos-el"), max_length=160)
    about = forms.CharField(
        label=_("Isi permohonan"),
        help_text=_("Data mana yang dimaksud. Jangan menulis isi laporan atau nama orang lain."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def as_operation(self) -> NewRequest:
        told = self.cleaned_data
        return NewRequest(RequestKind(told["kind"]), told["name"], told["contact"], told["about"])


class AnswerForm(RefusableForm):
    """Either words for the person, or one of the lawful grounds."""

    answer = forms.CharField(
        label=_("Jawaban kepada pemohon"),
        help_text=_("Sebutkan hanya data akun dan surat-menyurat pemohon sendiri."),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )
    ground = forms.ChoiceField(label=_("Alasan penolakan"), required=False, widget=forms.RadioSelect)

    def __init__(self, told: object = None, *, grounds: tuple[tuple[str, str], ...]) -> None:
        super().__init__(told)  # type: ignore[arg-type]
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = grounds
