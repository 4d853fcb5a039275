"""Sign-in, second factor, language, people. Only the doors of allauth that this office opens: no sign-up, no e-mail."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from wasdini.accounts import views, views_devices, views_office, views_people

urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("bantuan-masuk/", views.sign_in_help, name="account_signup"),
    path("bantuan-masuk/", views.sign_in_help, name="account_reset_password"),
    path("ulangi-sandi/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/", account.password_change, name="account_change_password"),
    path("faktor-kedua/", include("allauth.mfa.urls")),
    path("bahasa/", views.choose_language, name="language"),
    path("contoh/masuk/", views.demo_sign_in, name="demo_sign_in"),
    path("saya/", views.own_page, name="own_page"),
    path("saya/keluar-semua/", views.end_all_sessions, name="end_all_sessions"),
    path("saya/sesi/<str:session_id>/", views.end_session, name="end_session"),
    path("saya/token/<int:pk>/", views.revoke_token, name="revoke_token"),
    path("saya/perangkat/", views_devices.devices, name="devices"),
    path("saya/perangkat/<int:pk>/", views_devices.revoke_device, name="revoke_device"),
    path("saya/nomor/", views_devices.register_number, name="register_number"),
    path("saya/nomor/<int:pk>/", views_devices.revoke_number, name="revoke_number"),
    path("kantor/", views_office.office, name="office"),
    path("orang/", views_people.people, name="people"),
    path("orang/baru/", views_people.new_person, name="new_person"),
    path("orang/<int:pk>/", views_people.person, name="person"),
    path("orang/<int:pk>/<slug:act>/", views_people.act_on_person, name="act_on_person"),
    path("pemulihan/", views_people.factor_resets, name="factor_resets"),
    path("pemulihan/<int:pk>/", views_people.confirm_reset, name="confirm_reset"),
]
