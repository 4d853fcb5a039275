"""The verification desk, incidents and referrals."""

from __future__ import annotations

from django.urls import path

from wasdini.reports import views_desk

urlpatterns = [
    path("meja/", views_desk.desk_queue, name="desk_queue"),
    path("meja/baru", views_desk.desk_entry, name="desk_entry"),
    path("meja/pertentangan", views_desk.desk_conflicts, name="desk_conflicts"),
    path("meja/<uuid:report_id>", views_desk.desk_report, name="desk_report"),
    path("meja/<uuid:report_id>/banding", views_desk.desk_compare, name="desk_compare"),
    path("meja/<uuid:report_id>/<str:act>", views_desk.desk_act, name="desk_act"),
    path("kejadian/<uuid:incident_id>", views_desk.incident, name="incident"),
    path("rujukan/", views_desk.referrals, name="referrals"),
    path("rujukan/<int:referral_id>", views_desk.referral_act, name="referral_act"),
]
