"""Pages: each view makes one call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def situation(request: HttpRequest) -> HttpResponse:
    return render(request, "board/situation.html")
