"""Read-only pages."""

from __future__ import annotations

from django.urls import path

from wasdini.board import views, views_elections

urlpatterns = [
    path("", views.situation, name="situation"),
    path("tempat/<str:code>", views.place, name="place"),
    path("tps/<str:tps_code>", views.tps, name="tps"),
    path("peta", views.map_of, name="map"),
    path("peta/data/<str:code>.json", views.map_data, name="map_data"),
    path("tahapan", views.stages, name="stages"),
    path("tahapan/kalender.ics", views.stages_file, name="stages_file"),
    path("tahapan/alamat-kalender", views.calendar_link, name="calendar_link"),
    path("calendar/<str:token>.ics", views.calendar, name="calendar"),
    path("tahapan/alamat-kalender/akhiri", views_elections.end_calendar_links, name="end_calendar_links"),
    path("pemilu/baru", views_elections.new_election, name="new_election"),
    path("pemilu/<slug:slug>", views_elections.election, name="election"),
    path("pemilu/<slug:slug>/tahapan/baru", views_elections.new_stage, name="new_stage"),
    path("pemilu/<slug:slug>/tahapan/<int:position>", views_elections.stage, name="stage"),
    path("pemilu/<slug:slug>/kejadian", views_elections.happening, name="happening"),
    path("jurnal", views.journal, name="journal"),
    path("metode", views.methods, name="methods"),
    path("metode/<str:name>", views.method, name="method"),
    path("cari", views.search, name="search"),
    path("tampilan/", views.theme, name="theme"),
]
