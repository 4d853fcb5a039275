"""The custodians' desk, and the head's requests to unmask."""

from __future__ import annotations

from django.urls import path

from wasdini.custody import views, views_asking, views_voices

urlpatterns = [
    path("kustodian/", views.desk, name="custody_desk"),
    path("kustodian/kunci/", views.keys, name="custody_keys"),
    path("kustodian/kunci/<slug:act>/", views.act_on_key, name="act_on_custody_key"),
    path("kustodian/samaran/", views_voices.voices, name="custody_voices"),
    path("kustodian/samaran/<uuid:voice_id>/", views_voices.voice, name="custody_voice"),
    path("kustodian/samaran/<uuid:voice_id>/<slug:act>/", views_voices.act_on_voice, name="act_on_custody_voice"),
    path("kustodian/permintaan/<uuid:request_id>/", views.unmask_request, name="custody_request"),
    path("kustodian/permintaan/<uuid:request_id>/<slug:act>/", views.act_on_request, name="act_on_custody_request"),
    path("kustodian/putar/", views.rotation, name="custody_rotation"),
    path("kustodian/putar/berkas/", views.rotation_file, name="custody_rotation_file"),
    path("pembukaan/", views_asking.unmaskings, name="unmaskings"),
    path("pembukaan/kustodian/", views_asking.appoint, name="appoint_custodians"),
    path("pembukaan/<uuid:report_id>/", views_asking.ask, name="ask_unmasking"),
]
