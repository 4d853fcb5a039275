"""The doors of this room, page by page."""

from __future__ import annotations

from django.urls import path

from wasdini.reports import views_export, views_keys

urlpatterns = [
    path("laporan/ekspor", views_export.export, name="export_reports"),
    path("lapor/kunci.json", views_keys.intake_key, name="intake_key"),
]
