"""Sign-in, second factor, language, people. Only the doors of allauth that this office opens: no sign-up, no e-mail."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from wasdini.accounts import views

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("bantuan-masuk/", views.sign_in_help, name="account_signup"),
    path("bantuan-masuk/", views.sign_in_help, name="account_reset_password"),
    path("ulangi-sandi/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/", account.password_change, name="account_change_password"),
    path("faktor-kedua/", include("allauth.mfa.urls")),
    path("saya/", views.own_page, name="own_page"),
    path("bahasa/", views.choose_language, name="language"),
    path("contoh/masuk/", views.demo_sign_in, name="demo_sign_in"),
]
