"""The page by which reports leave the system: for whom, and marked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused
from wasdini.methods.sentences import problem_sentence
from wasdini.places import queries as places
from wasdini.reports.forms_export import ExportFields
from wasdini.reports.operations_export import export_reports


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require_allowed(actor, Act.EXPORT_REPORTS)
    today = timezone.localdate()
    form = ExportFields(
        request.POST or None, areas=places.names_of(actor.areas), initial={"since": today, "until": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            copy = export_reports(actor, **form.as_operation(), at=timezone.now())
        except InputRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem_sentence(problem, request.LANGUAGE_CODE))
        else:
            response = HttpResponse(copy.body, content_type=copy.media_type)
            response.headers["Content-Disposition"] = f'attachment; filename="{copy.file_name}"'
            response.headers["Cache-Control"] = "private, no-store"
            return response
    return render(request, "reports/export.html", {"form": form}, status=422 if form.errors else 200)
