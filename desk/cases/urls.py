"""Addresses of `desk.cases`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.cases.adopt_page import adopt
from desk.cases.intake_page import intake, intake_notice
from desk.cases.ledger_page import ledger
from desk.cases.pages import clue, clue_step, clues, due

urlpatterns: list[URLPattern | URLResolver] = [
    path("clues/", clues, name="clues"),
    path("clues/<str:item>/", clue, name="clue"),
    path("clues/<str:item>/<str:step>/", clue_step, name="clue_step"),
    path("adopt/<path:official_id>/", adopt, name="adopt"),
    path("intake/", intake, name="intake"),
    path("intake/<str:item>/<str:step>/", intake_notice, name="intake_notice"),
    path("ledger/", ledger, name="ledger"),
    path("due/", due, name="due"),
]
