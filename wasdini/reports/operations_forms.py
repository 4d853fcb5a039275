"""Acts on an office's own forms: add one, add a version, say which question fills which field, retire it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from django.db.models import Max

from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE, covers
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import ReportKind
from wasdini.journal import operations as journal
from wasdini.reports.models_forms import Form, FormVersion
from wasdini.reports.queries import vocabulary
from wasdini.reports.queries_forms import definition_of
from wasdini.reports.shipped_form import FORM_ID as SHIPPED_ID
from wasdini.reports.xlsform_rows import KIND, has_place
from wasdini.reports.xlsforms import Built, Definition, build, read_definition, with_mapping

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,58})[a-z0-9]")


def add_form(actor: Actor, slug: str, file_name: str, raw: bytes, *, title: str = "", at: datetime) -> FormVersion:
    """A new form with its first version. Raises `InputRefused` with sheet, row and column of everything wrong."""
    require_allowed(actor, Act.DESIGN_FORM)
    if not _SLUG.fullmatch(slug):
        raise InputRefused([Problem("form_id_invalid", column="slug", value=slug[:60])])
    if slug == SHIPPED_ID or Form.objects.filter(slug=slug).exists():
        raise InputRefused([Problem("form_id_taken", column="slug", value=slug)])
    definition, built = _read(slug, file_name, raw, title, 1)
    with journal.act(actor, "add_form", at=at) as line:
        area = actor.areas[0] if actor.areas else NASIONAL_CODE
        form = Form.objects.create(slug=slug, area=area, created_at=at)
        row = _keep(actor, form, 1, definition, built, hashlib.sha256(raw).hexdigest(), at)
        line.about("form", slug, area=area)
        line.details = {"version": 1}
    return row


def add_form_version(
    actor: Actor, slug: str, file_name: str, raw: bytes, *, title: str = "", at: datetime
) -> FormVersion:
    """The next version of a form from a new file."""
    form = _own_form(actor, slug)
    number = _next_number(form)
    definition, built = _read(slug, file_name, raw, title, number)
    with journal.act(actor, "add_form_version", at=at) as line:
        row = _keep(actor, form, number, definition, built, hashlib.sha256(raw).hexdigest(), at)
        line.about("form", slug, area=form.area)
        line.details = {"version": number}
    return row


def map_form(actor: Actor, slug: str, mapping: Mapping[str, str], *, at: datetime) -> FormVersion:
    """The same questions with other report fields: a new version, since an old one never changes."""
    form = _own_form(actor, slug)
    last = form.versions.order_by("-number").first()
    if last is None:
        raise InputRefused([Problem("form_without_place")])
    number = _next_number(form)
    definition = with_mapping(definition_of(last), mapping)
    built = _built(definition, slug, number)
    if not has_place(built.questions):
        raise InputRefused([Problem("form_without_place")])
    with journal.act(actor, "map_form", at=at) as line:
        row = _keep(actor, form, number, definition, built, last.file_sha256, at)
        line.about("form", slug, area=form.area)
        line.details = {"version": number}
    return row


def retire_form(actor: Actor, slug: str, *, at: datetime) -> None:
    """Phones no longer get it. Reports still on their way are accepted."""
    form = _own_form(actor, slug)
    with journal.act(actor, "retire_form", at=at) as line:
        Form.objects.filter(pk=form.pk, retired_at=None).update(retired_at=at)
        line.about("form", slug, area=form.area)


def _own_form(actor: Actor, slug: str) -> Form:
    require_allowed(actor, Act.DESIGN_FORM)
    form = Form.objects.filter(slug=slug).first()
    if form is None or not any(covers(area, form.area) for area in actor.areas):
        raise NotVisible(slug)
    if form.retired_at:
        raise InputRefused([Problem("form_retired", value=slug)])
    return form


def _next_number(form: Form) -> int:
    return int(form.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _read(slug: str, file_name: str, raw: bytes, title: str, number: int) -> tuple[Definition, Built]:
    definition = read_definition(file_name, raw)
    if title.strip():
        definition = replace(definition, settings={**definition.settings, "form_title": title.strip()[:160]})
    if not definition.title:
        raise InputRefused([Problem("form_title_missing", file="settings", column="form_title")])
    return definition, _built(definition, slug, number)


def _built(definition: Definition, slug: str, number: int) -> Built:
    known = vocabulary()
    return build(definition, form_id=slug, version=str(number), issues=known.issues, findings=known.findings)


def _keep(
    actor: Actor, form: Form, number: int, definition: Definition, built: Built, digest: str, at: datetime
) -> FormVersion:
    fields = {question.field for question in built.questions}
    usual = ReportKind.TPS_FINDING if "tps_code" in fields else ReportKind.SITUATION
    return FormVersion.objects.create(
        form=form,
        number=number,
        title=definition.title[:160],
        kind=definition.settings.get(KIND) or usual.value,
        definition=asdict(definition),
        questions=[asdict(question) for question in built.questions],
        xform=built.xml,
        hash=built.hash,
        is_open=has_place(built.questions),
        file_sha256=digest,
        created_by_id=actor.user_id,
        created_at=at,
    )
