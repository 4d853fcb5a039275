"""Addresses of an office's own forms."""

from __future__ import annotations

from django.urls import path

from wasdini.reports import views_forms

urlpatterns = [
    path("formulir/", views_forms.forms, name="forms"),
    path("formulir/<slug:slug>/", views_forms.form, name="form"),
    path("formulir/<slug:slug>/versi/", views_forms.form_version, name="form_version"),
    path("formulir/<slug:slug>/isian/", views_forms.form_mapping, name="form_mapping"),
    path("formulir/<slug:slug>/tarik/", views_forms.retire_form, name="retire_form"),
]
