"""Set-up and certificate."""

from __future__ import annotations

from django.urls import path

from wasdini.operate import views

urlpatterns = [
    path("pasang/", views.set_up, name="set_up"),
    path("sertifikat/", views.authority, name="authority"),
    path("sertifikat/wasdini-ca.crt", views.authority_file, name="authority_file"),
]
