"""Addresses for programs."""

from __future__ import annotations

from django.urls import include, path

from wasdini.api import views_description, views_health
from wasdini.api.door import api

addresses, room, namespace = api.urls
# The bare root is a signpost to an interactive page that we do not serve.
asked = [address for address in addresses if getattr(address, "name", "") != "api-root"]

urlpatterns = [
    path("healthz", views_health.healthz, name="healthz"),
    path("readyz", views_health.readyz, name="readyz"),
    path("workerz", views_health.workerz, name="workerz"),
    path("api/v1/openapi.json", views_description.openapi, name="openapi"),
    path("api/v1/", include((asked, room), namespace=namespace)),
]
