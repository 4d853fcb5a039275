"""The doors of this room, page by page."""

from __future__ import annotations

from django.urls import path

from wasdini.reports import views_keys

urlpatterns = [
    path("lapor/kunci.json", views_keys.intake_key, name="intake_key"),
]
