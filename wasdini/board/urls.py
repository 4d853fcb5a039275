"""Read-only pages."""

from __future__ import annotations

from django.urls import path

from wasdini.board import views

urlpatterns = [
    path("", views.situation, name="situation"),
    path("tampilan/", views.theme, name="theme"),
    path("healthz", views.healthz, name="healthz"),
]
