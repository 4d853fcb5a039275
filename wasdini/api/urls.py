"""Addresses for programs."""

from __future__ import annotations

from django.urls import include, path

from wasdini.api import views_description, views_health, views_openrosa, views_text
from wasdini.api.door import api

addresses, room, namespace = api.urls
# The bare root is a signpost to an interactive page that we do not serve.
asked = [address for address in addresses if getattr(address, "name", "") != "api-root"]

urlpatterns = [
    path("healthz", views_health.healthz, name="healthz"),
    path("readyz", views_health.readyz, name="readyz"),
    path("workerz", views_health.workerz, name="workerz"),
    path("openrosa/formList", views_openrosa.form_list, name="openrosa_forms"),
    path("openrosa/forms/<slug:form_id>/form.xml", views_openrosa.form_xml, name="openrosa_form"),
    path("openrosa/forms/<slug:form_id>/manifest", views_openrosa.form_manifest, name="openrosa_manifest"),
    path("openrosa/forms/<slug:form_id>/places.csv", views_openrosa.form_places, name="openrosa_places"),
    path("openrosa/submission", views_openrosa.submission, name="openrosa_submission"),
    path("api/v1/text/<slug:gateway>", views_text.text_message, name="text_message"),
    path("api/v1/openapi.json", views_description.openapi, name="openapi"),
    path("api/v1/", include((asked, room), namespace=namespace)),
]
