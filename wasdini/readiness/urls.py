"""Coverage, duties, paper forms."""

from __future__ import annotations

from django.urls import path

from wasdini.readiness import views, views_plan

urlpatterns = [
    path("cakupan/", views.coverage_start, name="coverage_start"),
    path("cakupan/<str:code>", views.coverage, name="coverage"),
    path("tugas/", views.own_duties, name="own_duties"),
    path("tugas/atur", views_plan.plan_duties, name="plan_duties"),
    path("tugas/atur/unggah", views_plan.upload_duties, name="upload_duties"),
    path("tugas/atur/usul", views_plan.spread_duties, name="spread_duties"),
    path("tugas/<int:pk>/batalkan", views_plan.cancel_duty, name="cancel_duty"),
    path("tugas/<int:pk>/formulir.pdf", views_plan.duty_form, name="duty_form"),
    path("tugas/formulir/<str:code>.pdf", views_plan.area_forms, name="area_forms"),
]
