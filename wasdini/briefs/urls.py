"""The brief of a place: preview, copies of the draft, issuing; who read what, and the notice made from it."""

from __future__ import annotations

from django.urls import path

from wasdini.briefs import views, views_reads

urlpatterns = [
    path("ringkasan/<str:code>/", views.brief, name="brief"),
    path("ringkasan/<str:code>/terbitkan/", views.brief_issue, name="brief_issue"),
    path("ringkasan/<str:code>/draf.<str:form>", views.brief_draft, name="brief_draft"),
    path("pembacaan/", views_reads.reads, name="reads"),
    path("pembacaan/pemberitahuan/", views_reads.read_notice, name="read_notice"),
]
