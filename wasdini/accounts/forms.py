"""The form about a person: choices in the reader's language, refusals at their field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasdini.accounts.operations import PersonForm
from wasdini.accounts.operations_office import LetterheadForm
from wasdini.accounts.queries import PersonCard, language, role_words
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.methods.labels import label
from wasdini.methods.sentences import sentence


def role_choices() -> list[tuple[str, str]]:
    return [(role.value, role_words(role)) for role in Role if role is not Role.SISTEM]


def clearance_choices() -> list[tuple[str, str]]:
    return [(rank.value, label("classification", rank.value, language())) for rank in Classification]


class PersonFields(forms.Form):
    """Everything about a person but the password."""

    username = forms.CharField(label=_("Nama masuk"), max_length=60)
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=120, required=False)
    post = forms.CharField(label=_("Jabatan"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Peran"), choices=role_choices)
    areas = forms.CharField(
        label=_("Wilayah tugas"), help_text=_("Kode wilayah, dipisah spasi; misalnya 99.01.01"), max_length=400
    )
    clearance = forms.ChoiceField(label=_("Boleh membaca sampai kelas"), choices=clearance_choices)

    def __init__(self, data: Mapping[str, Any] | None = None, *, card: PersonCard | None = None) -> None:
        shown = None
        if card is not None:
            shown = {
                "username": card.username,
                "full_name": card.full_name,
                "post": card.post,
                "role": card.role.value,
                "areas": " ".join(card.areas),
                "clearance": card.clearance.value,
            }
        super().__init__(data, initial=shown)
        if card is not None:
            self.fields["username"].disabled = True

    def as_operation(self) -> PersonForm:
        """What the operation takes; only after `is_valid`."""
        told = self.cleaned_data
        return PersonForm(
            username=told["username"],
            full_name=told["full_name"],
            post=told["post"],
            role=Role(told["role"]),
            areas=tuple(filter(None, re.split(r"[\s,;]+", told["areas"]))),
            clearance=Classification(told["clearance"]),
        )

    def add_refusal(self, refusal: InputRefused) -> None:
        """Say at each field what the operation refused."""
        for problem in refusal.problems:
            words = sentence(problem.code, {"value": problem.value, "expected": problem.expected}, language())
            self.add_error(problem.column if problem.column in self.fields else None, words)


class LetterheadFields(forms.Form):
    """How the office's papers are headed, numbered and signed."""

    name = forms.CharField(label=_("Nama kantor"), max_length=160)
    lines = forms.CharField(
        label=_("Baris kop surat"),
        help_text=_("Satu baris per tingkat, yang tertinggi di atas. Kosongkan untuk memakai nama daerah dan kantor."),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
    )
    address = forms.CharField(
        label=_("Alamat"),
        help_text=_("Satu baris: jalan, kode pos, telepon, pos-el"),
        required=False,
        max_length=240,
    )
    signing_place = forms.CharField(
        label=_("Tempat tanda tangan"), help_text=_("Misalnya nama ibu kota kabupaten"), required=False, max_length=80
    )
    signing_post = forms.CharField(
        label=_("Jabatan penanda tangan"),
        help_text=_("Misalnya Kepala Badan Kesatuan Bangsa dan Politik"),
        required=False,
        max_length=160,
    )
    number_pattern = forms.CharField(
        label=_("Pola nomor dokumen"),
        help_text=_("Wajib memuat {series}, {seq}, dan {year}; boleh {mark}, {month}, dan {month_roman}"),
        max_length=80,
    )

    def as_operation(self) -> LetterheadForm:
        """What the operation takes; only after `is_valid`."""
        return LetterheadForm(**self.cleaned_data)

    def add_refusal(self, refusal: InputRefused) -> None:
        """Say at each field what the operation refused."""
        for problem in refusal.problems:
            words = sentence(problem.code, {"value": problem.value, "expected": problem.expected}, language())
            self.add_error(problem.column if problem.column in self.fields else None, words)
