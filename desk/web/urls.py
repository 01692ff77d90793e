"""Addresses of the desk. Every page asks for a login unless it says otherwise (middleware)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from desk.web.pages import dossier, purpose, report, risk_list, source
from desk.web.signin import own_password, sign_in

urlpatterns = [
    path("", risk_list, name="list"),
    path("dossier/<path:official_id>/", dossier, name="dossier"),
    path("source/<path:official_id>/", source, name="source"),
    path("report/", report, name="report"),
    path("purpose/", purpose, name="purpose"),
    path("login/", sign_in, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", own_password, name="password"),
    path("language/", login_not_required(set_language), name="set_language"),
]
handler404 = "desk.web.pages.not_found"
handler500 = "desk.web.pages.broken"
