"""All doors of the house, room by room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("wasdini.api.urls")),
    path("akun/", include("wasdini.accounts.urls")),
    path("", include("wasdini.reports.urls_forms")),
    path("", include("wasdini.accounts.urls_subjects")),
    path("", include("wasdini.custody.urls")),
    path("", include("wasdini.readiness.urls")),
    path("", include("wasdini.briefs.urls")),
    path("", include("wasdini.documents.urls")),
    path("", include("wasdini.operate.urls")),
    path("lapor/", include("wasdini.reports.urls_phone")),
    path("", include("wasdini.reports.urls")),
    path("", include("wasdini.reports.urls_desk")),
    path("", include("wasdini.board.urls")),
]

handler400 = "wasdini.api.views_missing.malformed"
handler404 = "wasdini.api.views_missing.missing"
handler500 = "wasdini.operate.views.fault"
