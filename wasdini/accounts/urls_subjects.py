"""Requests of people about their own data."""

from __future__ import annotations

from django.urls import path

from wasdini.accounts import views_subjects

urlpatterns = [
    path("permohonan/", views_subjects.subject_requests, name="subject_requests"),
    path("permohonan/baru/", views_subjects.new_subject_request, name="new_subject_request"),
    path("permohonan/<uuid:request_id>/", views_subjects.subject_request, name="subject_request"),
]
