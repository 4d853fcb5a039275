"""Papers that were issued, their copies, and the check of a code."""

from __future__ import annotations

from django.urls import path

from wasdini.documents import views

urlpatterns = [
    path("dokumen/", views.document_list, name="documents"),
    path("dokumen/<uuid:document_id>/", views.document_page, name="document"),
    path("dokumen/<uuid:document_id>/<str:form>/", views.document_copy, name="document_copy"),
    path("periksa/", views.check, name="check_code"),
    path("periksa/<str:code>/", views.check, name="check"),
]
