"""The reporting page, its offline parts, and one's own reports: everything below /lapor/."""

from __future__ import annotations

from django.urls import path

from wasdini.reports import views_offline, views_phone

urlpatterns = [
    path("", views_phone.report_form, name="lapor"),
    path("saya", views_phone.own_reports, name="own_reports"),
    path("data.json", views_phone.lists, name="lapor_lists"),
    path("siapa.json", views_phone.who_is_here, name="lapor_who"),
    path("luring/<str:page>/<str:language>/", views_offline.shell, name="lapor_shell"),
    path("sw.js", views_offline.service_worker, name="lapor_worker"),
    path("aplikasi.webmanifest", views_offline.manifest, name="lapor_manifest"),
    path("ikon-<int:size>.png", views_offline.icon, name="lapor_icon"),
]
