"""Pages of an office's own forms: the list, one form with its versions, what fills which field of a report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasdini.core.access import Actor
from wasdini.core.form_mapping import FINDING
from wasdini.core.problems import InputRefused, Problem
from wasdini.methods import catalogue
from wasdini.methods.sentences import problem_sentence
from wasdini.reports import operations_forms, queries_forms
from wasdini.reports.queries_forms import MappingRow

FIELD_WORDS: dict[str, dict[str, str]] = {
    "id": {
        "place_code": "Tempat", "tps_code": "TPS", "kind": "Jenis laporan", "occurred_at": "Waktu kejadian",
        "urgency": "Seberapa mendesak", "issues": "Isu", "findings": "Temuan", "checkin.step": "Tahapan TPS",
        "checkin.voters_count": "Pemilih yang hadir", "ladder": "Tingkat gangguan", "athg": "ATHG", "aspect": "Aspek",
        "text": "Cerita", "position": "Titik lokasi", "source.name": "Nama narasumber",
        "source.phone": "Telepon narasumber", "source.relation": "Hubungan narasumber", FINDING: "Temuan",
    },
    "en": {
        "place_code": "Place", "tps_code": "TPS", "kind": "Kind of report", "occurred_at": "When it happened",
        "urgency": "Urgency", "issues": "Issues", "findings": "Findings", "checkin.step": "Progress of the TPS",
        "checkin.voters_count": "Voters who came", "ladder": "Rung of disturbance", "athg": "ATHG", "aspect": "Aspect",
        "text": "Story", "position": "Position", "source.name": "Name of the source",
        "source.phone": "Telephone of the source", "source.relation": "Relation of the source", FINDING: "Finding",
    },
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def forms(request: HttpRequest) -> HttpResponse:
    """Every form of one's areas; POST adds one from an XLSForm."""
    if request.method == "GET":
        return _list(request)
    try:
        name, raw = _file(request)
        slug = request.POST.get("slug", "").strip()
        operations_forms.add_form(
            _actor(request), slug, name, raw, title=request.POST.get("title", ""), at=timezone.now()
        )
    except InputRefused as refusal:
        return _list(request, refusal)
    return redirect("form", slug=slug)


@require_safe
def form(request: HttpRequest, slug: str) -> HttpResponse:
    return _one(request, slug)


@require_POST
def form_version(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version from a new file."""
    try:
        name, raw = _file(request)
        operations_forms.add_form_version(_actor(request), slug, name, raw, at=timezone.now())
    except InputRefused as refusal:
        return _one(request, slug, refusal)
    return redirect("form", slug=slug)


@require_POST
def form_mapping(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version with the fields chosen on the page."""
    chosen = {
        name[2:]: value for name, value in request.POST.items() if name.startswith("f.") and isinstance(value, str)
    }
    try:
        operations_forms.map_form(_actor(request), slug, chosen, at=timezone.now())
    except InputRefused as refusal:
        return _one(request, slug, refusal)
    return redirect("form", slug=slug)


@require_POST
def retire_form(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        operations_forms.retire_form(_actor(request), slug, at=timezone.now())
    except InputRefused as refusal:
        return _one(request, slug, refusal)
    return redirect("forms")


def _list(request: HttpRequest, refusal: InputRefused | None = None) -> HttpResponse:
    cards = queries_forms.forms_page(_actor(request))
    told = {"forms": cards, "problems": _words(refusal), "typed": request.POST}
    return render(request, "reports/forms/list.html", told, status=422 if refusal else 200)


def _one(request: HttpRequest, slug: str, refusal: InputRefused | None = None) -> HttpResponse:
    page = queries_forms.form_page(_actor(request), slug)
    told = {"card": page.card, "rows": [_row(row) for row in page.rows], "problems": _words(refusal)}
    return render(request, "reports/forms/form.html", told, status=422 if refusal else 200)


def _row(row: MappingRow) -> dict[str, Any]:
    choices = [(name, _field_words(name), name == row.field) for name in row.choices]
    return {"name": row.name, "label": row.label, "field": row.field, "choices": choices}


def _field_words(name: str) -> str:
    words = FIELD_WORDS[_language()]
    if name.startswith(FINDING):
        finding = catalogue.findings()[name.removeprefix(FINDING)]
        return f"{words[FINDING]}: {finding.name.in_language(_language())}"
    return words[name]


def _words(refusal: InputRefused | None) -> list[str]:
    return [problem_sentence(problem, _language()) for problem in refusal.problems] if refusal else []


def _file(request: HttpRequest) -> tuple[str, bytes]:
    found = request.FILES.get("file")
    if found is None:
        raise InputRefused([Problem("form_file_missing", column="file")])
    return (found.name or "formulir.xlsx")[:120], found.read()


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
