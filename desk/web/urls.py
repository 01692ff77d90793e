"""Addresses of the desk. Every page asks for a login unless it says otherwise (middleware)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from desk.access.permit import anybody
from desk.web.area_page import areas
from desk.web.bulk_page import bulk
from desk.web.dossier_page import dossier, first_view
from desk.web.export_page import dossier_document, export_list
from desk.web.judging_page import judging
from desk.web.list_page import changes, risk_list, save_view
from desk.web.pages import home, purpose, report
from desk.web.reconcile import (
    address,
    reconcile,
    reconcile_keyed,
    reconcile_suggest,
    suggest_keyed,
)
from desk.web.signin import own_password, sign_in
from desk.web.source_page import page_image, source

urlpatterns = [
    path("", home, name="home"),
    path("list/", risk_list, name="list"),
    path("list/changes/", changes, name="changes"),
    path("list/view/", save_view, name="save_view"),
    path("list/assign/", bulk, name="bulk"),
    path("list/export/", export_list, name="export_list"),
    path("dossier/<path:official_id>/", dossier, name="dossier"),
    path("dossier-document/<path:official_id>/", dossier_document, name="dossier_document"),
    path("first-view/<path:official_id>/", first_view, name="first_view"),
    path("identity/<path:official_id>/", judging, name="identity"),
    path("source/<path:official_id>/", source, name="source"),
    path("page-image/<path:official_id>/", page_image, name="page_image"),
    path("report/", report, name="report"),
    path("areas/", areas, name="areas"),
    path("openrefine/", address, name="openrefine"),
    path("reconcile/", reconcile, name="reconcile"),
    path("reconcile/suggest/<str:kind>/", reconcile_suggest, name="reconcile_suggest"),
    path("reconcile/key/<str:key>/", reconcile_keyed, name="reconcile_keyed"),
    path("reconcile/key/<str:key>/suggest/<str:kind>/", suggest_keyed, name="suggest_keyed"),
    path("purpose/", purpose, name="purpose"),
    path("login/", sign_in, name="login"),
    path("logout/", anybody(LogoutView.as_view()), name="logout"),
    path("password/", own_password, name="password"),
    path("language/", anybody(login_not_required(set_language)), name="set_language"),
    path("", include("desk.access.urls")),
    # before the cases: clues/<item>/documents/ is no step of a clue
    path("", include("desk.documents.urls")),
    path("", include("desk.cases.urls")),
    path("", include("desk.web.graph_urls")),
    path("", include("desk.operations.urls")),
    path("api/", include("desk.api.urls")),
]
handler403 = "desk.web.pages.forbidden"
handler404 = "desk.web.pages.not_found"
handler500 = "desk.web.pages.broken"
