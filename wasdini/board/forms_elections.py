"""Forms about elections: shapes only; what is true of an election is checked by the operation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wasdini.board.templatetags.board_words import spoken
from wasdini.core.problems import InputRefused
from wasdini.elections.operations import NewElection, NewStage, StageChange
from wasdini.elections.queries import StageCard
from wasdini.methods import catalogue
from wasdini.methods.labels import codes, label
from wasdini.methods.sentences import sentence


class ActForm(forms.Form):
    """Puts what an operation refused beside the field it is about."""

    def say(self, refusal: InputRefused) -> None:
        for problem in refusal.problems:
            params = {"value": problem.value, "expected": problem.expected, **problem.params}
            field = problem.column if problem.column in self.fields else None
            self.add_error(field, sentence(problem.code, params, spoken()))


def day_field(words: Any, hint: Any = "", *, required: bool = False) -> forms.DateField:
    """The browser's own date picker; it needs the ISO form of the date."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=words, help_text=hint, required=required, widget=widget)


def basis_field() -> forms.CharField:
    hint = _("Nomor dan tanggal surat, keputusan, atau putusan.")
    return forms.CharField(label=_("Dasar"), help_text=hint, max_length=300)


def schedule_choices() -> list[tuple[str, str]]:
    shipped = [catalogue.schedule(name) for name in catalogue.schedules()]
    return [(one.name, f"{one.title.in_language(spoken())} ({one.legal_basis})") for one in shipped]


def stage_choices() -> list[tuple[str, str]]:
    return [(code, label("stage", code, spoken())) for code in codes("stage")]


def happening_choices() -> list[tuple[str, str]]:
    return [(code, label("happening", code, spoken())) for code in codes("happening")]


class ElectionForm(ActForm):
    """A new election: copied from a shipped schedule."""

    schedule = forms.ChoiceField(label=_("Jadwal yang disalin"), choices=schedule_choices)
    voting_on = day_field(
        _("Hari pemungutan suara"),
        _("Kosongkan bila sama dengan jadwal. Bila lain, semua tanggal digeser dan ditandai belum diverifikasi."),
    )
    name = forms.CharField(label=_("Nama pemilu"), help_text=_("Misalnya: Pilkada serentak 2029"), max_length=120)
    slug = forms.CharField(label=_("Kode pemilu"), help_text=_("Huruf kecil, misalnya pilkada-2029"), max_length=60)
    area = forms.CharField(label=_("Wilayah"), help_text=_("Kode wilayah, misalnya 33.01"), max_length=13)

    def stated(self) -> NewElection:
        told = self.cleaned_data
        return NewElection(told["slug"], told["name"], told["area"], told["schedule"], told["voting_on"])


class StageForm(ActForm):
    """New dates of a stage, or another number of days of its deadline."""

    starts_on = day_field(_("Mulai"))
    ends_on = day_field(_("Sampai"))
    within_days = forms.IntegerField(
        label=_("Tenggat dalam hari"),
        help_text=_("Paling lambat sekian hari sesudah kejadian. Mengisi tanggal menggantikan tenggat ini."),
        min_value=0,
        max_value=365,
        required=False,
    )
    basis = basis_field()
    verified = forms.BooleanField(label=_("Sudah dicocokkan dengan naskah resmi"), required=False)

    def __init__(self, data: Any = None, *, card: StageCard) -> None:
        dated = card.after_happening is None
        shown = {
            "starts_on": card.starts_on if dated else None,
            "ends_on": card.ends_on if dated else None,
            "within_days": card.within_days,
        }
        super().__init__(data, initial=shown)
        if card.within_days is None:
            del self.fields["within_days"]

    def stated(self) -> StageChange:
        told = self.cleaned_data
        return StageChange(
            basis=told["basis"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            within_days=told.get("within_days"),
            verified=told["verified"],
        )


class NewStageForm(ActForm):
    """A local stage that the schedule does not carry."""

    code = forms.ChoiceField(label=_("Jenis tahapan"), choices=stage_choices, initial="logistics")
    legal_name = forms.CharField(label=_("Nama tahapan"), max_length=200)
    starts_on = day_field(_("Mulai"), required=True)
    ends_on = day_field(_("Sampai"), _("Kosongkan bila hanya satu hari."))
    basis = basis_field()

    def stated(self) -> NewStage:
        return NewStage(**self.cleaned_data)


class HappeningForm(ActForm):
    """Something happened from which a deadline counts."""

    code = forms.ChoiceField(label=_("Kejadian"), choices=happening_choices)
    happened_on = day_field(_("Tanggal kejadian"), _("Kosongkan untuk mencabut catatan yang keliru."))
    basis = basis_field()
