"""Forms as phones and their designers read them: the shipped one, and those of the office."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.form_mapping import ELSEWHERE, FIELDS, FINDING, FINDING_TYPES, MEDIA_TYPES, Question
from wasdini.core.place_codes import code_of, covers
from wasdini.methods import catalogue
from wasdini.places.queries_frames import region_frame, tps_frame
from wasdini.reports.models_forms import Form, FormVersion
from wasdini.reports.shipped_form import FORM_ID as SHIPPED_ID
from wasdini.reports.shipped_form import TITLE, shipped
from wasdini.reports.xlsforms import Definition

PLACES_MAX = 4_000
PLACES_HEADER = ("name", "label")
_ELSEWHERE_WORDS = "Tidak ada di daftar: ketik kodenya"
_LEVELS = ("kecamatan", "desa")


@dataclass(frozen=True)
class FormText:
    """One version of a form as a phone loads it."""

    form_id: str
    version: str
    title: str
    hash: str
    xml: str


@dataclass(frozen=True)
class FormAnswered:
    """What is needed to read an answered form: its questions, and the kind of report when no question says it."""

    questions: tuple[Question, ...]
    kind: str


@dataclass(frozen=True)
class VersionCard:
    """One version as its designer sees it."""

    number: int
    title: str
    is_open: bool
    created_at: datetime


@dataclass(frozen=True)
class FormCard:
    """A form with its versions, the newest first."""

    slug: str
    area: str
    retired_at: datetime | None
    versions: tuple[VersionCard, ...]

    @property
    def title(self) -> str:
        return self.versions[0].title if self.versions else self.slug

    @property
    def is_open(self) -> bool:
        return self.retired_at is None and any(version.is_open for version in self.versions)


@dataclass(frozen=True)
class MappingRow:
    """One question on the mapping page: what it asks, what it may fill, what it fills now."""

    name: str
    path: str
    label: str
    field: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class FormPage:
    """One form, and the mapping of its newest version."""

    card: FormCard
    rows: tuple[MappingRow, ...]


def forms_for(actor: Actor) -> tuple[FormText, ...]:
    """The forms a reporter's phone may have: the shipped one first, then the office's own by code."""
    require_allowed(actor, Act.SUBMIT_REPORT)
    found = [_shipped_text()]
    for form in _seen_by(actor, Form.objects.filter(retired_at=None)):
        opened = [row for row in form.versions.all() if row.is_open]
        found += [_text(form, max(opened, key=lambda row: row.number))] if opened else []
    return tuple(found)


def form_text(actor: Actor, form_id: str) -> FormText:
    """One of them; `NotVisible` for anything else."""
    found = next((form for form in forms_for(actor) if form.form_id == form_id), None)
    if found is None:
        raise NotVisible(form_id)
    return found


def form_answered(actor: Actor, form_id: str, version: str) -> FormAnswered:
    """How to read a form that was filled, also an old version or a retired form: nothing under way is lost."""
    if form_id == SHIPPED_ID:
        return FormAnswered(shipped()[1].questions, "situation")
    form = next(iter(_seen_by(actor, Form.objects.filter(slug=form_id))), None)
    versions = form.versions.filter(is_open=True).order_by("-number") if form else FormVersion.objects.none()
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    row = versions.filter(number=number).first() or versions.first()
    if row is None:
        raise NotVisible(form_id)
    return FormAnswered(tuple(Question(**one) for one in row.questions), row.kind)


def places_csv(actor: Actor) -> bytes:
    """Places of the duty area for the form's list; TPS only while they fit a phone, and always "not in the list"."""
    require_allowed(actor, Act.SUBMIT_REPORT)
    rows = [(ELSEWHERE, _ELSEWHERE_WORDS)]
    for area in actor.areas:
        regions = {
            str(path): str(name)
            for path, name, level in region_frame(area).select("path", "name", "level").iter_rows()
            if level in _LEVELS
        }
        stations = tps_frame(area).select("path", "name")
        listed = list(regions.items())
        if stations.height + len(listed) <= PLACES_MAX:
            listed += [(path, _station(path, name, regions)) for path, name in stations.iter_rows()]
        rows += [(code_of(path), words) for path, words in sorted(listed)[:PLACES_MAX]]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([PLACES_HEADER, *dict.fromkeys(rows)])
    return out.getvalue().encode()


def forms_page(actor: Actor) -> tuple[FormCard, ...]:
    """Every form of the designer's areas, open ones first."""
    require_allowed(actor, Act.DESIGN_FORM)
    cards = [_card(form) for form in Form.objects.order_by("slug").prefetch_related("versions") if _is_own(actor, form)]
    return tuple(sorted(cards, key=lambda card: card.retired_at is not None))


def form_page(actor: Actor, slug: str) -> FormPage:
    """One form with the mapping of its newest version."""
    require_allowed(actor, Act.DESIGN_FORM)
    form = Form.objects.filter(slug=slug).prefetch_related("versions").first()
    if form is None or not _is_own(actor, form):
        raise NotVisible(slug)
    latest = form.versions.order_by("-number").first()
    questions = [Question(**one) for one in latest.questions] if latest else []
    rows = [_mapping_row(question) for question in questions if question.type not in MEDIA_TYPES]
    return FormPage(_card(form), tuple(rows))


def definition_of(row: FormVersion) -> Definition:
    kept = row.definition
    return Definition(tuple(kept["survey"]), tuple(kept["choices"]), kept["settings"])


def _mapping_row(question: Question) -> MappingRow:
    fits = [name for name, types in FIELDS.items() if question.type in types]
    if question.type in FINDING_TYPES:
        fits += [FINDING + code for code in catalogue.findings()]
    return MappingRow(question.path.rpartition("/")[2], question.path, question.label, question.field, tuple(fits))


def _station(path: str, name: str | None, regions: dict[str, str]) -> str:
    desa, _, number = path.rpartition(".")
    return f"{name or 'TPS ' + number}, {regions.get(desa, desa)}"


def _seen_by(actor: Actor, forms: QuerySet[Form]) -> Sequence[Form]:
    rows = forms.order_by("slug").prefetch_related("versions")
    return [form for form in rows if any(covers(form.area, own) or covers(own, form.area) for own in actor.areas)]


def _is_own(actor: Actor, form: Form) -> bool:
    return any(covers(own, form.area) for own in actor.areas)


def _card(form: Form) -> FormCard:
    versions = sorted(form.versions.all(), key=lambda row: -row.number)
    told = tuple(VersionCard(row.number, row.title, row.is_open, row.created_at) for row in versions)
    return FormCard(form.slug, form.area, form.retired_at, told)


def _text(form: Form, row: FormVersion) -> FormText:
    return FormText(form.slug, str(row.number), row.title, row.hash, row.xform)


def _shipped_text() -> FormText:
    version, built = shipped()
    return FormText(SHIPPED_ID, version, TITLE, built.hash, built.xml)
